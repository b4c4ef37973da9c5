"""The log of a site: who did what, when, to what, and why.

A line is written in the transaction that does what it tells, and never changed.
"""

from dataclasses import dataclass
from typing import Any

from chalicelib.storage import keys
from chalicelib.storage.writes import Write, put_new


@dataclass(frozen=True)
class Line:
    """One thing that was done. Its id is the mark of the write.

    `comment` is there for what was done to one comment, `subject` for what was done to something else: a page's key, the id of a block or
    token, a site. `before` and `after` are what changed of it, as JSON has it.
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
    return put_new(keys.log(site, line.id), {"type": "line", "write_id": line.id} | about | vars(line))
