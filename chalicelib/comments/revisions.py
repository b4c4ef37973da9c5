"""What was changed of a comment's text, and its withdrawal: kept beside what is private of it, written with the change, never changed."""

from dataclasses import dataclass
from typing import Literal

from chalicelib.comments.models import Status
from chalicelib.storage import keys
from chalicelib.storage.writes import Write, put_new

AUTHOR = "author"


@dataclass(frozen=True)
class Revision:
    """One edit of a comment, or its withdrawal. `body` is the text as it was before.

    `by` is the author, or the id of the moderator's token, whose name is `by_name` then.
    """

    id: str
    at: str
    action: Literal["edit", "withdraw"]
    by: str
    by_name: str | None
    before: Status
    after: Status
    body: str


def put_revision(site: str, comment: str, revision: Revision) -> Write:
    """Keep a revision; its id is the mark of the write."""
    item = {"type": "revision", "write_id": revision.id} | vars(revision)
    return put_new(keys.revision(site, comment, revision.id), item)
