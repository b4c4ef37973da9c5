"""A crowd on one page, and Lambda's processes that serve it.

As AWS documents it, a process answers one request at a time: one that is free takes the next, and where none is free another is
started. Which free one it is is not documented; here it is the one that has waited longest, so that all have to know what is going on.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from random import Random

from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.errors import Unavailable
from chalicelib.pageviews.models import NewView
from chalicelib.privacy import Client
from chalicelib.storage.client import longest_pause
from chalicelib.storage.table import Table
from chalicelib.storage.together import BRANCH
from tests.conftest import BROWSER, SITE, ids_in_order
from tests.heat.dynamo import Dynamo
from tests.heat.stage import Stage
from tests.storage.engines import TABLE

RISES_IN = 1.0
"""Seconds from the first visitor until as many come as is said."""
OWN_TIME = 0.003
"""Seconds that a process takes for a call besides waiting for the table."""


class Function:
    """Lambda: processes of the service on one table. `started` of them there are by now; they tried again `retries` times."""

    def __init__(self, stage: Stage, dynamo: Dynamo, seed: int = 1) -> None:
        self.started = 0
        self.retries = 0
        self._stage = stage
        self._dynamo = dynamo
        self._dice = Random(seed)  # noqa: S311 - it must be repeatable, nothing is kept secret by it
        self._new_id = ids_in_order()
        self._idle: deque[Services] = deque()

    def warm(self, processes: int, seconds: float) -> None:
        """Have so many processes by then, which know their site as they serve other pages; each came at another time."""
        for number in range(processes):
            self._stage.start(self._get_ready, number * seconds / processes)

    def _get_ready(self) -> None:
        BRANCH.set((self, 0))
        process = self._start()
        process.sites.get(SITE)
        self._idle.append(process)

    def call(self, work: Callable[[Services], object]) -> None:
        """Serve a call. What of it is to be done side by side is done one after another: it takes longer, and costs the same."""
        BRANCH.set((self, 0))
        process = self._idle.popleft() if self._idle else self._start()
        self._stage.wait(OWN_TIME)
        try:
            work(process)
        finally:
            self._idle.append(process)

    def _start(self) -> Services:
        self.started += 1
        table = Table(self._dynamo, TABLE, self._pause)  # type: ignore[arg-type] # it plays the client
        return Services(Settings(), table, self._stage.clock, self._new_id, seconds=self._stage.seconds)

    def _pause(self, attempt: int) -> None:
        self.retries += 1
        self._stage.wait(self._dice.uniform(0, longest_pause(attempt)))


@dataclass
class Loads:
    """What became of loads of a page. `told` are the counts that visitors were told in turn, `longest` seconds that one had to wait."""

    visitors: int = 0
    counted: int = 0
    repeated: int = 0
    unanswered: int = 0
    told: list[int] = field(default_factory=list)
    longest: float = 0.0


class Crowd:
    """Visitors who come at random, so many a second on average."""

    def __init__(self, stage: Stage, function: Function, seed: int = 1) -> None:
        self._stage = stage
        self._function = function
        self._dice = Random(seed)  # noqa: S311 - it must be repeatable, nothing is kept secret by it

    def view(self, page: str, a_second: float, begin: float, end: float) -> Loads:
        """Have a page be viewed by visitors, of whom each twentieth loads it again after a second."""
        loads = Loads()
        for number, at in enumerate(self._times(a_second, begin, end)):
            loads.visitors += 1
            load = partial(self._load, page, number, loads)
            self._stage.start(load, at)
            if number % 20 == 0:
                self._stage.start(load, at + 1)
        return loads

    def read(self, page: str, a_second: float, begin: float, end: float) -> None:
        """Have the first page of a page's comments be read."""
        for at in self._times(a_second, begin, end):
            self._stage.start(partial(self._function.call, partial(_read, page)), at)

    def _times(self, a_second: float, begin: float, end: float) -> Iterator[float]:
        at = begin
        while (at := at + self._dice.expovariate(a_second)) < end:
            if self._dice.random() * RISES_IN < at - begin:
                yield at

    def _load(self, page: str, number: int, loads: Loads) -> None:
        began = self._stage.now
        client = Client(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", BROWSER)
        try:
            self._function.call(partial(_view, page, client, loads))
        except Unavailable:
            loads.unanswered += 1
        loads.longest = max(loads.longest, self._stage.now - began)


def _view(page: str, client: Client, loads: Loads, process: Services) -> None:
    told = process.pageviews.view(process.sites.get(SITE), NewView(page=page), client, is_prefetch=False)
    loads.counted += told["counted"]
    loads.repeated += not told["counted"]
    loads.told.append(told["view_count"])


def _read(page: str, process: Services) -> None:
    process.reading.read(process.sites.get(SITE), page, "newest", 20, None)
