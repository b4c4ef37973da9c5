"""A page's comments as readers see them, a part at a time.

A first page is one Query. Where it meets long threads, what lies beside their items comes with a second round trip, side by side for all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from chalicelib.comments.hot import HotAnswers
from chalicelib.comments.models import CommentList, EmbedSettings, PublicComment
from chalicelib.comments.threads import REPLIES_SHOWN, public_replies, public_thread
from chalicelib.errors import InvalidCursor
from chalicelib.pages import repository as pages
from chalicelib.pages.models import PageName
from chalicelib.pages.service import page_name, public_page
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.cursor import read_cursor, write_cursor
from chalicelib.storage.table import Span, Table
from chalicelib.storage.together import together
from chalicelib.storage.values import Item, number
from chalicelib.storage.writes import keyed

Sort = Literal["newest", "oldest"]

_MOST_TEXT = 1_000_000
"""Bytes, of the comments of one answer."""
_MOST_TALLIES = 100
"""More than the replies shown, since those of removed replies lie between them."""


@dataclass(frozen=True)
class _Listing:
    """What one call reads: whose, which page, in which order, how many."""

    site: Site
    page: PageName
    sort: Sort
    limit: int

    @property
    def partition(self) -> str:
        return keys.page_partition(self.site.id, self.page.id)

    def cursor(self, *position: str) -> str:
        return write_cursor(self.site.secrets.signing, self._scope, position)

    def position(self, cursor: str | None) -> list[str]:
        return [] if cursor is None else read_cursor(self.site.secrets.signing, self._scope, cursor)

    @property
    def _scope(self) -> Sequence[str]:
        return "comments", self.site.id, self.page.id, self.sort


@dataclass(frozen=True)
class _Part:
    """The threads of an answer, the page's item, and the sort key to go on after."""

    threads: list[Item]
    page: Item | None
    ends_at: str | None


class ReadingService:
    """Reads pages of comments."""

    def __init__(self, table: Table, seconds: Callable[[], float]) -> None:
        self._table = table
        self._first_pages: HotAnswers[CommentList] = HotAnswers(seconds)

    def read(self, site: Site, page: str, sort: Sort, limit: int, cursor: str | None) -> CommentList:
        """Answer up to `limit` threads of a page, or with a `replies_next` further replies of one. Raises `InvalidCursor`."""
        listing = _Listing(site, page_name(site, page), sort, limit)
        match listing.position(cursor):
            case []:
                question = (site.id, listing.page.id, sort, limit)
                return self._first_pages.answer(question, lambda: self._threads(listing, None))
            case ["threads", after]:
                return self._threads(listing, after)
            case ["replies", thread, after]:
                return self._replies(listing, thread, after)
            case _:
                raise InvalidCursor

    def _threads(self, listing: _Listing, after: str | None) -> CommentList:
        part = self._part(listing, after)
        shown = self._with_replies(listing, part.threads)
        if any(
            number(thread, "beside_count") for thread in part.threads
        ):  # others came with one Query, which stops at 1 MB itself
            shown = _within_reach(shown)
        ends_at = part.ends_at if len(shown) == len(part.threads) else part.threads[len(shown) - 1]["sk"]["S"]
        return _answer(listing, part.page, shown, ends_at and listing.cursor("threads", ends_at))

    def _part(self, listing: _Listing, after: str | None) -> _Part:
        start = None if after is None else keyed((listing.partition, after))
        everything = Span(listing.partition, low=keys.THREADS_FROM)
        pinned = Span(listing.partition, low=keys.PINNED_FROM)
        threads = Span(listing.partition, low=keys.THREADS_FROM, high=keys.THREADS_TO)
        # One more tells whether there are more, and the first page has the page's item.
        most = listing.limit + (2 if after is None else 1)
        query = partial(self._table.query_page, limit=most)
        calls: list[Callable[[], Any]]
        if listing.sort == "newest":
            calls = [partial(query, everything, is_backward=True, after=start)]
        elif after is None or not after.startswith(keys.THREADS_FROM):
            calls = [partial(query, pinned, is_backward=True, after=start), partial(query, threads)]
        else:
            calls = [partial(query, threads, after=start)]
        if after is not None:
            calls.append(partial(self._page_alone, listing))
        return _part(together(*calls), listing.limit)

    def _page_alone(self, listing: _Listing) -> tuple[list[Item], None]:
        item = self._table.get(keys.page(listing.site.id, listing.page.id))
        return ([] if item is None else [item]), None

    def _with_replies(self, listing: _Listing, threads: list[Item]) -> list[PublicComment]:
        long = [thread for thread in threads if number(thread, "beside_count")]
        calls = [
            call
            for thread in long
            for call in self._beside(listing, keys.root_of(thread["sk"]["S"]), "", REPLIES_SHOWN)
        ]
        found = iter(together(*calls) if calls else [])
        shown = []
        for thread in threads:
            comment = public_thread(thread, listing.page.key)
            if number(thread, "beside_count"):
                (beside, cut_at), (tallies, _) = next(found), next(found)
                replies = public_replies(thread, listing.page.key, beside, tallies)
                comment["replies"], has_more = _first(replies, REPLIES_SHOWN, cut_at and beside[-1])
                if has_more:
                    comment["replies_next"] = listing.cursor("replies", thread["sk"]["S"], comment["replies"][-1]["id"])
            shown.append(comment)
        return shown

    def _replies(self, listing: _Listing, thread_sort: str, after: str) -> CommentList:
        root = keys.root_of(thread_sort)
        places = [keys.thread(listing.site.id, listing.page.id, root, pinned=pinned) for pinned in (False, True)]
        page_key = keys.page(listing.site.id, listing.page.id)
        found, (beside, cut_at), (tallies, _) = together(
            lambda: self._table.get_many([page_key, *places]),
            *self._beside(listing, root, after, listing.limit),
        )
        thread = next((found[place] for place in places if place in found), None)
        replies = [] if thread is None else public_replies(thread, listing.page.key, beside, tallies)
        later = [reply for reply in replies if reply["id"] > after]
        shown, has_more = _first(later, listing.limit, cut_at and beside[-1])
        following = listing.cursor("replies", thread_sort, shown[-1]["id"]) if shown and has_more else None
        return _answer(listing, found.get(page_key), shown, following)

    def _beside(self, listing: _Listing, root: str, after: str, limit: int) -> list[Callable[[], Any]]:
        replies = Span(listing.partition, *keys.replies_beside(root, after))
        tallies = Span(listing.partition, *keys.tallies(root, after))
        return [
            partial(self._table.query_page, replies, limit + 1),  # one more tells whether there are more
            partial(self._table.query_page, tallies, limit + _MOST_TALLIES),
        ]


def _within_reach(threads: list[PublicComment]) -> list[PublicComment]:
    """Answer as many of these threads as are within 1 MB of text, one at least: what lies beside them may be long."""
    room = _MOST_TEXT
    for place, thread in enumerate(threads):
        texts = (
            text for comment in (thread, *thread["replies"]) for text in (comment["html"], comment["body"]) if text
        )
        room -= sum(len(text.encode()) for text in texts)
        if room < 0 and place:
            return threads[:place]
    return threads


def _first(replies: list[PublicComment], limit: int, last_read: Item | None) -> tuple[list[PublicComment], bool]:
    """Answer the first of a thread's replies and whether there are more.

    Where not all beside the thread were read, those inside may come later than others that are still to be read.
    """
    if last_read is None:
        return replies[:limit], len(replies) > limit
    return [reply for reply in replies if reply["id"] <= last_read["id"]["S"]][:limit], True


def _part(answers: list[tuple[list[Item], Item | None]], limit: int) -> _Part:
    items: list[Item] = []
    cut_at: str | None = None
    for found, more in answers:
        if cut_at is None or any(item["sk"]["S"] == keys.PAGE_SORT for item in found):
            items += found
        if cut_at is None and more is not None:
            cut_at = str(more["sk"]["S"])
    page = next((item for item in items if item["sk"]["S"] == keys.PAGE_SORT), None)
    threads = [item for item in items if item["sk"]["S"] != keys.PAGE_SORT]
    shown = threads[:limit]
    ends_at = shown[-1]["sk"]["S"] if len(threads) > limit else cut_at
    return _Part(shown, page, ends_at)


def _answer(listing: _Listing, page: Item | None, comments: list[PublicComment], following: str | None) -> CommentList:
    return {
        "page": public_page(pages.from_item(listing.page, page)),
        "comments": comments,
        "next": following,
        "settings": embed_settings(listing.site),
    }


def embed_settings(site: Site) -> EmbedSettings:
    """Answer what the embed needs to know of a site."""
    return {
        "name": site.name,
        "moderation_mode": site.settings.moderation_mode,
        "edit_window_minutes": site.settings.edit_window_minutes,
        "guidelines": site.settings.guidelines,
        "privacy_url": site.settings.privacy_url,
        "languages": list(site.settings.languages),
    }
