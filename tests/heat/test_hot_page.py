"""One page takes more than DynamoDB takes of one item: nothing is lost, nothing doubled, and only what is hot gets shards.

With less of a crowd than in `make bench`, which has 10,000 a second come (`bench/heat.py`).
"""

import pytest

from tests.heat.capacity import PARTITION_READS, STARTS_WITH_READS, Capacity
from tests.heat.scene import CROWD_COMES, PAGE, Scene
from tests.recount import violations

COLD = "/cold"
WARMED = 12_000
"""Write units a second: for the markers and counters of 5,000 views, and some more."""


@pytest.mark.parametrize(
    "neighbours",
    [
        pytest.param(None, id="each key by itself, as it is moved where it is hot"),
        pytest.param(12, id="all keys in twelve partitions, as they lie before that"),
    ],
)
def test_each_of_4000_views_a_second_is_counted_once(neighbours: int | None) -> None:
    scene = Scene.of(Capacity(WARMED, STARTS_WITH_READS, neighbours), processes=150)
    loads = scene.crowd.view(PAGE, 4000, CROWD_COMES, CROWD_COMES + 1.4)

    scene.stage.run()

    assert (loads.counted, loads.unanswered) == (loads.visitors, 0)
    assert loads.repeated > 0
    assert sum(counter["view_count"] for counter in scene.counters()) == loads.visitors
    assert 4 <= len(scene.counters()) <= 16
    assert scene.function.retries < loads.visitors
    assert max(loads.told) <= loads.visitors
    assert violations(scene.stored()) == []


def test_all_shards_are_told_some_seconds_later() -> None:
    scene = Scene.of(Capacity(WARMED, STARTS_WITH_READS), processes=50)
    loads = scene.crowd.view(PAGE, 2000, CROWD_COMES, CROWD_COMES + 1.2)
    later = scene.crowd.view(PAGE, 20, CROWD_COMES + 9, CROWD_COMES + 12)  # the first of them again

    scene.stage.run()

    assert len(scene.counters()) > 1
    assert later.repeated == len(later.told) > 0
    assert set(later.told) == {loads.visitors}


def test_a_table_that_is_short_makes_no_shards_of_cold_pages_and_counts_nothing_twice() -> None:
    """The table takes a thousand units a second, and is asked for three times as many."""
    scene = Scene.of(Capacity(1000, STARTS_WITH_READS), processes=150)
    many = scene.crowd.view(PAGE, 1500, CROWD_COMES, CROWD_COMES + 1.5)
    few = scene.crowd.view(COLD, 20, CROWD_COMES, CROWD_COMES + 1.5)

    scene.stage.run()

    assert scene.dynamo.capacity.throttled > 100
    for page, loads in ((PAGE, many), (COLD, few)):
        assert sum(counter["view_count"] for counter in scene.counters(page)) == loads.counted <= loads.visitors
    assert len(scene.counters(COLD)) == 1
    assert violations(scene.stored()) == []


def test_3000_readers_a_second_read_no_more_than_a_partition_gives() -> None:
    scene = Scene.of(Capacity(WARMED, STARTS_WITH_READS), processes=100, comments=20)
    by_second = scene.read_units_by_second()
    scene.crowd.read(PAGE, 3000, CROWD_COMES, CROWD_COMES + 2.5)

    scene.stage.run()

    assert 0 < max(by_second) <= PARTITION_READS / 2
    assert scene.dynamo.capacity.throttled == 0
    assert scene.dynamo.requests["Query"] > 100
