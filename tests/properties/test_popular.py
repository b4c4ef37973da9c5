"""Lists of popular pages equal a count of everything, whatever was read, said and removed when, and whenever the job ran before."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.popular.models import WINDOWS, By, Order, Window
from chalicelib.storage.table import Table
from tests.conftest import SITE, Api, Desk, StandingClock, ids_in_order, never_hot, with_site
from tests.faults.memory import Memory
from tests.pageviews.crowd import spread
from tests.popular.readers import read, renew
from tests.recount import violations
from tests.storage.engines import TABLE, moto_table
from tests.stored import Stored

PAGES = ("/a", "/b", "/c?p=1", "/d", "id:e")
TIMEZONE = "America/St_Johns"
"""Half an hour beside the clock of UTC, and in summer time since a week before the tests begin."""

pages = st.sampled_from(PAGES)
deeds = st.one_of(
    st.tuples(st.just("read"), pages, st.integers(1, 12)),
    st.tuples(st.just("say"), pages, st.just(1)),
    st.tuples(st.just("remove"), pages, st.just(1)),
    st.tuples(st.just("spread"), pages, st.integers(2, 4)),
    st.tuples(st.just("compact"), pages, st.just(1)),
    st.tuples(st.just("renew"), pages, st.just(1)),
)


@dataclass
class Site:
    """A site, and all that ever happened on it."""

    desk: Desk
    clock: StandingClock
    read_at: list[tuple[str, datetime]] = field(default_factory=list)
    said_at: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    shards: dict[str, int] = field(default_factory=dict)

    def do(self, deed: str, page: str, times: int) -> None:
        services = self.desk.api.services
        match deed:
            case "read":
                shard = times % self.shards.get(page, 1)
                read(services, self.clock, page, times, timezone=TIMEZONE, shard=shard)
                self.read_at += [(page, self.clock.now)] * times
            case "spread":
                spread(services, times, page=page)
                self.shards[page] = max(times, self.shards.get(page, 1))
            case "say":
                self.said_at[self.desk.api.comment(page=page)["id"]] = page, self.clock.now
            case "remove":
                on_page = [comment for comment, (where, _) in self.said_at.items() if where == page]
                if on_page:
                    self.desk.act("reject", on_page[0])
                    del self.said_at[on_page[0]]
            case "compact":
                services.run_job("compact")
            case _:
                renew(services)
                self.is_listed()

    def is_listed(self) -> None:
        for window in WINDOWS:
            views, comments = (self._within(happened, window) for happened in (self.read_at, self.said_at.values()))
            counted_by: dict[By, Counter[str]] = {"views": views, "comments": comments}
            for by, counted in counted_by.items():
                best = sorted(counted, key=lambda page: (-counted[page], page))
                assert self._listed(Order(by, window)) == [(page, views[page], comments[page]) for page in best]
        scores = self._scores()
        views, comments = (self._within(happened, "day") for happened in (self.read_at, self.said_at.values()))
        assert self._listed(Order("trend")) == [
            (page, views[page], comments[page]) for page in sorted(scores, key=lambda page: (-scores[page], page))
        ]

    def _listed(self, order: Order) -> list[tuple[str, int, int]]:
        services = self.desk.api.services
        pages = services.popular.pages(services.sites.get(SITE), order, 100)
        return [(page["key"], page["view_count"], page["comment_count"]) for page in pages]

    def _within(self, happened: Iterable[tuple[str, datetime]], window: Window) -> Counter[str]:
        return Counter(page for page, moment in happened if self._counts(moment, window))

    def _counts(self, moment: datetime, window: Window) -> bool:
        if window == "all":
            return True
        hours = (_hour(self.clock.now) - _hour(moment)) / timedelta(hours=1)
        if window in {"hour", "day"}:
            return hours < (2 if window == "hour" else 24)
        here = ZoneInfo(TIMEZONE)
        days = self.clock.now.astimezone(here).date() - moment.astimezone(here).date()
        return days.days < (7 if window == "week" else 30)

    def _scores(self) -> dict[str, float]:
        now, recent = self.clock.now, self._within(self.read_at, "hour")
        past = self._within(self.read_at, "day") - recent
        share = (now - _hour(now) + timedelta(hours=1)) / timedelta(hours=22)
        return {page: (recent[page] - past[page] * share) / (past[page] * share + 20) for page in recent}


def _hour(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def happens(steps: list[tuple[float, tuple[str, str, int]]], **unit: float) -> None:
    """Do these things one after another, so many units of time apart, and look at all lists at the end."""
    with moto_table() as client:
        clock = StandingClock()
        table = Table(client, TABLE, lambda _attempt: None)
        services = Services(Settings(), table, clock, ids_in_order(), seconds=never_hot())
        with_site(services, moderation_mode="hold_suspect", timezone=TIMEZONE)
        site = Site(Desk(Api(services), services.tokens.create(SITE, "moderator", "desk")[0]), clock)
        for units, deed in steps:
            clock.pass_by(**{name: units * length for name, length in unit.items()})
            site.do(*deed)
        site.do("renew", "", 1)
        assert violations(Stored.of_items(Memory(client.meta.region_name).items())) == []


def histories(most: int) -> st.SearchStrategy[list[tuple[float, tuple[str, str, int]]]]:
    return st.lists(st.tuples(st.floats(0, 1, width=16), deeds), min_size=8, max_size=most)


@settings(max_examples=8)
@given(histories(20))
def test_within_hours_lists_are_what_a_count_of_everything_says(steps: list[Any]) -> None:
    happens(steps, minutes=50)


@settings(max_examples=5)
@given(histories(16))
def test_within_days_lists_are_what_a_count_of_everything_says(steps: list[Any]) -> None:
    happens(steps, hours=11)


@settings(max_examples=2)
@given(histories(14))
def test_within_months_lists_are_what_a_count_of_everything_says(steps: list[Any]) -> None:
    happens(steps, days=6)
