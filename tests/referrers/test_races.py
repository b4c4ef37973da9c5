"""Batches of the stream at once, and the stream itself, on the second engine: each view is counted once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from chalice.app import Chalice

from chalicelib.bootstrap import Services
from chalicelib.clock import system_clock
from chalicelib.errors import Unavailable
from chalicelib.sites.secrets import day_of
from cli.local.engine import Engine, client
from cli.local.events import streams_of
from cli.local.memory import Memory
from tests.concurrency.served import services_on
from tests.conftest import SITE, Api, another_address, with_site
from tests.recount import recount
from tests.referrers.following import Record, record
from tests.storage.faults import Faults

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

pytestmark = pytest.mark.engine

PARTS, BATCHES, VIEWS = 8, 6, 50
"""Parts of the stream at once, batches of each one after another, and views in each."""
HOSTS = 7
LOST = 0.3


def batches_of(part: int) -> list[list[Record]]:
    return [
        [
            record(f"{part}-{batch}-{view}", f"host{(batch + view) % HOSTS}.example", day_of(system_clock(), "UTC"))
            for view in range(VIEWS)
        ]
        for batch in range(BATCHES)
    ]


def counted(services: Services) -> dict[str, int]:
    told = services.stats.of(services.sites.get(SITE), None, None, "day", None)
    return {one["host"]: one["view_count"] for one in told["referrers"]}


def test_parts_of_the_stream_at_once_count_each_view_once_though_answers_are_lost(
    engine: Engine, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    calm = with_site(services_on(engine_client, engine_table))

    with ExitStack() as ends, ThreadPoolExecutor(PARTS) as pool:
        clients = [ends.enter_context(closing(client(engine.endpoint))) for _ in range(PARTS)]
        lost_count = sum(pool.map(partial(hand_over, engine_table), clients, range(PARTS)))

    assert lost_count > PARTS
    assert sum(counted(calm).values()) == PARTS * BATCHES * VIEWS
    assert len(counted(calm)) == HOSTS
    assert recount(engine_client, engine_table) == []


def hand_over(table: str, to: "DynamoDBClient", part: int) -> int:
    """Hand over the batches of a part as Lambda does: each until it succeeds, now and then once more. Answer how many answers were lost."""
    faults, services, dice = Faults(to), services_on(to, table), Random(part)  # noqa: S311 - it must be repeatable
    faults.randomly(part, LOST, {"timeout_before", "timeout_after"})
    for batch in batches_of(part):
        while not is_added(services, batch) or dice.random() < LOST:
            pass
    return len(faults.struck)


def is_added(services: Services, batch: Sequence[Record]) -> bool:
    try:
        services.referrers.add(batch)
    except Unavailable:
        return False
    return True


def test_the_tables_own_stream_tells_of_views(
    engine: Engine, engine_client: "DynamoDBClient", engine_table: str, tmp_path: Path
) -> None:
    """It is handed over as `make run` does, at first by a handler that fails after it has counted."""
    services = with_site(services_on(engine_client, engine_table))
    app, said, failures = Chalice("small"), list[str](), [RuntimeError("its answer was lost")]

    @app.on_dynamodb_record("arn", batch_size=10_000, name="referrers")
    def referrers(event: Any) -> None:
        services.referrers.add(event.to_dict()["Records"])
        if failures:
            raise failures.pop()

    (stream,) = streams_of(app, engine_table, engine.endpoint, Memory(tmp_path / "events.json"), said.append)
    for number in range(5):
        body = {"page": "/a", "referrer": f"https://host{number % 2}.example/"}
        assert Api(services).post("views", body, address=another_address()).json()["counted"]
        stream.hand_over(60.0 * number)

    assert len(said) == 1
    assert counted(services) == {"host0.example": 3, "host1.example": 2}
