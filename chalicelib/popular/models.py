"""Which lists of popular pages there are, what is stored of them, and what of it readers see."""

from dataclasses import dataclass
from typing import Annotated, Literal, NotRequired, get_args

from pydantic import Field
from typing_extensions import TypedDict

from chalicelib.pages.models import PageKey, Time

By = Literal["views", "comments", "trend"]
Window = Literal["hour", "day", "week", "month", "all"]
WINDOWS: tuple[Window, ...] = get_args(Window)

MOST_LISTED = 100
"""Pages of a list."""


@dataclass(frozen=True)
class Order:
    """By what pages are listed, and the window of their counts. A trend has no window; the counts beside it are those of a day."""

    by: By
    window: Window = "day"


ORDERS = (
    *(Order("views", window) for window in WINDOWS),
    *(Order("comments", window) for window in WINDOWS),
    Order("trend"),
)
"""All lists. Those that take the least to make come first."""


@dataclass(frozen=True)
class Listed:
    """A page in a list, with its counts of the list's window. `url` is its address as the publisher's feed has it."""

    key: str
    view_count: int
    comment_count: int
    title: str | None = None
    published_at: str | None = None
    url: str | None = None


class PopularPage(TypedDict):
    """A page in a list, as readers see it."""

    key: PageKey
    url: Annotated[
        str | None,
        Field(
            description="Its address as the publisher's feed has it, else on the site's first origin; null for the publisher's own ids.",
            examples=["https://news.example/2026/a"],
        ),
    ]
    title: Annotated[str | None, Field(description="Its title, where it is known.", examples=["A bridge reopens"])]
    published_at: NotRequired[Annotated[Time, Field(description="When it was published, where that is known.")]]
    view_count: Annotated[int, Field(description="Its views in the window.", examples=[3456], ge=0)]
    comment_count: Annotated[
        int, Field(description="Its approved comments that were left in the window.", examples=[12], ge=0)
    ]


class PopularPages(TypedDict):
    """Popular pages, highest first."""

    pages: Annotated[list[PopularPage], Field(description="At most `limit`; none where nothing was read or said.")]
