"""Decisions: one action on comments, each by itself, in one transaction with its line of the log.

Two moderators may decide at once. The second one's transaction fails on the comment's `version`; the comment is then judged anew, as
the first one has left it, and the result tells who that was.
"""

from collections import ChainMap
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from chalicelib.clock import Clock
from chalicelib.comments.models import Comment, Private, Status
from chalicelib.comments.moves import ChangedMeanwhile, move, pin
from chalicelib.comments.repository import COMMENTS_A_REQUEST, CommentRepository
from chalicelib.errors import Unavailable
from chalicelib.ids import NewId, is_id
from chalicelib.moderation.flagged import FlagRepository
from chalicelib.moderation.lines import LogRepository
from chalicelib.moderation.models import PINS, Action, ActionResult, Actions
from chalicelib.moderation.rules import refused, target_of, unchanged, without_a_write
from chalicelib.sites.log import Line, line_of, put_line
from chalicelib.sites.models import Site, Token
from chalicelib.storage.table import Table
from chalicelib.storage.together import together

_MOST_READS = 30
"""How often a decision is made anew since somebody else was quicker. Each time one of them has succeeded, so fifty at once all do."""


@dataclass(frozen=True)
class Decision:
    """What is decided, and why; with a status only on what is in it."""

    action: Action
    reason: str | None = None
    note: str | None = None
    status: Status | None = None


@dataclass(frozen=True)
class Decided:
    """What was read to decide on some comments: these as they are, and which of them have flags that no moderator has seen."""

    comments: Mapping[str, tuple[Comment, Private]]
    flagged: Collection[str]


_Found = tuple[ActionResult, str | None]
"""What became of a comment, and the mark of its latest change where that was made before."""


class DecisionService:
    """Decides on comments."""

    def __init__(
        self,
        table: Table,
        comments: CommentRepository,
        flags: FlagRepository,
        log: LogRepository,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._table = table
        self._comments = comments
        self._flags = flags
        self._log = log
        self._clock = clock
        self._new_id = new_id

    def act(self, site: Site, authorize: Callable[[], Token], actions: Actions) -> list[ActionResult]:
        """Carry out one action on each comment by itself.

        One round trip reads the moderator's token and all comments, then each takes one more, or more where others decide on it meanwhile.
        One more tells who decided on those that it did not change. Nothing is done before the token is known to be good.
        """
        ids = list(dict.fromkeys(actions.ids))
        moderator, read = self.read(site, ids, authorize)
        decision = Decision(actions.action, actions.reason, actions.note, actions.status)
        return self.decide(site, moderator, decision, ids, read)

    def read(self, site: Site, ids: Sequence[str], authorize: Callable[[], Token]) -> tuple[Token, Decided]:
        """Read what is needed to decide on comments, with the moderator's token in the same round trip."""
        known = [comment for comment in ids if is_id(comment)]
        parts = [known[start : start + COMMENTS_A_REQUEST] for start in range(0, len(known), COMMENTS_A_REQUEST)]
        reads = [partial(self._comments.get_many, site.id, part) for part in parts]
        moderator, flagged, *read = together(authorize, partial(self._flags.unseen, site.id, known), *reads)
        return moderator, Decided(dict(ChainMap(*read)), flagged)

    def decide(
        self, site: Site, moderator: Token, decision: Decision, ids: Sequence[str], read: Decided
    ) -> list[ActionResult]:
        """Decide on comments as they were read, one round trip each; one for all that it does not change."""
        found: list[_Found] = [self._decide(site, moderator, decision, comment, read) for comment in ids]
        lines = self._log.lines(site.id, [latest for _, latest in found if latest])
        for result, latest in found:
            if latest in lines:
                result["decided_by"], result["decided_at"] = lines[latest].moderator_name, lines[latest].at
        return [result for result, _ in found]

    def _decide(self, site: Site, moderator: Token, decision: Decision, comment_id: str, read: Decided) -> _Found:
        for _ in range(_MOST_READS):
            if comment_id not in read.comments:
                return refused(comment_id, None, "not_found", "There is no such comment on this site."), None
            comment, private = read.comments[comment_id]
            if decision.status not in {None, comment.status}:
                return unchanged(comment), comment.write_id
            is_flagged = comment_id in read.flagged
            settled = without_a_write(decision.action, comment, self._clock(), is_flagged=is_flagged)
            if settled:
                return settled, comment.write_id
            line = self._line(moderator, decision, comment)
            try:
                self._carry_out(site, decision.action, comment, private, line, is_flagged=is_flagged)
            except ChangedMeanwhile:
                _, read = self.read(site, [comment_id], lambda: moderator)
                continue
            return {"id": comment_id, "status": line.after, "changed": True, "error": None}, None
        raise Unavailable

    def _carry_out(
        self, site: Site, action: Action, comment: Comment, private: Private, line: Line, *, is_flagged: bool
    ) -> None:
        also = [put_line(site.id, line)]
        if action in PINS:
            pin(self._table, site.id, comment, pinned=PINS[action], also=also, write_id=line.id)
            return
        if is_flagged:
            also.append(self._flags.look_at(site.id, comment.id))
        move(self._table, site.id, comment, private, line.after, also, line.id)

    def _line(self, moderator: Token, decision: Decision, comment: Comment) -> Line:
        now = self._clock()
        return line_of(
            moderator,
            now,
            decision.action,
            self._new_id(now),
            comment=comment.id,
            before=comment.status,
            after=target_of(decision.action, comment),
            reason=decision.reason,
            note=decision.note,
        )
