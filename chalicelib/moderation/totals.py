"""How many comments a site has in each status, kept by the table's stream, so that no request writes an item that all share.

The stream brings each change at least once, and those of one comment in order. Each is counted exactly once: in the same transaction
the comment's private item remembers the last version that was counted.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from chalicelib.comments.models import STATUSES, Status
from chalicelib.errors import TransactionFailed
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from chalicelib.storage.values import Item, number, text
from chalicelib.storage.writes import Write


@dataclass(frozen=True)
class Change:
    """That a comment came into a status, from another one or none; `version` counts the changes of this comment."""

    site: str
    comment: str
    before: Status | None
    after: Status
    version: int


def change_in(old: Item | None, new: Item | None) -> Change | None:
    """Answer the change of status between two images of an item, None if there is none or it is no comment."""
    if not new or text(new, "type") != "comment":
        return None
    before: Any = text(old, "status") if old else None
    after: Any = text(new, "status")
    if before == after:
        return None
    _, site, comment = new["pk"]["S"].split("#")
    return Change(site, comment, before, after, number(new, "version"))


class TotalsService:
    """Keeps and tells a site's totals."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def count(self, images: Iterable[tuple[Item | None, Item | None]]) -> None:
        """Count the changes in a batch of the stream, old and new image each. A batch may come again, whole or in part."""
        for old, new in images:
            change = change_in(old, new)
            if change:
                self._count(change)

    def of_site(self, site: str) -> Mapping[Status, int]:
        """Answer how many comments a site has in each status, a moment ago."""
        item = self._table.get(keys.totals(site)) or {}
        return {status: number(item, status) for status in STATUSES}

    def _count(self, change: Change) -> None:
        write_id = f"{change.comment}.{change.version}"
        seen = Write(
            "Update",
            keys.private(change.site, change.comment),
            update="SET #counted_version = :version, #write_id = :write_id",
            condition="attribute_exists(#pk) AND (attribute_not_exists(#counted_version) OR #counted_version < :version)",
            values={"version": change.version, "write_id": write_id},
        )
        update = f"SET #type = :type ADD #{change.after} :more" + (f", #{change.before} :less" if change.before else "")
        values = {"type": "totals", "more": 1} | ({"less": -1} if change.before else {})
        total = Write("Update", keys.totals(change.site), update=update, values=values)
        with suppress(TransactionFailed):  # it was counted before
            self._table.transact([seen, total], write_id)
