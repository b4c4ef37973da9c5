"""The job that keeps counters of views small, four times a day: hours and days that are over move to an item of their month.

A counter below 1 KB costs one write unit a view. With the longest names and ten thousand visits in each hour it has room for 40 hours:
those that are kept, and those until the next run, or the one after it.

What is over changes only when another page's views are merged into it; it is copied and removed in one transaction, provided that it is
as it was read, and a job that is broken off or runs twice does no harm. `compact_count` in a counter tells those who read it beside its
months whether something moved meanwhile.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib.clock import Clock, clock_hour
from chalicelib.errors import TransactionFailed
from chalicelib.ids import NewId
from chalicelib.pageviews.buckets import buckets_in, hour_name, hour_of, month_of
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import Item
from chalicelib.storage.writes import Write

KEPT_HOURS = 26
"""So many hours stay in a counter: a day, and what a job that runs late needs."""
_MOST_AT_ONCE = 100
"""Buckets that one expression names; it ends at 4 KB."""
_LOOKED_BACK = 3 * 24
"""Pages whose latest view is longer ago were compacted when it was not."""


@dataclass(frozen=True)
class Compacted:
    """What the job did: counters looked at, and those that had something to move."""

    checked: int = 0
    compacted: int = 0


class Compactor:
    """Moves old hours and days out of counters."""

    def __init__(self, table: Table, clock: Clock, new_id: NewId) -> None:
        self._table = table
        self._clock = clock
        self._new_id = new_id

    def run(self, site: str) -> Compacted:
        """Go through the pages of a site that were viewed lately."""
        now = self._clock()
        checked = compacted = 0
        for hours in range(_LOOKED_BACK):
            hour = hour_name(now - timedelta(hours=hours))
            for entry in self._table.walk(Span(keys.active_in(site, hour), index=keys.GSI1)):
                checked += 1
                compacted += self.compact(site, *keys.counter_of(entry["gsi1sk"]["S"]))
        return Compacted(checked, compacted)

    def compact(self, site: str, page: str, shard: int = 0) -> bool:
        """Move what is over out of one counter, if there is something."""
        now, counter = self._clock(), keys.views(site, page, shard)
        item = self._table.get(counter, is_consistent=True)
        months = {} if item is None else _over(item, now)
        for month, buckets in months.items():
            archive, names = keys.hours(site, page, shard, month), list(buckets)
            for start in range(0, len(names), _MOST_AT_ONCE):
                part = {name: buckets[name] for name in names[start : start + _MOST_AT_ONCE]}
                self._move(counter, archive, part, now)
        return bool(months)

    def _move(self, counter: Key, archive: Key, buckets: dict[str, int], now: datetime) -> None:
        write_id = self._new_id(now)
        names = {f"bucket{place}": name for place, name in enumerate(buckets)}
        counts = {stand_in: buckets[name] for stand_in, name in names.items()}
        remove = "REMOVE " + ", ".join(f"#{stand_in}" for stand_in in names) + " ADD #compact_count :one"
        is_as_read = " AND ".join(f"#{stand_in} = :{stand_in}" for stand_in in names)
        keep = "SET #type = :type, #write_id = :write_id, " + ", ".join(
            f"#{stand_in} = :{stand_in}" for stand_in in names
        )
        values = {"type": "hours", "write_id": write_id, **counts}
        writes = [
            Write("Update", counter, update=remove, condition=is_as_read, values=counts | {"one": 1}, names=names),
            Write("Update", archive, update=keep, values=values, names=names),
        ]
        try:
            self._table.transact(writes, write_id)
        except TransactionFailed:
            return  # another run was quicker


def _over(item: Item, now: datetime) -> dict[str, dict[str, int]]:
    """Answer the hours and days of a counter that are over for good, by the month they belong to."""
    oldest_hour = clock_hour(now) - KEPT_HOURS
    oldest_day = (now - timedelta(days=2)).astimezone(UTC).date().isoformat()
    months: dict[str, dict[str, int]] = defaultdict(dict)
    for name, count in buckets_in(item).items():
        if hour_of(name) < oldest_hour if name.startswith("h") else name[1:] < oldest_day:
            months[month_of(name)][name] = count
    return months
