"""Readers' routes for comments, and those of their authors."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from chalicelib import errors
from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import ATOM, Answer
from chalicelib.comments.incoming import Edit, NewComment
from chalicelib.comments.listing import Sort
from chalicelib.comments.public import (
    CommentList,
    EditedComment,
    OwnComments,
    PostedComment,
    PublicComment,
    RecentComments,
)
from chalicelib.incoming import Incoming
from chalicelib.pages.models import PageText

endpoints = Endpoints("comments")


class ListQuery(Incoming):
    """Which part of a page's comments."""

    page: PageText
    sort: Sort = Field("newest", description="Which root comes first.")
    limit: int = Field(20, ge=1, le=100, description="How many root comments; each comes with its replies.")
    cursor: str | None = Field(None, description="`next` or `replies_next` of an answer before.")


class MineQuery(Incoming):
    """On which page."""

    page: PageText


class RecentQuery(Incoming):
    """How many of the newest comments."""

    limit: int = Field(10, ge=1, le=100, description="How many comments.")


class FeedQuery(Incoming):
    """Whose comments a feed has."""

    model_config = ConfigDict(extra="ignore")  # feed readers add parameters of their own

    page: PageText | None = Field(
        None, description="The page's URL, path or id. Without it the feed has all of the site's."
    )


@endpoints.route(
    "GET",
    "/v1/sites/{site}/comments",
    access="read",
    query=ListQuery,
    answers={200: CommentList},
    refuses=(errors.InvalidPage, errors.PageNotOnSite, errors.InvalidCursor),
)
def list_comments(call: Call[None, ListQuery]) -> Answer:
    """GET /v1/sites/{site}/comments: a page's approved comments, roots with their replies."""
    query = call.query
    found = call.services.reading.read(call.site, query.page, query.sort, query.limit, query.cursor)
    return Answer(200, lambda: found.answer, version=found.version)


@endpoints.route(
    "POST",
    "/v1/sites/{site}/comments",
    access="write",
    takes=NewComment,
    answers={
        201: Annotated[
            PostedComment, Field(description="It is public at once.", examples=[{"comment": {"reactions": {}}}])
        ],
        202: Annotated[
            PostedComment,
            Field(
                description="It waits for a moderator.", examples=[{"comment": {"status": "pending", "reactions": {}}}]
            ),
        ],
    },
    refuses=(
        errors.SignOnRefused,
        errors.InvalidPage,
        errors.PageNotOnSite,
        errors.NameReserved,
        errors.PageClosed,
        errors.ParentNotFound,
        errors.IdempotencyConflict,
        errors.DuplicateComment,
        errors.Blocked,
        errors.RateLimited,
    ),
    headers={
        "Authorization": "`Bearer` and a token of the site's sign-on makes it the comment of whom that names.",
        "Idempotency-Key": "1 to 255 printable characters made for this one comment; for 24 hours a repetition is given the same answer.",
    },
)
def post_comment(call: Call[NewComment, None]) -> Answer:
    """POST /v1/sites/{site}/comments: leave a comment; 201 when it is public at once, 202 when it waits."""
    key = call.headers.get("idempotency-key")
    posted = call.services.comments.post(call.site, call.body, call.client, key, token=call.bearer)
    answer: PostedComment = {"comment": posted.comment, "author_token": posted.author_token}
    return Answer(201 if posted.is_public else 202, answer)


@endpoints.route(
    "GET",
    "/v1/sites/{site}/comments/{id}",
    access="read",
    answers={200: PublicComment},
    refuses=(errors.NotFound, errors.SignOnRefused),
    headers={
        "Authorization": "`Bearer` and the author token, or one of the site's sign-on, shows one's own comment while it waits."
    },
)
def get_comment(call: Call[None, Any]) -> Answer:
    """GET /v1/sites/{site}/comments/{id}: one approved comment, or one's own that waits."""
    shown = call.services.comments.get(call.site, call.path["id"], call.bearer)
    return Answer(
        200, shown, headers={"Vary": "Authorization"} | ({"Cache-Control": "no-store"} if call.bearer else {})
    )


@endpoints.route(
    "PATCH",
    "/v1/sites/{site}/comments/{id}",
    access="author",
    takes=Edit,
    answers={200: EditedComment},
    refuses=(errors.SignOnRefused, errors.NotFound, errors.EditWindowOver, errors.Blocked, errors.RateLimited),
)
def edit_comment(call: Call[Edit, None]) -> Answer:
    """PATCH /v1/sites/{site}/comments/{id}: give one's own comment another text, which is judged anew."""
    comment = call.services.authors.edit(call.site, call.path["id"], call.body.body, call.client, call.identity)
    edited: EditedComment = {"comment": comment}
    return Answer(200, edited)


@endpoints.route(
    "DELETE",
    "/v1/sites/{site}/comments/{id}",
    access="author",
    answers={204: Annotated[None, Field(description="It is withdrawn. There is no body.")]},
    refuses=(errors.SignOnRefused, errors.NotFound, errors.EditWindowOver),
)
def withdraw_comment(call: Call[None, None]) -> Answer:
    """DELETE /v1/sites/{site}/comments/{id}: take one's own comment back."""
    call.services.authors.withdraw(call.site, call.path["id"], call.identity)
    return Answer(204)


@endpoints.route(
    "GET",
    "/v1/sites/{site}/mine",
    access="signed_on",
    query=MineQuery,
    answers={200: OwnComments},
    refuses=(errors.SignOnRefused, errors.InvalidPage, errors.PageNotOnSite),
)
def list_mine(call: Call[None, MineQuery]) -> Answer:
    """GET /v1/sites/{site}/mine: a signed-on reader's own comments on a page that wait or may still be changed."""
    return Answer(200, call.services.mine.on_page(call.site, call.query.page, str(call.identity)))


@endpoints.route("GET", "/v1/sites/{site}/recent", access="read", query=RecentQuery, answers={200: RecentComments})
def list_recent(call: Call[None, RecentQuery]) -> Answer:
    """GET /v1/sites/{site}/recent: the newest approved comments of a site, each with its page."""
    return Answer(200, call.services.recent.recent(call.site, call.query.limit))


@endpoints.route(
    "GET",
    "/v1/sites/{site}/feed.atom",
    access="read",
    query=FeedQuery,
    answers={200: ATOM},
    refuses=(errors.InvalidPage, errors.PageNotOnSite),
)
def read_feed(call: Call[None, FeedQuery]) -> Answer:
    """GET /v1/sites/{site}/feed.atom: the newest approved comments of a page, or of the site, as an Atom feed."""
    from chalicelib.comments.feed import atom  # noqa: PLC0415 - other calls start without the library that it takes

    found = call.services.recent.feed(call.site, call.query.page)
    return Answer(200, text=atom(call.site, found, call.address), headers=ATOM.headers)
