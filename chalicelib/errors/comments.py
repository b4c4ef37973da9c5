"""Refusals of a comment, or of a change of one."""

from typing import Self

from chalicelib.errors.roots import FieldError, InvalidRequest, Refused


class Blocked(Refused):
    """The author, the domain of the e-mail or the address may not comment on this site."""

    code = "blocked"
    title = "You cannot comment here"
    help = "The site's moderators have blocked you from commenting. Write to the site if you think this is a mistake."


class EditWindowOver(Refused):
    """It is too late for the author to change the comment."""

    code = "edit_window_over"
    title = "The time for changes is over"
    help = "A comment can be edited or withdrawn only for a while after it was left. Ask the site's moderators."


class IdempotencyConflict(Refused):
    """The idempotency key was used with another body."""

    code = "idempotency_conflict"
    title = "The Idempotency-Key was used for another request"
    help = "Use a new `Idempotency-Key` for a new request."


class DuplicateComment(Refused):
    """The same text was left on this site within a day."""

    code = "duplicate_comment"
    title = "The same comment was left already"
    help = "This very text was left on this site within the last day. If it was you, it has arrived; else say it in your own words."


class CommentDeleted(Refused):
    """The comment is deleted, and so nobody can edit it."""

    code = "comment_deleted"
    title = "The comment is deleted"
    help = "A deleted comment cannot be edited. Restore it first."


class NameReserved(InvalidRequest):
    """An author's name that is a moderator's or reserved by the site, or looks like one, or imitates a badge by a word."""

    code = "name_reserved"
    title = "The name is reserved"
    help = "Choose another name; this one belongs to the site's people, or looks as if it did."

    def __init__(self) -> None:
        super().__init__([FieldError("author.name", self.code, self.help)])

    @classmethod
    def example(cls) -> Self:
        """Answer one; they are all alike."""
        return cls()


class ParentNotFound(Refused):
    """The comment replied to does not exist on this page, or is not public."""

    code = "parent_not_found"
    title = "The comment replied to is not there"
    help = "The comment you reply to is no longer there; reload the page, or leave a comment of its own."


class RateLimited(Refused):
    """Too many comments and edits from one address in a minute. Nothing was stored; the same call may be made again later."""

    code = "rate_limited"
    title = "Too many comments in a short time"
    help = "Wait as many seconds as `Retry-After` says, and send it again."

    def __init__(self, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(
            f"Too many comments or edits came from your address. Wait {retry_after_seconds} seconds and send it again."
        )

    @classmethod
    def example(cls) -> Self:
        """Answer one of the middle of a minute."""
        return cls(30)
