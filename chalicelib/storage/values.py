"""Python values as DynamoDB's JSON and back. Writes use `pack`; reads take what they need straight from the item, which is quicker."""

from collections.abc import Mapping
from typing import Any

Item = dict[str, Any]
"""An item as DynamoDB sends it: attribute names to one-entry mappings of type to value."""


class Null:
    """That there is nothing, where that is to be told: stored as such, and not left out as None is."""


NULL = Null()


def pack(attributes: Mapping[str, Any]) -> Item:
    """Answer the item of `attributes`; those that are None are left out."""
    return {name: packed(value) for name, value in attributes.items() if value is not None}


def packed(value: Any) -> dict[str, Any]:  # noqa: PLR0911 - one for each type
    """Answer one value as DynamoDB writes it."""
    match value:
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int() | float():
            return {"N": str(value)}
        case bytes():
            return {"B": value}
        case Mapping():
            return {"M": pack(value)}
        case list() | tuple():
            return {"L": [packed(entry) for entry in value]}
        case Null():
            return {"NULL": True}
        case _:
            raise TypeError(f"no DynamoDB type for {type(value).__name__}")


def text(item: Item, name: str) -> str | None:
    """Answer a string attribute, None where it is missing."""
    value = item.get(name)
    return None if value is None else value["S"]


def number(item: Item, name: str, default: int = 0) -> int:
    """Answer a whole number, `default` where it is missing."""
    value = item.get(name)
    return default if value is None else int(value["N"])


def unpack(item: Item) -> dict[str, Any]:
    """Answer the attributes of an item: what `pack` made it of."""
    return {name: _unpacked(value) for name, value in item.items()}


def _unpacked(value: Mapping[str, Any]) -> Any:
    ((kind, content),) = value.items()
    match kind:
        case "N":
            return int(content) if content.lstrip("-").isdigit() else float(content)
        case "M":
            return unpack(content)
        case "L":
            return [_unpacked(entry) for entry in content]
        case "NULL":
            return None
        case _:
            return content
