"""What moderators send and see."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from chalicelib.comments.models import CommentId, Next, Status
from chalicelib.pages.models import PageKey, Time

Action = Literal["approve", "reject", "spam", "delete"]

TARGETS: dict[Action, Status] = {"approve": "approved", "reject": "rejected", "spam": "spam", "delete": "deleted"}
"""Where each action moves a comment."""

MOVES: dict[Status, frozenset[Status]] = {
    "pending": frozenset({"approved", "rejected", "spam", "deleted"}),
    "approved": frozenset({"rejected", "spam", "deleted"}),
    "rejected": frozenset({"approved", "spam", "deleted"}),
    "spam": frozenset({"approved", "rejected", "deleted"}),
    "deleted": frozenset(),
}
"""Which moves are allowed."""


class Actions(BaseModel):
    """One decision on up to a hundred comments."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Action = Field(description="What to do with each comment.", examples=["approve"])
    ids: list[Annotated[str, Field(min_length=1, max_length=64, json_schema_extra={"format": "id"})]] = Field(
        min_length=1,
        max_length=100,
        description="The comments; one that is named twice is decided on once.",
        examples=[["01KKP3FDG00000000000000003"]],
    )
    reason: str | None = Field(
        None, max_length=100, description="A short code of the newsroom's own, kept in the log.", examples=["off_topic"]
    )
    note: str | None = Field(
        None,
        max_length=2000,
        description="For other moderators, kept in the log.",
        examples=["Answers another article."],
    )


class ActionError(TypedDict):
    """Why one comment was not moved."""

    code: Annotated[str, Field(description="`not_found` or `move_not_allowed`.", examples=["not_found"])]
    message: Annotated[
        str, Field(description="A sentence for people.", examples=["There is no such comment on this site."])
    ]


class ActionResult(TypedDict):
    """What became of one comment; `error` is there only when it was not moved as asked."""

    id: CommentId
    status: Annotated[
        Status | None, Field(description="What it is now; null if there is none of that id.", examples=["approved"])
    ]
    changed: Annotated[bool, Field(description="Whether this call moved it.", examples=[True])]
    error: Annotated[ActionError | None, Field(description="Why it was not moved as asked.", examples=[None])]


class ActionResults(TypedDict):
    """The answer to actions, one result an id, in the order asked."""

    results: Annotated[list[ActionResult], Field(description="What became of each.")]


class QueueAuthor(TypedDict):
    """An author as moderators see them. `history` counts their comments by status."""

    name: Annotated[str | None, Field(description="As they signed.", examples=["Ada"])]
    url: Annotated[str | None, Field(description="Their website.", examples=["https://ada.example/"])]
    badge: Annotated[str | None, Field(description="What the site says they are.")]
    email: Annotated[str | None, Field(description="Where they gave one.", examples=["ada@home.example"])]
    history: Annotated[
        dict[str, int],
        Field(description="How many comments of that e-mail are in each status.", examples=[{"pending": 1}]),
    ]


class CheckReason(TypedDict):
    """What one check found."""

    check: Annotated[str, Field(description="Its name.", examples=["everything_waits"])]
    verdict: Annotated[str, Field(description="`hold`, `spam` or `approve`.", examples=["hold"])]
    reason: Annotated[
        str, Field(description="Why, in a moderator's words.", examples=["This site approves every comment by hand."])
    ]


class QueueComment(TypedDict):
    """A comment as moderators see it in a list."""

    id: CommentId
    page: PageKey
    page_url: Annotated[
        str | None, Field(description="The page's address, where it has one.", examples=["https://news.example/2026/a"])
    ]
    page_title: Annotated[str | None, Field(description="Its title, where it is known.", examples=["A bridge reopens"])]
    parent: Annotated[str | None, Field(description="The id of the comment that it replies to.")]
    status: Annotated[Status, Field(description="Where it stands.", examples=["pending"])]
    author: QueueAuthor
    html: Annotated[
        str | None, Field(description="The text as sanitised HTML.", examples=["<p><em>Well</em> said.</p>\n"])
    ]
    body: Annotated[str | None, Field(description="The text as its author wrote it.", examples=["*Well* said."])]
    created_at: Time
    edited_at: Annotated[
        str | None, Field(description="When its text was last changed.", json_schema_extra={"format": "date-time"})
    ]
    reply_count: Annotated[int, Field(description="The approved comments below it, at any depth.", examples=[0], ge=0)]
    checks: Annotated[list[CheckReason], Field(description="What the checks found; the first one decided.")]
    flag_count: Annotated[int, Field(description="How many readers reported it.", examples=[0], ge=0)]


class Queue(TypedDict):
    """A part of one of a site's lists of comments."""

    comments: Annotated[
        list[QueueComment], Field(description="What waits from the oldest on, all else from the newest on.")
    ]
    next: Next
