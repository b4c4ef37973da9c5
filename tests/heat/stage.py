"""Time that passes as fast as it can: many do things side by side, and who waits lets the next one go on.

    stage = Stage()
    stage.start(act)          # another act, from now on
    stage.wait(0.5)           # in an act: half a second later it goes on
    stage.run()               # until nobody has anything left to do

Acts are greenlets, so the code that waits need not know of it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from greenlet import getcurrent, greenlet


class Stage:
    """`now` is in seconds from the beginning, which is the moment `begins_at`."""

    def __init__(self, begins_at: datetime) -> None:
        self.now = 0.0
        self._begins_at = begins_at
        self._due: list[tuple[float, int, greenlet]] = []
        self._order = count()

    def clock(self) -> datetime:
        """Tell the time as a clock does."""
        return self._begins_at + timedelta(seconds=self.now)

    def seconds(self) -> float:
        """Tell how many seconds have passed."""
        return self.now

    def start(self, act: Callable[[], object], after: float = 0) -> None:
        """Have something be done, beside whoever starts it."""
        self._put_off(greenlet(act), after)

    def wait(self, seconds: float) -> None:
        """Go on so much later."""
        self._put_off(getcurrent(), seconds)
        getcurrent().parent.switch()

    def run(self) -> None:
        """Let time pass until nothing is left to do."""
        while self._due:
            self.now, _, act = heappop(self._due)
            act.parent = getcurrent()
            act.switch()

    def _put_off(self, act: greenlet, seconds: float) -> None:
        heappush(self._due, (self.now + seconds, next(self._order), act))
