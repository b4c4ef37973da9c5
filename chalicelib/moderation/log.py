"""The moderation log: who did what, when, to what, and why. A line is written with what it records, and never changed."""

from dataclasses import dataclass

from chalicelib.comments.models import Status
from chalicelib.storage import keys
from chalicelib.storage.writes import Write, put_new


@dataclass(frozen=True)
class Decision:
    """One line: a moderator's action on one comment."""

    id: str
    at: str
    moderator: str
    moderator_name: str
    action: str
    comment: str
    before: Status
    after: Status
    reason: str | None
    note: str | None


def put_decision(site: str, decision: Decision) -> Write:
    """Write a line of the log."""
    about = {"type": "decision", "gsi3pk": keys.log_about(site, decision.comment), "gsi3sk": decision.id}
    return put_new(keys.log(site, decision.id), about | vars(decision))
