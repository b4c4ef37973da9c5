"""Comments as moderators see them. Each shape lists its fields."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from chalicelib.comments.models import STATUSES, Badge, Comment, Private, Status
from chalicelib.comments.public import CommentId, Next
from chalicelib.moderation.flagged import NONE, FlagCounts
from chalicelib.pages.models import Page, PageKey, Time
from chalicelib.storage.values import Item, number, text

AuthorId = Annotated[
    str,
    Field(
        description="Stands for who was signed in, else for the e-mail that an author gave.",
        examples=["mzxw6ytboi4tqobsgq2tqobs"],
        json_schema_extra={"pattern": "^[a-z2-7]{24}$"},
    ),
]


MOST_OF_EXCERPT = 300

_AUTHOR = re.compile("[a-z2-7]{24}")


def is_author(text: str) -> bool:
    """Tell whether a text has the form of what stands for an author; others need not be looked up."""
    return _AUTHOR.fullmatch(text) is not None


class QueueAuthor(TypedDict):
    """An author as moderators see them. `history` counts their comments by status."""

    id: Annotated[
        str | None,
        Field(
            description="Stands for who was signed in, else for the e-mail, and so for all that was left by either. Null without both.",
            examples=["mzxw6ytboi4tqobsgq2tqobs"],
        ),
    ]
    name: Annotated[str | None, Field(description="As they signed.", examples=["Ada"])]
    url: Annotated[str | None, Field(description="Their website.", examples=["https://ada.example/"])]
    badge: Annotated[Badge | None, Field(description="What the site's sign-on says they are; of other readers null.")]
    is_signed_in: Annotated[
        bool,
        Field(
            description="Whether the site's sign-on vouches for name and e-mail; else both are as they were typed.",
            examples=[False],
        ),
    ]
    email: Annotated[str | None, Field(description="Where there is one.", examples=["ada@home.example"])]
    address: Annotated[
        str | None,
        Field(
            description="A hash of where it was sent from, to block by. It is another one every 90 days.",
            examples=["orsxg5baon2hk5dtn5xgk4tf"],
        ),
    ]
    history: Annotated[
        dict[str, int],
        Field(description="How many comments of that author are in each status.", examples=[{"pending": 1}]),
    ]
    note: Annotated[str | None, Field(description="What moderators have noted about the author.")]
    is_trusted: Annotated[bool, Field(description="Whether moderators trust the author.", examples=[False])]


class CheckReason(TypedDict):
    """What one check found."""

    check: Annotated[str, Field(description="Its name.", examples=["everything_waits"])]
    verdict: Annotated[
        str, Field(description="`hold`, `spam`, `approve`, or `pass`: that is only to be known.", examples=["hold"])
    ]
    reason: Annotated[
        str, Field(description="Why, in a moderator's words.", examples=["This site approves every comment by hand."])
    ]


class Flags(TypedDict):
    """What readers have said against a comment, in short."""

    count: Annotated[int, Field(description="How many readers flagged it.", examples=[0], ge=0)]
    reasons: Annotated[
        dict[str, int],
        Field(description="How many gave each of the usual reasons; `other` is all others.", examples=[{}]),
    ]


class Answered(TypedDict):
    """The comment that one replies to, as far as it helps to understand the reply."""

    id: CommentId
    status: Annotated[Status, Field(description="Where it stands.", examples=["approved"])]
    name: Annotated[str | None, Field(description="How its author signed.", examples=["Bea"])]
    excerpt: Annotated[
        str | None, Field(description=f"The first {MOST_OF_EXCERPT} code points of its text.", examples=["A bridge?"])
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
    answers: Annotated[Answered | None, Field(description="The comment that it replies to.")]
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
    deleted_at: Annotated[
        str | None,
        Field(description="Since when it is deleted, while it is.", json_schema_extra={"format": "date-time"}),
    ]
    withdrawn_at: Annotated[
        str | None,
        Field(description="When its author took it back for good.", json_schema_extra={"format": "date-time"}),
    ]
    erased_at: Annotated[
        str | None,
        Field(
            description="When its text and author were erased, 30 days after its deletion.",
            json_schema_extra={"format": "date-time"},
        ),
    ]
    reply_count: Annotated[int, Field(description="The approved comments below it, at any depth.", examples=[0], ge=0)]
    is_pinned: Annotated[bool, Field(description="Whether it stands before the others of its page.", examples=[False])]
    checks: Annotated[list[CheckReason], Field(description="What the checks found; the first one decided.")]
    flag_count: Annotated[int, Field(description="How many readers reported it.", examples=[0], ge=0)]
    flags: Flags


class Queue(TypedDict):
    """A part of one of a site's lists of comments."""

    comments: Annotated[
        list[QueueComment], Field(description="What waits from the oldest on, all else from the newest on.")
    ]
    next: Next


@dataclass(frozen=True)
class Known:
    """What is known of an author beside their comments: these counted by status, and what moderators have said."""

    history: Mapping[str, int]
    note: str | None = None
    is_trusted: bool = False


UNKNOWN = Known({})


def known_from_item(item: Item) -> Known:
    """Answer what an author's item tells."""
    history: dict[str, int] = {status: number(item, status) for status in STATUSES if status in item}
    return Known(history, text(item, "note"), item.get("is_trusted", {"BOOL": False})["BOOL"])


def answered_from_item(item: Item) -> Answered:
    """Answer what is shown of the comment of an item beside a reply to it."""
    is_erased = "erased_at" in item
    return {
        "id": item["id"]["S"],
        "status": item["status"]["S"],
        "name": None if is_erased else item["name"]["S"],
        "excerpt": None if is_erased else item["body"]["S"][:MOST_OF_EXCERPT],
    }


def row(
    comment: Comment,
    private: Private,
    page: Page,
    known: Known,
    flags: FlagCounts = NONE,
    answered: Answered | None = None,
) -> QueueComment:
    """Show one comment to moderators."""
    is_erased = comment.erased_at is not None
    return {
        "id": comment.id,
        "page": comment.page_key,
        "page_url": page.name.url,
        "page_title": page.title,
        "parent": comment.parent,
        "answers": answered,
        "status": comment.status,
        "author": _author(comment, private, known),
        "html": None if is_erased else comment.html,
        "body": None if is_erased else comment.body,
        "created_at": comment.created_at,
        "edited_at": comment.edited_at,
        "deleted_at": comment.deleted_at,
        "withdrawn_at": comment.withdrawn_at,
        "erased_at": comment.erased_at,
        "reply_count": comment.reply_count,
        "is_pinned": comment.is_pinned,
        "checks": [
            {"check": found.check, "verdict": found.verdict, "reason": found.reason} for found in private.findings
        ],
        "flag_count": flags["count"],
        "flags": {"count": flags["count"], "reasons": flags["reasons"]},
    }


def _author(comment: Comment, private: Private, known: Known) -> QueueAuthor:
    return {
        "id": private.author,
        "name": None if comment.erased_at else comment.name,
        "url": comment.url,
        "badge": comment.badge,
        "is_signed_in": private.is_signed_in,
        "email": private.email,
        "address": private.address,
        "history": dict(known.history),
        "note": known.note,
        "is_trusted": known.is_trusted,
    }
