"""What DynamoDB charges, computed from the sizes AWS documents, since no emulator reports it truly.

Items are DynamoDB's JSON as botocore takes and gives it. The rules stand in AWS's Developer Guide:

- sizes: "DynamoDB item sizes and formats"
- units: "DynamoDB read and write operations"
- transactions: "Amazon DynamoDB Transactions: How it works", section "Capacity management for transactions"
- indexes: "Using Global Secondary Indexes in DynamoDB", section "Provisioned throughput considerations"

Where the guide is silent the dearer reading is taken and named here:

- a negative number takes one byte more (measured by others, not documented); members of a set take no overhead;
- index writes of a transaction are doubled like the table's. The guide says only that indexes follow once it is done;
- a cancelled transaction is charged as if it had been carried out, without index writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import ceil
from typing import Any

from chalicelib.storage.definition import properties
from chalicelib.storage.values import Item

KB = 1024
READ_UNIT = 4 * KB
WRITE_UNIT = KB

EVENTUALLY = 0.5
STRONGLY = 1.0
TRANSACTED = 2
"""How many times a transaction is charged: once to prepare, once to commit."""


@dataclass(frozen=True)
class Index:
    """A KEYS_ONLY index: its name, its own key attributes, and all attributes that its entries hold."""

    name: str
    key: tuple[str, ...]
    projected: tuple[str, ...]

    def entry(self, item: Item) -> Item | None:
        """Answer what the index holds of `item`: nothing unless the item has the index's whole key."""
        if any(name not in item for name in self.key):
            return None
        return {name: item[name] for name in self.projected}


def item_size(item: Mapping[str, Any]) -> int:
    """Answer the bytes of an item: its attributes' names and values."""
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def value_size(value: Mapping[str, Any]) -> int:  # noqa: PLR0911 - one type a line reads best
    """Answer the bytes of one value in DynamoDB's JSON, without its attribute's name."""
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "B":
            return len(content)
        case "N":
            return number_size(content)
        case "BOOL" | "NULL":
            return 1
        case "L":
            return 3 + sum(1 + value_size(element) for element in content)
        case "M":
            return 3 + len(content) + item_size(content)
        case _:
            return sum(value_size({kind.removesuffix("S"): member}) for member in content)


@lru_cache(10_000)
def number_size(text: str) -> int:
    """Answer the bytes of a number: one, and one for every two digits between leading and trailing zeros."""
    sign, digits, _exponent = Decimal(text).as_tuple()
    significant = "".join(map(str, digits)).strip("0")
    return 1 + ceil(len(significant) / 2) + sign


def read_units(size: int, rate: float = EVENTUALLY) -> float:
    """Answer the units of reading `size` bytes at once; finding nothing costs as much as the smallest item."""
    return max(1, ceil(size / READ_UNIT)) * rate


def write_units(*sizes: int) -> int:
    """Answer the units of one write: its item counts as it was, is, or was meant to be, whichever is largest."""
    return max(1, ceil(max(sizes) / WRITE_UNIT))


def index_units(before: Item, after: Item) -> int:
    """Answer the units by which all indexes follow a write that turned `before` into `after` ({} for no item)."""
    return sum(_entry_units(index.entry(before), index.entry(after)) for index in indexes().values())


def _entry_units(before: Item | None, after: Item | None) -> int:
    # A KEYS_ONLY entry is nothing but keys: one that changes is taken out and put in anew.
    if before == after:
        return 0
    return sum(write_units(item_size(entry)) for entry in (before, after) if entry)


def indexes() -> dict[str, Index]:
    """Answer the table's indexes by name."""
    return {index.name: index for index in map(_index, properties()["GlobalSecondaryIndexes"])}


def key_names() -> tuple[str, ...]:
    """Answer the attributes of the table's key, the partition's first."""
    return _names(properties()["KeySchema"])


def _index(described: Mapping[str, Any]) -> Index:
    projection = described["Projection"]["ProjectionType"]
    assert projection == "KEYS_ONLY", f"sizes.py does not know what an index of {projection} costs"
    key = _names(described["KeySchema"])
    return Index(described["IndexName"], key, (*key_names(), *key))


def _names(schema: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(part["AttributeName"] for part in sorted(schema, key=lambda part: part["KeyType"]))
