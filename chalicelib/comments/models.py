"""The four roles of a comment: what came in, what we think with, what is stored (`repository.py`), and what goes out."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from typing_extensions import TypedDict

from chalicelib.comments.names import has_something_to_read, readable_name
from chalicelib.pages.models import PublicPage

MOST_OF_BODY = 8000

Status = Literal["pending", "approved", "spam", "rejected", "deleted"]
STATUSES: tuple[Status, ...] = ("pending", "approved", "spam", "rejected", "deleted")

_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _body(body: str) -> str:
    body = body.replace("\r\n", "\n").strip()
    if not 1 <= len(body) <= MOST_OF_BODY:
        raise ValueError(f"must have 1 to {MOST_OF_BODY} characters")
    if any(unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t" for character in body):
        raise ValueError("must not have control characters other than line breaks and tabs")
    if not _BIDI_OVERRIDES.isdisjoint(body):
        raise ValueError("must not have characters that override the direction of text")
    if not has_something_to_read(body):
        raise ValueError("must have something to read")
    return body


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


class NewAuthor(BaseModel):
    """Who leaves a comment; a name is enough."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, AfterValidator(readable_name)] = Field(description="1 to 80 characters", examples=["Ada"])
    email: Annotated[str, AfterValidator(_email)] | None = Field(
        None, max_length=254, description="never shown to readers"
    )
    url: Annotated[str, AfterValidator(_url)] | None = Field(None, max_length=2048, description="the author's website")

    @field_validator("email", "url", mode="before")
    @classmethod
    def _blank_is_none(cls, given: object) -> object:
        return None if isinstance(given, str) and not given.strip() else given


class NewComment(BaseModel):
    """A comment as a reader sends it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: str = Field(description="the page's URL, path or id", examples=["https://news.example/2026/a"])
    body: Annotated[str, AfterValidator(_body)] = Field(
        description="1 to 8,000 characters of Markdown", examples=["Well said."]
    )
    author: NewAuthor
    parent: str | None = Field(None, max_length=64, description="id of the comment this one replies to")


@dataclass(frozen=True)
class Comment:
    """A comment as it is. `ancestors` runs from the root to the parent; `version` counts its changes.

    `thread_sort` and `place` tell where its public copy is, or where it was (`copies.py`).
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
    was: Status | None = None
    version: int = 1
    reply_count: int = 0
    reactions: Mapping[str, int] = field(default_factory=dict)
    place: str | None = None
    thread_sort: str | None = None

    @property
    def parent(self) -> str | None:
        """The comment this one replies to."""
        return self.ancestors[-1] if self.ancestors else None

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
    """What the checks concluded of a new comment."""

    status: Literal["pending", "approved", "spam"]
    findings: tuple[Finding, ...] = field(default=())


class PublicAuthor(TypedDict):
    """An author as readers see them."""

    name: str | None
    url: str | None
    badge: str | None


class PublicComment(TypedDict):
    """A comment as readers see it."""

    id: str
    page: str
    parent: str | None
    status: Status
    author: PublicAuthor | None
    html: str | None
    body: str | None
    created_at: str
    edited_at: str | None
    reactions: dict[str, int]
    reply_count: int
    replies: "list[PublicComment]"
    replies_next: str | None
    is_pinned: bool


class PostedComment(TypedDict):
    """The answer to a posted comment."""

    comment: PublicComment
    author_token: str


class EmbedSettings(TypedDict):
    """What the embed needs to know of its site."""

    name: str
    moderation_mode: str
    edit_window_minutes: int
    guidelines: str | None
    privacy_url: str | None
    languages: list[str]


class CommentList(TypedDict):
    """The answer to reading a page's comments."""

    page: PublicPage
    comments: list[PublicComment]
    next: str | None
    settings: EmbedSettings
