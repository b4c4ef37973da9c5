"""A figure: what was measured, what it cannot be below, and what it should not be above."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """What one measurement found. `floor` is of the same run; `spread` the lowest and the highest of its rounds.

    Without a value it could not be measured, and `remark` says why.
    """

    value: float | None
    unit: str
    floor: float | None = None
    goal: float | None = None
    spread: tuple[float, float] | None = None
    remark: str = ""

    @property
    def holds(self) -> bool | None:
        """Say whether the goal is kept; None where there is no goal and nothing has gone wrong."""
        if self.value is None:
            return False
        return None if self.goal is None else self.value <= self.goal


@dataclass(frozen=True)
class Rounds:
    """What two took in alternating rounds, so that whatever else the machine does falls on both."""

    ours: Sequence[float]
    bare: Sequence[float]

    def ratio(self, goal: float | None = None) -> Figure:
        """Answer how many times the bare one ours takes: the median of the rounds' own ratios."""
        ratios = [ours / bare for ours, bare in zip(self.ours, self.bare, strict=True)]
        return Figure(median(ratios), "ratio", 1, goal, (min(ratios), max(ratios)))

    def duration(self, goal: float | None = None) -> Figure:
        """Answer what ours takes in milliseconds, with the bare one as its floor."""
        return Figure(median(self.ours), "ms", median(self.bare), goal, (min(self.ours), max(self.ours)))

    def beyond(self, goal: float | None = None) -> Figure:
        """Answer what ours takes more than the bare one, in milliseconds, with what the bare one takes beside it."""
        more = [ours - bare for ours, bare in zip(self.ours, self.bare, strict=True)]
        return Figure(median(more), "ms", median(self.bare), goal, (min(more), max(more)))
