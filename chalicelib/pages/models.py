"""What a page is to us, and what of it readers see."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

PageText = Annotated[
    str,
    Field(
        description="The page's URL, path or id (`id:` and the publisher's own) of at most 1,024 bytes, without control characters.",
        examples=["/2026/a"],
        json_schema_extra={
            "minLength": 1,
            "maxLength": 1024,
            "pattern": r"^[^\u0000-\u001f\u007f-\u009f]*$",
            "format": "page",
        },
    ),
]
"""A page as it is sent. Its limits are only described here: `key.py` judges it, and refuses it in its own words."""

PageKey = Annotated[
    str, Field(description="The page's key: its one name, however its address is written.", examples=["/2026/a"])
]
Time = Annotated[
    str,
    Field(
        description="RFC 3339 in UTC, to the millisecond.",
        examples=["2026-03-14T12:00:00.000Z"],
        json_schema_extra={"format": "date-time"},
    ),
]
Reactions = Annotated[dict[str, int], Field(description="How many there are of each kind.", examples=[{"like": 3}])]


@dataclass(frozen=True)
class PageName:
    """A page as requests name it: its key, and the short hash of the key that stands in keys of the table."""

    key: str
    id: str
    url: str | None


@dataclass(frozen=True)
class Page:
    """What is stored of a page. One that nobody commented on has the defaults and is not stored at all."""

    name: PageName
    title: str | None = None
    is_open: bool = True
    comment_count: int = 0
    reactions: dict[str, int] = field(default_factory=dict)


class PublicPage(TypedDict):
    """A page as readers see it."""

    key: PageKey
    url: Annotated[
        str | None,
        Field(
            description="Its address on the site's first origin; null for the publisher's own ids.",
            examples=["https://news.example/2026/a"],
        ),
    ]
    title: Annotated[str | None, Field(description="Its title, where it is known.", examples=["A bridge reopens"])]
    is_open: Annotated[bool, Field(description="Whether it takes new comments.", examples=[True])]
    comment_count: Annotated[int, Field(description="Its approved comments, replies among them.", examples=[1], ge=0)]
    reactions: Reactions
