"""A comment changes its status, its text or both: its record, its public copy and all counts, in one transaction or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from chalicelib.clock import rfc3339
from chalicelib.comments import copies
from chalicelib.comments.models import Comment, Private, Status
from chalicelib.comments.repository import change_comment, follow_history, reacted_as
from chalicelib.comments.spots import Spot, first_spot, next_spot, next_spot_there
from chalicelib.errors import TransactionFailed, Unavailable
from chalicelib.ids import made_at
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from chalicelib.storage.values import Item
from chalicelib.storage.writes import Write, checked

_MOST_GUESSES = 8
"""For each spot."""

Next = Callable[[Spot, Item], Spot]


class ChangedMeanwhile(Exception):
    """Somebody else has changed the comment since it was read; nothing was done."""


def move(
    table: Table, site: str, comment: Comment, private: Private, to: Status, also: Sequence[Write], write_id: str
) -> None:
    """Move a comment, as it was read, to another status; the writes of `also` go into the same transaction.

    Raises `ChangedMeanwhile`, `Unavailable`.
    """
    moved = replace(comment, status=to)
    change(table, site, comment, moved, [*follow_history(site, comment, moved, private), *also], write_id)


def change(table: Table, site: str, comment: Comment, to: Comment, also: Sequence[Write], write_id: str) -> None:
    """Make a comment, as it was read, what it is to be: its text, its status or both.

    The writes of `also` go into the same transaction; the author's history is among them. Raises `ChangedMeanwhile`, `Unavailable`.
    """
    to = _dated(comment, to, write_id)
    was_public, is_public = comment.status == "approved", to.status == "approved"
    following = next_spot_there if was_public and is_public else next_spot

    def publicly(spot: Spot) -> list[Write]:
        there = replace(to, place=spot.kept_place, thread_sort="T" if _leaves_nothing(to, spot) else spot.sort)
        writes = [*_copy(site, comment, to, spot, write_id), change_comment(site, comment, there, write_id), *also]
        return checked(writes, reacted_as(site, comment)) if spot.place == "outgrown" else writes

    try:
        if was_public != is_public or (is_public and copies.copy_of(comment) != copies.copy_of(to)):
            settle(table, first_spot(comment), write_id, publicly, following)
        else:
            table.transact([change_comment(site, comment, to, write_id), *also], write_id)
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure


def pin(table: Table, site: str, comment: Comment, *, pinned: bool, also: Sequence[Write], write_id: str) -> None:
    """Have a root's thread among its page's pinned ones, or no longer: one read and one transaction, with the writes of `also`.

    Raises `ChangedMeanwhile`, also where somebody replied or reacted meanwhile, and `Unavailable`.
    """
    thread = table.get(keys.thread(site, comment.page_id, comment.id, pinned=not pinned), is_consistent=True)
    if thread is None:
        raise ChangedMeanwhile
    to = replace(comment, thread_sort="X" if pinned else "T")
    moved = copies.repin(site, comment, thread, pinned=pinned, write_id=write_id)
    try:
        table.transact([*moved, change_comment(site, comment, to, write_id), *also], write_id)
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure


def settle(
    table: Table,
    spot: Spot,
    write_id: str,
    writes: Callable[[Spot], list[Write]],
    following: Next = next_spot,
    *,
    turn: int = 0,
) -> None:
    """Carry out `writes` for the spot that fits, beginning with a guess. Raises `TransactionFailed` if others than the first fail.

    `turn` is that of `Table.transact`.
    """
    settle_all(table, [spot], write_id, lambda spots: writes(spots[0]), following, turn=turn)


def settle_all(
    table: Table,
    spots: Sequence[Spot],
    write_id: str,
    writes: Callable[[Sequence[Spot]], list[Write]],
    following: Next = next_spot,
    *,
    turn: int = 0,
) -> None:
    """Carry out `writes` for several spots at once, whose writes come first and in their order; as `settle` else."""
    for attempt in range(_MOST_GUESSES * len(spots)):
        try:
            return table.transact(writes(spots), write_id, attempt, turn=turn)
        except TransactionFailed as failure:
            met, others = failure.failed[: len(spots)], failure.failed[len(spots) :]
            if all(one is None for one in met) or any(other is not None for other in others):
                raise
            spots = [spot if one is None else following(spot, dict(one)) for spot, one in zip(spots, met, strict=True)]
    raise Unavailable


def _dated(comment: Comment, to: Comment, write_id: str) -> Comment:
    """Have a comment remember since when it is deleted, while it is: for so long it can come back."""
    if comment.status == to.status:
        return to
    return replace(to, deleted_at=rfc3339(made_at(write_id)) if to.status == "deleted" else None)


def _leaves_nothing(to: Comment, spot: Spot) -> bool:
    """Tell whether a thread goes for good, and with it its pin: a late reply would begin it anew without."""
    return to.status != "approved" and spot.place == "alone"


def _copy(site: str, comment: Comment, to: Comment, spot: Spot, write_id: str) -> list[Write]:
    if to.status != "approved":
        return copies.vanish(site, comment, spot, write_id)
    if comment.status != "approved":
        return copies.appear(site, to, spot, write_id)
    return copies.rewrite(site, comment, to, spot, write_id)
