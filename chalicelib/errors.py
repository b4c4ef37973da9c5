"""The error tree: every way a call can fail, each class with its stable code.

    BelowlineError
    ├── Refused                     the caller can act on it; becomes a problem of RFC 9457
    │   ├── InvalidJson             400 invalid_json
    │   ├── InvalidCursor           400 invalid_cursor
    │   ├── Unauthorized            401 unauthorized
    │   ├── Forbidden               403 forbidden
    │   ├── OriginNotAllowed        403 origin_not_allowed
    │   ├── Blocked                 403 blocked
    │   ├── PageClosed              403 page_closed
    │   ├── EditWindowOver          403 edit_window_over
    │   ├── NotFound                404 not_found
    │   ├── SiteNotFound            404 site_not_found
    │   ├── MethodNotAllowed        405 method_not_allowed
    │   ├── IdempotencyConflict     409 idempotency_conflict
    │   ├── DuplicateComment        409 duplicate_comment
    │   ├── LastAdmin               409 last_admin
    │   ├── CommentDeleted          409 comment_deleted
    │   ├── BodyTooLarge            413 body_too_large
    │   ├── UnsupportedMediaType    415 unsupported_media_type
    │   ├── InvalidRequest          422 invalid_request (each field in `fields`)
    │   │   └── NameReserved        422 name_reserved
    │   ├── InvalidPage             422 invalid_page
    │   ├── PageNotOnSite           422 page_not_on_site
    │   ├── ParentNotFound          422 parent_not_found
    │   └── RateLimited             429 rate_limited
    ├── Unavailable                 503 unavailable: the table did not answer in time; trying again is safe
    ├── ConditionFailed             storage only: a condition did not hold, with the item that stood in its way
    ├── TransactionFailed           storage only: a transaction was cancelled, with a reason an action
    └── NoVerdict                   checks only: a service that was asked about a comment gave no verdict

What is not in this tree is a bug and answers 500 `internal_error`. The status of a class stands in `api/responses.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

_MOST_SHOWN = 100
"""Characters of what was sent that a message repeats."""


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field or parameter: its path with dots, a stable code, a sentence."""

    field: str
    code: str
    message: str


class BelowlineError(Exception):
    """The root of the tree."""

    code: ClassVar[str]

    @classmethod
    def example(cls) -> Self:
        """Answer one as the API's description shows it."""
        return cls()


class Refused(BelowlineError):
    """A call that its caller can mend; `detail` says how, in a sentence a person can act on, and `fields` where, if it is known."""

    title: ClassVar[str]
    help: ClassVar[str]
    fields: tuple[FieldError, ...] = ()

    def __init__(self, detail: str | None = None) -> None:
        self.detail = detail or self.help
        super().__init__(self.detail)


class InvalidJson(Refused):
    """The body is missing or is no JSON object."""

    code = "invalid_json"
    title = "The body is not a JSON object"
    help = "Send a JSON object as the body, encoded as UTF-8."


class InvalidCursor(Refused):
    """The cursor was changed, is of another list, or has expired."""

    code = "invalid_cursor"
    title = "The cursor is not one of this list"
    help = "Use `next` of the answer before as it is, with the same parameters, or start again without a cursor."


class Unauthorized(Refused):
    """No token, or one that is unknown, revoked or expired."""

    code = "unauthorized"
    title = "A valid token is needed"
    help = "Send a valid token as `Authorization: Bearer TOKEN`."


class Forbidden(Refused):
    """A good token that does not allow this."""

    code = "forbidden"
    title = "The token does not allow this"
    help = "Use a token of this site with the role that this call needs."


class OriginNotAllowed(Refused):
    """A write from a page that is not the site's."""

    code = "origin_not_allowed"
    title = "The origin is not one of the site's"
    help = "Call from a page of the site, or add its origin with `belowline site set SITE --origin ORIGIN`."


class Blocked(Refused):
    """The author, the domain of the e-mail or the address may not comment on this site."""

    code = "blocked"
    title = "You cannot comment here"
    help = "The site's moderators have blocked you from commenting. Write to the site if you think this is a mistake."


class PageClosed(Refused):
    """The page takes no more comments."""

    code = "page_closed"
    title = "The page is closed for comments"
    help = "This page takes no new comments."


class EditWindowOver(Refused):
    """It is too late for the author to change the comment."""

    code = "edit_window_over"
    title = "The time for changes is over"
    help = "A comment can be edited or withdrawn only for a while after it was left. Ask the site's moderators."


class NotFound(Refused):
    """No such route, comment or other thing, or not for this caller to see."""

    code = "not_found"
    title = "Not found"
    help = "There is nothing at this address. `GET /openapi.json` lists what there is."


class SiteNotFound(Refused):
    """The site that is named, in a path or a command, is unknown."""

    code = "site_not_found"
    title = "There is no such site"
    help = "There is no site of that id; `belowline site list` shows all."


class MethodNotAllowed(Refused):
    """The route exists, but not with this method."""

    code = "method_not_allowed"
    title = "The method is not allowed here"
    help = "Use one of the methods in the `Allow` header."

    def __init__(self, allowed: Sequence[str]) -> None:
        self.allowed = tuple(sorted(allowed))
        super().__init__(f"Use one of {', '.join(self.allowed)}.")

    @classmethod
    def example(cls) -> Self:
        """Answer one of a route that is read and written."""
        return cls(["GET", "HEAD", "OPTIONS", "POST"])


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


class LastAdmin(Refused):
    """No admin's token would be left."""

    code = "last_admin"
    title = "It is the last token of an admin"
    help = "Make another token of the role `admin` first; only the operator's command revokes the last one."


class CommentDeleted(Refused):
    """The comment is deleted, and so nobody can edit it."""

    code = "comment_deleted"
    title = "The comment is deleted"
    help = "A deleted comment cannot be edited. Restore it first."


class BodyTooLarge(Refused):
    """The body is over 128 KiB."""

    code = "body_too_large"
    title = "The body is too large"
    help = "Send at most 128 KiB."


class UnsupportedMediaType(Refused):
    """The body is of a type this route does not take."""

    code = "unsupported_media_type"
    title = "The type of the body is not supported"
    help = "Send `Content-Type: application/json`."


class InvalidRequest(Refused):
    """Fields or parameters that are missing, unknown or malformed, each named."""

    code = "invalid_request"
    title = "The request is not valid"
    help = "See `errors` for each field."

    def __init__(self, fields: Sequence[FieldError]) -> None:
        self.fields = tuple(fields)
        super().__init__("; ".join(f"{field.field}: {field.message}" for field in self.fields))

    @classmethod
    def example(cls) -> Self:
        """Answer one of a parameter that is out of its limits."""
        return cls([FieldError("limit", "less_than_equal", "Input should be less than or equal to 100")])


class NameReserved(InvalidRequest):
    """An author's name that is a moderator's or reserved by the site, or looks like one."""

    code = "name_reserved"
    title = "The name is reserved"
    help = "Choose another name; this one belongs to the site's people, or looks as if it did."

    def __init__(self) -> None:
        super().__init__([FieldError("author.name", self.code, self.help)])

    @classmethod
    def example(cls) -> Self:
        """Answer one; they are all alike."""
        return cls()


class _PageRefused(Refused):
    """What both refusals of a page have: they can say where the page was named."""

    def at(self, field: str, sent: str) -> Self:
        """Answer the same refusal of what was `sent` as `field`, a path with dots. Much text is shortened."""
        refusal = type(self)(self.detail)
        shown = sent if len(sent) <= _MOST_SHOWN else f"{sent[: _MOST_SHOWN - 1]}…"
        refusal.fields = (FieldError(field, self.code, f"{self.detail} Sent: {shown!r}."),)
        return refusal


class InvalidPage(_PageRefused):
    """What was sent as `page` names no page."""

    code = "invalid_page"
    title = "That is no page"
    help = "Send the page's absolute URL, its path, or `id:` and the publisher's own id, of at most 1,024 bytes."

    @classmethod
    def example(cls) -> Self:
        """Answer one of a script that did not have the page."""
        return cls().at("page", "undefined")


class PageNotOnSite(_PageRefused):
    """A URL whose host is not one of the site's origins."""

    code = "page_not_on_site"
    title = "The page is not on this site"
    help = "The URL's host is not one of the site's origins; see `belowline site show SITE`."

    @classmethod
    def example(cls) -> Self:
        """Answer one of another publication's page."""
        return cls().at("page", "https://elsewhere.example/2026/a")


class ParentNotFound(Refused):
    """The comment replied to does not exist on this page, or is not public."""

    code = "parent_not_found"
    title = "The comment replied to is not there"
    help = "The comment you reply to is no longer there; reload the page, or leave a comment of its own."


class RateLimited(Refused):
    """Too many comments from one address in a minute. Nothing was stored; the same call may be made again later."""

    code = "rate_limited"
    title = "Too many comments in a short time"
    help = "Wait as many seconds as `Retry-After` says, and send the comment again."

    def __init__(self, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(
            f"Too many comments came from your address. Wait {retry_after_seconds} seconds and send it again."
        )

    @classmethod
    def example(cls) -> Self:
        """Answer one of the middle of a minute."""
        return cls(30)


class Unavailable(BelowlineError):
    """The table did not answer, or not in time. Nothing was acknowledged; the same call may be made again."""

    code = "unavailable"
    title = "The service is busy"
    retry_after_seconds = 2


class ConditionFailed(BelowlineError):
    """A write's condition did not hold. `item` is what stood there, None where nothing did."""

    code = "condition_failed"

    def __init__(self, item: Mapping[str, Any] | None) -> None:
        self.item = item
        super().__init__("the condition of a write did not hold")


class TransactionFailed(BelowlineError):
    """A transaction was cancelled by its conditions.

    `failed` has one entry an action, in order: None where it was fine, else the item that stood in its way ({} where none did).
    """

    code = "transaction_failed"

    def __init__(self, failed: Sequence[Mapping[str, Any] | None]) -> None:
        self.failed = tuple(failed)
        super().__init__("a transaction's conditions did not hold")


class NoVerdict(BelowlineError):
    """A service that was asked about a comment gave no verdict.

    `happened` says what happened instead: half a sentence for moderators, with nothing of what was sent.
    """

    code = "no_verdict"

    def __init__(self, happened: str) -> None:
        self.happened = happened
        super().__init__(happened)
