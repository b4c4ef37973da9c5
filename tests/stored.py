"""All that is in the table as plain values, taken apart by no code of the service: what `recount.py` counts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from chalicelib.storage import keys
from chalicelib.storage.values import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Plain = dict[str, Any]
Name = tuple[str, str]
"""A site and an id in it."""


@dataclass(frozen=True)
class Copy:
    """A public copy, where it was found: in the thread of `root`, in its place `root`, `inside` or `beside`."""

    page: Name
    root: str
    place: str
    content: Plain
    is_pinned: bool = False


@dataclass(frozen=True)
class Stored:
    """All there is in the table."""

    items: list[Plain]

    @classmethod
    def read(cls, client: "DynamoDBClient", table: str) -> Self:
        return cls.of_items(_scan(client, table))

    @classmethod
    def of_items(cls, items: Iterable[Item]) -> Self:
        """Take items as DynamoDB writes them."""
        return cls([_plain({"M": item}) for item in items])

    def of(self, kind: str) -> list[Plain]:
        return [item for item in self.items if item.get("type") == kind]

    def named(self, kind: str) -> dict[Name, Plain]:
        return {name_of(item): item for item in self.of(kind)}

    @cached_property
    def records(self) -> dict[Name, Plain]:
        return self.named("comment")

    @cached_property
    def pages(self) -> dict[Name, Plain]:
        return self.named("page")

    @cached_property
    def approved(self) -> dict[Name, Plain]:
        return {name: record for name, record in self.records.items() if record["status"] == "approved"}

    @cached_property
    def descendants(self) -> Counter[Name]:
        """How many approved comments have this one as an ancestor."""
        return Counter(
            (site, ancestor) for (site, _), record in self.approved.items() for ancestor in record["ancestors"]
        )

    @cached_property
    def descendants_at(self) -> Counter[tuple[Name, str]]:
        """The same by page: while an alias is merged, a thread may be at two."""
        return Counter(
            ((site, record["page_id"]), ancestor)
            for (site, _), record in self.approved.items()
            for ancestor in record["ancestors"]
        )

    @cached_property
    def copies(self) -> list[Copy]:
        return [copy for item in self.items for copy in _copies_in(item)]


def name_of(item: Plain) -> Name:
    _, site, name, *_ = item["pk"].split("#")
    return site, name


def _copies_in(item: Plain) -> Iterator[Copy]:
    if item.get("type") == "reply":
        yield Copy(name_of(item), item["sk"].split("#")[1], "beside", item)
    if item.get("type") == "thread":
        page, root = name_of(item), keys.root_of(item["sk"])
        if item["status"] == "approved":
            yield Copy(page, root, "root", item, is_pinned=item["sk"].startswith("X#"))
        for reply in item["replies"].values():
            yield Copy(page, root, "inside", reply)


def _scan(client: "DynamoDBClient", table: str) -> Iterator[Item]:
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def _plain(value: Mapping[str, Any]) -> Any:
    ((kind, content),) = value.items()
    match kind:
        case "N":
            return int(content)
        case "M":
            return {name: _plain(entry) for name, entry in content.items()}
        case "L":
            return [_plain(entry) for entry in content]
        case "NULL":
            return None
    return content
