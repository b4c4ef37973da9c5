"""Whoever tells views of a page tells all of its shards': counts, answers to views, lists, statistics, and the merging of aliases."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.bootstrap import Services
from chalicelib.clock import rfc3339
from chalicelib.config import Settings
from chalicelib.ids import NewId
from chalicelib.storage.table import Table
from tests.conftest import SITE, START, Api, Desk, StandingClock, ids_in_order, never_hot, with_site
from tests.faults.memory import Memory
from tests.pages.ending import Died, die_after
from tests.pageviews.crowd import named, spread
from tests.popular.readers import counts, read, renew
from tests.recount import violations
from tests.storage.engines import TABLE, make_client, moto_table
from tests.stored import Stored

TIMEZONE = "Pacific/Auckland"
"""Its months begin half a day before those of UTC."""
PAGES = OLD, NEW = ("/old", "/new")

pages = st.sampled_from(PAGES)
steps = st.one_of(
    *[st.tuples(st.just("read"), pages, st.integers(0, 7))] * 4,
    st.tuples(st.just("spread"), pages, st.integers(2, 8)),
    st.tuples(st.just("pass"), pages, st.integers(1, 45)),
    st.tuples(st.just("compact"), pages, st.just(0)),
)


@dataclass
class History:
    """What happened to two pages, and how many shards they have."""

    desk: Desk
    clock: StandingClock
    ids: NewId
    read_at: list[tuple[str, datetime]] = field(default_factory=list)
    shards: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(PAGES, 1)))

    @property
    def services(self) -> Services:
        return self.desk.api.services

    def do(self, deed: str, page: str, number: int) -> None:
        match deed:
            case "read":
                read(self.services, self.clock, page, timezone=TIMEZONE, shard=number % self.shards[page])
                self.read_at.append((page, self.clock.now))
            case "spread":
                spread(self.services, number, page=page)
                self.shards[page] = max(number, self.shards[page])
            case "pass":
                self.clock.pass_by(hours=number)
            case _:
                self.services.run_job("compact")

    def told_alike(self, *, are_merged: bool = False) -> None:
        """Hold all that tells views to what was done."""
        renew(self.services)
        listed = {page: views for page, views, _ in counts(self.desk.api, window="all")}
        for page in PAGES:
            read_at = [moment for where, moment in self.read_at if are_merged or where == page]
            total = len(read_at)
            assert self.desk.api.counts(page)["view_count"] == total
            assert self.desk.api.view(page, agent="Googlebot/2.1")["view_count"] == total
            is_listed = total and not (are_merged and page == OLD)
            assert listed.get(page) == (total if is_listed else None)
            assert self.told(page, "hour") == Counter(rfc3339(_hour(moment)) for moment in read_at)
            days = (moment.astimezone(ZoneInfo(TIMEZONE)).date().isoformat() for moment in read_at)
            assert self.told(page, "day") == Counter(days)
        assert self.violations() == []

    def told(self, page: str, by: str) -> dict[str, int]:
        """Answer what statistics tell of the last month, in which all happened."""
        first = self.clock.now - timedelta(days=30)
        asked = {
            "page": page,
            "by": by,
            "from": rfc3339(max(first, START)),
            "to": rfc3339(self.clock.now + timedelta(1)),
        }
        buckets: Any = self.desk.api.get("stats", params=asked, headers=self.desk.headers).json()["buckets"]
        name = "day" if by == "day" else "starts_at"
        return {bucket[name]: bucket["view_count"] for bucket in buckets if bucket["view_count"]}

    def content(self, page: str) -> int:
        return self.services.upkeep.merger.content(SITE, named(page)).views

    def violations(self) -> list[str]:
        return violations(Stored.of_items(self.memory.items()))

    @property
    def memory(self) -> Memory:
        return Memory(self.services.table._client.meta.region_name)

    def merge_broken_off(self) -> None:
        """Break merging off after its first write, then after its second, and so on, and hold the counts to be whole each time."""
        total, kept = len(self.read_at), self.memory.keep()
        for written in count():
            self.memory.put_back(kept)
            client = make_client()
            die_after(client, written)
            table = Table(client, TABLE, lambda _attempt: None)
            other = Services(Settings(), table, self.clock, self.ids, seconds=never_hot())
            try:
                other.run_job("merge")
            except Died:
                assert self.content(OLD) + self.content(NEW) == total
                assert self.violations() == []
                self.services.run_job("merge")
                assert (self.content(OLD), self.content(NEW)) == (0, total)
            else:
                return


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


@settings(max_examples=4)
@given(st.tuples(*[st.integers(1, 4)] * 2), st.lists(steps, min_size=8, max_size=16))
def test_all_that_tells_views_adds_up_all_shards(shards: tuple[int, int], done: list[tuple[str, str, int]]) -> None:
    with moto_table() as client:
        clock, ids, table = StandingClock(), ids_in_order(), Table(client, TABLE, lambda _attempt: None)
        services = with_site(Services(Settings(), table, clock, ids, seconds=never_hot()), timezone=TIMEZONE)
        history = History(Desk(Api(services), services.tokens.create(SITE, "moderator", "desk")[0]), clock, ids)
        for page, number in zip(PAGES, shards, strict=True):
            history.do("spread", page, number)
        for step in done:
            history.do(*step)
        history.told_alike()

        history.desk.change_page(OLD, alias_of=NEW)
        history.merge_broken_off()

        history.told_alike(are_merged=True)
        assert services.upkeep.jobs["merge"](SITE).views == 0
