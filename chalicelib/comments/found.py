"""What was read for one call, as the answer it becomes: its version first, which needs no rendering, and all of it if it is wanted.

The version is a hash of all that decides the answer: who wrote each item last (`copies.py` leaves that in it), the page and the site's
settings as they are shown, and the key that signs cursors. Who has the version already is answered without the rest.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from chalicelib.comments.listing import Listing
from chalicelib.comments.public import CommentList, EmbedSettings, PublicComment
from chalicelib.comments.reach import text_of, within_reach
from chalicelib.comments.threads import REPLIES_SHOWN, public_replies, public_thread
from chalicelib.pages.models import Page
from chalicelib.pages.service import public_page
from chalicelib.privacy import keyed_hash
from chalicelib.sites.models import Site
from chalicelib.storage.values import Item, number, text
from chalicelib.storage.writes import WITNESS

_SHAPE = "1"
"""To be counted up when the same items are to be shown in another way: what caches hold is then no longer good."""


class Found(Protocol):
    """An answer, made when it is wanted."""

    @property
    def version(self) -> str:
        """Answer a text that stays the same exactly as long as the answer does."""

    @property
    def answer(self) -> CommentList:
        """Answer the comments."""


@dataclass(frozen=True)
class Beside:
    """What lies beside a thread's item, as far as it was read: replies, tallies, and whether there are more replies."""

    replies: list[Item]
    tallies: list[Item]
    has_more: bool

    @property
    def read_to(self) -> str | None:
        """Answer the reply after which more are to be read, None where all were."""
        return self.replies[-1]["id"]["S"] if self.has_more else None


@dataclass(frozen=True)
class FoundThreads:
    """Threads of a page, each by its place in the list; those with replies beside them with these, by the thread's sort key.

    `ends_at` is the place after which there are more.
    """

    listing: Listing
    page: Page
    threads: Sequence[tuple[str, Item]]
    beside: Mapping[str, Beside]
    ends_at: str | None

    @cached_property
    def version(self) -> str:
        """See `Found`."""
        items = (item for _, item in self.threads)
        beside = (mark for one in self.beside.values() for mark in _marks_beside(one))
        return _version(self.listing, self.page, (*map(_mark, items), *beside, str(self.ends_at)))

    @cached_property
    def answer(self) -> CommentList:
        """See `Found`."""
        shown = [self._shown(item) for _, item in self.threads]
        if self.beside or self.listing.sort == "top":  # others came with one Query, which stops at 1 MB itself
            shown = shown[: within_reach(sum(map(text_of, (one, *one["replies"]))) for one in shown)]
        ends_at = self.ends_at if len(shown) == len(self.threads) else self.threads[len(shown) - 1][0]
        return _answer(self.listing, self.page, shown, ends_at and self.listing.cursor("threads", ends_at))

    def _shown(self, thread: Item) -> PublicComment:
        comment = public_thread(thread, self.listing.page.key)
        sort = thread["sk"]["S"]
        if sort in self.beside:
            beside = self.beside[sort]
            replies = public_replies(thread, self.listing.page.key, beside.replies, beside.tallies)
            comment["replies"], has_more = _first(replies, REPLIES_SHOWN, beside.read_to)
            if has_more:
                comment["replies_next"] = self.listing.cursor("replies", sort, comment["replies"][-1]["id"])
        return comment


@dataclass(frozen=True)
class FoundReplies:
    """Replies of one thread after the reply `after`; no thread where it has gone meanwhile."""

    listing: Listing
    page: Page
    thread: Item | None
    beside: Beside
    after: str

    @cached_property
    def version(self) -> str:
        """See `Found`."""
        thread = () if self.thread is None else (_mark(self.thread),)
        return _version(self.listing, self.page, (*thread, *_marks_beside(self.beside)))

    @cached_property
    def answer(self) -> CommentList:
        """See `Found`."""
        if self.thread is None:
            return _answer(self.listing, self.page, [], None)
        replies = public_replies(self.thread, self.listing.page.key, self.beside.replies, self.beside.tallies)
        later = [reply for reply in replies if reply["id"] > self.after]
        shown, has_more = _first(later, self.listing.limit, self.beside.read_to)
        following = (
            self.listing.cursor("replies", self.thread["sk"]["S"], shown[-1]["id"]) if shown and has_more else None
        )
        return _answer(self.listing, self.page, shown, following)


def _version(listing: Listing, page: Page, marks: Iterable[str]) -> str:
    shown = json.dumps([public_page(page), embed_settings(listing.site)])
    return keyed_hash(listing.site.secrets.signing[-1], _SHAPE, shown, *marks)


def _mark(item: Item) -> str:
    return f"{item['sk']['S']} {text(item, WITNESS)}"


def _marks_beside(beside: Beside) -> Iterator[str]:
    yield from map(_mark, beside.replies)
    for tally in beside.tallies:
        yield f"{tally['sk']['S']} {number(tally, 'reply_count')}"
    yield str(beside.has_more)


def _first(replies: list[PublicComment], limit: int, read_to: str | None) -> tuple[list[PublicComment], bool]:
    """Answer the first of a thread's replies and whether there are more.

    Where not all beside the thread were read, those inside may come later than others that are still to be read.
    """
    if read_to is None:
        return replies[:limit], len(replies) > limit
    return [reply for reply in replies if reply["id"] <= read_to][:limit], True


def _answer(listing: Listing, page: Page, comments: list[PublicComment], following: str | None) -> CommentList:
    return {
        "page": public_page(page),
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
        "proof_of_work": site.settings.proof_of_work,
        "guidelines": site.settings.guidelines,
        "privacy_url": site.settings.privacy_url,
        "languages": list(site.settings.languages),
    }
