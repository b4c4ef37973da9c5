"""Views and visits over time are what a count of everything says, on days of any length, after compaction and merging."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib.bootstrap import Services
from chalicelib.clock import rfc3339
from chalicelib.pageviews.models import NewView
from chalicelib.privacy import Client
from tests.conftest import BROWSER, SITE, Desk, StandingClock

BOTH_ENGINES = True

HALF_AN_HOUR = timedelta(minutes=30)
PAUSES = (1, 29, 30, 50, 200, 600) * 4
"""Minutes: two and a half days in all."""
LISTED_EVERY = timedelta(hours=12)
"""The job that lists popular pages sets the traffic of a site, for hours of a day back."""
Traffic = dict[str, tuple[int, int]]
"""Views and visits by hour or day, where there are any."""


@dataclass(frozen=True)
class Seen:
    """A view that counts."""

    page: str
    at: datetime
    is_visit: bool


@dataclass
class Readers:
    """Readers of a site, and what of their views should count."""

    services: Services
    clock: StandingClock
    here: ZoneInfo
    seen: list[Seen] = field(default_factory=list)
    _seen_at: dict[tuple[str, str, str], datetime] = field(default_factory=dict)

    def view(self, page: str, reader: str) -> None:
        site, now = self.services.sites.get(SITE), self.clock.now
        told = self.services.pageviews.view(site, NewView(page=page), Client(reader, BROWSER), is_prefetch=False)
        before = self._seen_at.get((page, reader, self.day_of(now)))
        is_counted = before is None or now - before >= HALF_AN_HOUR
        assert told["counted"] == is_counted
        if is_counted:
            self._seen_at[page, reader, self.day_of(now)] = now
            self.seen.append(Seen(page, now, is_visit=before is None))

    def day_of(self, moment: datetime) -> str:
        return moment.astimezone(self.here).date().isoformat()

    def traffic(self, pages: Iterable[str], name: Callable[[datetime], str]) -> Traffic:
        counted = [one for one in self.seen if one.page in pages]
        views = Counter(name(one.at) for one in counted)
        visits = Counter(name(one.at) for one in counted if one.is_visit)
        return {at: (views[at], visits[at]) for at in views}


@pytest.fixture
def clock(start: datetime) -> StandingClock:
    """Days from now on, since an engine lets items expire by its own clock."""
    return StandingClock(start)


@pytest.mark.parametrize(
    ("timezone", "start"),
    [
        pytest.param(
            "Europe/Berlin", datetime(2030, 3, 29, 12, tzinfo=UTC), id="a day of 23 hours, in two months of UTC"
        ),
        pytest.param(
            "America/St_Johns", datetime(2030, 11, 1, 16, tzinfo=UTC), id="one of 25, that begins at half past"
        ),
    ],
)
def test_a_page_and_a_site_have_the_traffic_that_they_had(
    desk: Desk, services: Services, clock: StandingClock, start: datetime, timezone: str
) -> None:
    services.sites.change(SITE, settings={"timezone": timezone})
    readers, listed_at = Readers(services, clock, ZoneInfo(timezone)), start - LISTED_EVERY
    random = Random(timezone)  # noqa: S311 - it must be repeatable, nothing is kept secret by it
    for step, minutes in enumerate(random.sample(PAUSES, len(PAUSES))):
        if clock.now >= listed_at + LISTED_EVERY:
            services.run_job("popular")
            listed_at = clock.now
        for _ in range(2):
            readers.view(random.choice(["/a", "/b", "/old"]), random.choice(["192.0.2.1", "192.0.2.2"]))
        clock.pass_by(minutes=minutes)
        if step % 10 == 9:
            services.run_job("compact")
    services.run_job("popular")

    as_it_was_told(desk, readers, start, {"/a": ["/a"], "/old": ["/old"], None: ["/a", "/b", "/old"]})

    desk.change_page("/old", alias_of="/a")
    services.run_job("merge")
    readers.view("/old", "192.0.2.3")
    services.run_job("popular")
    clock.pass_by(days=3)
    services.run_job("compact")

    both = ["/a", "/old"]
    as_it_was_told(desk, readers, start, {"/a": both, "/old": both, "/b": ["/b"], None: ["/a", "/b", "/old"]})


def as_it_was_told(desk: Desk, readers: Readers, start: datetime, asked: dict[str | None, list[str]]) -> None:
    for page, pages in asked.items():
        assert told(desk, start, "hour", page) == readers.traffic(pages, lambda at: rfc3339(_hour(at)))
        # Of a site only hours are known, and belong to the day that they begin in.
        day = readers.day_of if page else lambda at: readers.day_of(_hour(at))
        assert told(desk, start, "day", page) == readers.traffic(pages, day)


def told(desk: Desk, start: datetime, by: str, page: str | None) -> Traffic:
    asked = {"by": by, "from": rfc3339(start - timedelta(days=1)), "to": rfc3339(start + timedelta(days=14))}
    response = desk.api.get("stats", params=asked | ({"page": page} if page else {}), headers=desk.headers)
    answer: Any = response.json()
    assert answer["visit_count"] == sum(bucket["visit_count"] for bucket in answer["buckets"])
    named = {bucket["day" if by == "day" else "starts_at"]: bucket for bucket in answer["buckets"]}
    return {at: (one["view_count"], one["visit_count"]) for at, one in named.items() if one["view_count"]}


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
