"""What moderators send and see."""

import unicodedata
from typing import Annotated, Any, Literal, NotRequired

from pydantic import AfterValidator, Field
from typing_extensions import TypedDict

from chalicelib.comments.models import Status
from chalicelib.comments.public import CommentId
from chalicelib.incoming import Incoming
from chalicelib.pages.models import Time

Action = Literal["approve", "reject", "spam", "delete", "restore", "pin", "unpin"]

CheckName = Literal[
    "has_banned_words",
    "program_filled_the_form",
    "trap_was_filled",
    "form_was_too_fast",
    "has_suspect_words",
    "has_too_many_links",
    "author_was_rejected_before",
    "author_is_new",
    "everything_waits",
    "proof_of_work",
    "akismet",
    "toxicity",
    "flagged",
]
"""What finds something of comments: the checks that hold or mark them, those of other services, and readers' flags."""

MOST_OF_REASON = 100
MOST_OF_NOTE = 2000

TARGETS: dict[Action, Status] = {"approve": "approved", "reject": "rejected", "spam": "spam", "delete": "deleted"}
"""Where each action moves a comment, if it always moves it there. `restore` moves it back to what it was."""

PINS: dict[Action, bool] = {"pin": True, "unpin": False}
"""What pins and unpins; the status stays."""

MOVES: dict[Status, frozenset[Status]] = {
    "pending": frozenset({"approved", "rejected", "spam", "deleted"}),
    "approved": frozenset({"rejected", "spam", "deleted"}),
    "rejected": frozenset({"approved", "spam", "deleted"}),
    "spam": frozenset({"approved", "rejected", "deleted"}),
    "deleted": frozenset(),
}
"""Which moves are allowed, beside that of what is deleted back to what it was."""


class Actions(Incoming):
    """One decision on up to a hundred comments."""

    action: Action = Field(description="What to do with each comment.", examples=["approve"])
    # Of any text, so that one that is no id fails by itself; a limit, be it none, has pydantic refuse halves of characters.
    ids: list[Annotated[str, Field(min_length=0, json_schema_extra={"format": "id"})]] = Field(
        min_length=1,
        max_length=100,
        description="The comments; one that is named twice is decided on once.",
        examples=[["01KKP3FDG00000000000000003"]],
    )
    status: Status | None = Field(
        None,
        description="Only those in this status, as whoever decides has seen them; what others have decided meanwhile stays.",
        examples=["pending"],
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

    code: Annotated[str, Field(description="Stable; `docs/errors.md` lists them all.", examples=["not_found"])]
    message: Annotated[
        str, Field(description="A sentence for people.", examples=["There is no such comment on this site."])
    ]


class ActionResult(TypedDict):
    """What became of one comment. Where this call did not change it, who did last is told too, if a moderator did."""

    id: CommentId
    status: Annotated[
        Status | None, Field(description="What it is now; null if there is none of that id.", examples=["approved"])
    ]
    changed: Annotated[
        bool,
        Field(description="Whether this call moved it, or approved it anew after readers' flags.", examples=[True]),
    ]
    error: Annotated[ActionError | None, Field(description="Why it was not moved as asked.", examples=[None])]
    decided_by: NotRequired[
        Annotated[str, Field(description="Of one that this call did not change: who decided on it last.")]
    ]
    decided_at: NotRequired[Annotated[Time, Field(description="When that was.")]]


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


class NewFlag(Incoming):
    """What a reader says against a comment."""

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
