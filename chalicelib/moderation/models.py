"""What moderators send and see."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from typing_extensions import TypedDict

from chalicelib.comments.models import Status

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

    action: Action
    ids: list[Annotated[str, StringConstraints(min_length=1, max_length=64)]] = Field(min_length=1, max_length=100)
    reason: str | None = Field(
        None, max_length=100, description="a short code of the newsroom's own, such as off_topic"
    )
    note: str | None = Field(None, max_length=2000, description="for other moderators to read")


class ActionError(TypedDict):
    """Why one comment was not moved."""

    code: str
    message: str


class ActionResult(TypedDict):
    """What became of one comment; `error` is there only when it was not moved as asked."""

    id: str
    status: Status | None
    changed: bool
    error: ActionError | None


class ActionResults(TypedDict):
    """The answer to actions, one result an id, in the order asked."""

    results: list[ActionResult]


class QueueAuthor(TypedDict):
    """An author as moderators see them. `history` counts their comments by status."""

    name: str | None
    url: str | None
    badge: str | None
    email: str | None
    history: dict[str, int]


class CheckReason(TypedDict):
    """What one check found."""

    check: str
    verdict: str
    reason: str


class QueueComment(TypedDict):
    """A comment as moderators see it in a list."""

    id: str
    page: str
    page_url: str | None
    page_title: str | None
    parent: str | None
    status: Status
    author: QueueAuthor
    html: str | None
    body: str | None
    created_at: str
    edited_at: str | None
    reply_count: int
    checks: list[CheckReason]
    flag_count: int


class Queue(TypedDict):
    """A part of one of a site's lists of comments."""

    comments: list[QueueComment]
    next: str | None
