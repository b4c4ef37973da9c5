"""How many comments a site has in each status, kept by the table's stream, so that no request writes an item that all share.

The stream brings each change at least once, and those of one comment in order. Each is counted exactly once: in the same transaction
the comment's private item remembers the last version that was counted. There too it goes into the digests of its hour, of the site and
of the page; whose decision it was the log tells, whose line has the mark that the decision left on the comment.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.clock import clock_hour
from chalicelib.comments.models import STATUSES, Status
from chalicelib.digests.models import Decided
from chalicelib.digests.repository import count_change, place_of
from chalicelib.errors import TransactionFailed
from chalicelib.ids import made_at
from chalicelib.moderation.models import TARGETS
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
    page_id: str
    mark: str
    waited_since: str | None
    """When it was left, where it has never been anything but pending before."""


def change_in(old: Item | None, new: Item | None) -> Change | None:
    """Answer the change of status between two images of an item, None if there is none or it is no comment."""
    if not new or text(new, "type") != "comment":
        return None
    before: Any = text(old, "status") if old else None
    after: Any = text(new, "status")
    if before == after:
        return None
    site, comment = keys.named_in(new["pk"]["S"])
    waited_since = text(new, "created_at") if old and before == "pending" and text(old, "was") is None else None
    mark = (text(new, "write_id") or comment) if old else comment
    return Change(site, comment, before, after, number(new, "version"), new["page_id"]["S"], mark, waited_since)


class TotalsService:
    """Keeps and tells a site's totals."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def count(self, images: Iterable[tuple[Item | None, Item | None]]) -> None:
        """Count the changes in a batch of the stream, old and new image each. A batch may come again, whole or in part."""
        changes = [change for old, new in images if (change := change_in(old, new))]
        lines = self._table.get_many([keys.log(change.site, change.mark) for change in changes if change.before])
        for change in changes:
            self._count(change, _decided(change, lines.get(keys.log(change.site, change.mark))))

    def of_site(self, site: str) -> Mapping[Status, int]:
        """Answer how many comments a site has in each status, a moment ago."""
        item = self._table.get(keys.totals(site)) or {}
        return {status: number(item, status) for status in STATUSES}

    def _count(self, change: Change, decided: Decided | None) -> None:
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
            self._table.transact([seen, total, *_digested(change, decided)], write_id)


def _digested(change: Change, decided: Decided | None) -> list[Write]:
    hour = clock_hour(made_at(change.mark))
    places = [place_of(change.site, page, hour) for page in (None, change.page_id)]
    return [count_change(place, hour, change.after, decided) for place in places]


def _decided(change: Change, line: Item | None) -> Decided | None:
    """Answer whose decision a change was; None where it was nobody's, as of an author, of readers' flags, or what was restored."""
    if line is None or text(line, "action") not in TARGETS:
        return None
    waited = None
    if change.waited_since is not None:
        waited = max(0.0, (made_at(change.mark) - datetime.fromisoformat(change.waited_since)).total_seconds())
    return Decided(change.after, line["moderator"]["S"], line["moderator_name"]["S"], waited)
