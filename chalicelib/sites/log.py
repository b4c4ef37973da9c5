"""The log of a site: who did what, when, to what, and why.

A line is written in the transaction that does what it tells, and never changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from chalicelib.clock import rfc3339
from chalicelib.storage import keys
from chalicelib.storage.values import NULL
from chalicelib.storage.writes import Write, put_new


class Doer(Protocol):
    """Who does something that the log tells of: whose token it is, or the operator."""

    @property
    def id(self) -> str:
        """The id of the token."""

    @property
    def name(self) -> str:
        """Its name."""


@dataclass(frozen=True)
class Unnamed:
    """Who does something without a token. No token has this id."""

    id: str

    @property
    def name(self) -> str:
        """The same: it is nobody in particular."""
        return self.id


OPERATOR = Unnamed("operator")
"""Who gives commands."""


@dataclass(frozen=True)
class Line:
    """One thing that was done. Its id is the mark of the write.

    `comment` is there for what was done to one comment, `subject` for what was done to something else: a page's key, the id of a block or
    token, a site. `before` and `after` are what changed of it, as JSON has it; what there was not is null.
    """

    id: str
    at: str
    moderator: str
    moderator_name: str
    action: str
    comment: str | None = None
    subject: str | None = None
    before: Any = None
    after: Any = None
    reason: str | None = None
    note: str | None = None


def put_line(site: str, line: Line) -> Write:
    """Write a line of the log."""
    about = {} if line.comment is None else {"gsi3pk": keys.log_about(site, line.comment), "gsi3sk": line.id}
    told = vars(line) | {"before": _told(line.before), "after": _told(line.after)}
    return put_new(keys.log(site, line.id), {"type": "line", "write_id": line.id} | about | told)


def line_of(by: Doer, now: datetime, action: str, write_id: str, **about: Any) -> Line:
    """Answer the line of what somebody does now; `about` are the other fields of a line."""
    return Line(write_id, rfc3339(now), by.id, by.name, action, **about)


def _told(changed: Any) -> Any:
    if not isinstance(changed, Mapping):
        return changed
    return {name: NULL if value is None else value for name, value in changed.items()}
