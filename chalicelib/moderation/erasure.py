"""Erases one comment: its text and its author wherever they are, with its revisions, its flags and its place in the author's history.

All of it is one transaction, but for a comment with more revisions or flags than one takes: these go in parts, each with the record,
which stays in the list of what is to be erased until the last. So whoever erases may be broken off anywhere and come again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from chalicelib.clock import Clock, rfc3339
from chalicelib.comments.erasing import erase_private, erase_record
from chalicelib.comments.models import STATUSES, Comment
from chalicelib.comments.moves import ChangedMeanwhile
from chalicelib.comments.repository import from_item
from chalicelib.errors import TransactionFailed
from chalicelib.ids import NewId
from chalicelib.moderation.shown import known_from_item
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Span, Table
from chalicelib.storage.together import together
from chalicelib.storage.values import Item, text
from chalicelib.storage.writes import Write

AT_ONCE = 40
"""Revisions, and as many flags, in one transaction: it holds 100 writes and 4 MB, and a text may have 32 KB."""
_MOST_READS = 30
"""How often a comment is erased anew since somebody else was quicker. Each time one of them has succeeded."""

_Erased = Literal["nothing", "part", "all"]


@dataclass(frozen=True)
class _Found:
    """A comment with what goes with it, as many at once as may. `author` is the item of its author, where it has one and still does."""

    comment: Comment
    author: Item | None
    revisions: Sequence[Key]
    flags: Sequence[Key]
    has_more: bool


class Eraser:
    """Erases comments that have been deleted for long enough."""

    def __init__(self, table: Table, clock: Clock, new_id: NewId, at_once: int = AT_ONCE) -> None:
        self._table = table
        self._clock = clock
        self._new_id = new_id
        self._at_once = at_once

    def erase(self, site: str, comment: str, deleted_until: str, also: Sequence[Write]) -> bool:
        """Erase a comment that was deleted by then; the writes of `also` go into the first transaction.

        Three round trips, two without an author; as many for each further part. False where nothing is to be done, since it was
        restored meanwhile or another run has erased it. Raises `ChangedMeanwhile`.
        """
        erased = self._erase_part(site, comment, deleted_until, also)
        is_begun = erased != "nothing"
        while erased == "part":
            erased = self._erase_part(site, comment, deleted_until, ())
        return is_begun

    def _erase_part(self, site: str, comment: str, deleted_until: str, also: Sequence[Write]) -> _Erased:
        """Erase as much as one transaction takes, and tell how much that was."""
        for _ in range(_MOST_READS):
            found = self._read(site, comment, deleted_until)
            if found is None:
                return "nothing"
            now = self._clock()
            write_id = self._new_id(now)
            try:
                self._table.transact([*_writes(site, found, rfc3339(now), write_id), *also], write_id)
            except TransactionFailed:
                continue
            return "part" if found.has_more else "all"
        raise ChangedMeanwhile

    def _read(self, site: str, comment: str, deleted_until: str) -> _Found | None:
        record, private, flags = together(
            lambda: self._table.get(keys.comment(site, comment), is_consistent=True),
            lambda: self._first(Span(keys.private(site, comment)[0])),
            lambda: self._first(Span(keys.flag_count(site, comment)[0], keys.FLAGS_FROM, keys.FLAGS_TO)),
        )
        if record is None or not _is_due(record, deleted_until):
            return None
        revisions = [_key(item) for item in private if item["type"]["S"] == "revision"]
        return _Found(
            comment=from_item(record),
            author=None if "erased_at" in record else self._author(site, private),
            revisions=revisions[: self._at_once],
            flags=[_key(item) for item in flags[: self._at_once]],
            has_more=max(len(revisions), len(flags)) > self._at_once,
        )

    def _author(self, site: str, private: Sequence[Item]) -> Item | None:
        author = next((text(item, "author") for item in private if item["type"]["S"] == "private"), None)
        return None if author is None else self._table.get(keys.author(site, author), is_consistent=True)

    def _first(self, span: Span) -> list[Item]:
        """Answer one more than goes at once, and what is private of the comment beside."""
        return list(islice(self._table.walk(span, is_consistent=True), self._at_once + 2))


def _is_due(record: Item, deleted_until: str) -> bool:
    """Tell whether a comment is to be erased as it is at this moment: the index by which it was found lags behind."""
    return "gsi3pk" in record and record["deleted_at"]["S"] <= deleted_until


def _writes(site: str, found: _Found, at: str, write_id: str) -> list[Write]:
    revisions = [Write("Delete", revision, condition="attribute_exists(#pk)") for revision in found.revisions]
    flags = [Write("Delete", flag) for flag in found.flags]
    record = erase_record(site, found.comment, at, len(revisions), write_id, is_last=not found.has_more)
    author = [] if found.author is None else [_leave_history(found.author)]
    private = [] if found.comment.erased_at else [erase_private(site, found.comment.id)]
    return [record, *private, *author, *revisions, *flags]


def _leave_history(author: Item) -> Write:
    """Take a deleted comment out of its author's history; with the last one goes the item, unless moderators said something there."""
    known = known_from_item(author)
    if known.note or known.is_trusted or sum(known.history.values()) > 1:
        condition, values = "attribute_exists(#pk)", {"less": -1}
        return Write("Update", _key(author), update="ADD #deleted :less", condition=condition, values=values)
    others = [f"NOT #{status} > :none" for status in STATUSES if status != "deleted"]
    conditions = ["#deleted = :one", *others, "attribute_not_exists(#note)", "NOT #is_trusted = :trusted"]
    values = {"one": 1, "none": 0, "trusted": True}
    return Write("Delete", _key(author), condition=" AND ".join(conditions), values=values)


def _key(item: Item) -> Key:
    return item["pk"]["S"], item["sk"]["S"]
