"""What moderators ask of a list of comments: which list, and which of its comments."""

from dataclasses import dataclass

from chalicelib.comments.models import Comment, Private, Status


@dataclass(frozen=True)
class Asked:
    """Which list: of a status (of an author's comments None is any), a page, an author, with these words in it.

    `is_flagged`: of those that readers flagged and no moderator has looked at since.
    """

    status: Status | None = "pending"
    page: str | None = None
    author: str | None = None
    words: str | None = None
    is_flagged: bool = False

    @property
    def is_backward(self) -> bool:
        """Whether the newest come first."""
        return self.status != "pending"

    @property
    def scope(self) -> tuple[str, ...]:
        """All by which a list is another one, but for its site and page."""
        return (self.status or "", self.author or "", self.words or "", "flagged" if self.is_flagged else "")

    @property
    def is_looked_for(self) -> bool:
        """Whether comments must be looked at one by one, since no index lists just these."""
        return any((self.author, self.words, self.is_flagged and self.page))

    def takes(self, comment: Comment, private: Private) -> bool:
        """Tell whether a comment is one of those asked for, as it is at this moment; not whether it is of the page."""
        if self.status not in {None, comment.status} or self.author not in {None, private.author}:
            return False
        if self.words is None:
            return True
        words = self.words.casefold()
        return any(words in text.casefold() for text in (comment.body, comment.name, private.email) if text)
