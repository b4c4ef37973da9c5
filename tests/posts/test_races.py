"""What happens between two steps of the job: a moderator is quicker, or another run is."""

from typing import TYPE_CHECKING

import pytest

from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.storage.table import Table
from tests.conftest import SITE, Desk, StandingClock
from tests.faults.interlude import Interlude
from tests.posts.paper import Paper, item, read
from tests.recount import recount
from tests.storage.engines import TABLE
from tests.storage.faults import Faults

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.ids import NewId


@pytest.fixture
def interlude() -> Interlude:
    return Interlude()


@pytest.fixture
def slow(table_client: "DynamoDBClient", clock: StandingClock, ids: "NewId", interlude: Interlude) -> Services:
    """A process whose run of the job is held up where `Faults` say so, for as long as the interlude."""
    paper = Paper()
    paper.print(*(item(f"/{n}", f"Old {n}", f"2026-03-{n:02d}T00:00:00Z") for n in range(15, 0, -1)))
    return Services(Settings(), Table(table_client, TABLE, interlude), clock, ids, fetch=paper)


def test_a_title_that_a_moderator_gives_meanwhile_stays(
    services: Services,
    slow: Services,
    desk: Desk,
    interlude: Interlude,
    faults: Faults,
    table_client: "DynamoDBClient",
) -> None:
    interlude.acts.append(lambda: desk.change_page("/15", title="Ours"))
    faults.once("throttle_before", {"TransactWriteItems"}, 1)

    assert read(slow)["posts"] == 15

    assert (desk.page("/15")["title"], desk.page("/14")["title"]) == ("Ours", "Old 14")
    assert desk.change_page("/15", title=None)["title"] == "Old 15"
    assert recount(table_client, TABLE) == []


@pytest.mark.parametrize("held_up_at", [1, 2])
def test_a_run_that_another_takes_over_from_stops_there(
    services: Services,
    slow: Services,
    paper: Paper,
    interlude: Interlude,
    faults: Faults,
    table_client: "DynamoDBClient",
    held_up_at: int,
) -> None:
    paper.print(*(item(f"/{n}", f"New {n}", f"2026-03-{n:02d}T00:00:00Z") for n in range(15, 0, -1)))
    interlude.acts.append(lambda: read(services))
    faults.once("throttle_before", {"TransactWriteItems"}, held_up_at)

    assert read(slow) == {"read": 1, "changed": 0, "failed": 0, "posts": 0, "removed": 0}

    site = services.sites.get(SITE)
    assert [post["title"] for post in services.posts.recent(site, 100)["posts"]] == [
        f"New {n}" for n in range(15, 0, -1)
    ]
    assert recount(table_client, TABLE) == []
    assert read(services)["changed"] == 0
