"""Counting a view, and telling the counts of pages."""

from collections.abc import Sequence

from chalicelib.clock import Clock
from chalicelib.ids import NewId
from chalicelib.pages import repository as pages
from chalicelib.pages.service import page_name
from chalicelib.pageviews.bots import is_bot
from chalicelib.pageviews.models import CountedView, NewView, PageCounts
from chalicelib.pageviews.repository import ViewRepository
from chalicelib.privacy import Client, visitor
from chalicelib.sites.models import Site
from chalicelib.sites.secrets import day_of
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from chalicelib.storage.values import number


class PageviewService:
    """Counts views by people, each once."""

    def __init__(self, table: Table, repository: ViewRepository, clock: Clock, new_id: NewId) -> None:
        self._table = table
        self._repository = repository
        self._clock = clock
        self._new_id = new_id

    def view(self, site: Site, new: NewView, client: Client, *, is_prefetch: bool) -> CountedView:
        """Count a view, or tell why not. Two round trips at most."""
        page = page_name(site, new.page)
        if is_prefetch or is_bot(client.user_agent):
            total = self._repository.total(site.id, page.id)
            return {"view_count": total, "counted": False, "reason": "prefetch" if is_prefetch else "bot"}
        now = self._clock()
        who = visitor(site.secrets.salt, site.id, client)
        mark = self._repository.mark(site.id, page.id, who, now, self._new_id(now))
        if mark.is_repeat:
            return {"view_count": self._repository.total(site.id, page.id), "counted": False, "reason": "repeat"}
        day = day_of(now, site.settings.timezone)
        return {"view_count": self._repository.count(site.id, page, now, day, is_visit=mark.is_visit), "counted": True}

    def counts(self, site: Site, asked: Sequence[str]) -> list[PageCounts]:
        """Answer the counts of pages, in the order asked, in one round trip; zeros for pages nobody has seen."""
        names = [page_name(site, page) for page in asked]
        found = self._table.get_many(
            key for name in names for key in (keys.page(site.id, name.id), keys.views(site.id, name.id))
        )
        return [
            {
                "page": page,
                "key": name.key,
                "comment_count": pages.from_item(name, found.get(keys.page(site.id, name.id))).comment_count,
                "view_count": number(found.get(keys.views(site.id, name.id), {}), "view_count"),
            }
            for page, name in zip(asked, names, strict=True)
        ]
