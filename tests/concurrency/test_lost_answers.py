"""Many views at once while one in twenty requests to the table is lost on its way, or its answer is or comes too late."""

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from random import Random
from typing import TYPE_CHECKING

import pytest

from chalicelib.bootstrap import Services
from chalicelib.errors import Unavailable
from chalicelib.pageviews.models import NewView
from chalicelib.privacy import Client
from cli.local.engine import Engine, client
from tests.concurrency.served import CONNECTIONS, hours_and_days, services_on
from tests.conftest import BROWSER, SITE, Api, with_site
from tests.recount import recount
from tests.storage.faults import Faults
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

VISITORS = 1000
LOST = 0.05

Told = tuple[int, bool | None]
"""A visitor, and whether they were told that their view counted; None where they were told nothing."""


@pytest.mark.engine
def test_of_2000_views_by_1000_visitors_no_more_count_and_only_those_unanswered_may_be_missing(
    engine: Engine, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    calm = with_site(services_on(engine_client, engine_table))
    visitors = [*range(VISITORS)] * 2
    Random(1).shuffle(visitors)  # noqa: S311 - it must be repeatable, nothing is kept secret by it

    with ExitStack() as ends, ThreadPoolExecutor(CONNECTIONS) as pool:
        clients = [ends.enter_context(closing(client(engine.endpoint))) for _ in range(CONNECTIONS)]
        shares = [visitors[place::CONNECTIONS] for place in range(CONNECTIONS)]
        told = [one for part in pool.map(partial(views, engine_table), clients, shares) for one in part]

    answers: dict[int, set[bool | None]] = defaultdict(set)
    for visitor, answer in told:
        answers[visitor].add(answer)
    counted = [visitor for visitor, answer in told if answer]
    unanswered = {visitor for visitor, given in answers.items() if None in given}
    total = Api(calm).counts("/a")["view_count"]
    assert len(set(counted)) == len(counted)
    assert VISITORS - len(unanswered) <= len(counted) <= total <= VISITORS
    assert total - len(counted) <= len(unanswered)
    assert 0 < len(unanswered) < VISITORS * LOST * 3
    assert hours_and_days(Stored.read(engine_client, engine_table).of("views"), "/a") == (total, total)
    assert recount(engine_client, engine_table) == []


def views(table: str, to: "DynamoDBClient", visitors: Sequence[int]) -> list[Told]:
    """Have a process count the views of these visitors, under faults."""
    faults, services = Faults(to), services_on(to, table)
    services.sites.get(SITE)
    faults.randomly(sum(visitors), LOST, {"timeout_before", "timeout_after"})
    return [(visitor, _is_counted(services, visitor)) for visitor in visitors]


def _is_counted(services: Services, visitor: int) -> bool | None:
    reader = Client(f"10.0.{visitor // 256}.{visitor % 256}", BROWSER)
    try:
        told = services.pageviews.view(services.sites.get(SITE), NewView(page="/a"), reader, is_prefetch=False)
    except Unavailable:
        return None
    return told["counted"]
