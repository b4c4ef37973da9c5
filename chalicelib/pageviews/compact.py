"""The daily job that keeps counters of views small: hours and days that are over move to an item of their month.

A counter below 1 KB costs one write unit a view; with a day of hours it is half of that. What is over does not change any more, so it
is copied and removed in one transaction, and a job that is broken off or runs twice does no harm.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib.clock import Clock, epoch
from chalicelib.errors import TransactionFailed
from chalicelib.ids import NewId
from chalicelib.pageviews.buckets import hour_name, hour_of
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import Item
from chalicelib.storage.writes import Write

KEPT_HOURS = 26
"""So many hours stay in a counter: a day, and what a job that runs late needs."""
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
                compacted += self._compact(site, *keys.counter_of(entry["gsi1sk"]["S"]), now)
        return Compacted(checked, compacted)

    def _compact(self, site: str, page: str, shard: int, now: datetime) -> bool:
        counter = keys.views(site, page, shard)
        item = self._table.get(counter, is_consistent=True)
        months = {} if item is None else _over(item, now)
        for month, buckets in months.items():
            self._move(counter, keys.hours(site, page, shard, month), buckets, now)
        return bool(months)

    def _move(self, counter: Key, archive: Key, buckets: dict[str, int], now: datetime) -> None:
        write_id = self._new_id(now)
        names = {f"bucket{place}": name for place, name in enumerate(buckets)}
        counts = {stand_in: buckets[name] for stand_in, name in names.items()}
        remove = "REMOVE " + ", ".join(f"#{stand_in}" for stand_in in names)
        is_there = " AND ".join(f"attribute_exists(#{stand_in})" for stand_in in names)
        keep = "SET #type = :type, #write_id = :write_id, " + ", ".join(
            f"#{stand_in} = :{stand_in}" for stand_in in names
        )
        values = {"type": "hours", "write_id": write_id, **counts}
        writes = [
            Write("Update", counter, update=remove, condition=is_there, names=names),
            Write("Update", archive, update=keep, values=values, names=names),
        ]
        try:
            self._table.transact(writes, write_id)
        except TransactionFailed:
            return  # another run was quicker


def _over(item: Item, now: datetime) -> dict[str, dict[str, int]]:
    """Answer the hours and days of a counter that are over for good, by the month they belong to."""
    oldest_hour = epoch(now) // 3600 - KEPT_HOURS
    oldest_day = (now - timedelta(days=2)).astimezone(UTC).date().isoformat()
    months: dict[str, dict[str, int]] = defaultdict(dict)
    for name, value in item.items():
        if name.startswith("h") and "N" in value and hour_of(name) < oldest_hour:
            moment = datetime.fromtimestamp(hour_of(name) * 3600, UTC)
            months[f"{moment:%Y-%m}"][name] = int(value["N"])
        elif name.startswith("d") and "N" in value and name[1:] < oldest_day:
            months[name[1:8]][name] = int(value["N"])
    return months
