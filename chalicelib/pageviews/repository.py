"""Views in the table: that a visitor has seen a page, and how often a page was viewed.

The mark comes first and is conditional; the counter follows and is never sent twice when its answer was lost. So a view may be lost
between the two, but none is counted twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.clock import epoch
from chalicelib.errors import ConditionFailed
from chalicelib.pages.models import PageName
from chalicelib.pageviews.buckets import A_VISIT, hour_name
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from chalicelib.storage.values import number
from chalicelib.storage.writes import Write

REPEATS_END = timedelta(minutes=30)
_MARK_IS_KEPT = timedelta(hours=25)
"""As long as the longest day, so that a visitor who comes back on it is known."""
_LONGEST_KEY_BESIDE_COUNTS = 256


@dataclass(frozen=True)
class Mark:
    """What marking a visitor found: whether this is a repeat, or a visit, the first view of the day."""

    is_repeat: bool
    is_visit: bool


def named_beside_counts(page_key: str) -> bool:
    """Tell whether a counter carries its page's key; with a longer one it would not stay below 1 KB."""
    return len(page_key.encode()) <= _LONGEST_KEY_BESIDE_COUNTS


class ViewRepository:
    """Counts views."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def mark(self, site: str, page_id: str, visitor: str, now: datetime, write_id: str) -> Mark:
        """Note that a visitor sees a page, unless they did within 30 minutes. One write unit."""
        values = {
            "type": "seen",
            "now": epoch(now),
            "ttl": epoch(now + _MARK_IS_KEPT),
            "write_id": write_id,
            "ago": epoch(now - REPEATS_END),
        }
        update = "SET #type = :type, #seen_at = :now, #ttl = :ttl, #write_id = :write_id"
        condition = "attribute_not_exists(#pk) OR #seen_at <= :ago"
        write = Write("Update", keys.seen(site, page_id, visitor), update=update, condition=condition, values=values)
        try:
            before = self._table.write(write, returns="ALL_OLD")
        except ConditionFailed:
            return Mark(is_repeat=True, is_visit=False)
        # Found again after its answer was lost, the mark is our own: then it is not known whether it was the day's first.
        return Mark(is_repeat=False, is_visit=not before)

    def count(self, site: str, page: PageName, now: datetime, day: str, *, is_visit: bool) -> int:
        """Add a view to a page's totals, hour and day, and answer all its views. One write unit, three when it is the hour's first."""
        hour = hour_name(now)
        values = {
            "type": "views",
            "one": 1,
            "active": keys.active_in(site, hour),
            "rank": keys.active_rank(page.id),
            "visit": int(is_visit),
            "in_bucket": 1 + A_VISIT * is_visit,
        }
        update = "SET #type = :type, #gsi1pk = :active, #gsi1sk = :rank"
        if named_beside_counts(page.key):
            update += ", #key = :key"
            values["key"] = page.key
        update += " ADD #view_count :one, #visit_count :visit, #hour :in_bucket, #day :in_bucket"
        names = {"hour": f"h{hour}", "day": f"d{day}"}
        write = Write(
            "Update", keys.views(site, page.id), update=update, values=values, names=names, is_repeatable=False
        )
        return number(self._table.write(write, returns="UPDATED_NEW"), "view_count")

    def total(self, site: str, page_id: str) -> int:
        """Answer how often a page was viewed."""
        item = self._table.get(keys.views(site, page_id))
        return 0 if item is None else number(item, "view_count")
