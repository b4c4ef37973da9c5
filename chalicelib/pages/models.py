"""What a page is to us, and what of it readers see."""

from dataclasses import dataclass, field

from typing_extensions import TypedDict


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

    key: str
    url: str | None
    title: str | None
    is_open: bool
    comment_count: int
    reactions: dict[str, int]
