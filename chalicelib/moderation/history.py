"""What was done: all that happened to one comment, and the log of a site."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.comments.reach import MOST_TEXT
from chalicelib.comments.repository import CommentRepository
from chalicelib.errors import NotFound
from chalicelib.ids import is_id
from chalicelib.moderation.flagged import FlagRepository
from chalicelib.moderation.lines import LogRepository, from_item
from chalicelib.moderation.queue import places_of, rows_of
from chalicelib.moderation.shapes import CommentWithHistory, GivenFlag, Log, LogLine, Step
from chalicelib.sites.log import Line
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.cursor import read_place, write_cursor
from chalicelib.storage.table import Span, Table
from chalicelib.storage.together import together
from chalicelib.storage.values import Item, text

_MOST_STEPS = 500
"""Decisions that are shown of one comment, and as many edits: the newest."""


class HistoryService:
    """Reads what was done."""

    def __init__(self, table: Table, comments: CommentRepository, flags: FlagRepository, log: LogRepository) -> None:
        self._table = table
        self._comments = comments
        self._flags = flags
        self._log = log

    def of_comment(self, site: Site, comment: str) -> CommentWithHistory:
        """Answer one comment with its history. Two round trips. Raises `NotFound`."""
        if not is_id(comment):
            raise no_such_comment()
        found, revisions, places, flags = together(
            lambda: self._comments.get_many(site.id, [comment]),
            lambda: self._revisions(site.id, comment),
            lambda: self._log.about(site.id, comment, _MOST_STEPS),
            lambda: self._flags.given(site.id, comment),
        )
        if comment not in found:
            raise no_such_comment()
        both = [found[comment]]
        items = self._table.get_many([*places_of(site, both), *places])
        history = _steps((from_item(items[place]) for place in places if place in items), revisions)
        (shown,) = rows_of(site, both, items)
        return {**shown, "history": history, "given_flags": [_given(flag) for flag in flags]}

    def log(self, site: Site, limit: int, cursor: str | None) -> Log:
        """Answer part of the log, from the newest line on. One round trip. Raises `InvalidCursor`."""
        scope = ("log", site.id)
        after = read_place(site.secrets.signing, scope, cursor)
        lines, has_more = self._log.newest(site.id, limit, after)
        following = write_cursor(site.secrets.signing, scope, [lines[-1].id]) if lines and has_more else None
        return {"lines": [_shown(line) for line in lines], "next": following}

    def _revisions(self, site: str, comment: str) -> list[Item]:
        partition, low = keys.revision(site, comment, "")
        return self._table.query(Span(partition, low=low), _MOST_STEPS, is_backward=True)


def no_such_comment() -> NotFound:
    """Answer the refusal of a comment that is none of the site's."""
    return NotFound("There is no such comment on this site.")


def _steps(lines: Iterable[Line], revisions: Iterable[Item]) -> list[Step]:
    """Put decisions and edits into one order. A moderator's edit is both, under one id."""
    steps = {line.id: _decided(line) for line in lines}
    for revision in revisions:
        steps[revision["id"]["S"]] = _revised(revision, steps.get(revision["id"]["S"]))
    in_order = [steps[one] for one in sorted(steps)]
    room = MOST_TEXT
    for step in reversed(in_order):  # texts beyond 1 MB are left out, the oldest first
        room -= len((step["body"] or "").encode())
        if room < 0:
            step["body"] = None
    return in_order


def _decided(line: Line) -> Step:
    return {
        "id": line.id,
        "at": line.at,
        "by": line.moderator,
        "by_name": line.moderator_name,
        "action": line.action,
        "before": line.before,
        "after": line.after,
        "reason": line.reason,
        "note": line.note,
        "body": None,
    }


def _revised(revision: Item, line: Step | None) -> Step:
    return {
        "id": revision["id"]["S"],
        "at": revision["at"]["S"],
        "by": revision["by"]["S"],
        "by_name": text(revision, "by_name"),
        "action": revision["action"]["S"],
        "before": revision["before"]["S"],
        "after": revision["after"]["S"],
        "reason": line["reason"] if line else None,
        "note": line["note"] if line else None,
        "body": text(revision, "body"),
    }


def _given(flag: Mapping[str, Any]) -> GivenFlag:
    item = dict(flag)
    return {
        "reason": item["reason"]["S"],
        "note": text(item, "note"),
        "created_at": item["created_at"]["S"],
    }


def _shown(line: Line) -> LogLine:
    return {
        "id": line.id,
        "at": line.at,
        "by": line.moderator,
        "by_name": line.moderator_name,
        "action": line.action,
        "comment": line.comment,
        "subject": line.subject,
        "before": line.before,
        "after": line.after,
        "reason": line.reason,
        "note": line.note,
    }
