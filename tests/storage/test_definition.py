"""The table of engines is the one that we deploy."""

from typing import TYPE_CHECKING

import pytest

from chalicelib.storage.definition import create_table, properties
from tests.storage.engines import TABLE, moto

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def whole_table() -> "Iterator[DynamoDBClient]":
    """A client of a table made whole, with its stream."""
    with moto() as client:
        create_table(client, TABLE)
        yield client


def test_an_engines_table_has_the_keys_and_indexes_of_the_deployed_one(whole_table: "DynamoDBClient") -> None:
    table = whole_table.describe_table(TableName=TABLE)["Table"]

    indexes = {
        index["IndexName"]: (index["KeySchema"], index["Projection"]) for index in table["GlobalSecondaryIndexes"]
    }
    deployed = properties()
    assert table["KeySchema"] == deployed["KeySchema"]
    assert indexes == {
        index["IndexName"]: (index["KeySchema"], index["Projection"]) for index in deployed["GlobalSecondaryIndexes"]
    }


def test_an_engines_table_streams_and_expires_like_the_deployed_one(whole_table: "DynamoDBClient") -> None:
    stream = whole_table.describe_table(TableName=TABLE)["Table"]["StreamSpecification"]
    expiry = whole_table.describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]

    assert stream == {"StreamEnabled": True, **properties()["StreamSpecification"]}
    assert expiry["AttributeName"] == properties()["TimeToLiveSpecification"]["AttributeName"]
    assert expiry["TimeToLiveStatus"] == "ENABLED"
