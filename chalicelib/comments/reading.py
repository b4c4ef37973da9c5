"""A page's comments as readers see them, a part at a time.

A first page is one Query. By score there is one before it, of the list of threads by score. Where long threads are met, what lies
beside their items comes with one round trip more, side by side for all. Where the page turns out to be an alias, all is read once more
at the page that stays.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from chalicelib.clock import Clock
from chalicelib.comments.found import Beside, Found, FoundReplies, FoundThreads
from chalicelib.comments.hot import HotAnswers
from chalicelib.comments.listing import Listing, Sort
from chalicelib.comments.threads import REPLIES_SHOWN
from chalicelib.errors import InvalidCursor
from chalicelib.pages import repository as pages
from chalicelib.pages.aliases import AliasBook
from chalicelib.pages.models import Page
from chalicelib.pages.service import page_name
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.table import Span, Table
from chalicelib.storage.together import together
from chalicelib.storage.values import Item, number
from chalicelib.storage.writes import keyed

_MOST_TALLIES = 100
"""More than the replies shown, since those of removed replies lie between them."""

_Placed = tuple[list[tuple[str, Item]], str | None]
"""Items, each with its place in the list, and the place to go on after."""


@dataclass(frozen=True)
class _Part:
    """Threads, each with its place in the list, the page's item, and the place to go on after."""

    threads: list[tuple[str, Item]]
    page: Item | None
    ends_at: str | None


class ReadingService:
    """Reads pages of comments."""

    def __init__(self, table: Table, seconds: Callable[[], float], clock: Clock, aliases: AliasBook) -> None:
        self._table = table
        self._first_pages: HotAnswers[FoundThreads] = HotAnswers(seconds)
        self._clock = clock
        self._aliases = aliases

    def read(self, site: Site, page: str, sort: Sort, limit: int, cursor: str | None) -> Found:
        """Find up to `limit` threads of a page, or with a `replies_next` further replies of one. Raises `InvalidCursor`."""
        listing = Listing(site, self._aliases.target(site, page_name(site, page)), sort, limit)
        try:
            found = self._read(listing, cursor)
        except InvalidCursor:  # of an alias that is not known yet they are those of the page that stays
            item = self._table.get(keys.page(site.id, listing.page.id))
            target = self._aliases.learn(site, listing.page, item)
            if target is None:
                raise
            return self._read(replace(listing, page=target), cursor)
        target = self._aliases.note(site, listing.page, found.page.alias_of, found.page.shards)
        return found if target is None else self._read(replace(listing, page=target), cursor)

    def _read(self, listing: Listing, cursor: str | None) -> FoundThreads | FoundReplies:
        match listing.position(cursor):
            case []:
                question = (listing.site.id, listing.page.id, listing.sort, listing.limit)
                return self._first_pages.answer(question, lambda: self._threads(listing, None))
            case ["threads", after]:
                return self._threads(listing, after)
            case ["replies", thread, after]:
                return self._replies(listing, thread, after)
            case _:
                raise InvalidCursor

    def _threads(self, listing: Listing, after: str | None) -> FoundThreads:
        part = self._by_score(listing, after) if listing.sort == "top" else self._by_time(listing, after)
        beside = self._beside_all(listing, [thread for _, thread in part.threads])
        return FoundThreads(listing, self._page(listing, part.page), part.threads, beside, part.ends_at)

    def _by_time(self, listing: Listing, after: str | None) -> _Part:
        start = None if after is None else keyed((listing.partition, after))
        everything = Span(listing.partition, low=keys.THREADS_FROM)
        threads = Span(listing.partition, low=keys.THREADS_FROM, high=keys.THREADS_TO)
        query = partial(self._placed, most=_most(listing, after))
        calls: list[Callable[[], _Placed]]
        if listing.sort == "newest":
            calls = [partial(query, everything, is_backward=True, after=start)]
        elif _is_among_pinned(after):
            calls = [partial(query, _pinned(listing), is_backward=True, after=start), partial(query, threads)]
        else:
            calls = [partial(query, threads, after=start)]
        if after is not None:
            calls.append(partial(self._page_alone, listing))
        return _part(together(*calls), listing.limit)

    def _by_score(self, listing: Listing, after: str | None) -> _Part:
        start = None if _is_among_pinned(after) else _start_by_score(listing, str(after))
        by_score = Span(keys.top_of(listing.site.id, listing.page.id), index=keys.GSI1)
        calls: list[Callable[[], Any]] = [
            partial(self._table.query_page, by_score, listing.limit + 1, is_backward=True, after=start)
        ]
        if _is_among_pinned(after):
            pinned_start = None if after is None else keyed((listing.partition, after))
            most = _most(listing, after)
            calls.append(partial(self._placed, _pinned(listing), most=most, is_backward=True, after=pinned_start))
        if after is not None:
            calls.append(partial(self._page_alone, listing))
        ranked, *others = together(*calls)
        return _part([*others, self._ranked(*ranked)], listing.limit)

    def _placed(self, span: Span, *, most: int, is_backward: bool = False, after: Item | None = None) -> _Placed:
        items, more = self._table.query_page(span, most, is_backward=is_backward, after=after)
        return [(item["sk"]["S"], item) for item in items], None if more is None else more["sk"]["S"]

    def _ranked(self, entries: Sequence[Item], more: Item | None) -> _Placed:
        """Answer the threads of entries in the list by score. Pinned ones come before it, and are passed over in it."""
        ranks = {(entry["pk"]["S"], entry["sk"]["S"]): entry["gsi1sk"]["S"] for entry in entries}
        found = self._table.get_many(place for place in ranks if not keys.is_pinned(place))
        threads = [(rank, found[place]) for place, rank in ranks.items() if place in found]
        return threads, None if more is None else more["gsi1sk"]["S"]

    def _page_alone(self, listing: Listing) -> _Placed:
        item = self._table.get(keys.page(listing.site.id, listing.page.id))
        return ([] if item is None else [(keys.PAGE_SORT, item)]), None

    def _page(self, listing: Listing, item: Item | None) -> Page:
        return pages.from_item(listing.page, item).at(self._clock(), listing.site.settings.close_after_days)

    def _beside_all(self, listing: Listing, threads: Sequence[Item]) -> Mapping[str, Beside]:
        long = [thread["sk"]["S"] for thread in threads if number(thread, "beside_count")]
        if not long:
            return {}
        calls = [call for sort in long for call in self._beside(listing, keys.root_of(sort), "", REPLIES_SHOWN)]
        found = together(*calls)
        return {sort: _beside(*found[2 * place : 2 * place + 2]) for place, sort in enumerate(long)}

    def _replies(self, listing: Listing, thread_sort: str, after: str) -> FoundReplies:
        root = keys.root_of(thread_sort)
        places = [keys.thread(listing.site.id, listing.page.id, root, pinned=pinned) for pinned in (False, True)]
        page_key = keys.page(listing.site.id, listing.page.id)
        found, *beside = together(
            lambda: self._table.get_many([page_key, *places]),
            *self._beside(listing, root, after, listing.limit),
        )
        thread = next((found[place] for place in places if place in found), None)
        page = self._page(listing, found.get(page_key))
        return FoundReplies(listing, page, thread, _beside(*beside), after)

    def _beside(self, listing: Listing, root: str, after: str, limit: int) -> list[Callable[[], Any]]:
        replies = Span(listing.partition, *keys.replies_beside(root, after))
        tallies = Span(listing.partition, *keys.tallies(root, after))
        return [
            partial(self._table.query_page, replies, limit + 1),  # one more tells whether there are more
            partial(self._table.query_page, tallies, limit + _MOST_TALLIES),
        ]


def _is_among_pinned(after: str | None) -> bool:
    # Places of other threads, and those by score, sort before; the page's item, where an answer may end too, after.
    return after is None or after >= keys.PINNED_FROM


def _pinned(listing: Listing) -> Span:
    return Span(listing.partition, low=keys.PINNED_FROM)


def _most(listing: Listing, after: str | None) -> int:
    """One more than asked for tells whether there are more, and the first part has the page's item."""
    return listing.limit + (2 if after is None else 1)


def _start_by_score(listing: Listing, rank: str) -> Item:
    place = keys.thread(listing.site.id, listing.page.id, keys.root_in_rank(rank))
    return keyed(place) | {
        "gsi1pk": {"S": keys.top_of(listing.site.id, listing.page.id)},
        "gsi1sk": {"S": rank},
    }


def _beside(replies: tuple[list[Item], Item | None], tallies: tuple[list[Item], Item | None]) -> Beside:
    found, cut_at = replies
    return Beside(found, tallies[0], has_more=cut_at is not None)


def _part(answers: list[_Placed], limit: int) -> _Part:
    items: list[tuple[str, Item]] = []
    ends_at: str | None = None
    for found, more in answers:
        if ends_at is None or any(place == keys.PAGE_SORT for place, _ in found):
            items += found
        ends_at = ends_at or more
    page = next((item for place, item in items if place == keys.PAGE_SORT), None)
    threads = [(place, item) for place, item in items if place != keys.PAGE_SORT]
    shown = threads[:limit]
    return _Part(shown, page, shown[-1][0] if len(threads) > limit else ends_at)
