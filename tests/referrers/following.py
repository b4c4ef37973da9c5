"""What the table's stream tells of markers of views, as it would be handed over."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chalicelib.bootstrap import Services
from chalicelib.storage.values import Item
from tests.conftest import BROWSER, SITE, Api, another_address

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Record = dict[str, Any]


def records_of(items: Iterable[Item]) -> list[Record]:
    """Answer the records of these items' writes in the order of their marks."""
    images = sorted((item for item in items if "write_id" in item), key=lambda item: str(item["write_id"]["S"]))
    return [{"eventID": image["write_id"]["S"], "dynamodb": {"NewImage": image}} for image in images]


def record(name: str, host: str, day: str = "2026-03-14") -> Record:
    """Make the record of a view that came from a host; no other one has this name."""
    image = {"pk": {"S": f"SEEN#{SITE}#page#{name}"}, "type": {"S": "seen"}, "referrer": {"S": host}, "day": {"S": day}}
    return {"eventID": name, "dynamodb": {"NewImage": image}}


@dataclass
class Stream:
    """Looks at the whole table; `told` are the records of all writes that it has seen."""

    services: Services
    client: "DynamoDBClient"
    table: str
    told: list[Record] = field(default_factory=list)

    def view(self, referrer: str | None, page: str = "/a", *, address: str | None = None, agent: str = BROWSER) -> Any:
        """Load a page, coming from somewhere, and see what that wrote."""
        body, reader = {"page": page, "referrer": referrer}, address or another_address()
        response = Api(self.services).post("views", body, headers={"User-Agent": agent}, address=reader)
        assert response.is_success, response.text
        known = {record["eventID"] for record in self.told}
        self.told += [record for record in records_of(self._items()) if record["eventID"] not in known]
        return response.json()

    def follow(self, *parts: slice) -> None:
        """Hand over parts of what was told, all of it if none is named."""
        for part in parts or [slice(None)]:
            self.services.referrers.add(self.told[part])

    def _items(self) -> list[Item]:
        pages = self.client.get_paginator("scan").paginate(TableName=self.table, ConsistentRead=True)
        return [item for page in pages for item in page["Items"]]
