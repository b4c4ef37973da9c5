"""A publisher's feed for tests, and its server as a fake that says what a test wants."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from chalicelib.bootstrap import Services
from chalicelib.posts.models import Asked, FeedFailed, Fetched
from tests.conftest import ORIGIN, SITE

FEED_URL = f"{ORIGIN}/feed.xml"


def item(path: str, title: str, at: str | None = "2026-03-14T08:00:00Z", text: str = "It begins.") -> str:
    """A post of an RSS feed."""
    date = f"<pubDate>{format_datetime(datetime.fromisoformat(at).astimezone(UTC))}</pubDate>" if at else ""
    link = path if "://" in path else ORIGIN + path
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link>{date}"
        f"<description>{escape(text)}</description></item>"
    )


def rss(*items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>News</title>{"".join(items)}</channel></rss>'.encode()


@dataclass
class Paper:
    """The server of a feed, without a network: it says `content`, or fails by `failure`, and knows its own validators again."""

    content: bytes = rss()
    etag: str | None = None
    failure: str | None = None
    asked: list[Asked] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Fetched:
        self.asked.append(asked)
        if self.failure:
            raise FeedFailed(self.failure)
        if self.etag and asked.etag == self.etag:
            return Fetched(asked.url, None, etag=self.etag)
        return Fetched(asked.url, self.content, "application/rss+xml", etag=self.etag)

    def print(self, *items: str) -> None:
        self.content = rss(*items)


def read(services: Services) -> Any:
    """Run the job and answer what it did for the site."""
    return services.run_job("feed")[SITE]
