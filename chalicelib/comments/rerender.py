"""Brings comments up to date with the renderer: their HTML was made when they were written, by the rules and libraries of that time.

Each comment is made anew in a transaction of its own, record and public copy at once, beside readers, authors and moderators. It may be
broken off anywhere and run again: what is done bears the present renderer's mark. A comment that moves meanwhile from a list that is
still to be looked through to one that was is missed, so only a run that finds nothing to do says that nothing is left.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chalicelib.clock import Clock
from chalicelib.comments.markup import RENDERER, render
from chalicelib.comments.models import STATUSES, Comment
from chalicelib.comments.moves import ChangedMeanwhile, change
from chalicelib.comments.repository import CommentRepository
from chalicelib.ids import NewId
from chalicelib.storage.table import Table

_A_BATCH = 100
_MOST_READS = 5


@dataclass(frozen=True)
class Rerendered:
    """What was done: comments looked at, those made anew, and those that changed too quickly for it."""

    checked: int = 0
    rendered: int = 0
    busy: int = 0

    def __add__(self, other: "Rerendered") -> "Rerendered":
        return Rerendered(self.checked + other.checked, self.rendered + other.rendered, self.busy + other.busy)


class Rerenderer:
    """Makes the HTML of comments anew."""

    def __init__(self, table: Table, repository: CommentRepository, clock: Clock, new_id: NewId) -> None:
        self._table = table
        self._repository = repository
        self._clock = clock
        self._new_id = new_id

    def run(self, site: str) -> Iterator[Rerendered]:
        """Go through a site's comments, whatever their status, and tell of each hundred what was done."""
        for status in STATUSES:
            after = None
            while ids := self._repository.in_status(
                site, status, _A_BATCH, is_backward=False, after=after, page_id=None
            ):
                found = self._repository.records(site, ids).values()
                yield sum((self._bring_up(site, comment) for comment in found), Rerendered())
                after = ids[-1]

    def _bring_up(self, site: str, found: Comment) -> Rerendered:
        comment: Comment | None = found
        for _ in range(_MOST_READS):
            if comment is None or comment.erased_at or comment.renderer == RENDERER:
                return Rerendered(checked=1)
            upkeep_count = comment.upkeep_count + 1
            to = replace(comment, html=render(comment.body), renderer=RENDERER, upkeep_count=upkeep_count)
            try:
                change(self._table, site, comment, to, [], self._new_id(self._clock()))
            except ChangedMeanwhile:
                comment = self._repository.get(site, comment.id)
            else:
                return Rerendered(checked=1, rendered=1)
        return Rerendered(checked=1, busy=1)
