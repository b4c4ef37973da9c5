"""Views move from an alias to the page that stays: total, visits, hours and days at once, so that they add up at every moment.

Each shard of the alias moves by itself, to one of the target's, which gets as many, since heat moves too. How many shards an alias has
stays written in its shard 0, since those that have not heard of the alias may still write to any of them.

Both counters are compacted first, so what is recent is little and is added to the target's counter, which goes on counting meanwhile.
Months are merged here and put whole, provided that they are as they were read: an update that named all buckets of a month would be too
long. `compact_count` tells whether a bucket went from a counter to its month since both were read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.clock import Clock
from chalicelib.errors import TransactionFailed, Unavailable
from chalicelib.ids import NewId
from chalicelib.pages.merging import Alias, Content
from chalicelib.pageviews.buckets import A_VISIT, NO_HOUR, buckets_in, month_of, views_of, visits_of
from chalicelib.pageviews.compact import Compactor
from chalicelib.pageviews.repository import ViewRepository, named_beside_counts
from chalicelib.pageviews.shards import read_counters, shards_in
from chalicelib.storage import keys
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import Item, number, text
from chalicelib.storage.writes import Write

MOST_MONTHS = 40
"""Months that move at once: a transaction holds at most 100 writes, and each takes one at either page."""
_MOST_READS = 30

Buckets = dict[str, int]


@dataclass(frozen=True)
class _Views:
    """The views of a shard of a page as they were read: its counter, and its months by name."""

    site: str
    page: str
    shard: int
    counter: Item | None
    months: Mapping[str, Item]

    @property
    def view_count(self) -> int:
        return number(self.counter or {}, "view_count")

    @property
    def visit_count(self) -> int:
        return number(self.counter or {}, "visit_count")


@dataclass(frozen=True)
class _Load:
    """What moves at once: buckets of the counter and of these months, of which `left` stays behind."""

    recent: Buckets
    over: Buckets
    months: Sequence[str]
    left: Mapping[str, Buckets]
    view_count: int
    visit_count: int
    is_all: bool


class ViewMover:
    """Moves views."""

    def __init__(
        self, table: Table, repository: ViewRepository, compactor: Compactor, clock: Clock, new_id: NewId
    ) -> None:
        self._table = table
        self._repository = repository
        self._compactor = compactor
        self._clock = clock
        self._new_id = new_id

    def content(self, site: str, page_id: str) -> Content:
        """Tell how often a page was viewed."""
        return Content(views=sum(self._view_counts(site, page_id).values()))

    def move(self, alias: Alias) -> Iterator[Content]:
        """Move all views, a shard at a time, of it forty months at a time, the oldest first."""
        tries = 0
        while shards := self._viewed_shards(alias):
            alias.hold(self._table.get(keys.page(alias.site, alias.page.id), is_consistent=True))
            moved = self._try_to_move(alias, shards[0])
            if moved:
                yield Content(views=moved)
            tries = 0 if moved else tries + 1
            if tries >= _MOST_READS:
                raise Unavailable

    def _viewed_shards(self, alias: Alias) -> list[int]:
        return [shard for shard, count in self._view_counts(alias.site, alias.page.id).items() if count]

    def _view_counts(self, site: str, page_id: str) -> dict[int, int]:
        found = read_counters(self._table, site, [page_id], is_consistent=True)[page_id]
        return {shard: number(item, "view_count") for shard, item in found.items()}

    def _try_to_move(self, alias: Alias, shard: int) -> int:
        """Answer how many views of a shard were moved, 0 where something else was quicker."""
        old = self._read(alias.site, alias.page.id, shard)
        new = self._read(alias.site, alias.target.id, shard % self._spread_target(alias))
        if not old.view_count:
            return 0
        load, write_id = _load(old), self._new_id(self._clock())
        writes = [*_taken(old, load, write_id), *_given(alias, new, load, write_id), alias.is_one()]
        try:
            self._table.transact(writes, write_id)
        except TransactionFailed:
            return 0
        return load.view_count

    def _spread_target(self, alias: Alias) -> int:
        """Answer how many shards the target has, which are as many as the alias has, unless it is too busy to be told."""
        places = [keys.views(alias.site, page.id) for page in (alias.page, alias.target)]
        found = self._table.get_many(places, is_consistent=True)
        wanted, there = (shards_in(found.get(place)) for place in places)
        return there if there >= wanted else max(there, self._repository.spread(alias.site, alias.target, wanted))

    def _read(self, site: str, page: str, shard: int) -> _Views:
        self._compactor.compact(site, page, shard)
        counter, months = None, {}
        for item in self._table.walk(Span(keys.views(site, page, shard)[0]), is_consistent=True):
            if item["type"]["S"] == "views":
                counter = item
            else:
                months[keys.month_in(item["sk"]["S"])] = item
        return _Views(site, page, shard, counter, months)


def _load(old: _Views) -> _Load:
    """Choose what moves: all there is, or where that are too many months the oldest of them, as many hours as days."""
    counter = old.counter or {}
    if len(old.months) <= MOST_MONTHS:
        over = {name: count for month in old.months.values() for name, count in buckets_in(month).items()}
        return _Load(buckets_in(counter), over, list(old.months), {}, old.view_count, old.visit_count, is_all=True)
    months = sorted(old.months)[:MOST_MONTHS]
    over = {name: count for month in months for name, count in buckets_in(old.months[month]).items()}
    left: dict[str, Buckets] = {}
    view_count = _evened_out(over, left, views_of, 1)
    visit_count = _evened_out(over, left, visits_of, A_VISIT)
    return _Load({}, over, months, left, view_count, visit_count, is_all=False)


def _evened_out(buckets: Buckets, left: dict[str, Buckets], part_of: Callable[[int], int], unit: int) -> int:
    """Move from `buckets` to `left`, by month, what hours have more than days, or days than hours; answer what each has then.

    A day's last hours may be in another month than the day, since hours are of UTC and days of the site's timezone. `part_of` tells the
    views or the visits in a bucket, and `unit` what one of them is there.
    """
    hours = sum(part_of(bucket) for name, bucket in buckets.items() if name.startswith("h"))
    days = sum(map(part_of, buckets.values())) - hours
    more, surplus = "h" if hours > days else "d", abs(hours - days)
    for name in sorted((name for name in buckets if name.startswith(more)), reverse=True):
        part = min(surplus, part_of(buckets[name]))
        if part:
            month = left.setdefault(month_of(name), {})
            month[name] = month.get(name, 0) + part * unit
            buckets[name] -= part * unit
            surplus -= part
    return min(hours, days)


def _taken(old: _Views, load: _Load, write_id: str) -> Iterator[Write]:
    """Answer the writes that take it from the alias, provided that nobody viewed it since it was read."""
    place = keys.views(old.site, old.page, old.shard)
    condition, values = _is_as_read(old, "compact_count", "view_count", "shards")
    if load.is_all:
        yield _emptied(old, condition, values)
    else:
        values |= {"views": -load.view_count, "visits": -load.visit_count}
        update = "ADD #view_count :views, #visit_count :visits"
        yield Write("Update", place, update=update, condition=condition, values=values)
    for month in load.months:
        yield _put_month(old, month, load.left.get(month, {}), write_id)


def _emptied(old: _Views, condition: str, values: Mapping[str, Any]) -> Write:
    """Remove a counter, or leave of it how many shards there are."""
    place, shards = keys.views(old.site, old.page, old.shard), shards_in(old.counter)
    if shards == 1:
        return Write("Delete", place, condition=condition, values=values)
    return Write("Put", place, item={"type": "views", "shards": shards}, condition=condition, values=values)


def _given(alias: Alias, new: _Views, load: _Load, write_id: str) -> Iterator[Write]:
    """Answer the writes that add it to the target, each bucket where the target has it: in its counter, or in a month."""
    counter = buckets_in(new.counter or {})
    stored = {month: buckets_in(item) for month, item in new.months.items()}
    recent: Buckets = {}
    months: dict[str, Buckets] = {}
    for name, count in (load.recent | load.over).items():
        month = month_of(name)
        is_in_month = name in stored.get(month, {}) or name not in load.recent
        if not count:
            continue
        if name in counter or not is_in_month:
            recent[name] = count
        else:
            merged = months.setdefault(month, dict(stored.get(month, {})))
            merged[name] = merged.get(name, 0) + count
    yield _add(alias, new, load, recent)
    for month, buckets in months.items():
        yield _put_month(new, month, buckets, write_id)


def _add(alias: Alias, new: _Views, load: _Load, recent: Buckets) -> Write:
    """Add to the target's counter; its place among the active ones changes only if the alias was viewed later."""
    condition, values = _is_as_read(new, "compact_count")
    values |= {"type": "views", "views": load.view_count, "visits": load.visit_count}
    assigned = ["type"]
    if named_beside_counts(alias.target.key):
        assigned.append("key")
        values["key"] = alias.target.key
    hours = (name[1:] for name, count in (load.recent | load.over).items() if name.startswith("h") and count)
    latest = max(hours, default=NO_HOUR)
    active, was = keys.active_in(new.site, latest), text(new.counter or {}, "gsi1pk")
    if was is None or was < active:
        assigned += ["gsi1pk", "gsi1sk"]
        values |= {"gsi1pk": active, "gsi1sk": keys.active_rank(new.page, new.shard)}
        condition += " AND attribute_not_exists(#gsi1pk)" if was is None else " AND #gsi1pk = :was"
        values |= {} if was is None else {"was": was}
    names = {f"bucket{place}": name for place, name in enumerate(recent)}
    values |= {stand_in: recent[name] for stand_in, name in names.items()}
    added = ["#view_count :views", "#visit_count :visits", *(f"#{stand_in} :{stand_in}" for stand_in in names)]
    update = "SET " + ", ".join(f"#{name} = :{name}" for name in assigned) + " ADD " + ", ".join(added)
    place = keys.views(new.site, new.page, new.shard)
    return Write("Update", place, update=update, condition=condition, values=values, names=names)


def _put_month(views: _Views, month: str, buckets: Buckets, write_id: str) -> Write:
    """Put a month whole, or remove it where it has nothing left, provided that it is as it was read."""
    place, read = keys.hours(views.site, views.page, views.shard, month), text(views.months.get(month, {}), "write_id")
    condition = "attribute_not_exists(#pk)" if month not in views.months else "#write_id = :read"
    values: dict[str, Any] = {} if month not in views.months else {"read": read}
    kept = {name: count for name, count in buckets.items() if count}
    if not kept:
        return Write("Delete", place, condition=condition, values=values)
    return Write("Put", place, item={"type": "hours", "write_id": write_id, **kept}, condition=condition, values=values)


def _is_as_read(views: _Views, *attributes: str) -> tuple[str, dict[str, Any]]:
    """Answer the condition that these numbers of a counter are what was read."""
    found = {name: number(views.counter, name) for name in attributes if views.counter and name in views.counter}
    parts = [f"#{name} = :read_{name}" if name in found else f"attribute_not_exists(#{name})" for name in attributes]
    return " AND ".join(parts), {f"read_{name}": count for name, count in found.items()}
