"""Counting views at one of a page's shards, and telling all of them.

A cold page has one shard: a view is one write there, and its answer tells all views. Of a page that is or was hot each process reads the
other shards again after some seconds, beside the write.
"""

from functools import partial
from itertools import count

from chalicelib.pages.models import PageName
from chalicelib.pageviews.heat import ShardBook
from chalicelib.pageviews.repository import View, ViewRepository
from chalicelib.pageviews.shards import MOST_SHARDS, shard_of
from chalicelib.storage.together import together
from chalicelib.storage.values import Item, number


class Counters:
    """The counters of pages, as this process knows them."""

    def __init__(self, repository: ViewRepository, book: ShardBook) -> None:
        self._repository = repository
        self._book = book

    def hear(self, site: str, page_id: str, shards: int) -> None:
        """Take in over how many shards the views of a page are spread, as its item tells."""
        self._book.hear(site, page_id, shards)

    def count(self, site: str, page: PageName, view: View, write_id: str) -> int:
        """Count a view and answer all views of the page: one round trip, one write unit."""
        add = partial(self._add, site, page, view, write_id)
        if self._book.shards(site, page.id) == 1 or self._book.is_told(site, page.id):
            added = add()
        else:
            added, found = together(add, partial(self._glance, site, page.id))
            self._book.note(site, page.id, found, is_all=bool(found))
        self._book.note(site, page.id, added)
        return self._book.view_count(site, page.id)

    def total(self, site: str, page_id: str) -> int:
        """Answer how often a page was viewed: one round trip, none of a page with several shards that were read lately.

        One more where this process did not know that there are so many.
        """
        known = self._book.shards(site, page_id)
        if known == 1 or not self._book.is_told(site, page_id):
            self._read(site, page_id, known)
        shards = self._book.shards(site, page_id)
        if shards > known:
            self._read(site, page_id, shards)
        return self._book.view_count(site, page_id)

    def _read(self, site: str, page_id: str, shards: int) -> None:
        found = self._repository.counters(site, page_id, shards)
        self._book.note(site, page_id, dict(enumerate(found)), is_all=True)

    def _glance(self, site: str, page_id: str) -> dict[int, Item]:
        """Read all shards of a page, or nothing: no view waits for that."""
        return dict(enumerate(self._repository.glance(site, page_id, range(self._book.shards(site, page_id)))))

    def _add(self, site: str, page: PageName, view: View, write_id: str) -> dict[int, Item]:
        """Add a view at a shard, at another one each time that one is refused; answer that shard and what it has."""
        turns, shard = count(), 0

        def choose() -> int:
            nonlocal shard
            shard = shard_of(write_id, next(turns), self._book.shards(site, page.id))
            return shard

        def instead(is_throttled: bool) -> int:  # noqa: FBT001 - it is called by the table
            if is_throttled:
                self._relieve(site, page, shard)
            return choose()

        item = self._repository.count(site, page, view, choose(), instead)
        return {shard: item}

    def _relieve(self, site: str, page: PageName, shard: int) -> None:
        """See to a shard that is throttled. There may be more by now; if not, and if it is hot, have twice as many."""
        known = self._book.shards(site, page.id)
        found = self._repository.glance(site, page.id, [0, shard])
        if not found:
            return
        is_hot = self._book.is_hot(site, page.id, shard, number(found[1], "view_count"))
        self._book.note(site, page.id, {0: found[0], shard: found[1]})
        if is_hot and known == self._book.shards(site, page.id) < MOST_SHARDS:
            self._book.hear(site, page.id, self._repository.spread(site, page, 2 * known))
