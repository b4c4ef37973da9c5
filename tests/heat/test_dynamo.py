"""The played DynamoDB does with views what an engine does, and takes what it is said to take."""

from random import Random

import pytest

from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.pageviews.models import NewView
from chalicelib.pageviews.repository import ViewRepository
from chalicelib.privacy import Client
from chalicelib.storage.table import Table
from tests.conftest import BROWSER, SITE, START, StandingClock, ids_in_order, never_hot, with_site
from tests.faults.memory import Memory
from tests.heat.capacity import MOMENT, PARTITION_WRITES, Bucket, Capacity
from tests.heat.dynamo import Dynamo
from tests.heat.stage import Stage
from tests.pageviews.crowd import named
from tests.storage.engines import TABLE, moto_table
from tests.stored import Plain, Stored


class Unhurried(Stage):
    """A stage on which one alone acts: to wait is to have time pass."""

    def wait(self, seconds: float) -> None:
        self.now += seconds


def test_views_leave_on_it_what_they_leave_on_an_engine() -> None:
    with moto_table() as client:
        clock, memory = StandingClock(), Memory(client.meta.region_name)
        with_site(Services(Settings(), Table(client, TABLE, print), clock, ids_in_order(), seconds=never_hot()))
        played = Dynamo(Unhurried(START), Capacity(10**9, 10**9), memory.items())

        told = [tell(Table(one, TABLE, print)) for one in (client, played)]  # type: ignore[arg-type] # it plays the client

        assert told[0] == told[1]
        assert in_order(Stored.of_items(played.items())) == in_order(Stored.of_items(memory.items()))


def tell(table: Table) -> list[object]:
    """Have two pages be viewed for a day, one of which gets shards; answer what the visitors were told."""
    clock, dice, told = StandingClock(), Random(1), list[object]()  # noqa: S311 - it must be repeatable
    services: Services = Services(Settings(), table, clock, ids_in_order(1000), seconds=never_hot())
    site = services.sites.get(SITE)
    for step in range(120):
        client, page = Client(f"192.0.2.{dice.randrange(9)}", BROWSER), dice.choice(["/a", "/b"])
        new = NewView(page=page, referrer=dice.choice(["https://search.example/", None]))
        told.append(services.pageviews.view(site, new, client, is_prefetch=False))
        if step in {40, 80}:
            ViewRepository(table).spread(SITE, named("/a"), step // 10)
        clock.pass_by(minutes=dice.choice([0, 5, 40]))
    return [*told, services.pageviews.counts(site, ["/a", "/b", "/c"])]


def in_order(stored: Stored) -> list[Plain]:
    return sorted(stored.items, key=lambda item: (item["pk"], item["sk"]))


def test_a_bucket_gives_its_rate_and_no_more_at_once_than_a_moment_brings() -> None:
    bucket, given = Bucket(PARTITION_WRITES), 0
    for millisecond in range(2000):
        while bucket.has(1, millisecond / 1000):
            bucket.take(1)
            given += 1
        if millisecond == 0:
            assert given == PARTITION_WRITES * MOMENT

    assert 1.9 * PARTITION_WRITES < given <= (2 + MOMENT) * PARTITION_WRITES


@pytest.mark.parametrize(
    ("writes", "neighbours", "wanted"),
    [
        pytest.param(10_000, None, {"a": 100, "b": 100}, id="each key has a partition"),
        pytest.param(10_000, None, {"a": 100, "b": 200}, id="one request may take more than a moment brings"),
        pytest.param(1_500, None, {"a": 100, "b": 100}, id="of the table too"),
        pytest.param(10_000, 1, {"a": 60, "b": 60}, id="neighbours share a partition"),
    ],
)
def test_capacity_is_taken_of_all_or_of_none(writes: float, neighbours: int | None, wanted: dict[str, float]) -> None:
    capacity = Capacity(writes, 1, neighbours)

    assert capacity.take("write", wanted, 0)
    assert not capacity.take("write", {"a": 1, "c": 1}, 0)
    assert capacity.throttled == 1
    assert capacity.used == {("write", key): units for key, units in wanted.items()}
