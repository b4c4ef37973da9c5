"""What one request to DynamoDB is charged, told from the request, its answer, and the items before and after it.

`sizes.py` holds the rules by which bytes become units; here stands which bytes each operation is charged for.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.storage.values import Item
from tests.storage.limits import Key
from tests.storage.sizes import (
    EVENTUALLY,
    STRONGLY,
    TRANSACTED,
    index_units,
    indexes,
    item_size,
    key_names,
    read_units,
    write_units,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

READS = frozenset({"GetItem", "BatchGetItem", "Query"})
WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})

_STAND_IN = re.compile(r"[#:]\w+")
_EQUALS = re.compile(r"(#?\w+)\s*=\s*(:\w+)")


@dataclass(frozen=True)
class Action:
    """One write of a request: what it does to which item, and the item that it means to store if it is a put."""

    kind: str
    table: str
    key: Key
    item: Item

    @property
    def place(self) -> tuple[str, Key]:
        """Which item, of which table."""
        return self.table, self.key


Images = Mapping[tuple[str, Key], Item]
"""Items as they are at one time, by their place; those that do not exist are missing."""


def actions(operation: str, params: Mapping[str, Any]) -> list[Action]:
    """Answer the writes that a request carries, none for a read."""
    if operation == "TransactWriteItems":
        return [_action(kind, body) for entry in params["TransactItems"] for kind, body in entry.items()]
    if operation == "BatchWriteItem":
        return _batched(params["RequestItems"])
    if operation in WRITES:
        return [_action(operation.removesuffix("Item"), params)]
    return []


def images(spare: "DynamoDBClient", writes: Sequence[Action]) -> Images:
    """Read the items that `writes` are about, as they are now."""
    if not writes:
        return {}
    wanted: dict[str, Any] = {}
    for write in writes:
        table = wanted.setdefault(write.table, {"Keys": [], "ConsistentRead": True})
        table["Keys"].append(dict(zip(key_names(), ({"S": part} for part in write.key), strict=True)))
    answer = spare.batch_get_item(RequestItems=wanted)
    assert not answer["UnprocessedKeys"], "the meter could not read all items"
    return {(table, key_of(item)): item for table, items in answer["Responses"].items() for item in items}


def units_written(operation: str, writes: Iterable[Action], before: Images, after: Images) -> int:
    """Answer what writes cost, whether they were carried out or a condition failed, indexes included."""
    times = TRANSACTED if operation == "TransactWriteItems" else 1
    return times * sum(
        _units_of_write(write, before.get(write.place, {}), after.get(write.place, {})) for write in writes
    )


def units_read(spare: "DynamoDBClient", operation: str, params: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    """Answer what a read cost. What a query passed over, and only counted, is read again through `spare`."""
    if operation == "Query":
        return read_units(_evaluated(spare, params, answer), _rate(params))
    if operation == "BatchGetItem":
        return sum(_units_of_batch(table, asked, answer) for table, asked in params["RequestItems"].items())
    assert "ProjectionExpression" not in params, "the meter cannot tell how large a projected item is"
    return read_units(item_size(answer.get("Item", {})), _rate(params))


def keys_read(operation: str, params: Mapping[str, Any]) -> list[Key]:
    """Answer which keys a read asks for; a query's is its partition alone."""
    if operation == "Query":
        return [(_partition(params),)]
    if operation == "BatchGetItem":
        return [key_of(key) for asked in params["RequestItems"].values() for key in asked["Keys"]]
    return [key_of(params["Key"])]


def bytes_returned(answer: Mapping[str, Any]) -> int:
    """Answer the size of all items in an answer."""
    single = [answer.get("Item", {}), answer.get("Attributes", {})]
    batched = [item for items in answer.get("Responses", {}).values() for item in items]
    return sum(map(item_size, [*single, *batched, *answer.get("Items", [])]))


def key_of(item: Item) -> Key:
    """Answer the key in an item."""
    return tuple(item[name]["S"] for name in key_names())


def _action(kind: str, body: Mapping[str, Any]) -> Action:
    item = body.get("Item", {})
    return Action(kind, body["TableName"], key_of(item or body["Key"]), item)


def _batched(request_items: Mapping[str, Any]) -> list[Action]:
    return [
        _action(kind.removesuffix("Request"), {"TableName": table, **body})
        for table, entries in request_items.items()
        for entry in entries
        for kind, body in entry.items()
    ]


def _units_of_write(write: Action, before: Item, after: Item) -> int:
    # What a put meant to store counts even if it failed; of a failed update nobody can tell what it would have stored.
    return write_units(item_size(before), item_size(after), item_size(write.item)) + index_units(before, after)


def _units_of_batch(table: str, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    assert "ProjectionExpression" not in asked, "the meter cannot tell how large a projected item is"
    undone = {key_of(key) for key in answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])}
    found = {key_of(item): item for item in answer["Responses"].get(table, [])}
    done = {key_of(key) for key in asked["Keys"]} - undone
    return sum(read_units(item_size(found.get(key, {})), _rate(asked)) for key in done)


def _rate(asked: Mapping[str, Any]) -> float:
    return STRONGLY if asked.get("ConsistentRead") else EVENTUALLY


def _evaluated(spare: "DynamoDBClient", params: Mapping[str, Any], answer: Mapping[str, Any]) -> int:
    items = answer.get("Items", [])
    if params.keys() & {"FilterExpression", "ProjectionExpression", "Select"} and answer["ScannedCount"]:
        items = spare.query(**_whole(params, answer["ScannedCount"]))["Items"]
    if index := params.get("IndexName"):
        # Some emulators answer more than the index holds.
        projected = indexes()[index].projected
        items = [{name: item[name] for name in projected} for item in items]
    return sum(map(item_size, items))


def _whole(params: Mapping[str, Any], scanned: int) -> dict[str, Any]:
    """Ask for the same items again, all of them and with all that they have. Stand-ins that go unused are refused."""
    dropped = {"FilterExpression", "ProjectionExpression", "Select"}
    used = set(_STAND_IN.findall(params["KeyConditionExpression"]))
    whole: dict[str, Any] = {name: value for name, value in params.items() if name not in dropped} | {"Limit": scanned}
    for stand_ins in whole.keys() & {"ExpressionAttributeNames", "ExpressionAttributeValues"}:
        whole[stand_ins] = {name: value for name, value in params[stand_ins].items() if name in used}
    return whole


def _partition(params: Mapping[str, Any]) -> str:
    names = params.get("ExpressionAttributeNames", {})
    index = params.get("IndexName")
    hash_key = (indexes()[index].key if index else key_names())[0]
    for name, value in _EQUALS.findall(params["KeyConditionExpression"]):
        if names.get(name, name) == hash_key:
            return str(params["ExpressionAttributeValues"][value]["S"])
    raise AssertionError(f"a query names its partition by {hash_key} = :value")
