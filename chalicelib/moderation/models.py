"""What moderators send and see."""

import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from chalicelib.comments.models import Status
from chalicelib.comments.public import CommentId, Next
from chalicelib.pages.models import PageKey, Time

Action = Literal["approve", "reject", "spam", "delete", "pin", "unpin"]

MOST_OF_REASON = 100
MOST_OF_NOTE = 2000

TARGETS: dict[Action, Status] = {"approve": "approved", "reject": "rejected", "spam": "spam", "delete": "deleted"}
"""Where each action moves a comment, if it moves it."""

PINS: dict[Action, bool] = {"pin": True, "unpin": False}
"""What pins and unpins; the status stays."""

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

    code: Annotated[
        str, Field(description="`not_found`, `move_not_allowed` or `pin_not_allowed`.", examples=["not_found"])
    ]
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


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not 1 <= len(reason) <= MOST_OF_REASON:
        raise ValueError(f"must have 1 to {MOST_OF_REASON} characters")
    if any(_is_control(character) for character in reason):
        raise ValueError("must not have control characters")
    return reason


def _note(note: str) -> str | None:
    note = note.replace("\r\n", "\n").strip()
    if len(note) > MOST_OF_NOTE:
        raise ValueError(f"must have at most {MOST_OF_NOTE} characters")
    if any(_is_control(character) and character not in "\n\t" for character in note):
        raise ValueError("must not have control characters other than line breaks and tabs")
    return note or None


def _described_note(schema: dict[str, Any]) -> None:
    schema["anyOf"][0] |= {"maxLength": MOST_OF_NOTE, "format": "flag-note"}


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"}


class NewFlag(BaseModel):
    """What a reader says against a comment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Annotated[str, AfterValidator(_reason)] = Field(
        description="A short code of the site's own or a few words: 1 to 100 code points without spaces around. "
        "No control characters.",
        examples=["spam"],
        json_schema_extra={"minLength": 1, "maxLength": MOST_OF_REASON, "format": "flag-reason"},
    )
    note: Annotated[str, AfterValidator(_note)] | None = Field(
        None,
        description="More for moderators to read: up to 2,000 code points without spaces around. "
        "No control characters other than line breaks and tabs.",
        examples=["This is about another article."],
        json_schema_extra=_described_note,
    )


class Flagged(TypedDict):
    """The answer to a flag: a comment is flagged by this visitor, by this call or one before."""

    flagged: Annotated[bool, Field(description="Always true.", examples=[True])]


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
    verdict: Annotated[
        str, Field(description="`hold`, `spam`, `approve`, or `pass`: that is only to be known.", examples=["hold"])
    ]
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
