"""Counting a view, and telling the counts of pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from chalicelib.clock import Clock
from chalicelib.ids import NewId
from chalicelib.pages import repository as pages
from chalicelib.pages.aliases import AliasBook
from chalicelib.pages.models import PageName
from chalicelib.pages.service import page_name
from chalicelib.pageviews.bots import is_bot
from chalicelib.pageviews.counting import Counters
from chalicelib.pageviews.models import CountedView, NewView, PageCounts
from chalicelib.pageviews.repository import Mark, View, ViewRepository
from chalicelib.pageviews.shards import further_counters, view_count_in
from chalicelib.privacy import Client, visitor
from chalicelib.referrers.hosts import host_of
from chalicelib.referrers.models import Referred
from chalicelib.sites.models import Site
from chalicelib.sites.secrets import day_of
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Table
from chalicelib.storage.together import together
from chalicelib.storage.values import Item


class PageviewService:
    """Counts views by people, each once, at the page that stays where the one asked for is an alias."""

    def __init__(
        self,
        table: Table,
        repository: ViewRepository,
        counters: Counters,
        aliases: AliasBook,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._table = table
        self._repository = repository
        self._counters = counters
        self._aliases = aliases
        self._clock = clock
        self._new_id = new_id

    def view(self, site: Site, new: NewView, client: Client, *, is_prefetch: bool) -> CountedView:
        """Count a view, or tell why not. Two round trips at most."""
        asked = page_name(site, new.page)
        if is_prefetch or is_bot(client.user_agent):
            total = self._total(site, asked)
            return {"view_count": total, "counted": False, "reason": "prefetch" if is_prefetch else "bot"}
        now = self._clock()
        write_id, day = self._new_id(now), day_of(now, site.settings.timezone)
        host = host_of(new.referrer, site.origins)
        mark, page = self._mark(site, asked, client, now, write_id, Referred(host, day) if host else None)
        self._hear_of_shards(site, page)
        if mark.is_repeat:
            return {"view_count": self._counters.total(site.id, page.id), "counted": False, "reason": "repeat"}
        view = View(now, day, mark.is_visit)
        return {"view_count": self._counters.count(site.id, page, view, write_id), "counted": True}

    def counts(self, site: Site, asked: Sequence[str]) -> list[PageCounts]:
        """Answer the counts of pages, in the order asked; zeros for pages nobody has seen.

        One round trip, two with new aliases or pages that were hot, three where one is both.
        """
        sent = [page_name(site, page, f"page.{place}") for place, page in enumerate(asked)]
        named = [self._aliases.target(site, name) for name in sent]
        found = self._table.get_many(_counted_in(site, named))
        names = [self._learn(site, name, found) for name in named]
        new = [name for name in names if name not in named]
        found |= self._table.get_many([*_counted_in(site, new), *_further(site, names, found)])
        found |= self._table.get_many(_further(site, new, found))
        return [
            {
                "page": page,
                "key": name.key,
                "comment_count": pages.from_item(name, found.get(keys.page(site.id, name.id))).comment_count,
                "view_count": view_count_in(site.id, name.id, found),
            }
            for page, name in zip(asked, names, strict=True)
        ]

    def _mark(
        self, site: Site, asked: PageName, client: Client, now: datetime, write_id: str, referred: Referred | None
    ) -> tuple[Mark, PageName]:
        """Mark the visitor at the address asked for; where this process does not know the page, read it beside that."""
        who = visitor(site.secrets.salt, site.id, client)
        mark = partial(self._repository.mark, site.id, asked.id, who, now, write_id, referred)
        page = self._aliases.target(site, asked)
        is_known = self._aliases.known(site, asked) and self._aliases.shards(site, page)
        if is_known:
            return mark(), page
        made, item = together(mark, partial(self._table.get, keys.page(site.id, page.id)))
        return made, self._aliases.learn(site, page, item) or page

    def _total(self, site: Site, asked: PageName) -> int:
        """Tell the views of a page in one round trip, two where it is not known and a new alias, or was hot."""
        known = self._aliases.known(site, asked)
        if known is None:
            found = self._table.get_many(_counted_in(site, [asked]))
            page = self._learn(site, asked, found)
            if page == asked and not _further(site, [page], found):
                return view_count_in(site.id, page.id, found)
        else:
            page = known
        self._hear_of_shards(site, page)
        return self._counters.total(site.id, page.id)

    def _hear_of_shards(self, site: Site, page: PageName) -> None:
        self._counters.hear(site.id, page.id, self._aliases.shards(site, page) or 1)

    def _learn(self, site: Site, name: PageName, found: Mapping[Key, Item]) -> PageName:
        return self._aliases.learn(site, name, found.get(keys.page(site.id, name.id))) or name


def _further(site: Site, names: Sequence[PageName], found: Mapping[Key, Item]) -> list[Key]:
    return further_counters(site.id, (name.id for name in names), found)


def _counted_in(site: Site, names: Sequence[PageName]) -> list[Key]:
    return [key for name in names for key in (keys.page(site.id, name.id), keys.views(site.id, name.id))]
