"""Views in the table: that a visitor has seen a page, and how often a page was viewed.

The mark comes first and is conditional; the counter follows and is never sent twice when its answer was lost. So a view may be lost
between the two, but none is counted twice. A counter that is refused has not counted: then another shard of the page may.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.clock import epoch
from chalicelib.errors import ConditionFailed, Unavailable
from chalicelib.pages.models import PageName
from chalicelib.pages.repository import spread_views
from chalicelib.pageviews.buckets import A_VISIT, hour_name
from chalicelib.pageviews.shards import counters, shards_in
from chalicelib.referrers.models import Referred
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Table
from chalicelib.storage.values import Item
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


@dataclass(frozen=True)
class View:
    """A view that counts: when it was, on which day of the site, and whether it is the visitor's first on that day."""

    at: datetime
    day: str
    is_visit: bool


def named_beside_counts(page_key: str) -> bool:
    """Tell whether a counter carries its page's key; with a longer one it would not stay below 1 KB."""
    return len(page_key.encode()) <= _LONGEST_KEY_BESIDE_COUNTS


class ViewRepository:
    """Counts views."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def mark(
        self, site: str, page_id: str, visitor: str, now: datetime, write_id: str, referred: Referred | None
    ) -> Mark:
        """Note that a visitor sees a page, and where they came from, unless they did within 30 minutes. One write unit.

        The stream tells of the mark as it is now: where they came from before is no longer in it.
        """
        values = {
            "type": "seen",
            "now": epoch(now),
            "ttl": epoch(now + _MARK_IS_KEPT),
            "write_id": write_id,
            "ago": epoch(now - REPEATS_END),
        }
        update = "SET #type = :type, #seen_at = :now, #ttl = :ttl, #write_id = :write_id"
        if referred is None:
            update += " REMOVE #referrer, #day"
        else:
            update += ", #referrer = :referrer, #day = :day"
            values |= {"referrer": referred.host, "day": referred.day}
        condition = "attribute_not_exists(#pk) OR #seen_at <= :ago"
        write = Write("Update", keys.seen(site, page_id, visitor), update=update, condition=condition, values=values)
        try:
            before = self._table.write(write, returns="ALL_OLD")
        except ConditionFailed:
            return Mark(is_repeat=True, is_visit=False)
        # Found again after its answer was lost, the mark is our own: then it is not known whether it was the day's first.
        return Mark(is_repeat=False, is_visit=not before)

    def count(
        self, site: str, page: PageName, view: View, shard: int = 0, instead: Callable[[bool], int] | None = None
    ) -> Item:
        """Add a view to a counter of a page: its totals, hour and day. Answer what of it has changed, of shard 0 also how many there are.

        Where it is refused `instead` answers the shard to try next, told whether it was throttled. One write unit, three when it is the
        counter's first in an hour. A view that one of a later hour has overtaken takes a round trip and a unit more.
        """
        is_overtaken = False

        def again(is_throttled: bool) -> Write:  # noqa: FBT001 - the table calls it
            nonlocal shard, is_overtaken
            shard, is_overtaken = (instead(is_throttled), False) if instead else (shard, is_overtaken)
            return _addition(site, page, view, shard, is_overtaken=is_overtaken)

        while True:
            write = _addition(site, page, view, shard, is_overtaken=is_overtaken)
            try:
                return self._table.write(write, returns="UPDATED_NEW", instead=again)
            except ConditionFailed:
                is_overtaken = True

    def counters(self, site: str, page_id: str, shards: int) -> list[Item]:
        """Read the counters of a page in order; one that is not there has nothing."""
        if shards == 1:
            return [self._table.get(keys.views(site, page_id)) or {}]
        return self._in_order(self._table, counters(site, page_id, shards))

    def glance(self, site: str, page_id: str, shards: Sequence[int]) -> list[Item]:
        """Read these counters of a page, or none of them where that takes more than one attempt."""
        try:
            return self._in_order(self._table.hasty(), [keys.views(site, page_id, shard) for shard in shards])
        except Unavailable:
            return []

    def _in_order(self, table: Table, places: Sequence[Key]) -> list[Item]:
        found = table.get_many(places)
        return [found.get(key, {}) for key in places]

    def spread(self, site: str, page: PageName, shards: int) -> int:
        """Give a page so many shards, if it does not have as many; answer how many it has, 1 where shard 0 is too busy to be told.

        Shard 0 is told first. Where the process ends before the page's item is told, those who begin by that use fewer, until shard 0
        tells them.
        """
        values = {"type": "views", "shards": shards}
        update, condition = "SET #type = :type, #shards = :shards", "attribute_not_exists(#shards) OR #shards < :shards"
        write = Write("Update", keys.views(site, page.id), update=update, condition=condition, values=values)
        try:
            self._table.hasty().write(write)
        except ConditionFailed as refused:
            shards = shards_in(dict(refused.item or {}))
        except Unavailable:
            return 1
        with suppress(ConditionFailed, Unavailable):  # it is told already, or will be when there are more
            self._table.write(spread_views(site, page, shards))
        return shards


def _addition(site: str, page: PageName, view: View, shard: int, *, is_overtaken: bool) -> Write:
    """Answer the write that counts a view. It holds the counter to its place among the active ones, which is that of its latest hour."""
    hour = hour_name(view.at)
    values = {"type": "views", "one": 1, "visit": int(view.is_visit), "in_bucket": 1 + A_VISIT * view.is_visit}
    update, condition = "SET #type = :type", ""
    if not is_overtaken:
        update += ", #gsi1pk = :active, #gsi1sk = :rank"
        condition = "attribute_not_exists(#gsi1pk) OR #gsi1pk <= :active"
        values |= {"active": keys.active_in(site, hour), "rank": keys.active_rank(page.id, shard)}
    if shard == 0:
        update += ", #shards = if_not_exists(#shards, :one)"
    if named_beside_counts(page.key):
        update += ", #key = :key"
        values["key"] = page.key
    update += " ADD #view_count :one, #visit_count :visit, #hour :in_bucket, #day :in_bucket"
    return Write(
        "Update",
        keys.views(site, page.id, shard),
        update=update,
        condition=condition,
        values=values,
        names={"hour": f"h{hour}", "day": f"d{view.day}"},
        is_repeatable=False,
    )
