"""Comments move from an alias to the page that stays: one at a time, with its public copy and all counts, in one transaction.

Those that are approved go first and from the oldest on, so roots before their replies. Where only replies have come so far, their thread
is a tombstone, here as there. What has moved is no longer in the old page's lists in gsi2: that is how far the job has come.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from chalicelib.clock import Clock
from chalicelib.comments import copies
from chalicelib.comments.models import Comment, Status
from chalicelib.comments.moves import settle_all
from chalicelib.comments.repository import from_item
from chalicelib.comments.spots import Spot, first_spot
from chalicelib.errors import ConditionFailed, TransactionFailed, Unavailable
from chalicelib.ids import NewId
from chalicelib.pages.merging import Alias, Content
from chalicelib.pages.reacted import COUNTERS, counted
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import Item, number
from chalicelib.storage.writes import Write, checked

IN_ORDER: tuple[Status, ...] = ("approved", "pending", "spam", "rejected", "deleted")
"""Statuses in the order in which their comments move."""

_MOST_READS = 30
"""How often a comment is moved anew since somebody decided on it or reacted to it meanwhile."""


class CommentMover:
    """Moves comments."""

    def __init__(self, table: Table, clock: Clock, new_id: NewId) -> None:
        self._table = table
        self._clock = clock
        self._new_id = new_id

    def content(self, site: str, page_id: str) -> Content:
        """Count a page's comments by status. Reads its lists whole, which hold keys only."""
        counts = {status: sum(1 for _ in self._listed(site, page_id, status)) for status in IN_ORDER}
        return Content(comments={status: count for status, count in counts.items() if count})

    def move(self, alias: Alias) -> Iterator[Content]:
        """Move all comments, whatever their status, and remove what the last of them leave behind."""
        is_empty = False
        while not is_empty:  # a comment may have got into a list that was gone through already
            is_empty = True
            for status in IN_ORDER:
                for comment_id in self._listed(alias.site, alias.page.id, status):
                    moved = self._move(alias, comment_id)
                    if moved is not None:
                        is_empty = False
                        yield Content(comments={moved: 1})
        self._clear(alias)

    def _listed(self, site: str, page_id: str, status: Status) -> Iterator[str]:
        for entry in self._table.walk(Span(keys.page_list(site, page_id, status), index=keys.GSI2)):
            yield entry["gsi2sk"]["S"]

    def _move(self, alias: Alias, comment_id: str) -> Status | None:
        """Move one comment and answer its status, None where it has moved before."""
        for _ in range(_MOST_READS):
            comment = self._read(alias, comment_id)
            if comment is None:
                return None
            try:
                if comment.status == "approved":
                    self._move_public(alias, comment)
                else:
                    write_id = self._write_id()
                    writes = [_move_record(alias, comment, {}, write_id), alias.is_one()]
                    self._table.transact(writes, write_id)
            except TransactionFailed:
                continue
            return comment.status
        raise Unavailable

    def _read(self, alias: Alias, comment_id: str) -> Comment | None:
        record, page = keys.comment(alias.site, comment_id), keys.page(alias.site, alias.page.id)
        found = self._table.get_many([record, page], is_consistent=True)
        alias.hold(found.get(page))
        comment = from_item(found[record]) if record in found else None
        return comment if comment is not None and comment.page_id == alias.page.id else None

    def _move_public(self, alias: Alias, comment: Comment) -> None:
        write_id = self._write_id()
        moved = replace(comment, page_id=alias.target.id, page_key=alias.target.key)

        def writes(spots: Sequence[Spot]) -> list[Write]:
            here, there = spots
            place = {"place": there.place, "thread_sort": there.sort}
            relocated = _relocate(alias.site, comment, moved, here, there, write_id)
            return checked([*relocated, _move_record(alias, comment, place, write_id)], alias.is_one())

        spots = [first_spot(comment), self._spot_there(alias.site, moved)]
        settle_all(self._table, spots, write_id, writes)

    def _spot_there(self, site: str, moved: Comment) -> Spot:
        """Answer where the copy goes, as the thread is at this moment. A pinned one stays pinned."""
        places = {keys.thread(site, moved.page_id, moved.root, pinned=pinned): pinned for pinned in (False, True)}
        found = self._table.get_many(places, is_consistent=True)
        for place, thread in found.items():
            if not moved.ancestors:
                return Spot(places[place], "with_replies")
            return Spot(places[place], "beside" if number(thread, "beside_count") else "inside")
        if moved.ancestors:
            return Spot(is_pinned=False, place="orphaned")
        return Spot(moved.thread_sort == "X", "alone")

    def _clear(self, alias: Alias) -> None:
        """Remove the tombstones and tallies that count nobody any more."""
        for item in self._table.walk(Span(keys.page_partition(alias.site, alias.page.id)), is_consistent=True):
            condition = _is_left_over(item)
            if condition:
                place: Key = (item["pk"]["S"], item["sk"]["S"])
                values = {"none": 0} | ({"removed": "deleted"} if ":removed" in condition else {})
                with suppress(ConditionFailed):  # in use again
                    self._table.write(Write("Delete", place, condition=condition, values=values))

    def _write_id(self) -> str:
        return self._new_id(self._clock())


def _relocate(site: str, comment: Comment, moved: Comment, here: Spot, there: Spot, write_id: str) -> list[Write]:
    """Answer the writes that take a copy from one page and make it at another; the first two meet its threads.

    The root's record counts its replies wherever they are, so what both say of it cancels out.
    """
    taken, made = copies.vanish(site, comment, here, write_id), copies.appear(site, moved, there, write_id)
    root = keys.comment(site, comment.root)
    return [taken[0], made[0], *(write for write in (*taken[1:], *made[1:]) if write.key != root)]


def _move_record(alias: Alias, comment: Comment, changes: dict[str, Any], write_id: str) -> Write:
    """List a comment's record under the page that stays, provided that nobody decided on it or reacted to it since it was read."""
    assigned = {
        "page_id": alias.target.id,
        "page_key": alias.target.key,
        "gsi2pk": keys.page_list(alias.site, alias.target.id, comment.status),
        "write_id": write_id,
        **changes,
    }
    counts = dict.fromkeys(COUNTERS, 0) | counted(comment.reactions)
    conditions = ["#version = :seen", *(_is_still(counter, count) for counter, count in counts.items())]
    update = "SET " + ", ".join(f"#{name} = :{name}" for name in assigned) + " ADD #version :one, #upkeep_count :one"
    return Write(
        "Update",
        keys.comment(alias.site, comment.id),
        update=update,
        condition=" AND ".join(conditions),
        values={**assigned, **counts, "seen": comment.version, "one": 1},
    )


def _is_still(counter: str, count: int) -> str:
    equal = f"#{counter} = :{counter}"
    return equal if count else f"(attribute_not_exists(#{counter}) OR {equal})"


def _is_left_over(item: Item) -> str | None:
    """Answer the condition under which an item of a page's partition may go, None where it may not."""
    if number(item, "reply_count") or number(item, "beside_count"):
        return None
    match item["type"]["S"]:
        case "tally":
            return "#reply_count = :none"
        case "thread" if item["status"]["S"] == "deleted":
            return "#status = :removed AND #reply_count = :none AND #beside_count = :none"
    return None
