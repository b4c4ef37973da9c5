"""Flags: readers' marks against a comment, each with its reason, once a visitor.

All flags of a comment lie in a partition of their own, with the count of them. Readers' calls write there and never read: one
transaction holds that the comment is public and that this visitor has not flagged it, and its failure tells which of them is not so.
What follows from many flags begins where `COUNT` changes.
"""

from typing import Any

from chalicelib.clock import Clock, rfc3339
from chalicelib.errors import NotFound, TransactionFailed, Unavailable
from chalicelib.ids import NewId, is_id
from chalicelib.moderation.flagged import count_flag
from chalicelib.moderation.models import NewFlag
from chalicelib.privacy import Client, visitor
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Table
from chalicelib.storage.writes import Write, check, put_new


class FlagService:
    """Takes flags and counts them."""

    def __init__(self, table: Table, clock: Clock, new_id: NewId) -> None:
        self._table = table
        self._clock = clock
        self._new_id = new_id

    def flag(self, site: Site, comment_id: str, client: Client, new: NewFlag) -> bool:
        """Flag an approved comment. One round trip. False where this visitor has flagged it before: nothing changes then.

        Raises `NotFound`.
        """
        if not is_id(comment_id):
            raise _not_public()
        now = self._clock()
        write_id = self._new_id(now)
        own, *before = (
            keys.flag(site.id, comment_id, visitor(key, site.id, client)) for key in site.secrets.visitor_keys
        )
        writes = [
            check(keys.comment(site.id, comment_id), "#status = :approved", approved="approved"),
            _put(own, new, rfc3339(now), write_id),
            count_flag(site.id, comment_id, new.reason, None),
            *(check(place, "attribute_not_exists(#pk)") for place in before),
        ]
        try:
            self._table.transact(writes, write_id)
        except TransactionFailed as failure:
            return _refused(failure)
        return True


def _put(place: Key, new: NewFlag, at: str, write_id: str) -> Write:
    item: dict[str, Any] = {
        "type": "flag",
        "reason": new.reason,
        "note": new.note,
        "created_at": at,
        "write_id": write_id,
    }
    return put_new(place, item)


def _refused(failure: TransactionFailed) -> bool:
    is_gone, is_there, _, *was_there_before = (met is not None for met in failure.failed)
    if is_gone:
        raise _not_public() from failure
    if is_there or any(was_there_before):
        return False
    raise Unavailable from failure


def _not_public() -> NotFound:
    return NotFound("There is no such comment, or it is not public.")
