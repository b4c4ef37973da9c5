"""A comment moves from one status to another: its record, its public copy and all counts, in one transaction or not at all."""

from collections.abc import Callable, Sequence

from chalicelib.comments import copies
from chalicelib.comments.copies import Spot
from chalicelib.comments.models import Comment, Private, Status
from chalicelib.comments.repository import count_history, move_comment
from chalicelib.errors import TransactionFailed, Unavailable
from chalicelib.storage.table import Table
from chalicelib.storage.writes import Write

_MOST_GUESSES = 8


class ChangedMeanwhile(Exception):
    """Somebody else has changed the comment since it was read; nothing was done."""


def move(
    table: Table, site: str, comment: Comment, private: Private, to: Status, also: Sequence[Write], write_id: str
) -> None:
    """Move a comment, as it was read, to another status; the writes of `also` go into the same transaction.

    Raises `ChangedMeanwhile`, `Unavailable`.
    """
    history = [count_history(site, private.author, comment.status, to)] if private.author else []
    copy = copies.appear if to == "approved" else copies.vanish

    def publicly(spot: Spot) -> list[Write]:
        changes = {"place": spot.place, "thread_sort": spot.sort}
        return [
            *copy(site, comment, spot, write_id),
            move_comment(site, comment, to, changes, write_id),
            *history,
            *also,
        ]

    try:
        if "approved" in {comment.status, to}:
            settle(table, copies.first_spot(comment), write_id, publicly)
        else:
            table.transact([move_comment(site, comment, to, {}, write_id), *history, *also], write_id)
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure


def settle(table: Table, spot: Spot, write_id: str, writes: Callable[[Spot], list[Write]], *, turn: int = 0) -> None:
    """Carry out `writes` for the spot that fits, beginning with a guess. Raises `TransactionFailed` if others than the first fail.

    `turn` is that of `Table.transact`.
    """
    for attempt in range(_MOST_GUESSES):
        try:
            return table.transact(writes(spot), write_id, attempt, turn=turn)
        except TransactionFailed as failure:
            met, *others = failure.failed
            if met is None or any(other is not None for other in others):
                raise
            spot = copies.next_spot(spot, dict(met))
    raise Unavailable
