"""What we think with: a comment as it is, what is private of it, and what was found of it.

What comes in is in `incoming.py`, what is stored in `repository.py`, what goes out in `public.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["pending", "approved", "spam", "rejected", "deleted"]
Badge = Literal["author", "moderator"]
"""What the publisher's sign-on says of who wrote a comment. Nothing else gives one."""
STATUSES: tuple[Status, ...] = ("pending", "approved", "spam", "rejected", "deleted")


@dataclass(frozen=True)
class Comment:
    """A comment as it is. `ancestors` runs from the root to the parent; `version` counts its changes.

    `deleted_at` is there while it is deleted. From `erased_at` on, `name`, `body` and `html` are empty, and `url` is None.
    `write_id` is the mark of its latest change, of a decision the id of its line in the log.
    `upkeep_count` tells how many of these changes were ours and nobody's decision or edit.
    `thread_sort` and `place` tell where its public copy is, or where it was (`copies.py`). `writer` is the mark of who was signed in
    (`writers.py`).
    """

    id: str
    page_id: str
    page_key: str
    ancestors: tuple[str, ...]
    status: Status
    name: str
    url: str | None
    body: str
    html: str
    renderer: str
    created_at: str
    edited_at: str | None = None
    withdrawn_at: str | None = None
    deleted_at: str | None = None
    erased_at: str | None = None
    was: Status | None = None
    version: int = 1
    upkeep_count: int = 0
    reply_count: int = 0
    reactions: Mapping[str, int] = field(default_factory=dict)
    place: str | None = None
    thread_sort: str | None = None
    badge: Badge | None = None
    writer: str | None = None
    write_id: str | None = field(default=None, compare=False)

    @property
    def parent(self) -> str | None:
        """The comment this one replies to."""
        return self.ancestors[-1] if self.ancestors else None

    @property
    def is_pinned(self) -> bool:
        """Whether it is a root that stands before all others of its page."""
        return not self.ancestors and self.thread_sort == "X"

    @property
    def root(self) -> str:
        """The comment its thread began with, itself for a root."""
        return self.ancestors[0] if self.ancestors else self.id


FLAGGED = "flagged"
"""What readers' flags find: as the name of a check, and of who did it in the log."""


@dataclass(frozen=True)
class Finding:
    """What one check found: its name, what it asks for, and why in a moderator's words. `pass` asks for nothing: it is only to be known."""

    check: str
    verdict: Literal["hold", "spam", "approve", "pass"]
    reason: str


@dataclass(frozen=True)
class Private:
    """What only moderators may know of a comment.

    `author` is a hash of the e-mail, or of whom the publisher's sign-on names if they are signed in; `address` a keyed one of where it was
    sent from.
    """

    email: str | None
    author: str | None
    findings: tuple[Finding, ...] = ()
    address: str | None = None
    is_signed_in: bool = False
