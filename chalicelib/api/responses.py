"""Answers: JSON, problems of RFC 9457, and the headers that every answer has.

The one table from an error's class to its status stands here.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any

from chalice.app import Response
from pydantic import Field
from pydantic_core import to_json
from typing_extensions import TypedDict

from chalicelib import errors
from chalicelib.errors import BelowlineError, MethodNotAllowed, Refused, Unavailable

STATUS_OF: dict[type[BelowlineError], int] = {
    errors.InvalidJson: 400,
    errors.InvalidCursor: 400,
    errors.Unauthorized: 401,
    errors.SignOnRefused: 401,
    errors.Forbidden: 403,
    errors.OriginNotAllowed: 403,
    errors.Blocked: 403,
    errors.PageClosed: 403,
    errors.EditWindowOver: 403,
    errors.NotFound: 404,
    errors.SiteNotFound: 404,
    errors.MethodNotAllowed: 405,
    errors.IdempotencyConflict: 409,
    errors.DuplicateComment: 409,
    errors.LastAdmin: 409,
    errors.CommentDeleted: 409,
    errors.BodyTooLarge: 413,
    errors.UnsupportedMediaType: 415,
    errors.InvalidRequest: 422,
    errors.NameReserved: 422,
    errors.InvalidPage: 422,
    errors.PageNotOnSite: 422,
    errors.ParentNotFound: 422,
    errors.RateLimited: 429,
    errors.Unavailable: 503,
}

HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, X-Request-Id",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}
"""On every answer, unless it has its own."""

FIRST_OF_ERRORS = 400

NOT_STORED = "no-store"
PUBLIC = "public, max-age=0, must-revalidate, s-maxage=30"
"""Browsers ask each time and are mostly told 304; a CDN is at most 30 seconds behind, so that a rejected comment is gone within a minute.
No `stale-while-revalidate`: browsers obey it too, and would show a reader the page as it was before their comment was approved."""

Headers = dict[str, str | list[str]]
"""As Chalice wants them."""


@dataclass(frozen=True)
class Text:
    """An answer that is no JSON, as routes declare it: of which media type, always in UTF-8."""

    media_type: str

    @property
    def headers(self) -> dict[str, str]:
        """Answer the header that says so."""
        return {"Content-Type": f"{self.media_type}; charset=utf-8"}


HTML = Text("text/html")
CSS = Text("text/css")
JAVASCRIPT = Text("text/javascript")
ATOM = Text("application/atom+xml")


class Problem(TypedDict):
    """An error as callers see it, by RFC 9457."""

    type: Annotated[
        str, Field(description="The code as a URN.", json_schema_extra={"pattern": "^urn:belowline:error:[a-z_]+$"})
    ]
    title: Annotated[str, Field(description="What is wrong, for people; the same for all of one code.")]
    status: Annotated[int, Field(description="The status of the answer.", ge=400, le=599)]
    code: Annotated[
        str, Field(description="Stable: write programs against it.", json_schema_extra={"pattern": "^[a-z_]+$"})
    ]
    detail: Annotated[str, Field(description="What to do, in a sentence for people.")]
    errors: Annotated[
        "list[ProblemField]", Field(description="Each field or parameter that is wrong; empty for other codes.")
    ]
    request_id: Annotated[str, Field(description="As in `X-Request-Id`: the log knows the call by it.")]


class ProblemField(TypedDict):
    """What is wrong with one field or parameter."""

    field: Annotated[str, Field(description="Its name; within another with dots: `author.name`, `ids.0`.")]
    code: Annotated[str, Field(description="Stable.")]
    message: Annotated[str, Field(description="A sentence for people.")]


@dataclass(frozen=True)
class Answer:
    """What a route answers: a status and plain data, which becomes JSON; or text of another type; with 204 nothing at all.

    Text that is compressed is bytes, and its headers say how.

    With a `version`, which stays the same exactly as long as the data does, `data` is a function that makes it if it is wanted.
    """

    status: int
    data: Any = None
    text: str | bytes | None = None
    version: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def respond(answer: Answer, *, cache: str | None, if_none_match: str | None) -> Response:
    """Turn an answer into a response, with a validator if it may be cached, and 304 if the caller has it already.

    A page that tells why something was refused is not cached, whatever its route says.
    """
    if answer.status == HTTPStatus.NO_CONTENT:
        return Response("", headers={"Cache-Control": NOT_STORED, **answer.headers}, status_code=answer.status)
    cache = cache if answer.status < FIRST_OF_ERRORS else None
    headers: Headers = {"Content-Type": "application/json", "Cache-Control": cache or NOT_STORED, **answer.headers}
    body = _body(answer) if answer.version is None else None
    if cache is not None:
        headers["ETag"] = etag = f'"{hashlib.sha256(_bytes(answer.version or body or "")).hexdigest()[:32]}"'
        if _matches(etag, if_none_match):
            return Response("", headers=headers, status_code=304)
    return Response(_body(answer) if body is None else body, headers=headers, status_code=answer.status)


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def _body(answer: Answer) -> str | bytes:
    if answer.text is not None:
        return answer.text
    data = answer.data if answer.version is None else answer.data()
    return to_json(data).decode()  # four times as quick as json.dumps, which was a third of a read


def problem(error: BelowlineError, request_id: str) -> Response:
    """Turn an error of the tree into a problem."""
    detail = (
        error.detail if isinstance(error, Refused) else "The service is busy; nothing was lost. Try again in a moment."
    )
    title = error.title if isinstance(error, Refused | Unavailable) else "Error"
    fields = error.fields if isinstance(error, Refused) else ()
    named: list[ProblemField] = [{"field": one.field, "code": one.code, "message": one.message} for one in fields]
    return _problem(STATUS_OF[type(error)], error.code, title, detail, named, request_id, refusal_headers(error))


def refusal_headers(error: BelowlineError) -> dict[str, str]:
    """Answer the headers that go with an error, in whatever form it is told."""
    headers = {}
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(error.allowed)
    if isinstance(error, errors.Unauthorized):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, Unavailable | errors.RateLimited):
        headers["Retry-After"] = str(error.retry_after_seconds)
    return headers


def internal_error(request_id: str) -> Response:
    """Answer for a bug: the request id, and nothing of what happened."""
    detail = "Something went wrong here. Tell the site's engineer the request id; the log has the rest."
    return _problem(500, "internal_error", "Internal error", detail, [], request_id, {})


def _problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    fields: list[ProblemField],
    request_id: str,
    more_headers: Mapping[str, str],
) -> Response:
    body: Problem = {
        "type": f"urn:belowline:error:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        "errors": fields,
        "request_id": request_id,
    }
    headers: Headers = {**more_headers, "Content-Type": "application/problem+json", "Cache-Control": NOT_STORED}
    return Response(json.dumps(body, ensure_ascii=False), headers=headers, status_code=status)


def _matches(etag: str, if_none_match: str | None) -> bool:
    if if_none_match is None:
        return False
    given = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in given or "*" in given
