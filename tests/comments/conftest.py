"""A table that bears many transactions, and a site whose comments are public at once."""

from typing import TYPE_CHECKING

import pytest
from moto import mock_aws

from chalicelib.storage.definition import creation
from tests.conftest import SITE, Api
from tests.storage.engines import TABLE, make_client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def table_client() -> "Iterator[DynamoDBClient]":
    """A client of a table without its stream, of which moto would copy the whole history at each transaction."""
    with mock_aws():
        client = make_client()
        shape = creation(TABLE)
        del shape["StreamSpecification"]
        client.create_table(**shape)
        yield client


@pytest.fixture
def open_api(api: Api) -> Api:
    """The API with nothing held: comments are public at once."""
    api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})
    return api
