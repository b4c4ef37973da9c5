"""Windows: which hours, days and comments count at a moment.

Views are counted by clock hours and by days of the site's timezone, so a window begins where one of these does: `hour` is this clock hour
and the one before, `day` this one and the 23 before, `week` and `month` are today and the 6 or 29 days before. Comments are taken
by the same beginnings, so that both counts of a page are of the same time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.clock import AN_HOUR, clock_hour, epoch, start_of
from chalicelib.ids import first_id
from chalicelib.popular.models import Order, Window

HOURS: Final[Mapping[Window, int]] = {"hour": 2, "day": 24}
DAYS: Final[Mapping[Window, int]] = {"week": 7, "month": 30}

SMOOTHING = 20
"""Views. As many are added to what a page's past makes us expect, so that few views are no trend."""


@dataclass(frozen=True)
class Present:
    """A moment on a site, and the windows that end there."""

    now: datetime
    timezone: str

    @property
    def hour(self) -> int:
        """This clock hour, since 1970."""
        return clock_hour(self.now)

    @cached_property
    def today(self) -> str:
        """This day of the site's timezone."""
        return self.now.astimezone(ZoneInfo(self.timezone)).date().isoformat()

    def starts_at(self, window: Window) -> datetime:
        """Answer the moment at which a window begins; there is none for `all`."""
        if window in HOURS:
            return start_of(self.hour - HOURS[window] + 1)
        here = ZoneInfo(self.timezone)
        first = self.now.astimezone(here).date() - timedelta(days=DAYS[window] - 1)
        return datetime.combine(first, time.min, here).astimezone(UTC)

    def first_hour(self, window: Window) -> int:
        """Answer the clock hour in which a window begins."""
        return clock_hour(self.starts_at(window))

    def first_day(self, window: Window) -> str:
        """Answer the day of the site's timezone with which a window begins."""
        return self.starts_at(window).astimezone(ZoneInfo(self.timezone)).date().isoformat()

    def first_id(self, window: Window) -> str:
        """Answer what sorts before all ids made in a window, and after those from before."""
        return first_id(self.starts_at(window))

    def edition(self, order: Order) -> str:
        """Answer what changes when a list's window begins elsewhere: until then counts of it can only grow by what is done now.

        Editions of a list sort by time. A list of two hours has none, since all in it is read anew each time.
        """
        if order.by == "trend" or order.window == "hour":
            return ""
        return f"{self.hour}" if order.window == "day" else self.today

    def trend(self, hours: Mapping[int, int]) -> Fraction | None:
        """Answer how far a page is above its own past, from its views by hour; None where nobody read it lately.

        What is expected of this hour and the one before, as long as they have lasted, is the rate of the 22 hours before. The answer
        is what came beyond that, as a multiple of what was expected and `SMOOTHING`. It is exact, so that no order depends on rounding.
        """
        first = self.first_hour("hour")
        recent = sum(count for hour, count in hours.items() if hour >= first)
        if not recent:
            return None
        past = sum(count for hour, count in hours.items() if hour < first)
        lasted = epoch(self.now) - first * AN_HOUR
        expected = Fraction(past * lasted, (HOURS["day"] - HOURS["hour"]) * AN_HOUR)
        return (recent - expected) / (expected + SMOOTHING)
