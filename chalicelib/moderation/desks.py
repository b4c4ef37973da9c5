"""What moderators are at, so that several at once do not decide on the same comments.

A desk is one open queue. It says which comments it is at and will come to next, and is told which are with others, so that it can pass them
over. Nothing is locked: of two who decide on the same the second is told who was first, as ever. A desk that has said nothing for a minute
is at nothing any more.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.clock import Clock, epoch
from chalicelib.moderation.shapes import DeskPlace, OtherDesk
from chalicelib.sites.models import Token
from chalicelib.storage import keys
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import Item
from chalicelib.storage.writes import Write

_SILENT = timedelta(minutes=1)
_NEVER = (2**53, "")


class DeskService:
    """Keeps what each desk is at."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def sit_down(self, moderator: Token, seat: DeskPlace) -> list[OtherDesk]:
        """Note what a desk is at, nothing if it is left, and answer what to leave to the others.

        Who said first to be at a comment has it. Of two who say so at the same moment neither may hear of the other, until they say it
        again. It may arrive twice, and late, without harm: what was said last stands, for a minute. Two round trips.
        """
        now = self._clock()
        found = self._table.walk(Span(keys.desks_of(moderator.site)), is_consistent=True)
        seated = {item["sk"]["S"]: item for item in found if int(item["ttl"]["N"]) > epoch(now)}
        before = _turns(seated.pop(seat.desk, None))
        turns = {comment: before.get(comment, (_milliseconds(now), seat.desk)) for comment in seat.comments}
        others = {desk: _turns(item) for desk, item in seated.items()}
        ours = {
            comment: at
            for comment, (at, desk) in turns.items()
            if all((at, desk) < other.get(comment, _NEVER) for other in others.values())
        }
        self._table.write(_noted(moderator, seat.desk, ours, epoch(now + _SILENT)))
        return [
            {"name": seated[desk]["name"]["S"], "comments": [comment for comment in other if comment not in ours]}
            for desk, other in others.items()
        ]


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _turns(item: Item | None) -> dict[str, tuple[int, str]]:
    """Answer since when a desk is at each of its comments."""
    if item is None:
        return {}
    return {comment: (int(at["N"]), item["sk"]["S"]) for comment, at in item["comments"]["M"].items()}


def _noted(moderator: Token, desk: str, comments: Mapping[str, int], until: int) -> Write:
    place = keys.desk(moderator.site, desk)
    if not comments:
        return Write("Delete", place)
    return Write("Put", place, item={"type": "desk", "name": moderator.name, "comments": comments, "ttl": until})
