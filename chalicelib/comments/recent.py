"""The newest approved comments of a site, or of one page, each with its page: three round trips, whatever the site's size.

An index lists ids only, so what is shown is each comment as it is when it is read: one that has just been removed is not there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from chalicelib.comments.hot import HotAnswers
from chalicelib.comments.models import Comment
from chalicelib.comments.public import RecentComment, RecentComments
from chalicelib.comments.reach import text_of, within_reach
from chalicelib.comments.repository import CommentRepository, reply_count_in, tallies_of
from chalicelib.comments.threads import public_comment
from chalicelib.pages import repository as pages
from chalicelib.pages.aliases import AliasBook
from chalicelib.pages.models import Page, PageName
from chalicelib.pages.service import name_of, page_name
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Table
from chalicelib.storage.values import Item

IN_A_FEED = 30
"""Comments."""


@dataclass(frozen=True)
class FeedComments:
    """What a feed holds: the comments of `page`, of all pages where that is None, from the newest on, each with its page."""

    page: Page | None
    comments: Sequence[tuple[Comment, Page]]


class RecentService:
    """Reads what was said last."""

    def __init__(
        self, table: Table, repository: CommentRepository, seconds: Callable[[], float], aliases: AliasBook
    ) -> None:
        self._table = table
        self._repository = repository
        self._aliases = aliases
        self._lists: HotAnswers[RecentComments] = HotAnswers(seconds)
        self._feeds: HotAnswers[FeedComments] = HotAnswers(seconds)

    def recent(self, site: Site, limit: int) -> RecentComments:
        """Answer the newest approved comments of a site, `limit` at most."""
        return self._lists.answer((site.id, limit), partial(self._recent, site, limit))

    def feed(self, site: Site, page: str | None) -> FeedComments:
        """Answer what a feed of a page, or of all, holds. Raises `InvalidPage`, `PageNotOnSite`."""
        name = None if page is None else self._aliases.target(site, page_name(site, page))
        return self._feeds.answer((site.id, name and name.id), partial(self._feed, site, name))

    def _recent(self, site: Site, limit: int) -> RecentComments:
        comments = self._approved(site, None, limit)
        names = _names(site, comments)
        tallies = tallies_of(site.id, comments)
        found = self._table.get_many([*(keys.page(site.id, name.id) for name in names), *tallies])
        of_key = _pages(site, names, found)
        shown = [
            _shown(comment, of_key[comment.page_key], reply_count_in(found, site.id, comment)) for comment in comments
        ]
        return {"comments": shown}

    def _feed(self, site: Site, name: PageName | None) -> FeedComments:
        comments = self._approved(site, name, IN_A_FEED)
        names = _names(site, comments) | ({name} if name else set())
        items = self._table.get_many(keys.page(site.id, one.id) for one in names)
        target = name and self._aliases.learn(site, name, items.get(keys.page(site.id, name.id)))
        if target:
            return self._feed(site, target)
        of_key = _pages(site, names, items)
        page = of_key[name.key] if name else None
        return FeedComments(page, [(comment, of_key[comment.page_key]) for comment in comments])

    def _approved(self, site: Site, page: PageName | None, limit: int) -> list[Comment]:
        page_id = page.id if page else None
        ids = self._repository.in_status(site.id, "approved", limit, is_backward=True, after=None, page_id=page_id)
        found = self._repository.records(site.id, ids)
        # An index lags behind: what it still lists may have been removed.
        approved = [found[one] for one in ids if one in found and found[one].status == "approved"]
        return approved[: within_reach(text_of(vars(comment)) for comment in approved)]


def _names(site: Site, comments: Iterable[Comment]) -> set[PageName]:
    return {name_of(site, key) for key in {comment.page_key for comment in comments}}


def _pages(site: Site, names: Iterable[PageName], found: Mapping[Key, Item]) -> dict[str, Page]:
    return {name.key: pages.from_item(name, found.get(keys.page(site.id, name.id))) for name in names}


def _shown(comment: Comment, page: Page, reply_count: int) -> RecentComment:
    return {**public_comment(comment, reply_count), "page_url": page.name.url, "page_title": page.title}
