"""Hours and days that are over leave the counters, and none is lost or doubled."""

from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.pageviews.compact import KEPT_HOURS, Compacted
from chalicelib.storage import keys
from chalicelib.storage.keys import page_id
from chalicelib.storage.table import Span
from tests.conftest import SITE, Api, StandingClock

if TYPE_CHECKING:
    from chalicelib.bootstrap import Services

DAYS = 4


def buckets(services: "Services") -> tuple[dict[str, int], dict[str, int]]:
    """Answer the buckets of a page's views, those in the counter and those that were moved."""
    partition = keys.views(SITE, page_id("/a"))[0]
    kept: dict[str, int] = {}
    moved: dict[str, int] = {}
    for item in services.table.query(Span(partition), 100):
        found = {name: int(value["N"]) for name, value in item.items() if name[0] in "hd" and "N" in value}
        (kept if item["sk"]["S"] == "VIEWS" else moved).update(found)
    return kept, moved


@pytest.fixture
def busy(api: Api, clock: StandingClock) -> Api:
    """A page that was viewed once an hour for some days."""
    for _ in range(DAYS * 24):
        api.view()
        clock.pass_by(hours=1)
    return api


def hours_of(found: dict[str, int]) -> int:
    return sum(count for name, count in found.items() if name.startswith("h"))


def days_of(found: dict[str, int]) -> int:
    return sum(count for name, count in found.items() if name.startswith("d"))


def test_what_is_over_is_moved_and_nothing_is_lost(busy: Api) -> None:
    assert busy.services.run_job("compact") == {SITE: {"checked": 1, "compacted": 1}}

    kept, moved = buckets(busy.services)
    assert hours_of(kept) <= KEPT_HOURS
    assert hours_of(kept) + hours_of(moved) == DAYS * 24
    assert days_of(kept) + days_of(moved) == DAYS * 24
    assert busy.counts()["view_count"] == DAYS * 24


def test_a_second_run_finds_nothing_to_do(busy: Api) -> None:
    busy.services.run_job("compact")
    before = buckets(busy.services)

    assert busy.services.jobs["compact"](SITE) == Compacted(checked=1, compacted=0)
    assert buckets(busy.services) == before


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before", "throttle_before", "cancel"])
def test_nothing_is_lost_or_doubled_when_the_table_does_not_answer(busy: Api, faults: Any, fault: str) -> None:
    faults.once(fault, {"TransactWriteItems"})

    busy.services.run_job("compact")

    kept, moved = buckets(busy.services)
    assert hours_of(kept) + hours_of(moved) == DAYS * 24
    assert not kept.keys() & moved.keys()
