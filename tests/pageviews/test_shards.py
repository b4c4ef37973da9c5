"""A page that is hot gets more counters, and only that; whoever reads views adds them up."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.pageviews.buckets import hour_name
from chalicelib.pageviews.heat import TOLD_FOR
from chalicelib.pageviews.repository import View, ViewRepository
from chalicelib.pageviews.shards import MOST_SHARDS, shard_of
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from chalicelib.storage.values import number
from tests.conftest import SITE, START, Api, Seconds, StandingClock, ids_in_order, with_site
from tests.pageviews.crowd import count_directly, named, spread
from tests.recount import recount
from tests.storage.engines import TABLE
from tests.storage.faults import ALL, Faults
from tests.storage.meter import Meter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.ids import NewId

BOT = "Googlebot/2.1"
HOT = 1000
"""Views in a second: as many as an item takes."""


@pytest.fixture
def process(lasting: Services, faults: Faults) -> Api:
    """A process that has counted a view of the page a second ago, with faults from now on."""
    api = Api(lasting)
    api.view(address="192.0.2.1")
    return api


def shards(services: Services) -> tuple[int, int]:
    """Answer how many shards there are by shard 0, and by the page's item."""
    table, page = services.table, keys.page_id("/a")
    first, item = (table.get(key, is_consistent=True) or {} for key in (keys.views(SITE, page), keys.page(SITE, page)))
    return number(first, "shards", 1), number(item, "shards", 1)


def throttle(faults: Faults) -> None:
    """Have the counter of the next view be throttled, once."""
    faults.once("throttle_before", {"UpdateItem"}, 2)


def heat(process: Api, seconds: Seconds, views: int = HOT, *, lasts: float = 1) -> None:
    """Have each shard of the page be viewed so many times in a second, or in what it lasts, by others."""
    for shard in range(shards(process.services)[0]):
        count_directly(process.services, views, shard)
    seconds.now += lasts


def violations(services: Services, faults: Faults) -> list[str]:
    faults.stop()
    return recount(services.table._client, TABLE)


def test_a_hot_page_that_is_throttled_gets_twice_as_many_shards(process: Api, seconds: Seconds, faults: Faults) -> None:
    heat(process, seconds)
    throttle(faults)

    answer = process.view(address="192.0.2.2")

    assert answer == {"view_count": HOT + 2, "counted": True}
    assert shards(process.services) == (2, 2)
    assert process.counts()["view_count"] == HOT + 2
    assert violations(process.services, faults) == []


def test_a_cold_page_that_is_throttled_keeps_its_one_shard(process: Api, seconds: Seconds, faults: Faults) -> None:
    heat(process, seconds, views=50)
    for _ in range(3):
        throttle(faults)

    assert process.view(address="192.0.2.2")["view_count"] == 52
    assert len(faults.struck) == 3
    assert shards(process.services) == (1, 1)


def test_a_process_that_has_not_counted_the_page_does_not_take_it_for_hot(
    services: Services, lasting: Services, faults: Faults
) -> None:
    count_directly(services, HOT)
    throttle(faults)

    Api(lasting).view()

    assert shards(services) == (1, 1)


def test_what_is_refused_otherwise_makes_no_shards(process: Api, seconds: Seconds, faults: Faults) -> None:
    heat(process, seconds)
    faults.once("no_connection", {"UpdateItem"}, 2)

    assert process.view(address="192.0.2.2")["view_count"] == HOT + 2
    assert shards(process.services) == (1, 1)


def test_shards_double_until_there_are_enough(spread_page: Api, seconds: Seconds, faults: Faults) -> None:
    """Whichever of 16 a view meets: it takes one of the newer half to tell that they are too few."""
    services = spread_page.services
    spread(services, MOST_SHARDS // 2)
    seen = []
    for reader in range(6):
        seconds.now += TOLD_FOR
        spread_page.view(address=f"192.0.2.{reader}")
        heat(spread_page, seconds)
        throttle(faults)
        spread_page.view(address=f"198.51.100.{reader}")
        seen.append(shards(services))

    assert len(faults.struck) == len(seen)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == ((MOST_SHARDS // 2,) * 2, (MOST_SHARDS,) * 2)
    assert violations(services, faults) == []


def test_who_is_throttled_hears_of_shards_that_others_have_made(process: Api, seconds: Seconds, faults: Faults) -> None:
    heat(process, seconds)
    spread(process.services, 4)
    throttle(faults)

    process.view(address="192.0.2.2")
    answer = process.view(address="192.0.2.3")

    assert shards(process.services) == (4, 4)
    assert answer == {"view_count": HOT + 3, "counted": True}


@pytest.mark.engine
def test_who_writes_to_shard_0_hears_of_other_shards(
    engine_client: "DynamoDBClient", engine_table: str, clock: StandingClock, ids: "NewId", seconds: Seconds
) -> None:
    """moto leaves out of its answer what an update has set to what it was."""
    table = Table(engine_client, engine_table, print)
    process = Api(with_site(Services(Settings(), table, clock, ids, seconds=seconds)))
    process.view()
    spread(process.services, 4)
    count_directly(process.services, 5, shard=3)

    first, second = (process.view(address=f"192.0.2.{reader}")["view_count"] for reader in (2, 3))

    assert first == 2  # it did not know of the others yet
    assert second == 8
    assert recount(engine_client, engine_table) == []


@pytest.mark.parametrize("nth", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("kind", ["timeout_after", "throttle_before"])
def test_a_view_that_makes_shards_counts_once_whatever_fails(
    process: Api, seconds: Seconds, faults: Faults, kind: Any, nth: int
) -> None:
    """Its requests: the marker, the counter, a look at it, shard 0, the page, the counter again."""
    heat(process, seconds)
    throttle(faults)
    faults.once(kind, ALL, nth)

    response = process.post("views", {"page": "/a"}, address="192.0.2.2")

    faults.stop()
    assert response.is_success != (kind == "timeout_after" and nth == 5)
    assert process.counts()["view_count"] == HOT + 2
    assert violations(process.services, faults) == []


def test_a_page_whose_item_was_not_told_is_counted_all_the_same(
    process: Api, services: Services, faults: Faults
) -> None:
    """The process that made the shards ended before."""
    spread(services, 4)
    page = keys.page(SITE, keys.page_id("/a"))
    services.table._client.delete_item(TableName=TABLE, Key={"pk": {"S": page[0]}, "sk": {"S": page[1]}})
    count_directly(services, 5, shard=3)

    for reader in (2, 3):
        process.view(address=f"192.0.2.{reader}")

    assert process.counts()["view_count"] == Api(services).counts()["view_count"] == 8
    assert violations(services, faults) == []


@pytest.fixture
def spread_page(services: Services, clock: StandingClock, ids: Any, seconds: Seconds) -> Api:
    """A process that has read nothing of a page with 4 shards that have 10 views each."""
    spread(services, 4)
    for shard in range(4):
        count_directly(services, 10, shard)
    fresh = Services(Settings(), services.table, clock, ids, seconds=seconds)
    fresh.sites.get(SITE)
    return Api(fresh)


def test_a_view_of_a_page_with_shards_takes_two_round_trips_and_two_write_units(spread_page: Api, meter: Meter) -> None:
    with meter.measure() as first:
        assert spread_page.view() == {"view_count": 41, "counted": True}
    with meter.measure() as second:
        assert spread_page.view(address="192.0.2.2") == {"view_count": 42, "counted": True}

    first.assert_budget(round_trips=2, write_units=2, read_units=2.5)
    second.assert_budget(round_trips=2, write_units=2, read_units=0)


@pytest.mark.parametrize("agent", [None, BOT])
def test_what_is_not_counted_is_told_of_all_shards(
    spread_page: Api, seconds: Seconds, meter: Meter, agent: str | None
) -> None:
    visitor = {} if agent is None else {"agent": agent}
    if agent is None:
        spread_page.view()
        seconds.now += TOLD_FOR
    views = 40 + (agent is None)
    for round_trips, read_units in ((2, 3), (0, 0)):
        with meter.measure() as used:
            assert spread_page.view(**visitor)["view_count"] == views
        used.assert_budget(round_trips=round_trips + (agent is None and not read_units), read_units=read_units)


def test_a_repeat_is_told_all_though_the_process_did_not_know_of_shards(process: Api, meter: Meter) -> None:
    spread(process.services, 4)
    count_directly(process.services, 10, shard=3)

    with meter.measure() as used:
        assert process.view() == {"view_count": 11, "counted": False, "reason": "repeat"}

    used.assert_budget(round_trips=3, write_units=1)


def test_what_others_counted_is_told_after_some_seconds(spread_page: Api, seconds: Seconds) -> None:
    spread_page.view()
    for shard in range(4):
        count_directly(spread_page.services, 10, shard)

    soon = spread_page.view(address="192.0.2.2")["view_count"]
    seconds.now += TOLD_FOR
    later = spread_page.view(address="192.0.2.3")["view_count"]

    assert 42 <= soon <= 82
    assert later == 83


def test_counts_take_a_second_round_trip_where_pages_have_shards(spread_page: Api, meter: Meter) -> None:
    spread_page.services.sites.get(SITE)

    with meter.measure() as used:
        counts = spread_page.get("counts", params={"page": ["/b", "/a"]}).json()["counts"]

    assert [count["view_count"] for count in counts] == [0, 40]
    used.assert_budget(round_trips=2, requests=2, read_units=3.5)


def test_an_alias_of_a_page_with_shards_is_counted_there(desk: Any, services: Services, meter: Meter) -> None:
    spread(services, 4, page="/b")
    count_directly(services, 10, shard=3, page="/b")
    desk.change_page("/a", alias_of="/b")

    with meter.measure() as used:
        assert desk.api.view("/a")["counted"]

    used.assert_budget(round_trips=2)
    assert desk.api.counts("/a") == desk.api.counts("/b") | {"page": "/a"}
    assert desk.api.counts("/a")["view_count"] == 11


def test_views_are_spread_evenly_and_a_refused_one_goes_elsewhere() -> None:
    ids = [ids_in_order(number)(StandingClock().now) for number in range(3200)]

    first = [shard_of(write_id, 0, 32) for write_id in ids]
    second = [shard_of(write_id, 1, 32) for write_id in ids]

    assert all(60 < first.count(shard) < 140 for shard in range(32))
    assert sum(one == other for one, other in zip(first, second, strict=True)) < 200


def test_shards_are_told_in_one_write_each_and_never_fewer(services: Services, meter: Meter) -> None:
    views = ViewRepository(services.table)

    with meter.measure() as used:
        assert views.spread(SITE, named("/a"), 4) == 4

    used.assert_budget(requests=2)
    assert views.spread(SITE, named("/a"), 2) == 4
    assert shards(services) == (4, 4)


def test_a_view_that_one_of_the_next_hour_overtook_leaves_the_page_listed_there(
    services: Services, meter: Meter
) -> None:
    views, later = ViewRepository(services.table), START + timedelta(hours=1)
    views.count(SITE, named("/a"), View(later, "2026-03-14", is_visit=False))

    with meter.measure() as used:
        told = views.count(SITE, named("/a"), View(START, "2026-03-14", is_visit=True))

    used.assert_budget(round_trips=2, write_units=2)
    assert (number(told, "view_count"), number(told, "visit_count")) == (2, 1)
    item = services.table.get(keys.views(SITE, keys.page_id("/a"))) or {}
    assert item["gsi1pk"]["S"] == keys.active_in(SITE, hour_name(later))
