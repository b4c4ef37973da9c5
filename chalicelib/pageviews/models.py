"""What browsers send of a view, and what they are told."""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from chalicelib.incoming import Incoming
from chalicelib.pages.models import PageKey, PageText

Reason = Literal["bot", "repeat", "prefetch"]


class NewView(Incoming):
    """A load of a page, as the page reports it."""

    page: PageText
    referrer: str | None = Field(
        None,
        max_length=2048,
        description="Where the reader came from. Of another site its host is kept, and nothing else.",
        examples=["https://search.example/"],
    )


ViewCount = Annotated[int, Field(description="The views counted so far.", examples=[3456], ge=0)]


class CountedView(TypedDict):
    """Whether a view was counted, why not, and how many there are."""

    view_count: ViewCount
    counted: Annotated[bool, Field(description="Whether this one was.", examples=[True])]
    reason: NotRequired[
        Annotated[
            Reason,
            Field(
                description="Why it was not: a `bot`, a `repeat` within half an hour, or a `prefetch` that nobody has seen."
            ),
        ]
    ]


class PageCounts(TypedDict):
    """The counts of one page, `page` as it was asked."""

    page: Annotated[str, Field(description="The page as it was asked.", examples=["/2026/a"])]
    key: PageKey
    comment_count: Annotated[int, Field(description="Its approved comments.", examples=[12], ge=0)]
    view_count: ViewCount


class Counts(TypedDict):
    """The counts of pages in the order asked."""

    counts: Annotated[list[PageCounts], Field(description="One a page; zeros for unknown ones.")]
