"""Posts and the state of a site's feed in the table."""

from dataclasses import asdict, fields
from typing import Any

from chalicelib.errors import ConditionFailed
from chalicelib.posts.models import FeedState, Post, Publisher
from chalicelib.sites.models import SiteSettings
from chalicelib.sites.repository import given_in, origins_in
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import Item, text, unpack
from chalicelib.storage.writes import Write

_FIELDS = tuple(field.name for field in fields(FeedState))


def post_place(site: str, post: Post) -> Key:
    """Answer where a post lies: among those of its site, by time."""
    return keys.post(site, post.published_at, post.page_id)


def put_post(site: str, post: Post) -> Write:
    """Keep a post, whatever was kept there."""
    return Write("Put", post_place(site, post), item={"type": "post", **asdict(post)})


def delete_post(site: str, post: Post) -> Write:
    """Keep a post no longer."""
    return Write("Delete", post_place(site, post))


class PostRepository:
    """Reads posts, and reads and writes how reading a feed went."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def newest(self, site: str, limit: int) -> list[Post]:
        """Answer the newest posts of a site."""
        span = Span(keys.posts_of(site))
        return [_post(item) for item in self._table.query(span, limit, is_backward=True)]

    def all(self, site: str) -> list[Post]:
        """Answer all posts of a site as they are at this moment, the oldest first."""
        return [_post(item) for item in self._table.walk(Span(keys.posts_of(site)), is_consistent=True)]

    def pages(self, site: str, ids: list[str]) -> dict[str, Item]:
        """Answer the items of pages as they are at this moment, by id, those that there are."""
        places = {keys.page(site, page): page for page in ids}
        return {places[place]: item for place, item in self._table.get_many(places, is_consistent=True).items()}

    def publisher(self, site: str) -> tuple[Publisher | None, FeedState | None]:
        """Answer what to know of a site, and how reading its feed went, in one round trip."""
        found = self._table.get_many([keys.site(site), keys.feed(site)], is_consistent=True)
        return _publisher(site, found.get(keys.site(site))), _state(found.get(keys.feed(site)))

    def state(self, site: str) -> FeedState | None:
        """Answer how reading a site's feed went; None where that was never tried."""
        return _state(self._table.get(keys.feed(site), is_consistent=True))

    def keep(self, site: str, state: FeedState, seen: FeedState | None) -> bool:
        """Keep how reading went, provided that it is as it was `seen`; false where another run was quicker."""
        condition, values = "attribute_not_exists(#pk)", {}
        if seen is not None:
            condition, values = "#write_id = :seen", {"seen": seen.write_id}
        item: dict[str, Any] = {"type": "feed", **asdict(state)}
        try:
            self._table.write(Write("Put", keys.feed(site), item=item, condition=condition, values=values))
        except ConditionFailed:
            return False
        return True


def _post(item: Item) -> Post:
    return Post(
        page_id=item["page_id"]["S"],
        key=item["key"]["S"],
        url=item["url"]["S"],
        title=item["title"]["S"],
        excerpt=text(item, "excerpt") or "",
        published_at=item["published_at"]["S"],
    )


def _publisher(site: str, item: Item | None) -> Publisher | None:
    if item is None:
        return None
    return Publisher(site, origins_in(item), SiteSettings.of(given_in(item)))


def _state(item: Item | None) -> FeedState | None:
    if item is None:
        return None
    found = unpack(item)
    return FeedState(**{name: found[name] for name in _FIELDS if name in found})
