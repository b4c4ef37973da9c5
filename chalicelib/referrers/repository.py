"""Referrers in the table: an item for each day of a site. It stays for 400 days, as digests do."""

from datetime import UTC, datetime, timedelta

from chalicelib.clock import epoch
from chalicelib.errors import ConditionFailed
from chalicelib.referrers.models import Day
from chalicelib.storage import keys
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import Item, number
from chalicelib.storage.writes import Write

_KEPT = timedelta(days=401)
"""From the beginning of a day."""


class ReferrerRepository:
    """Reads and writes the days of sites."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def between(self, site: str, first: str, last: str) -> list[Day]:
        """Answer the days from `first` to `last`, both included, that have any: one request a megabyte."""
        span = Span(keys.referrers_of(site), low=first, high=last)
        return [_from_item(item) for item in self._table.query(span, _KEPT.days)]

    def of_day(self, site: str, day: str) -> Day:
        """Answer a day as it is at this moment."""
        item = self._table.get(keys.referrers(site, day), is_consistent=True)
        return Day() if item is None else _from_item(item)

    def put(self, site: str, day: str, made: Day, write_id: str) -> bool:
        """Store what was made of a day as it was read; false where another was quicker. It is safe to repeat."""
        item = {
            "type": "referrers",
            "hosts": made.hosts,
            "other_count": made.other_count,
            "batches": made.batches,
            "write_id": write_id,
            "ttl": epoch(datetime.fromisoformat(day).replace(tzinfo=UTC) + _KEPT),
        }
        condition, values = "attribute_not_exists(#pk)", {}
        if made.version is not None:
            condition, values = "#write_id = :before", {"before": made.version}
        try:
            self._table.write(Write("Put", keys.referrers(site, day), item=item, condition=condition, values=values))
        except ConditionFailed:
            return False
        return True


def _from_item(item: Item) -> Day:
    return Day(
        hosts={host: int(count["N"]) for host, count in item["hosts"]["M"].items()},
        other_count=number(item, "other_count"),
        batches=tuple(batch["B"] for batch in item["batches"]["L"]),
        version=item["write_id"]["S"],
    )
