"""Moderators' routes, and those of readers: one tells moderators of a comment, one gives what a browser is to solve before it sends one."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from chalicelib import errors
from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import Answer
from chalicelib.comments.incoming import Edit
from chalicelib.comments.models import Status
from chalicelib.incoming import Incoming
from chalicelib.moderation.asked import Asked
from chalicelib.moderation.models import ActionResults, Actions, CheckName, Flagged, NewFlag
from chalicelib.moderation.proof import Challenge
from chalicelib.moderation.shapes import (
    Author,
    AuthorActions,
    AuthorChanges,
    AuthorResults,
    Block,
    Blocks,
    CommentWithHistory,
    DeskPlace,
    Log,
    NewBlock,
    OtherDesks,
)
from chalicelib.moderation.shown import Queue, QueueComment
from chalicelib.pages.models import PageText, moment

endpoints = Endpoints("moderation")


AuthorId = Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{24}$")]
Moment = Annotated[datetime, BeforeValidator(lambda given: datetime.fromisoformat(moment(given)))]
Words = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class QueueQuery(Incoming):
    """Which list of comments, and which part of it."""

    status: Status | None = Field(
        None, description="Which list; `pending`, with `author` all, with `flagged` `approved`, without it."
    )
    flagged: Literal["true", "false"] = Field(
        "false",
        description="`true`: only approved ones that readers flagged since a moderator last decided on them, the latest flag first.",
    )
    page: PageText | None = Field(None, description="Only those of this page.")
    author: AuthorId | None = Field(None, description="Only those of this author: `author.id` of a comment.")
    q: Words | None = Field(
        None,
        description="Only those with this in their text, their author's name or e-mail, in large or small letters.",
        examples=["bridge"],
    )
    check: CheckName | None = Field(
        None,
        description="Only those in which this check found something: `check` of one of the `checks` of a comment.",
        examples=["has_suspect_words"],
    )
    since: Moment | None = Field(
        None, description="Only those left at that time or later; RFC 3339.", examples=["2026-03-14T00:00:00Z"]
    )
    until: Moment | None = Field(
        None, description="Only those left before that time; RFC 3339.", examples=["2026-03-15T00:00:00Z"]
    )
    limit: int = Field(50, ge=1, le=100, description="How many.")
    cursor: str | None = Field(None, description="`next` of the answer before.")

    @field_validator("flagged")
    @classmethod
    def _is_of_what_is_approved(cls, flagged: str, given: ValidationInfo) -> str:
        if flagged == "true" and given.data.get("status") not in {None, "approved"}:
            raise PydanticCustomError("only_approved", "only approved comments are listed by flags; leave `status` out")
        return flagged

    def asked(self) -> Asked:
        """Answer which list this is."""
        is_flagged = self.flagged == "true"
        unnamed: Status | None = "approved" if is_flagged else None if self.author else "pending"
        return Asked(
            status=self.status or unnamed,
            page=self.page,
            author=self.author,
            words=self.q,
            check=self.check,
            since=self.since,
            until=self.until,
            is_flagged=is_flagged,
        )


class LogQuery(Incoming):
    """Which part of the log."""

    limit: int = Field(50, ge=1, le=100, description="How many lines.")
    cursor: str | None = Field(None, description="`next` of the answer before.")


@endpoints.route(
    "GET",
    "/v1/sites/{site}/moderation/comments",
    access="moderator",
    query=QueueQuery,
    answers={200: Queue},
    refuses=(errors.InvalidPage, errors.PageNotOnSite, errors.InvalidCursor),
)
def list_queue(call: Call[None, QueueQuery]) -> Answer:
    """GET /v1/sites/{site}/moderation/comments: the comments in a status, those that wait from the oldest on."""
    query = call.query
    return Answer(200, call.services.moderation.lists.part(call.site, query.asked(), query.limit, query.cursor))


@endpoints.route(
    "POST",
    "/v1/sites/{site}/moderation/actions",
    access="moderator_beside",
    takes=Actions,
    answers={200: ActionResults},
)
def act(call: Call[Actions, None]) -> Answer:
    """POST /v1/sites/{site}/moderation/actions: one action on up to a hundred comments, each by itself."""
    results: ActionResults = {"results": call.services.moderation.decisions.act(call.site, call.authorize, call.body)}
    return Answer(200, results)


@endpoints.route(
    "GET",
    "/v1/sites/{site}/moderation/comments/{id}",
    access="moderator",
    answers={200: CommentWithHistory},
    refuses=(errors.NotFound,),
)
def get_moderated_comment(call: Call[None, None]) -> Answer:
    """GET /v1/sites/{site}/moderation/comments/{id}: one comment, with every decision and edit made on it."""
    return Answer(200, call.services.moderation.history.of_comment(call.site, call.path["id"]))


@endpoints.route(
    "PATCH",
    "/v1/sites/{site}/moderation/comments/{id}",
    access="moderator_beside",
    takes=Edit,
    answers={200: QueueComment},
    refuses=(errors.NotFound, errors.CommentDeleted),
)
def edit_moderated_comment(call: Call[Edit, None]) -> Answer:
    """PATCH /v1/sites/{site}/moderation/comments/{id}: give somebody's comment another text; the one before is kept."""
    edits = call.services.moderation.edits
    return Answer(200, edits.edit(call.site, call.authorize, call.path["id"], call.body.body))


@endpoints.route(
    "POST",
    "/v1/sites/{site}/moderation/desks",
    access="moderator",
    takes=DeskPlace,
    answers={200: OtherDesks},
)
def sit_down(call: Call[DeskPlace, None]) -> Answer:
    """POST /v1/sites/{site}/moderation/desks: tell what an open queue is at, and learn what to leave to others."""
    others: OtherDesks = {"others": call.services.moderation.desks.sit_down(call.authorize(), call.body)}
    return Answer(200, others)


@endpoints.route(
    "GET",
    "/v1/sites/{site}/moderation/log",
    access="moderator",
    query=LogQuery,
    answers={200: Log},
    refuses=(errors.InvalidCursor,),
)
def read_log(call: Call[None, LogQuery]) -> Answer:
    """GET /v1/sites/{site}/moderation/log: who did what, when, to what and why, the newest first."""
    return Answer(200, call.services.moderation.history.log(call.site, call.query.limit, call.query.cursor))


@endpoints.route(
    "POST",
    "/v1/sites/{site}/comments/{id}/flags",
    access="write_private",
    takes=NewFlag,
    answers={202: Flagged},
    refuses=(errors.NotFound,),
    headers={"User-Agent": "Tells, with the address, one visitor from another."},
)
def flag(call: Call[NewFlag, None]) -> Answer:
    """POST /v1/sites/{site}/comments/{id}/flags: tell the moderators of a comment, once a visitor."""
    call.services.flags.flag(call.site, call.path["id"], call.client, call.body)
    answer: Flagged = {"flagged": True}
    return Answer(202, answer)


@endpoints.route("GET", "/v1/sites/{site}/challenge", access="fresh", answers={200: Challenge})
def get_challenge(call: Call[None, None]) -> Answer:
    """GET /v1/sites/{site}/challenge: what a browser has to solve before it sends a comment, another each time."""
    return Answer(200, call.services.proofs.challenge(call.site))


class BlocksQuery(Incoming):
    """Which part of the blocks."""

    limit: int = Field(50, ge=1, le=100, description="How many.")
    cursor: str | None = Field(None, description="`next` of the answer before.")


@endpoints.route(
    "GET",
    "/v1/sites/{site}/moderation/blocks",
    access="moderator",
    query=BlocksQuery,
    answers={200: Blocks},
    refuses=(errors.InvalidCursor,),
)
def list_blocks(call: Call[None, BlocksQuery]) -> Answer:
    """GET /v1/sites/{site}/moderation/blocks: who may not comment, the newest first."""
    return Answer(200, call.services.moderation.blocks.listed(call.site, call.query.limit, call.query.cursor))


@endpoints.route(
    "POST",
    "/v1/sites/{site}/moderation/blocks",
    access="moderator_beside",
    takes=NewBlock,
    answers={
        200: Annotated[Block, Field(description="There was one already; it has this reason and end now.")],
        201: Annotated[Block, Field(description="It is made.")],
    },
)
def block(call: Call[NewBlock, None]) -> Answer:
    """POST /v1/sites/{site}/moderation/blocks: keep an e-mail, a domain of e-mails or an address from commenting."""
    made, is_new = call.services.moderation.blocks.block(call.site, call.authorize, call.body)
    return Answer(201 if is_new else 200, made)


@endpoints.route(
    "DELETE",
    "/v1/sites/{site}/moderation/blocks/{id}",
    access="moderator_beside",
    answers={204: Annotated[None, Field(description="It is lifted. There is no body.")]},
    refuses=(errors.NotFound,),
)
def lift_block(call: Call[None, None]) -> Answer:
    """DELETE /v1/sites/{site}/moderation/blocks/{id}: lift a block."""
    call.services.moderation.blocks.lift(call.site, call.authorize, call.path["id"])
    return Answer(204)


@endpoints.route(
    "GET",
    "/v1/sites/{site}/moderation/authors/{author}",
    access="moderator",
    answers={200: Author},
    refuses=(errors.NotFound,),
)
def get_author(call: Call[None, None]) -> Answer:
    """GET /v1/sites/{site}/moderation/authors/{author}: an author's history, notes, newest comments and blocks."""
    return Answer(200, call.services.moderation.authors.get(call.site, call.path["author"]))


@endpoints.route(
    "PUT",
    "/v1/sites/{site}/moderation/authors/{author}",
    access="moderator_beside",
    takes=AuthorChanges,
    answers={200: Author},
    refuses=(errors.NotFound,),
)
def change_author(call: Call[AuthorChanges, None]) -> Answer:
    """PUT /v1/sites/{site}/moderation/authors/{author}: note something of an author, or trust them."""
    authors = call.services.moderation.authors
    return Answer(200, authors.change(call.site, call.authorize, call.path["author"], call.body))


@endpoints.route(
    "POST",
    "/v1/sites/{site}/moderation/authors/{author}/actions",
    access="moderator_beside",
    takes=AuthorActions,
    answers={200: AuthorResults},
    refuses=(errors.InvalidCursor, errors.NotFound),
)
def act_on_author(call: Call[AuthorActions, None]) -> Answer:
    """POST /v1/sites/{site}/moderation/authors/{author}/actions: one action on all that an author left."""
    authors = call.services.moderation.authors
    return Answer(200, authors.act(call.site, call.authorize, call.path["author"], call.body))
