"""What browsers send of a view, and what they are told."""

from typing import Literal, NotRequired

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

Reason = Literal["bot", "repeat", "prefetch"]


class NewView(BaseModel):
    """A load of a page, as the page reports it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: str = Field(description="the page's URL, path or id", examples=["https://news.example/2026/a"])
    referrer: str | None = Field(None, max_length=2048, description="where the reader came from")


class CountedView(TypedDict):
    """Whether a view was counted, why not, and how many there are."""

    view_count: int
    counted: bool
    reason: NotRequired[Reason]


class PageCounts(TypedDict):
    """The counts of one page, `page` as it was asked."""

    page: str
    key: str
    comment_count: int
    view_count: int


class Counts(TypedDict):
    """The counts of pages in the order asked."""

    counts: list[PageCounts]
