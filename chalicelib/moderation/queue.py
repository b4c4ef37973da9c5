"""Moderators' lists of comments: by status, of one page, of one author, of what readers flagged, with some words in them.

A list by status and page is one Query of an index and shows all that it finds. The list of an author, and one that is searched, looks
through up to a thousand comments a call, a hundred at a time, and keeps what fits: so a call may answer few or none, and where to go on.
In the list of what was flagged stands also what has been held for another reason since; that is passed over.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from chalicelib.comments.models import Comment, Private
from chalicelib.comments.reach import MOST_TEXT
from chalicelib.comments.repository import COMMENTS_A_REQUEST, CommentRepository
from chalicelib.moderation.asked import Asked
from chalicelib.moderation.flagged import FlagRepository, counts_in
from chalicelib.moderation.shown import UNKNOWN, Queue, QueueComment, answered_from_item, known_from_item, row
from chalicelib.pages import repository as pages
from chalicelib.pages.aliases import AliasBook
from chalicelib.pages.models import PageName
from chalicelib.pages.service import name_of, page_name
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.cursor import read_place, write_cursor
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Table
from chalicelib.storage.together import together
from chalicelib.storage.values import Item

MOST_LOOKED_AT = 1000
"""Comments of a list that one call looks through for what is asked for."""
_AT_ONCE = 2 * COMMENTS_A_REQUEST
"""As many are held in memory, with up to 128 KB of text each, beside those that are shown."""

Two = tuple[Comment, Private]


class QueueService:
    """Reads lists."""

    def __init__(
        self,
        table: Table,
        comments: CommentRepository,
        flags: FlagRepository,
        aliases: AliasBook,
        most_looked_at: int = MOST_LOOKED_AT,
    ) -> None:
        self._most_looked_at = most_looked_at
        self._table = table
        self._comments = comments
        self._flags = flags
        self._aliases = aliases

    def part(self, site: Site, asked: Asked, limit: int, cursor: str | None) -> Queue:
        """Answer part of a list: what waits from the oldest on, all else from the newest on, what was flagged from the latest flag on.

        Three round trips; one more for an alias that this process does not know yet, and up to nine more where comments are looked through.
        """
        name = None if asked.page is None else page_name(site, asked.page)
        scope = ("queue", site.id, *asked.scope, name.id if name else "")
        after = read_place(site.secrets.signing, scope, cursor)
        most = self._most_looked_at if asked.is_looked_for else limit
        places, page_ids = self._places(site, asked, name, most + 1, after)
        ids = [keys.comment_in_rank(place) for place in places]
        picked, last = self._pick(site, asked, page_ids, ids[:most], limit)
        is_end = last in {None, *ids[-1:]}
        following = None if is_end else write_cursor(site.secrets.signing, scope, [places[ids.index(str(last))]])
        return {"comments": self.rows(site, picked), "next": following}

    def rows(self, site: Site, picked: Sequence[Two]) -> list[QueueComment]:
        """Show comments with their authors, pages, flags and what they reply to. One round trip."""
        return rows_of(site, picked, self._table.get_many(places_of(site, picked)))

    def _places(
        self, site: Site, asked: Asked, name: PageName | None, limit: int, after: str | None
    ) -> tuple[list[str], set[str]]:
        """Answer the places in a list, which are ids but for what was flagged, and the pages that those shown may be of, none for any."""
        if asked.is_of_no_time:
            return [], set()
        if asked.is_flagged:
            return self._flags.listed(site.id, limit, after), self._pages(site, name)
        if asked.author is not None:
            ids = self._comments.by_author(
                site.id, asked.author, limit, is_backward=asked.is_backward, after=after, between=asked.between
            )
            return ids, self._pages(site, name)
        listed = partial(
            self._comments.in_status,
            site.id,
            asked.status or "pending",
            limit,
            is_backward=asked.is_backward,
            after=after,
            between=asked.between,
        )
        if name is None:
            return listed(page_id=None), set()
        known = self._aliases.known(site, name)
        if known:
            return listed(page_id=known.id), set()
        ids, item = together(partial(listed, page_id=name.id), partial(self._table.get, keys.page(site.id, name.id)))
        target = self._aliases.learn(site, name, item)
        return listed(page_id=target.id) if target else ids, set()

    def _pages(self, site: Site, name: PageName | None) -> set[str]:
        return set() if name is None else {name.id, self._aliases.staying(site, name, self._table.get).id}

    def _pick(
        self, site: Site, asked: Asked, page_ids: set[str], ids: Sequence[str], limit: int
    ) -> tuple[list[Two], str | None]:
        """Answer those of a list that are asked for, as many as one answer holds, and the last one that was looked at."""
        picked, room, last = list[Two](), MOST_TEXT, None
        for start in range(0, len(ids), _AT_ONCE):
            if len(picked) == limit:
                break
            found = self._read(site, ids[start : start + _AT_ONCE])
            for one in ids[start : start + _AT_ONCE]:
                if one in found and _is_of(page_ids, found[one][0]) and asked.takes(*found[one]):
                    room -= _size(found[one][0])
                    if len(picked) == limit or (room < 0 and picked):
                        return picked, last
                    picked.append(found[one])
                last = one
        return picked, last

    def _read(self, site: Site, ids: Sequence[str]) -> dict[str, Two]:
        parts = [ids[start : start + COMMENTS_A_REQUEST] for start in range(0, len(ids), COMMENTS_A_REQUEST)]
        found = together(*(partial(self._comments.get_many, site.id, part) for part in parts))
        return {comment: both for part in found for comment, both in part.items()}


def places_of(site: Site, picked: Sequence[Two]) -> list[Key]:
    """Answer what is to be read to show comments: their authors, pages and counts of flags, and what they reply to."""
    parents = [keys.comment(site.id, comment.parent) for comment, _ in picked if comment.parent]
    authors = [keys.author(site.id, private.author) for _, private in picked if private.author]
    shown = [(keys.page(site.id, comment.page_id), keys.flag_count(site.id, comment.id)) for comment, _ in picked]
    return [*parents, *authors, *(place for places in shown for place in places)]


def rows_of(site: Site, picked: Sequence[Two], items: Mapping[Key, Item]) -> list[QueueComment]:
    """Show comments by what was read of `places_of` them."""
    return [_row(site, comment, private, items) for comment, private in picked]


def _row(site: Site, comment: Comment, private: Private, items: Mapping[Key, Item]) -> QueueComment:
    page = pages.from_item(name_of(site, comment.page_key), items.get(keys.page(site.id, comment.page_id)))
    author = None if private.author is None else items.get(keys.author(site.id, private.author))
    known = UNKNOWN if author is None else known_from_item(author)
    parent = items.get(keys.comment(site.id, comment.parent)) if comment.parent else None
    answered = None if parent is None else answered_from_item(parent)
    return row(comment, private, page, known, counts_in(items.get(keys.flag_count(site.id, comment.id))), answered)


def _is_of(page_ids: set[str], comment: Comment) -> bool:
    return not page_ids or comment.page_id in page_ids


def _size(comment: Comment) -> int:
    return len(comment.html.encode()) + len(comment.body.encode())
