"""What is known of one hour, and the steps by which waits are counted."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.clock import AN_HOUR, start_of

STEPS: tuple[int, ...] = (
    *(60, 120, 300, 600, 900, 1800),
    *(hours * AN_HOUR for hours in (1, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48, 72, 120, 168, 336, 720)),
)
"""Seconds. A wait is counted under the first step that is not below it, or after all of them: so any number of waits has a size."""


@dataclass(frozen=True)
class Decided:
    """A decision of a moderator: what it made of a comment, whose it was, and how long the comment waited if it was its first."""

    to: str
    moderator: str
    name: str
    waited: float | None


@dataclass(frozen=True)
class Digest:
    """One hour. `came` and `decided` count by status, `by` decisions by moderator, `waits` first decisions by step."""

    hour: int
    view_count: int = 0
    visit_count: int = 0
    came: Mapping[str, int] = field(default_factory=dict)
    decided: Mapping[str, int] = field(default_factory=dict)
    by: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    waits: Mapping[int, int] = field(default_factory=dict)

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        return start_of(self.hour)


def step_of(waited: float) -> int:
    """Answer the place of the step that a wait of so many seconds is counted under."""
    return bisect_left(STEPS, waited)


def median(waits: Mapping[int, int]) -> int | None:
    """Estimate the median of waits in whole seconds: even between the steps around it; beyond the last step, that step."""
    count = sum(waits.values())
    before = 0
    for step in sorted(waits):
        if 2 * (before + waits[step]) >= count and waits[step]:
            if step == len(STEPS):
                return STEPS[-1]
            low = STEPS[step - 1] if step else 0
            return round(low + (STEPS[step] - low) * (count / 2 - before) / waits[step])
        before += waits[step]
    return None
