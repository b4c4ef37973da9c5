"""Shapes of what moderators send and are answered, beside those of lists of comments.

They are by themselves, so that who declares a route does not import what acts on them.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictBool
from typing_extensions import TypedDict

from chalicelib.comments.models import Status
from chalicelib.comments.public import CommentId, Next
from chalicelib.incoming import Changes, Incoming
from chalicelib.moderation.blocking import BlockKind
from chalicelib.moderation.models import ActionResult
from chalicelib.moderation.shown import AuthorId, QueueComment
from chalicelib.pages.models import Time, moment


class NewBlock(Incoming):
    """Who may not comment."""

    kind: BlockKind = Field(description="What is blocked.", examples=["email"])
    value: str = Field(
        min_length=1,
        max_length=254,
        description="The e-mail, the domain of e-mails, or `author.id` or `author.address` of a comment in the queue.",
        examples=["troll@home.example"],
    )
    reason: str | None = Field(None, max_length=2000, description="For other moderators.", examples=["Insults others."])
    until: Annotated[str, AfterValidator(moment), Field(json_schema_extra={"format": "date-time"})] | None = Field(
        None, description="When it ends; RFC 3339. Without it, when it is lifted.", examples=["2036-04-14T12:00:00Z"]
    )


class Block(TypedDict):
    """Who may not comment, why and until when."""

    id: Annotated[str, Field(description="The block's id; ids sort by time.", examples=["01KKP3FDG00000000000000007"])]
    kind: Annotated[BlockKind, Field(description="What is blocked.", examples=["email"])]
    value: Annotated[str, Field(description="In its one way of writing.", examples=["troll@home.example"])]
    reason: Annotated[str | None, Field(description="Why.", examples=["Insults others."])]
    until: Annotated[
        str | None,
        Field(description="When it ends; null: when it is lifted.", json_schema_extra={"format": "date-time"}),
    ]
    created_at: Time
    by: Annotated[str, Field(description="The id of the moderator's token.", examples=["01KKP3FDG00000000000000001"])]
    by_name: Annotated[str, Field(description="The moderator's name at the time.", examples=["desk"])]


class Blocks(TypedDict):
    """A part of a site's blocks."""

    blocks: Annotated[list[Block], Field(description="From the newest on.")]
    next: Next


class DeskPlace(Incoming):
    """What an open queue is at."""

    desk: str = Field(
        pattern="^[0-9a-z-]{16,64}$", description="Which queue: made by it at random.", examples=["2f6c0e5b9d1a4873"]
    )
    comments: list[Annotated[str, Field(pattern="^[0-9A-Z]{26}$", json_schema_extra={"format": "id"})]] = Field(
        max_length=100,
        description="Those that were decided on last, the one that is looked at, and the next ones; none: the queue is left.",
        examples=[["01KKP3FDG00000000000000003"]],
    )


class OtherDesk(TypedDict):
    """What another open queue is at."""

    name: Annotated[str, Field(description="Whose it is: the name of the moderator's token.", examples=["desk"])]
    comments: Annotated[
        list[str],
        Field(
            description="What to leave to it; not what this one was at before.",
            examples=[["01KKP3FDG00000000000000004"]],
        ),
    ]


class OtherDesks(TypedDict):
    """What others are at."""

    others: Annotated[list[OtherDesk], Field(description="Those that have said something within the last minute.")]


class AuthorActions(Incoming):
    """One decision on what an author has left."""

    action: Literal["approve", "reject", "spam", "delete", "restore"] = Field(
        description="What to do with each comment.", examples=["reject"]
    )
    status: Status | None = Field(None, description="Only those in this status.", examples=["pending"])
    trust: StrictBool | None = Field(
        None, description="Also note whether moderators trust the author; left out, that stays.", examples=[True]
    )
    reason: str | None = Field(None, max_length=100, description="As of other actions.", examples=["insult"])
    note: str | None = Field(None, max_length=2000, description="As of other actions.", examples=["All alike."])
    cursor: str | None = Field(None, description="`next` of the answer before.")


class AuthorResults(TypedDict):
    """What became of an author's comments, from the oldest on."""

    results: Annotated[list[ActionResult], Field(description="What became of each.")]
    next: Next


class AuthorChanges(Changes):
    """What moderators say of an author. What is not given stays."""

    note: str | None = Field(
        None,
        max_length=2000,
        description="For other moderators; null or nothing: none.",
        examples=["Writes for a rival."],
    )
    is_trusted: StrictBool = Field(
        default=False,
        description="Whether moderators trust the author. Where `hold_new` asks, it counts for who is signed in.",
        examples=[True],
    )


class Author(TypedDict):
    """An author with what they left last."""

    id: AuthorId
    history: Annotated[
        dict[str, int], Field(description="How many of their comments are in each status.", examples=[{"pending": 1}])
    ]
    note: Annotated[str | None, Field(description="What moderators have noted.")]
    is_trusted: Annotated[bool, Field(description="Whether moderators trust the author.", examples=[False])]
    comments: Annotated[list[QueueComment], Field(description="The newest 20 at most, whatever their status.")]
    blocks: Annotated[
        list[Block],
        Field(
            description="Blocks of the author, the e-mail, its domain, or where these comments came from.",
            examples=[[]],
        ),
    ]


By = Annotated[
    str,
    Field(
        description="The id of a moderator's token; `author`; `flags`, for what many flags did; or `operator` or `retention`.",
        examples=["01KKP3FDG00000000000000001"],
    ),
]
ByName = Annotated[str | None, Field(description="The moderator's name at the time.", examples=["desk"])]
Action = Annotated[
    str,
    Field(
        description="What was done: one of the actions, `edit`, `withdraw`, `hold`, `erase`, or a change of something else.",
        examples=["approve"],
    ),
]
Reason = Annotated[str | None, Field(description="The reason that was given.")]
Note = Annotated[str | None, Field(description="The note that was left.")]


class Step(TypedDict):
    """One thing that was done with a comment."""

    id: CommentId
    at: Time
    by: By
    by_name: ByName
    action: Action
    before: Annotated[str | None, Field(description="The status before.", examples=["pending"])]
    after: Annotated[str | None, Field(description="The status after.", examples=["approved"])]
    reason: Reason
    note: Note
    body: Annotated[str | None, Field(description="Of an edit or a withdrawal: the text as it was before.")]


class GivenFlag(TypedDict):
    """One reader's mark against a comment."""

    reason: Annotated[str, Field(description="What is wrong with it.", examples=["spam"])]
    note: Annotated[str | None, Field(description="What the reader had to say of it.")]
    created_at: Time


class CommentWithHistory(QueueComment):
    """A comment as moderators see it, with all that was done with it."""

    history: Annotated[
        list[Step], Field(description="Decisions and edits in the order of time; of many the newest 500 of each.")
    ]
    given_flags: Annotated[
        list[GivenFlag], Field(description="The readers' flags, from the oldest on; of many a hundred.", examples=[[]])
    ]


class LogLine(TypedDict):
    """One thing that was done on a site."""

    id: Annotated[str, Field(description="The line's id; ids sort by time.", examples=["01KKP3FDG00000000000000005"])]
    at: Time
    by: By
    by_name: ByName
    action: Action
    comment: Annotated[
        str | None, Field(description="The comment that it was done to.", examples=["01KKP3FDG00000000000000003"])
    ]
    subject: Annotated[
        str | None, Field(description="What else it was done to: a page's key, an author, the id of a block or token.")
    ]
    before: Annotated[Any, Field(description="What it was; of a comment its status.", examples=["pending"])]
    after: Annotated[Any, Field(description="What it became.", examples=["approved"])]
    reason: Reason
    note: Note


class Log(TypedDict):
    """A part of the log."""

    lines: Annotated[list[LogLine], Field(description="From the newest on.")]
    next: Next
