"""The table of engines is the one that we deploy."""

from typing import TYPE_CHECKING

from chalicelib.storage.definition import properties
from tests.storage.engines import TABLE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def test_an_engines_table_has_the_keys_and_indexes_of_the_deployed_one(table_client: "DynamoDBClient") -> None:
    table = table_client.describe_table(TableName=TABLE)["Table"]

    indexes = {
        index["IndexName"]: (index["KeySchema"], index["Projection"]) for index in table["GlobalSecondaryIndexes"]
    }
    deployed = properties()
    assert table["KeySchema"] == deployed["KeySchema"]
    assert indexes == {
        index["IndexName"]: (index["KeySchema"], index["Projection"]) for index in deployed["GlobalSecondaryIndexes"]
    }


def test_an_engines_table_streams_and_expires_like_the_deployed_one(table_client: "DynamoDBClient") -> None:
    stream = table_client.describe_table(TableName=TABLE)["Table"]["StreamSpecification"]
    expiry = table_client.describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]

    assert stream == {"StreamEnabled": True, **properties()["StreamSpecification"]}
    assert expiry["AttributeName"] == properties()["TimeToLiveSpecification"]["AttributeName"]
    assert expiry["TimeToLiveStatus"] == "ENABLED"
