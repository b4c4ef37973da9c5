"""moto made quick: it copies its whole table for each transaction, to have it back if that fails; here it copies the items that change.

A table is copied with the items themselves shared, and an item is copied before an update changes it in place; puts and deletes change
no item. What a transaction does and undoes is the same, at the cost of what it touches and not of all that is stored.

Indexes are read by going through all items, which fails where another thread adds a partition meanwhile: it goes through a copy of them.
"""

import copy
from collections import defaultdict
from typing import Any
from unittest.mock import patch

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import Item
from moto.dynamodb.models.table import Table

_update_in_place = DynamoDBBackend.update_item


def take_quick_snapshots() -> None:
    """Have moto copy what changes, from now on."""
    patch.object(Table, "__deepcopy__", _with_shared_items, create=True).start()
    patch.object(Table, "all_items", _all_items).start()
    patch.object(DynamoDBBackend, "update_item", _update_a_copy).start()


def _with_shared_items(table: Table, memo: dict[int, Any]) -> Table:
    made = copy.copy(table)
    memo[id(table)] = made
    made.items = defaultdict(dict, {key: dict(items) for key, items in table.items.items()})
    return made


def _all_items(table: Table) -> list[Item]:
    found = [item for partition in list(table.items.values()) for item in list(partition.values())]
    return sorted(found, key=lambda item: (item.hash_key, item.range_key))


def _update_a_copy(backend: DynamoDBBackend, table_name: str, key: dict[str, Any], *given: Any, **named: Any) -> Item:
    table = backend.get_table(table_name)
    partition, sort = backend.get_keys_value(table, key)
    item = table.get_item(partition, sort)
    if item is not None:
        table.items[partition][sort] = copy.deepcopy(item)
    return _update_in_place(backend, table_name, key, *given, **named)
