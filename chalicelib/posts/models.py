"""What a post is to us, and what a feed says of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chalicelib.pages.models import PageName
from chalicelib.sites.models import SiteSettings

MOST_POSTS = 100
"""Of a site, the newest; what is older leaves the table."""


class FeedFailed(Exception):
    """A feed could not be read; the message says why in a sentence that an engineer understands, and holds no query of an address."""


@dataclass(frozen=True)
class Publisher:
    """What reading a site's feed takes to know of the site."""

    id: str
    origins: tuple[str, ...]
    settings: SiteSettings


@dataclass(frozen=True)
class Asked:
    """The feed to fetch: its address, the origins that it may be on, and the validators of the answer that is known already."""

    url: str
    origins: tuple[str, ...]
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Fetched:
    """What was fetched, from which address in the end. `content` is None where it is what is known already."""

    url: str
    content: bytes | None
    media_type: str = ""
    etag: str | None = None
    last_modified: str | None = None


Fetch = Callable[[Asked], Fetched]
"""Fetches a feed. Raises `FeedFailed`."""


@dataclass(frozen=True)
class Entry:
    """A post as the feed has it. `at` may be missing; `is_published_at` is false where it is only known when the post was changed."""

    page: PageName
    url: str
    title: str
    excerpt: str
    at: str | None
    is_published_at: bool


@dataclass(frozen=True)
class Feed:
    """What a feed holds, one entry a page. One that `is_broken` could be read only in part."""

    entries: Sequence[Entry]
    is_broken: bool


@dataclass(frozen=True)
class Post:
    """A post as it is kept."""

    page_id: str
    key: str
    url: str
    title: str
    excerpt: str
    published_at: str


@dataclass(frozen=True)
class FeedState:
    """How reading a site's feed went.

    `url` is what was read, `source` stands for all that its meaning depends on, `digest` for what it held: None while that is being
    taken in. `error` is there since the first failure after the last success; `failure_count` counts these.
    """

    write_id: str
    url: str
    source: str
    digest: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    succeeded_at: str | None = None
    failed_at: str | None = None
    error: str | None = None
    failure_count: int = 0
