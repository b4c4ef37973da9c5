"""What DynamoDB refuses and emulators let through. A breach is an AssertionError that names the limit.

The limits stand in AWS's Developer Guide, "Quotas in Amazon DynamoDB", and in the API Reference, on each operation's
page.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from chalicelib.storage.values import Item
from tests.storage.sizes import KB, indexes, item_size, key_names, value_size

ITEM = 400 * KB
PARTITION_KEY = 2048
SORT_KEY = 1024
BATCH_READ_KEYS = 100
BATCH_WRITES = 25
TRANSACTION_ACTIONS = 100
TRANSACTION = 4 * KB * KB
TOKEN = 36

Key = tuple[str, ...]


def hold_batch_read(keys: Sequence[Key]) -> None:
    """Hold what a BatchGetItem may ask for."""
    assert len(keys) <= BATCH_READ_KEYS, f"BatchGetItem takes {BATCH_READ_KEYS} keys, not {len(keys)}"
    _hold_distinct("BatchGetItem", keys)


def hold_batch_write(keys: Sequence[Key]) -> None:
    """Hold what a BatchWriteItem may carry."""
    assert len(keys) <= BATCH_WRITES, f"BatchWriteItem takes {BATCH_WRITES} writes, not {len(keys)}"
    _hold_distinct("BatchWriteItem", keys)


def hold_transaction(keys: Sequence[Key]) -> None:
    """Hold what a TransactWriteItems may carry."""
    assert len(keys) <= TRANSACTION_ACTIONS, f"TransactWriteItems takes {TRANSACTION_ACTIONS} actions, not {len(keys)}"
    _hold_distinct("TransactWriteItems", keys)


def hold_transaction_size(sizes: Iterable[int]) -> None:
    """Hold how much the items of a transaction are together."""
    total = sum(sizes)
    assert total <= TRANSACTION, f"the items of a transaction are 4 MB at most together, not {total} bytes"


def hold_token(token: str) -> None:
    """Hold how long the token may be by which DynamoDB knows a transaction that is sent again."""
    assert len(token) <= TOKEN, f"ClientRequestToken takes {TOKEN} characters, not {len(token)}"


def hold_item(item: Item) -> None:
    """Hold an item that is to be stored, its keys for the table and for the indexes."""
    size = item_size(item)
    assert size <= ITEM, f"an item is 400 KB at most, not {size} bytes"
    for names in (key_names(), *(index.key for index in indexes().values())):
        _hold_key(item, names)


def _hold_key(item: Item, names: tuple[str, ...]) -> None:
    for name, limit in zip(names, (PARTITION_KEY, SORT_KEY), strict=False):
        size = value_size(item[name]) if name in item else 1
        assert 1 <= size <= limit, f"{name} takes 1 to {limit} bytes as a key, not {size}"


def _hold_distinct(operation: str, keys: Sequence[Key]) -> None:
    repeated = [key for key, count in Counter(keys).items() if count > 1]
    assert not repeated, f"{operation} takes each item once, these came more often: {repeated}"
