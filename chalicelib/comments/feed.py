"""Comments as an Atom feed (RFC 4287). What does not change makes the same text each time, so that a feed reader is told 304.

Ids are stable: an entry's is the UUID that a comment's id is another spelling of, a feed's is made from the names of site and page.
This module is imported only when a feed is asked for.
"""

import re
from datetime import datetime
from typing import Any
from urllib.parse import quote, urljoin
from uuid import NAMESPACE_OID, uuid5

from feedgenerator import Atom1Feed
from ulid import ULID

from chalicelib.comments.models import Comment
from chalicelib.comments.recent import FeedComments
from chalicelib.comments.threads import anchor
from chalicelib.pages.models import Page
from chalicelib.sites.models import Site

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_THREADING = "http://purl.org/syndication/thread/1.0"
"""The extension by which an entry says what it replies to (RFC 4685)."""


def atom(site: Site, found: FeedComments, address: str) -> str:
    """Answer the feed that is read at `address`."""
    page = found.page
    feed = _Feed(
        title=_clean(f"Comments on {_title(page)} · {site.name}" if page else f"Comments · {site.name}"),
        link=_address_of(page, address) if page else site.origins[0],
        description="",
        language=site.settings.languages[0],
        feed_url=address + (f"?page={quote(page.name.key)}" if page else ""),
        feed_guid=uuid5(NAMESPACE_OID, f"belowline {site.id} {page.name.key if page else ''}").urn,
        nothing_since=datetime.fromisoformat(site.created_at),
    )
    for comment, its_page in found.comments:
        feed.add_item(**_entry(comment, its_page, address))
    return str(feed.writeString("utf-8"))


class _Feed(Atom1Feed):  # type: ignore[misc] # the library ships no types
    """The library's feed, with the date of an empty one, and with what replies reply to."""

    def latest_post_date(self) -> Any:
        """Answer when the latest entry was made or changed; the library would take the present moment for an empty feed."""
        return super().latest_post_date() if self.items else self.feed["nothing_since"]

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:thr": _THREADING}

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, item)
        if item["parent"]:
            handler.addQuickElement("thr:in-reply-to", "", {"ref": item["parent"]})


def _entry(comment: Comment, page: Page, address: str) -> dict[str, Any]:
    return {
        "title": _clean(f"{comment.name} on {_title(page)}"),
        "link": f"{_address_of(page, address)}#{anchor(comment.id)}",
        "description": None,
        "content": _clean(comment.html),
        "author_name": _clean(comment.name),
        "author_link": comment.url,
        "pubdate": datetime.fromisoformat(comment.created_at),
        "updateddate": datetime.fromisoformat(comment.edited_at or comment.created_at),
        "unique_id": _urn(comment.id),
        "parent": comment.parent and _urn(comment.parent),
    }


def _urn(comment: str) -> str:
    return ULID.from_str(comment).to_uuid().urn


def _title(page: Page) -> str:
    return page.title or page.name.key


def _address_of(page: Page, address: str) -> str:
    """Answer where a page is read; one that we know by its publisher's own id only has its thread with us."""
    return page.name.url or urljoin(address, f"thread.html?page={quote(page.name.key)}")


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)
