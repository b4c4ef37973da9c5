"""What moderators ask of a list of comments: which list, and which of its comments."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.comments.models import Comment, Private, Status
from chalicelib.ids import first_id

if TYPE_CHECKING:
    from chalicelib.comments.repository import Bounds


@dataclass(frozen=True)
class Asked:
    """Which list: of a status (of an author's comments None is any), a page, an author, with these words in it.

    `check`: those in which this check found something. `since` and `until`: those left from the one moment on, and before the other.
    `is_flagged`: those that readers flagged and no moderator has looked at since.
    """

    status: Status | None = "pending"
    page: str | None = None
    author: str | None = None
    words: str | None = None
    check: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    is_flagged: bool = False

    @property
    def is_backward(self) -> bool:
        """Whether the newest come first."""
        return self.status != "pending"

    @property
    def between(self) -> "Bounds":
        """What sorts before the ids of all that were left in time, and what sorts after them."""
        low, high = (None if moment is None else first_id(moment) for moment in (self.since, self.until))
        return low, high

    @property
    def is_of_no_time(self) -> bool:
        """Whether it ends before it begins; DynamoDB refuses to look there."""
        return self.since is not None and self.until is not None and self.since > self.until

    @property
    def scope(self) -> tuple[str, ...]:
        """All by which a list is another one, but for its site and page."""
        asked = (
            self.status,
            self.author,
            self.words,
            self.check,
            *self.between,
            "flagged" if self.is_flagged else None,
        )
        return tuple(one or "" for one in asked)

    @property
    def is_looked_for(self) -> bool:
        """Whether comments must be looked at one by one, since no index lists just these."""
        is_part = any((self.page, self.since, self.until))
        return any((self.author, self.words, self.check, self.is_flagged and is_part))

    def takes(self, comment: Comment, private: Private) -> bool:
        """Tell whether a comment is one of those asked for, as it is at this moment; not whether it is of the page."""
        if self.status not in {None, comment.status} or self.author not in {None, private.author}:
            return False
        low, high = self.between
        if comment.id < (low or "") or (high is not None and comment.id > high):
            return False
        if self.check is not None and all(finding.check != self.check for finding in private.findings):
            return False
        return self.words is None or _says(comment, private, self.words.casefold())


def _says(comment: Comment, private: Private, words: str) -> bool:
    return any(words in text.casefold() for text in (comment.body, comment.name, private.email) if text)
