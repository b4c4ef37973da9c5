"""Refusals of any call: its form, its token, its address."""

from collections.abc import Sequence
from typing import Self

from chalicelib.errors.roots import FieldError, Refused


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


class SignOnRefused(Unauthorized):
    """A token of the publisher's sign-on that proves nothing. `fault` is a stable code of what is wrong with it."""

    code = "sign_on_refused"
    title = "The sign-on token is not accepted"
    help = "Have the site make a new one, or send the call without `Authorization`."

    def __init__(self, fault: str, message: str) -> None:
        super().__init__(message)
        self.fields = (FieldError("Authorization", fault, message),)

    @classmethod
    def example(cls) -> Self:
        """Answer one of the most usual kind."""
        return cls("token_expired", "The token has expired. Have the site make a new one, and send the call again.")


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


class LastAdmin(Refused):
    """No admin's token would be left."""

    code = "last_admin"
    title = "It is the last token of an admin"
    help = "Make another token of the role `admin` first; only the operator's command revokes the last one."


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
