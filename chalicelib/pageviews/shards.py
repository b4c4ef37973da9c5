"""The shards of a page's views: counters that are added up. A page has one, shard 0, unless it was hot.

An item takes 1,000 writes a second. Where a page's counter is throttled since it gets as many, the number of its shards is doubled. Shard 0
tells how many there are, as `shards`; the page's item does so too, but later. So who reads by shard 0 misses nothing of what those
count who go by the page. It never becomes less, whatever else leaves an item.
"""

from collections.abc import Iterable, Mapping
from zlib import crc32

from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Table
from chalicelib.storage.values import Item, number

MOST_SHARDS = 32
"""They take 32,000 views a second."""


def shards_in(item: Item | None) -> int:
    """Answer how many shards a page has by its item, or by that of its shard 0."""
    return number(item or {}, "shards", 1)


def shard_of(write_id: str, turn: int, shards: int) -> int:
    """Answer the shard that a view is counted at, and another one for each further turn: all get as many."""
    return crc32(f"{write_id}{turn}".encode()) % shards


def counters(site: str, page: str, shards: int) -> list[Key]:
    """Answer the keys of a page's counters."""
    return [keys.views(site, page, shard) for shard in range(shards)]


def further_counters(site: str, pages: Iterable[str], found: Mapping[Key, Item]) -> list[Key]:
    """Answer the keys of the counters that pages have beside shard 0, which tells of them in `found`."""
    return [key for page in pages for key in counters(site, page, _shards(site, page, found))[1:]]


def counters_in(site: str, page: str, found: Mapping[Key, Item]) -> dict[int, Item]:
    """Answer those of a page's counters that are in `found`, by shard."""
    placed = enumerate(counters(site, page, _shards(site, page, found)))
    return {shard: found[key] for shard, key in placed if key in found}


def view_count_in(site: str, page: str, found: Mapping[Key, Item]) -> int:
    """Answer how often a page was viewed by its counters in `found`."""
    return sum(number(item, "view_count") for item in counters_in(site, page, found).values())


def read_counters(
    table: Table, site: str, pages: Iterable[str], *, is_consistent: bool = False
) -> dict[str, dict[int, Item]]:
    """Read all counters of pages, by shard: one round trip, and one more where a page has several."""
    wanted = list(pages)
    found = table.get_many((keys.views(site, page) for page in wanted), is_consistent=is_consistent)
    found |= table.get_many(further_counters(site, wanted, found), is_consistent=is_consistent)
    return {page: counters_in(site, page, found) for page in wanted}


def _shards(site: str, page: str, found: Mapping[Key, Item]) -> int:
    return shards_in(found.get(keys.views(site, page)))
