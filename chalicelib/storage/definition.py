"""The table as we deploy it, for engines that no CloudFormation reaches: the tests' and the local one.

`.chalice/resources.json` is the only place that says what the table is. It is not shipped to Lambda, where the table
is there already, so nothing that runs on a request may import this module.
"""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_RESOURCES = Path(__file__).parents[2] / ".chalice" / "resources.json"
# The rest (backups, protection against deletion, encryption) guards data on AWS and would only be in an engine's way.
_SHAPE = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")


def create_table(client: "DynamoDBClient", name: str) -> None:
    """Create our table as `name` through `client`: its indexes, stream and expiry. Returns once it can be used."""
    client.create_table(**creation(name))
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    client.update_time_to_live(TableName=name, TimeToLiveSpecification=properties()["TimeToLiveSpecification"])


def creation(name: str) -> dict[str, Any]:
    """Answer the arguments of `create_table`."""
    shape = {part: properties()[part] for part in _SHAPE}
    # CloudFormation switches a stream on by naming its view; the API wants to be told both.
    stream = {"StreamEnabled": True, **properties()["StreamSpecification"]}
    return {"TableName": name, **shape, "StreamSpecification": stream}


@cache
def properties() -> dict[str, Any]:
    """Answer the table's properties as CloudFormation reads them."""
    found: dict[str, Any] = json.loads(_RESOURCES.read_text(encoding="utf-8"))["Resources"]["Table"]["Properties"]
    return found
