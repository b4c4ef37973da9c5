"""What a page is to us, and what of it readers see."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool
from typing_extensions import TypedDict

from chalicelib.clock import rfc3339
from chalicelib.incoming import Changes
from chalicelib.text import overrides_direction

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

MOST_OF_TITLE = 300

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True)
class PageName:
    """A page as requests name it: its key, and the short hash of the key that stands in keys of the table."""

    key: str
    id: str
    url: str | None


@dataclass(frozen=True)
class Page:
    """What is stored of a page. One that nobody commented on has the defaults and is not stored at all.

    `is_open` is what moderators said, `is_open_at` whether the page takes comments. `alias_of` is the key of the page that stays.
    `title` is what is shown: a moderator's, else that of the publisher's feed; `title_by` is there where it is the feed's.
    Its views are spread over `shards`.
    """

    name: PageName
    title: str | None = None
    is_open: bool = True
    comment_count: int = 0
    reactions: dict[str, int] = field(default_factory=dict)
    closes_at: str | None = None
    alias_of: str | None = None
    published_at: str | None = None
    feed_title: str | None = None
    title_by: str | None = None
    shards: int = 1

    @property
    def moderators_title(self) -> str | None:
        """The title that a moderator gave it."""
        return self.title if self.title_by is None else None

    def is_open_at(self, now: datetime, close_after_days: int) -> bool:
        """Tell whether the page takes comments at this moment.

        One that moderators gave a time closes then; another so many days after its publication, where that is known; 0 is never.
        """
        if self.closes_at is not None:
            return self.is_open and rfc3339(now) < self.closes_at
        if self.published_at is None or not close_after_days:
            return self.is_open
        return self.is_open and self.published_at > rfc3339(now - timedelta(days=close_after_days))

    def at(self, now: datetime, close_after_days: int) -> "Page":
        """Answer the page as readers find it at this moment: open only if it takes comments."""
        return replace(self, is_open=self.is_open_at(now, close_after_days))


class PublicPage(TypedDict):
    """A page as readers see it."""

    key: PageKey
    url: Annotated[
        str | None,
        Field(
            description="Its address as the publisher's feed has it, else on the site's first origin; null for the publisher's own ids.",
            examples=["https://news.example/2026/a"],
        ),
    ]
    title: Annotated[str | None, Field(description="Its title, where it is known.", examples=["A bridge reopens"])]
    is_open: Annotated[bool, Field(description="Whether it takes new comments.", examples=[True])]
    comment_count: Annotated[int, Field(description="Its approved comments, replies among them.", examples=[1], ge=0)]
    reactions: Reactions


def _title(title: str) -> str:
    title = title.strip()
    if not 1 <= len(title) <= MOST_OF_TITLE:
        raise ValueError(f"must have 1 to {MOST_OF_TITLE} characters")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in title):
        raise ValueError("must not have control characters")
    if overrides_direction(title):
        raise ValueError("must not have characters that override the direction of text")
    return title


def moment(text: str) -> str:
    """Answer a time by RFC 3339 as it is stored: in UTC, to the millisecond.

    Raises `ValueError`, in words that follow the name of a field.
    """
    try:
        if _MOMENT.fullmatch(text.upper()):
            return rfc3339(datetime.fromisoformat(text.upper()))
    except (ValueError, OverflowError):
        pass
    raise ValueError("must be a time by RFC 3339, such as 2026-03-14T12:00:00Z")


class PageChanges(Changes):
    """What to change of a page: only what is given; null clears."""

    is_open: StrictBool = Field(default=True, description="Whether moderators let it take comments.", examples=[True])
    closes_at: Annotated[str, AfterValidator(moment), Field(json_schema_extra={"format": "date-time"})] | None = Field(
        None,
        description="From then on it takes no comments; RFC 3339.",
        examples=["2036-04-14T14:00:00+02:00"],
    )
    title: (
        Annotated[
            str,
            AfterValidator(_title),
            Field(json_schema_extra={"minLength": 1, "maxLength": MOST_OF_TITLE, "format": "title"}),
        ]
        | None
    ) = Field(
        None,
        description=f"1 to {MOST_OF_TITLE} code points in one line, without control characters and direction overrides.",
        examples=["The last ferry"],
    )
    alias_of: PageText | None = Field(
        None, description="URL, path or id of the page that stays, where this one has moved.", examples=["/2026/b"]
    )


class ModeratedPage(TypedDict):
    """A page as moderators see it: by itself, also where it is an alias; `is_open` as it was set."""

    key: PageKey
    url: Annotated[
        str | None,
        Field(
            description="Its address as the publisher's feed has it, else on the site's first origin; null for the publisher's own ids.",
            examples=["https://news.example/2026/a"],
        ),
    ]
    title: Annotated[str | None, Field(description="Its title, where it is known.", examples=["The last ferry"])]
    title_by: Annotated[
        Literal["moderator", "feed"] | None,
        Field(description="Who gave it its title: a moderator's stays whatever the feed says.", examples=["moderator"]),
    ]
    published_at: Annotated[
        Time | None,
        Field(
            description="When it was published, as the publisher's feed says.", examples=["2026-03-01T08:00:00.000Z"]
        ),
    ]
    is_open: Annotated[bool, Field(description="Whether moderators let it take comments.", examples=[True])]
    closes_at: Annotated[
        Time | None,
        Field(description="From then on it takes no comments.", examples=["2036-04-14T12:00:00.000Z"]),
    ]
    alias_of: Annotated[
        str | None, Field(description="The key of the page that stays, where this is an alias.", examples=[None])
    ]
    comment_count: Annotated[
        int, Field(description="Its own approved comments, replies among them.", examples=[1], ge=0)
    ]
    reactions: Reactions
