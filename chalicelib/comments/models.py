"""The four roles of a comment: what came in, what we think with, what is stored (`repository.py`), and what goes out."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from typing_extensions import TypedDict

from chalicelib.comments.names import MOST_OF_NAME, has_something_to_read, readable_name
from chalicelib.pages.models import PageKey, PageText, PublicPage, Reactions, Time
from chalicelib.text import overrides_direction

MOST_OF_BODY = 8000

Status = Literal["pending", "approved", "spam", "rejected", "deleted"]
STATUSES: tuple[Status, ...] = ("pending", "approved", "spam", "rejected", "deleted")

CommentId = Annotated[
    str,
    Field(
        description="The comment's id; ids sort by time.",
        examples=["01KKP3FDG00000000000000003"],
        json_schema_extra={"format": "id"},
    ),
]


def _body(body: str) -> str:
    body = body.replace("\r\n", "\n").strip()
    if not 1 <= len(body) <= MOST_OF_BODY:
        raise ValueError(f"must have 1 to {MOST_OF_BODY} characters")
    if any(unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t" for character in body):
        raise ValueError("must not have control characters other than line breaks and tabs")
    if overrides_direction(body):
        raise ValueError("must not have characters that override the direction of text")
    if not has_something_to_read(body):
        raise ValueError("must have something to read")
    return body


BodyText = Annotated[
    str,
    AfterValidator(_body),
    Field(
        description="1 to 8,000 code points of Markdown, without spaces around. "
        "With something to read; no control characters other than line breaks and tabs, and no direction overrides.",
        examples=["*Well* said."],
        json_schema_extra={"minLength": 1, "maxLength": MOST_OF_BODY, "format": "comment-body"},
    ),
]


def _email(email: str) -> str:
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - most comments come without one

    try:
        return validate_email(email.strip(), check_deliverability=False, strict=True).normalized
    except EmailNotValidError as failure:
        raise ValueError("must be an e-mail address such as name@example.org") from failure


def _url(url: str) -> str:
    from pydantic import HttpUrl, TypeAdapter, ValidationError  # noqa: PLC0415

    try:
        return str(TypeAdapter(HttpUrl).validate_python(url.strip()))
    except ValidationError as failure:
        raise ValueError("must be an address that starts with http:// or https://") from failure


def _or_blank(schema: dict[str, Any], *, like: dict[str, str]) -> None:
    """Describe an optional field that may be like this, blank or null."""
    _or_null(schema, like=like)
    schema["anyOf"].insert(1, {"type": "string", "pattern": r"^\s*$"})


def _or_null(schema: dict[str, Any], *, like: dict[str, str]) -> None:
    schema["anyOf"][0] |= like


class NewAuthor(BaseModel):
    """Who leaves a comment; a name is enough."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, AfterValidator(readable_name)] = Field(
        description="1 to 80 code points, without spaces around. "
        "No control characters, direction overrides, characters that nobody sees, or more than four marks in a row.",
        examples=["Ada"],
        json_schema_extra={"minLength": 1, "maxLength": MOST_OF_NAME, "format": "author-name"},
    )
    email: Annotated[str, AfterValidator(_email)] | None = Field(
        None,
        max_length=254,
        description="A valid address, never shown to readers. An empty one is none.",
        examples=["ada@home.example"],
        json_schema_extra=partial(_or_blank, like={"format": "email"}),
    )
    url: Annotated[str, AfterValidator(_url)] | None = Field(
        None,
        max_length=2048,
        description="The author's website: a valid http or https address. An empty one is none.",
        examples=["https://ada.example/"],
        json_schema_extra=partial(_or_blank, like={"format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?:"}),
    )

    @field_validator("email", "url", mode="before")
    @classmethod
    def _blank_is_none(cls, given: object) -> object:
        return None if isinstance(given, str) and not given.strip() else given


class NewComment(BaseModel):
    """A comment as a reader sends it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: PageText
    body: BodyText
    author: NewAuthor = Field(description="Who leaves it.")
    parent: str | None = Field(
        None,
        max_length=64,
        description="The id of the comment that this one replies to, on the same page.",
        json_schema_extra=partial(_or_null, like={"format": "id"}),
    )


class Edit(BaseModel):
    """A comment's text as its author wants it now."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    body: BodyText


@dataclass(frozen=True)
class Comment:
    """A comment as it is. `ancestors` runs from the root to the parent; `version` counts its changes.

    `upkeep_count` tells how many of these changes were ours and nobody's decision or edit. `thread_sort` and `place` tell where its
    public copy is, or where it was (`copies.py`).
    """

    id: str
    page_id: str
    page_key: str
    ancestors: tuple[str, ...]
    status: Status
    name: str
    url: str | None
    body: str
    html: str
    renderer: str
    created_at: str
    edited_at: str | None = None
    withdrawn_at: str | None = None
    was: Status | None = None
    version: int = 1
    upkeep_count: int = 0
    reply_count: int = 0
    reactions: Mapping[str, int] = field(default_factory=dict)
    place: str | None = None
    thread_sort: str | None = None

    @property
    def parent(self) -> str | None:
        """The comment this one replies to."""
        return self.ancestors[-1] if self.ancestors else None

    @property
    def is_pinned(self) -> bool:
        """Whether it is a root that stands before all others of its page."""
        return not self.ancestors and self.thread_sort == "X"

    @property
    def root(self) -> str:
        """The comment its thread began with, itself for a root."""
        return self.ancestors[0] if self.ancestors else self.id


@dataclass(frozen=True)
class Finding:
    """What one check found: its name, what it asks for, and why in a moderator's words."""

    check: str
    verdict: Literal["hold", "spam", "approve"]
    reason: str


@dataclass(frozen=True)
class Private:
    """What only moderators may know of a comment."""

    email: str | None
    author: str | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What the checks concluded of a comment that is new or was edited."""

    status: Literal["pending", "approved", "spam"]
    findings: tuple[Finding, ...] = field(default=())


Next = Annotated[str | None, Field(description="The cursor of the part that follows; null at the end.")]


class PublicAuthor(TypedDict):
    """An author as readers see them."""

    name: Annotated[str | None, Field(description="As they signed.", examples=["Ada"])]
    url: Annotated[str | None, Field(description="Their website.", examples=["https://ada.example/"])]
    badge: Annotated[str | None, Field(description="What the site says they are.")]


class PublicComment(TypedDict):
    """A comment as readers see it."""

    id: CommentId
    page: PageKey
    parent: Annotated[str | None, Field(description="The id of the comment that it replies to.")]
    status: Annotated[
        Status,
        Field(
            description="`deleted` for a root that was removed after it had replies; `pending` for one's own that waits.",
            examples=["approved"],
        ),
    ]
    author: Annotated[PublicAuthor | None, Field(description="Null where it was removed.")]
    html: Annotated[
        str | None,
        Field(
            description="The text as sanitised HTML. Null where it was removed.",
            examples=["<p><em>Well</em> said.</p>\n"],
        ),
    ]
    body: Annotated[
        str | None,
        Field(description="The text as its author wrote it. Null where it was removed.", examples=["*Well* said."]),
    ]
    created_at: Time
    edited_at: Annotated[
        str | None, Field(description="When its text was last changed.", json_schema_extra={"format": "date-time"})
    ]
    reactions: Reactions
    reply_count: Annotated[int, Field(description="The approved comments below it, at any depth.", examples=[0], ge=0)]
    replies: Annotated[
        "list[PublicComment]",
        Field(description="Those below a root, flat and in the order of time; of many the first 20.", examples=[[]]),
    ]
    replies_next: Annotated[str | None, Field(description="The cursor of the other replies, where there are more.")]
    is_pinned: Annotated[bool, Field(description="Whether it stands before the others.", examples=[False])]


class RecentComment(PublicComment):
    """A comment away from its page, which is told with it."""

    page_url: Annotated[
        str | None,
        Field(
            description="Its page's address. Null where only an id names it.", examples=["https://news.example/2026/a"]
        ),
    ]
    page_title: Annotated[str | None, Field(description="Its page's title, where it is known.")]


class RecentComments(TypedDict):
    """The answer to reading a site's newest comments."""

    comments: Annotated[list[RecentComment], Field(description="From the newest on.")]


class PostedComment(TypedDict):
    """The answer to a posted comment."""

    comment: PublicComment
    author_token: Annotated[
        str,
        Field(
            description="Proves for 30 days who wrote this one comment; keep it on the author's device.",
            examples=["IjAxS0tQM0ZERzAwMDAwMDAwMDAwMDAwMDAzIg.abQ2wA.hQ2sVQ0Yp4n3mV1c5m8R0w7Jq0s"],
        ),
    ]


class EditedComment(TypedDict):
    """The answer to an edit."""

    comment: PublicComment


class EmbedSettings(TypedDict):
    """What the embed needs to know of its site."""

    name: Annotated[str, Field(description="The site's name.", examples=["News Example"])]
    moderation_mode: Annotated[str, Field(description="Which comments wait for a moderator.", examples=["hold_all"])]
    edit_window_minutes: Annotated[
        int, Field(description="How long authors may edit or withdraw.", examples=[15], ge=0)
    ]
    guidelines: Annotated[
        str | None, Field(description="To be shown above the form.", examples=["Be kind, and stay with the subject."])
    ]
    privacy_url: Annotated[
        str | None, Field(description="To be linked beside the form.", examples=["https://news.example/privacy"])
    ]
    languages: Annotated[list[str], Field(description="The site's languages, the main one first.", examples=[["en"]])]


class CommentList(TypedDict):
    """The answer to reading a page's comments."""

    page: PublicPage
    comments: Annotated[
        list[PublicComment],
        Field(description="Roots with their replies; with the cursor of a `replies_next`, further replies."),
    ]
    next: Next
    settings: EmbedSettings
