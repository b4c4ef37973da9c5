"""The service of a site with a feed, at which what is not suspect is public at once."""

from typing import TYPE_CHECKING

import pytest

from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.storage.table import Table
from tests.conftest import StandingClock, never_hot, with_site
from tests.posts.paper import FEED_URL, Paper

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.ids import NewId


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def services(
    table_client: "DynamoDBClient",
    table_name: str,
    clock: StandingClock,
    pauses: list[int],
    ids: "NewId",
    paper: Paper,
) -> Services:
    table = Table(table_client, table_name, pauses.append)
    made = Services(Settings(), table, clock, ids, seconds=never_hot(), fetch=paper)
    return with_site(made, feed_url=FEED_URL, moderation_mode="hold_suspect")
