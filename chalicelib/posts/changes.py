"""What has to change for the posts of a site to be as its feed says: pure, from what is stored and what was read.

A post that the feed does not have any more stays while it is older than all that the feed has: feeds hold the newest only. One that is
missing among them was taken back, and goes; but not by a feed that could be read only in part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.clock import rfc3339
from chalicelib.pages.models import PageName
from chalicelib.pages.repository import Published, publish_page
from chalicelib.posts.models import MOST_POSTS, Entry, Feed, Post
from chalicelib.posts.repository import delete_post, post_place, put_post
from chalicelib.storage.keys import page_id
from chalicelib.storage.values import Item, text
from chalicelib.storage.writes import Write

Pages = Mapping[str, Item]
"""Items of pages by their ids, those that there are."""


@dataclass(frozen=True)
class Changes:
    """Writes in groups, each to be done as a whole: what changes of one post and its page. And how many posts come, change or go."""

    groups: Sequence[Sequence[Write]]
    changed: int
    removed: int


def wanted_posts(stored: Sequence[Post], feed: Feed, now: datetime) -> list[Post]:
    """Answer the posts that a site is to have, the newest first."""
    before = {post.page_id: post for post in stored}
    found = [_post(entry, before.get(entry.page.id), now, place) for place, entry in enumerate(feed.entries)]
    ids = {post.page_id for post in found}
    oldest = min((post.published_at for post in found), default="~")
    stays_anyway = feed.is_broken or not found
    kept = [
        post for post in before.values() if post.page_id not in ids and (stays_anyway or post.published_at < oldest)
    ]
    return sorted([*found, *kept], key=lambda post: (post.published_at, post.page_id), reverse=True)[:MOST_POSTS]


def told(wanted: Sequence[Post], feed: Feed) -> list[Post]:
    """Answer those of the wanted posts that the feed has: it tells of their pages."""
    ids = {entry.page.id for entry in feed.entries}
    return [post for post in wanted if post.page_id in ids]


def targets(posts: Sequence[Post], pages: Pages) -> dict[str, PageName]:
    """Answer the pages, by their keys, that stand for those of posts that are aliases, unless they have posts themselves."""
    known = {post.page_id for post in posts}
    keys = (text(pages.get(post.page_id, {}), "alias_of") for post in posts)
    names = {key: PageName(key, page_id(key), None) for key in keys if key}
    return {key: name for key, name in names.items() if name.id not in known}


def changes(
    site: str, stored: Sequence[Post], wanted: Sequence[Post], of_feed: Sequence[Post], pages: Pages, write_id: str
) -> Changes:
    """Answer what to write for a site to have the wanted posts, and for pages to be as the feed says; nothing for what is so already."""
    by_page: dict[str, list[Write]] = {}
    there = {post_place(site, post): post for post in stored}
    changed = [post for post in wanted if there.get(post_place(site, post)) != post]
    places = {post_place(site, post) for post in wanted}
    gone = [post for place, post in there.items() if place not in places]
    for post in changed:
        by_page.setdefault(post.page_id, []).append(put_post(site, post))
    for post in gone:
        by_page.setdefault(post.page_id, []).append(delete_post(site, post))
    for write, page in _of_pages(site, of_feed, pages, write_id):
        by_page.setdefault(page, []).append(write)
    ids = {post.page_id for post in wanted}
    return Changes(list(by_page.values()), len(changed), sum(post.page_id not in ids for post in gone))


def _post(entry: Entry, before: Post | None, now: datetime, place: int) -> Post:
    return Post(
        page_id=entry.page.id,
        key=entry.page.key,
        url=entry.url,
        title=entry.title,
        excerpt=entry.excerpt,
        published_at=_published_at(entry, before, now, place),
    )


def _published_at(entry: Entry, before: Post | None, now: datetime, place: int) -> str:
    """Answer when a post was published: as the feed says, else as was thought before, else now, in the order of the feed."""
    is_told = entry.at is not None and entry.at <= rfc3339(now)
    if entry.at is not None and is_told and (entry.is_published_at or before is None):
        return entry.at
    return before.published_at if before else rfc3339(now - timedelta(milliseconds=place))


def _of_pages(site: str, posts: Sequence[Post], pages: Pages, write_id: str) -> list[tuple[Write, str]]:
    """Answer the writes of pages, each with the post's page that it is for. Of two aliases the newer post tells of the page that stays."""
    standing = targets(posts, pages)
    writes: list[tuple[Write, str]] = []
    for post in posts:
        target = standing.pop(text(pages.get(post.page_id, {}), "alias_of") or "", None)
        own = (PageName(post.key, post.page_id, None), Published(post.title, post.published_at, post.url))
        others = [(target, Published(post.title, post.published_at, None))] if target else []
        for name, published in (own, *others):
            write = publish_page(site, name, pages.get(name.id), published, write_id)
            writes += [(write, post.page_id)] if write else []
    return writes
