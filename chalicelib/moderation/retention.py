"""The daily job that erases what has been deleted for 30 days: until then it can be restored, after that nobody needs it any more.

What is to be erased stands in a list by when it was deleted, so a run reads what it erases and nothing else. Each comment is erased by
itself (`erasure.py`) and leaves the list, so the job may be broken off anywhere, run again or run twice at once.

A run leaves one line in the log, in the transaction of the first comment that it erases: until when what it erases was deleted. Which
comments these are their `erased_at` tells; a line for each would bury what moderators do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.clock import Clock, rfc3339
from chalicelib.comments.moves import ChangedMeanwhile
from chalicelib.ids import NewId
from chalicelib.moderation.erasure import Eraser
from chalicelib.moderation.rules import RESTORED_WITHIN
from chalicelib.sites.log import Unnamed, line_of, put_line
from chalicelib.storage import keys
from chalicelib.storage.table import Span, Table
from chalicelib.storage.writes import Write

BY_RETENTION = Unnamed("retention")
"""Who erased comments, in the log."""
RUNS_FOR = timedelta(minutes=10)
"""Then a run ends and leaves the rest to the next one; its function may take 15 minutes."""


@dataclass(frozen=True)
class Retained:
    """What the job did: comments erased, and those that changed too quickly for it."""

    erased: int = 0
    busy: int = 0

    def __add__(self, other: "Retained") -> "Retained":
        return Retained(self.erased + other.erased, self.busy + other.busy)


class Retention:
    """Erases what is kept no longer."""

    def __init__(self, table: Table, eraser: Eraser, clock: Clock, new_id: NewId) -> None:
        self._table = table
        self._eraser = eraser
        self._clock = clock
        self._new_id = new_id

    def run(self, site: str) -> Retained:
        """Erase what is due of a site, for ten minutes at most. Where nothing is it costs one Query."""
        started, done = self._clock(), Retained()
        for step in self.steps(site):
            done += step
            if self._clock() - started > RUNS_FOR:
                break
        return done

    def steps(self, site: str) -> Iterator[Retained]:
        """Erase what is due of a site, and tell of each comment."""
        until, is_told = rfc3339(self._clock() - RESTORED_WITHIN), False
        for entry in self._table.walk(Span(keys.deleted_of(site), high=keys.deleted_rank(until, "~"), index=keys.GSI3)):
            also = [] if is_told else [self._line(site, until)]
            try:
                is_erased = self._eraser.erase(site, keys.comment_in_rank(entry["gsi3sk"]["S"]), until, also)
            except ChangedMeanwhile:
                yield Retained(busy=1)
                continue
            if is_erased:
                is_told = True
                yield Retained(erased=1)

    def _line(self, site: str, until: str) -> Write:
        now = self._clock()
        line = line_of(BY_RETENTION, now, "erase", self._new_id(now), after={"deleted_until": until})
        return put_line(site, line)
