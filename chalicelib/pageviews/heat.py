"""What a process knows of the shards of pages: how many there are, and how many views each had when."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf

from chalicelib.pageviews.shards import shards_in
from chalicelib.storage.values import Item, number

TOLD_FOR = 5.0
"""Seconds: what the shards of a page had is told so long without reading them again."""
HOT_FROM = 100
"""Views a second at one counter. Where one with fewer is throttled it is not the page that is hot, and more shards would not help."""
_MOST_KNOWN = 1000
_FEW = 5
"""So many views tell nothing of how many there are a second."""


@dataclass(slots=True)
class _Known:
    """A page. At `read_at` all its shards were read; `views` of a shard were as many at that second."""

    shards: int = 1
    read_at: float = -inf
    views: dict[int, tuple[float, int]] = field(default_factory=dict)


class ShardBook:
    """The shards of the pages whose views this process counted or told, the least lately asked for go first."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._known: OrderedDict[tuple[str, str], _Known] = OrderedDict()

    def shards(self, site: str, page_id: str) -> int:
        """Answer how many shards a page has, as far as is known."""
        return self._page(site, page_id).shards

    def hear(self, site: str, page_id: str, shards: int) -> None:
        """Take in how many shards a page has. It is believed if it is more than what is known; then all have to be read."""
        page = self._page(site, page_id)
        if shards > page.shards:
            page.shards, page.read_at = shards, -inf

    def note(self, site: str, page_id: str, found: Mapping[int, Item], *, is_all: bool = False) -> None:
        """Take in counters as they were read or written, by shard."""
        page, now = self._page(site, page_id), self._seconds()
        page.views |= {shard: (now, number(item, "view_count")) for shard, item in found.items()}
        if is_all:
            page.read_at = now
        if 0 in found:
            self.hear(site, page_id, shards_in(found[0]))

    def is_told(self, site: str, page_id: str) -> bool:
        """Tell whether all shards of a page were read lately."""
        return self._seconds() - self._page(site, page_id).read_at < TOLD_FOR

    def view_count(self, site: str, page_id: str) -> int:
        """Answer the views of a page by what is known of its shards."""
        page = self._page(site, page_id)
        return sum(count for shard, (_, count) in page.views.items() if shard < page.shards)

    def is_hot(self, site: str, page_id: str, shard: int, view_count: int) -> bool:
        """Tell by a counter that has so many views now whether a page is too hot for its shards.

        Only the newer half of them tells: to the older ones those may still write who have not heard that there are more.
        """
        page, now = self._page(site, page_id), self._seconds()
        since, before = page.views.get(shard, (-inf, 0))
        return 2 * shard >= page.shards - 1 and view_count - before >= max(_FEW, HOT_FROM * (now - since))

    def _page(self, site: str, page_id: str) -> _Known:
        page = self._known.setdefault((site, page_id), _Known())
        self._known.move_to_end((site, page_id))
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return page
