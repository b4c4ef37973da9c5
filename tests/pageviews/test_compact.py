"""Hours and days that are over leave the counters, and none is lost or doubled."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.pageviews.buckets import views_of, visits_of
from chalicelib.pageviews.compact import KEPT_HOURS, Compacted
from chalicelib.pageviews.models import NewView
from chalicelib.privacy import Client
from chalicelib.storage import keys
from chalicelib.storage.keys import page_id
from chalicelib.storage.table import Span
from tests.conftest import BROWSER, SITE, Api, StandingClock

if TYPE_CHECKING:
    from chalicelib.bootstrap import Services

DAYS = 4


Buckets = dict[str, tuple[int, int]]
"""Views and visits by hour and day."""


def buckets(services: "Services") -> tuple[Buckets, Buckets]:
    """Answer the buckets of a page's views, those in the counter and those that were moved."""
    partition = keys.views(SITE, page_id("/a"))[0]
    kept: Buckets = {}
    moved: Buckets = {}
    for item in services.table.query(Span(partition), 100):
        numbers = {name: int(value["N"]) for name, value in item.items() if name[0] in "hd" and "N" in value}
        found = {name: (views_of(bucket), visits_of(bucket)) for name, bucket in numbers.items()}
        (kept if item["sk"]["S"] == "VIEWS" else moved).update(found)
    return kept, moved


@pytest.fixture
def busy(api: Api, clock: StandingClock) -> Api:
    """A page that somebody viewed once an hour for some days."""
    reader = Client("192.0.2.1", BROWSER)
    for _ in range(DAYS * 24):
        api.services.pageviews.view(api.services.sites.get(SITE), NewView(page="/a"), reader, is_prefetch=False)
        clock.pass_by(hours=1)
    return api


def hours_of(*found: Buckets) -> tuple[int, int]:
    """The sum of views and visits by hour."""
    return _sum(found, "h")


def days_of(*found: Buckets) -> tuple[int, int]:
    """The sum of views and visits by day."""
    return _sum(found, "d")


def _sum(found: Iterable[Buckets], kind: str) -> tuple[int, int]:
    counts = [count for one in found for name, count in one.items() if name.startswith(kind)]
    return sum(views for views, _ in counts), sum(visits for _, visits in counts)


def test_what_is_over_is_moved_and_nothing_is_lost(busy: Api) -> None:
    assert busy.services.run_job("compact") == {SITE: {"checked": 1, "compacted": 1}}

    kept, moved = buckets(busy.services)
    assert len([name for name in kept if name.startswith("h")]) <= KEPT_HOURS
    assert hours_of(kept, moved) == days_of(kept, moved) == (DAYS * 24, DAYS + 1)
    assert busy.counts()["view_count"] == DAYS * 24


def test_a_second_run_finds_nothing_to_do(busy: Api) -> None:
    busy.services.run_job("compact")
    before = buckets(busy.services)

    assert busy.services.upkeep.jobs["compact"](SITE) == Compacted(checked=1, compacted=0)
    assert buckets(busy.services) == before


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before", "throttle_before", "cancel"])
def test_nothing_is_lost_or_doubled_when_the_table_does_not_answer(busy: Api, faults: Any, fault: str) -> None:
    faults.once(fault, {"TransactWriteItems"})

    busy.services.run_job("compact")

    kept, moved = buckets(busy.services)
    assert hours_of(kept, moved) == (DAYS * 24, DAYS + 1)
    assert not kept.keys() & moved.keys()
