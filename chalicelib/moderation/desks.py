"""What moderators are at, so that several at once do not decide on the same comments.

A desk is one open queue. It says which comments it is at and will come to next, and is told which are with others, so that it can pass them
over. Nothing is locked: of two who decide on the same the second is told who was first, as ever. A desk that has said nothing for a minute
is at nothing any more.
"""

from collections.abc import Sequence
from datetime import timedelta

from chalicelib.clock import Clock, epoch, rfc3339
from chalicelib.moderation.shapes import DeskPlace, OtherDesk
from chalicelib.sites.models import Token
from chalicelib.storage import keys
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import Item
from chalicelib.storage.writes import Write

_SILENT = timedelta(minutes=1)


class DeskService:
    """Keeps what each desk is at."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def sit_down(self, moderator: Token, seat: DeskPlace) -> list[OtherDesk]:
        """Note what a desk is at, nothing if it is left, and answer what the others are at, who came first foremost.

        Of comments that two are at, who came first has them; the other is told. It may be said again, and arrive late, without harm: what
        was said last stands, for a minute. Two round trips.
        """
        self._table.write(self._noted(moderator, seat))
        # Of two who say the same at once, one at least must see the other.
        found = self._table.walk(Span(keys.desks_of(moderator.site)), is_consistent=True)
        now = epoch(self._clock())
        seated = sorted((item for item in found if int(item["ttl"]["N"]) > now), key=_turn)
        place = next((place for place, item in enumerate(seated) if item["sk"]["S"] == seat.desk), len(seated))
        before, after = seated[:place], seated[place + 1 :]
        return [_other(item) for item in before] + [_other(item, seat.comments) for item in after]

    def _noted(self, moderator: Token, seat: DeskPlace) -> Write:
        place = keys.desk(moderator.site, seat.desk)
        if not seat.comments:
            return Write("Delete", place)
        now = self._clock()
        return Write(
            "Update",
            place,
            update="SET #type = :type, #name = :name, #comments = :comments, #ttl = :ttl, #came_at = if_not_exists(#came_at, :now)",
            values={
                "type": "desk",
                "name": moderator.name,
                "comments": seat.comments,
                "ttl": epoch(now + _SILENT),
                "now": rfc3339(now),
            },
        )


def _turn(item: Item) -> tuple[str, str]:
    return item["came_at"]["S"], item["sk"]["S"]


def _other(item: Item, without: Sequence[str] = ()) -> OtherDesk:
    comments = [one["S"] for one in item["comments"]["L"]]
    return {"name": item["name"]["S"], "comments": [one for one in comments if one not in without]}
