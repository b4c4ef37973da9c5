"""DynamoDB as a client of botocore shows it, as far as a page's readers need it: items, their cost, and throttling.

Each request takes a few milliseconds of the stage's time, is charged by the documented sizes when it arrives, and is refused where a
partition, an index or the table has not the capacity. What it does it does at once and for all to see: reads here are no staler than
their way back.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, NoReturn

from botocore.exceptions import ClientError

from chalicelib.storage.values import Item
from tests.heat.capacity import Capacity
from tests.heat.expressions import holds, updated
from tests.heat.stage import Stage
from tests.storage.sizes import EVENTUALLY, STRONGLY, indexes, item_size, read_units, write_units

Place = tuple[str, str]

_SOONEST, _MEAN_DELAY = 0.002, 0.002
_FROM = "#p = :p AND #s >= :low"


class Dynamo:
    """A table. `items` are there at the beginning; `requests` counts what is sent by operation."""

    def __init__(self, stage: Stage, capacity: Capacity, items: Sequence[Item], seed: int = 1) -> None:
        self.capacity = capacity
        self.requests: dict[str, int] = {}
        self._stage = stage
        self._dice = Random(seed)  # noqa: S311 - it must be repeatable, nothing is kept secret by it
        self._items: dict[Place, Item] = {_place(item): item for item in items}
        self._sizes = {place: item_size(item) for place, item in self._items.items()}
        self._indexes = list(indexes().values())

    def items(self) -> list[Item]:
        """Answer all that is stored."""
        return list(self._items.values())

    def update_item(self, **request: Any) -> dict[str, Any]:
        """Carry out an update; a condition that fails costs as much as one that holds."""
        self._arrive("UpdateItem")
        place, before = _place(request["Key"]), self._items.get(_place(request["Key"]), {})
        names, values = request["ExpressionAttributeNames"], request.get("ExpressionAttributeValues", {})
        whole = before or request["Key"]
        condition = request.get("ConditionExpression")
        is_done = condition is None or holds(condition, names, values, before)
        after, touched = updated(request["UpdateExpression"], names, values, whole) if is_done else (before, set[str]())
        size = item_size(after)
        units = {place[0]: write_units(self._sizes.get(place, 0), size)} | self._index_units(before, after)
        if not self.capacity.take("write", units, self._stage.now):
            _refuse("UpdateItem", "ThrottlingException", "the partition's throughput is exceeded")
        if not is_done:
            _refuse("UpdateItem", "ConditionalCheckFailedException", "the condition does not hold", Item=before)
        self._items[place], self._sizes[place] = after, size
        returned = {"ALL_OLD": before, "UPDATED_NEW": {name: after[name] for name in touched & after.keys()}}
        return {"Attributes": dict(returned.get(request["ReturnValues"], {}))}

    def get_item(self, **request: Any) -> dict[str, Any]:
        """Read an item."""
        self._arrive("GetItem")
        place = _place(request["Key"])
        item = self._items.get(place)
        units = read_units(self._sizes.get(place, 0), _rate(request))
        if not self.capacity.take("read", {place[0]: units}, self._stage.now):
            _refuse("GetItem", "ThrottlingException", "the partition's throughput is exceeded")
        return {} if item is None else {"Item": item}

    def batch_get_item(self, **request: Any) -> dict[str, Any]:
        """Read items, each charged and throttled by itself; one that is throttled is left undone."""
        self._arrive("BatchGetItem")
        ((table, asked),) = request["RequestItems"].items()
        found, left = [], []
        for key in asked["Keys"]:
            place = _place(key)
            item = self._items.get(place)
            units = read_units(self._sizes.get(place, 0), _rate(asked))
            if not self.capacity.take("read", {place[0]: units}, self._stage.now):
                left.append(key)
            elif item is not None:
                found.append(item)
        if len(left) == len(asked["Keys"]):
            _refuse("BatchGetItem", "ThrottlingException", "the partition's throughput is exceeded")
        return {"Responses": {table: found}, "UnprocessedKeys": {table: {**asked, "Keys": left}} if left else {}}

    def query(self, **request: Any) -> dict[str, Any]:
        """Read the end of a partition, backwards."""
        self._arrive("Query")
        assert request["KeyConditionExpression"] == _FROM, "the simulation knows a page's first comments alone"
        assert request["ScanIndexForward"] is False
        partition, low = (request["ExpressionAttributeValues"][name]["S"] for name in (":p", ":low"))
        there = sorted((place for place in self._items if place[0] == partition and place[1] >= low), reverse=True)
        there = there[: request["Limit"]]
        units = read_units(sum(self._sizes[place] for place in there), _rate(request))
        if not self.capacity.take("read", {partition: units}, self._stage.now):
            _refuse("Query", "ThrottlingException", "the partition's throughput is exceeded")
        return {"Items": [self._items[place] for place in there]}

    def _arrive(self, operation: str) -> None:
        self.requests[operation] = self.requests.get(operation, 0) + 1
        self._stage.wait(_SOONEST + self._dice.expovariate(1 / _MEAN_DELAY))

    def _index_units(self, before: Item, after: Item) -> dict[str, float]:
        units: dict[str, float] = {}
        for index in self._indexes:
            if all(before.get(name) == after.get(name) for name in index.key):
                continue
            entries = index.entry(before), index.entry(after)
            if entries[0] != entries[1]:
                for entry in filter(None, entries):
                    key = f"{index.name} {entry[index.key[0]]['S']}"
                    units[key] = units.get(key, 0) + write_units(item_size(entry))
        return units


def _place(key: Mapping[str, Any]) -> Place:
    return key["pk"]["S"], key["sk"]["S"]


def _rate(request: Mapping[str, Any]) -> float:
    return STRONGLY if request.get("ConsistentRead") else EVENTUALLY


def _refuse(operation: str, code: str, message: str, **more: Any) -> NoReturn:
    answer: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": 400}, **more}
    raise ClientError(answer, operation)
