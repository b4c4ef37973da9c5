"""Flags: readers' marks against a comment, each with its reason, once a visitor. So many hold it for a moderator.

All flags of a comment lie in a partition of their own, with the count of them (`flagged.py`). A flag is one transaction, which holds that
the comment is public, that this visitor has not flagged it, and that it is not the flag that holds the comment; its failure tells which
of them is not so. The flag that does hold it goes into the transaction that moves the comment: it is counted and held, or neither.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.clock import Clock, rfc3339
from chalicelib.comments.models import FLAGGED, Finding
from chalicelib.comments.moves import ChangedMeanwhile, move
from chalicelib.comments.private import find_anew
from chalicelib.comments.repository import CommentRepository
from chalicelib.errors import NotFound, TransactionFailed, Unavailable
from chalicelib.ids import NewId, is_id
from chalicelib.moderation.flagged import count_flag, count_last_flag, counts_in, usual
from chalicelib.moderation.models import NewFlag
from chalicelib.privacy import Client, visitor
from chalicelib.sites.log import Unnamed, line_of, put_line
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Table
from chalicelib.storage.values import Item
from chalicelib.storage.writes import Write, check, put_new

BY_FLAGS = Unnamed("flags")
"""Who held a comment, in the log."""
_MOST_TRIES = 30
"""How often a flag that holds a comment is tried since somebody else was quicker. Each time one of them has succeeded."""


@dataclass(frozen=True)
class _Sent:
    """One flag as it was sent: where it goes, and where one of the same visitor may be under the key of the period before."""

    site: Site
    comment: str
    new: NewFlag
    own: Key
    before: Sequence[Key]


class FlagService:
    """Takes flags and counts them."""

    def __init__(self, table: Table, comments: CommentRepository, clock: Clock, new_id: NewId) -> None:
        self._table = table
        self._comments = comments
        self._clock = clock
        self._new_id = new_id

    def flag(self, site: Site, comment_id: str, client: Client, new: NewFlag) -> bool:
        """Flag an approved comment. One round trip; two more for the flag that holds it.

        False where this visitor has flagged it before: nothing changes then. Raises `NotFound`.
        """
        if not is_id(comment_id):
            raise _not_public()
        own, *before = (
            keys.flag(site.id, comment_id, visitor(key, site.id, client)) for key in site.secrets.visitor_keys
        )
        sent = _Sent(site, comment_id, new, own, before)
        for _ in range(_MOST_TRIES):
            try:
                return self._flag(sent)
            except ChangedMeanwhile:
                continue
        raise Unavailable

    def _flag(self, sent: _Sent) -> bool:
        now = self._clock()
        write_id, at = self._new_id(now), rfc3339(now)
        below = sent.site.settings.flags_to_hold or None
        writes = [
            check(keys.comment(sent.site.id, sent.comment), "#status = :approved", approved="approved"),
            _put(sent.own, sent.new, at, write_id),
            count_flag(sent.site.id, sent.comment, sent.new.reason, at, below),
            *_not_before(sent),
        ]
        try:
            self._table.transact(writes, write_id)
        except TransactionFailed as failure:
            is_gone, is_there, is_last, *was_there_before = (met is not None for met in failure.failed)
            # First, since who repeats the flag that held it is told the same again.
            if is_there or any(was_there_before):
                return False
            if is_gone:
                raise _not_public() from failure
            if not is_last:
                raise Unavailable from failure
            self._hold(sent, failure.failed[2] or {})
        return True

    def _hold(self, sent: _Sent, counted: Mapping[str, Any]) -> None:
        """Have the last flag hold the comment, one read and one transaction. Raises `ChangedMeanwhile`, `NotFound`."""
        site = sent.site.id
        found = self._comments.get_many(site, [sent.comment])
        if sent.comment not in found or found[sent.comment][0].status != "approved":
            raise _not_public()
        comment, private = found[sent.comment]
        now = self._clock()
        finding = Finding(FLAGGED, "hold", _summary(dict(counted), sent.new.reason))
        line = line_of(
            BY_FLAGS,
            now,
            "hold",
            self._new_id(now),
            comment=comment.id,
            before=comment.status,
            after="pending",
            note=_summary(dict(counted), usual(sent.new.reason)),  # the log is never erased
        )
        others = [one for one in private.findings if one.check != FLAGGED]
        also = [
            put_line(site, line),
            _put(sent.own, sent.new, line.at, line.id),
            count_last_flag(site, sent.comment, sent.new.reason, sent.site.settings.flags_to_hold),
            find_anew(site, comment.id, [finding, *others]),
            *_not_before(sent),
        ]
        move(self._table, site, comment, private, "pending", also, line.id)


def _put(place: Key, new: NewFlag, at: str, write_id: str) -> Write:
    item: dict[str, Any] = {
        "type": "flag",
        "reason": new.reason,
        "note": new.note,
        "created_at": at,
        "write_id": write_id,
    }
    return put_new(place, item)


def _not_before(sent: _Sent) -> list[Write]:
    return [check(place, "attribute_not_exists(#pk)") for place in sent.before]


def _summary(counted: Item, last: str) -> str:
    count = counts_in(counted)["count"] + 1
    return "A reader flagged it." if count == 1 else f"{count} readers flagged it, the last one for {last!r}."


def _not_public() -> NotFound:
    return NotFound("There is no such comment, or it is not public.")
