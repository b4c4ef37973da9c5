"""Lists of popular pages in the table, and where the job finds which pages to look at, without going through all."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from chalicelib.clock import rfc3339, start_of
from chalicelib.errors import ConditionFailed
from chalicelib.ids import made_at
from chalicelib.pages.repository import hour_of
from chalicelib.pageviews.buckets import NO_HOUR, hour_name
from chalicelib.popular.models import ORDERS, Listed, Order
from chalicelib.sites.models import SiteSettings
from chalicelib.sites.repository import given_in
from chalicelib.storage import keys
from chalicelib.storage.keys import page_id
from chalicelib.storage.table import Span, Table
from chalicelib.storage.together import together
from chalicelib.storage.values import Item, text
from chalicelib.storage.writes import Write

_AT_ONCE = 200
"""Hours that are asked for side by side."""

_IS_NEWER = (
    "attribute_not_exists(#pk) OR #basis <> :basis OR #edition < :edition"
    " OR (#edition = :edition AND #refreshed_at <= :refreshed_at)"
)
"""Of several runs at once the one that looked last stays; one that has gone through a whole window beats those that have not."""


@dataclass(frozen=True)
class Profile:
    """What the job has to know of a site. `created_at` is when its first page can have been read."""

    timezone: str
    lists_known_pages_only: bool
    created_at: datetime
    imported: str | None = None
    """The mark of the latest import of views."""

    @property
    def basis(self) -> str:
        """What a list was made by; made by something else, it tells nothing."""
        parts = (self.timezone, "known" if self.lists_known_pages_only else "all", self.imported)
        return " ".join(part for part in parts if part)

    def was_imported_after(self, moment: datetime) -> bool:
        """Tell whether the latest import of views ended after this."""
        return self.imported is not None and made_at(self.imported) > moment


@dataclass(frozen=True)
class StoredList:
    """A list as it is stored.

    `edition` tells which window was last gone through whole, in the hour `rebuilt_in`. `is_short`: a page that is not listed may by now
    belong to its last ones.
    """

    order: Order
    pages: tuple[Listed, ...]
    basis: str
    edition: str
    refreshed_at: datetime
    rebuilt_in: int
    is_short: bool = False


class PopularRepository:
    """Reads and writes lists."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def pages(self, site: str, order: Order) -> tuple[Listed, ...]:
        """Answer the pages of a list; none where it was never made."""
        item = self._table.get(_key(site, order))
        return () if item is None else _pages(item)

    def lists(self, site: str) -> dict[Order, StoredList]:
        """Answer the lists that there are. One that is a moment old does no harm, since what happened in the last hour is read anyway."""
        found = self._table.get_many(_key(site, order) for order in ORDERS)
        return {order: _from_item(order, found[_key(site, order)]) for order in ORDERS if _key(site, order) in found}

    def put(self, site: str, made: StoredList) -> bool:
        """Store a list; false where a newer one is there."""
        item = {
            "type": "list",
            "pages": json.dumps([_known_of(page) for page in made.pages], ensure_ascii=False, separators=(",", ":")),
            "rebuilt_in": made.rebuilt_in,
            "is_short": made.is_short,
        }
        values = {"basis": made.basis, "edition": made.edition, "refreshed_at": rfc3339(made.refreshed_at)}
        write = Write("Put", _key(site, made.order), item=item | values, condition=_IS_NEWER, values=values)
        try:
            self._table.write(write)
        except ConditionFailed:
            return False
        return True

    def profile(self, site: str) -> Profile | None:
        """Answer what the job has to know of a site; None where it is gone. Reads no secret, as who serves a site does."""
        item = self._table.get(keys.site(site))
        if item is None:
            return None
        settings = SiteSettings.of(given_in(item))
        created_at = datetime.fromisoformat(item["created_at"]["S"])
        return Profile(settings.timezone, settings.lists_known_pages_only, created_at, text(item, "imported"))

    def have_made_anew(self, site: str, mark: str) -> None:
        """Have the next run make all lists of a site from their whole windows, since totals have changed otherwise than by views.

        `mark` is another one each time. It stands with the site, so that a run that is on its way cannot undo it.
        """
        values = {"mark": mark}
        update, condition = "SET #imported = :mark", "attribute_exists(#pk)"
        self._table.write(Write("Update", keys.site(site), update=update, condition=condition, values=values))

    def viewed(self, site: str, hours: Iterable[int]) -> dict[int, set[str]]:
        """Answer the pages whose latest view was in each of these hours since 1970."""
        wanted = list(hours)
        found: dict[int, set[str]] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            calls: list[Callable[[], set[str]]] = [partial(self._viewed_in, site, hour) for hour in part]
            found |= zip(part, together(*calls), strict=True)
        return found

    def unviewed(self, site: str, size: int) -> Iterator[set[str]]:
        """Go through the pages that have imported views and no other, so many at a time."""
        span = Span(keys.active_in(site, NO_HOUR), index=keys.GSI1)
        found = (keys.counter_of(entry["gsi1sk"]["S"])[0] for entry in self._table.walk(span))
        while part := set(islice(found, size)):
            yield part

    def changed(self, site: str, hour: int) -> set[str]:
        """Answer the pages whose comments or title changed in an hour or later."""
        low = keys.changed_rank(hour_of(_moment(hour)), "")
        found = self._table.walk(Span(keys.changed_in(site), low=low, index=keys.GSI3))
        return {keys.page_in_change(entry["gsi3sk"]["S"]) for entry in found}

    def merging(self, site: str, now: datetime) -> set[str]:
        """Answer the pages that aliases are being merged into, whose views grow without anybody viewing them, and these aliases."""
        due = Span(keys.aliases_of(site), high=keys.alias_rank(rfc3339(now), "~"), index=keys.GSI1)
        aliases = self._table.get_many((entry["pk"]["S"], entry["sk"]["S"]) for entry in self._table.walk(due))
        targets = {target for item in aliases.values() if (target := text(item, "alias_of"))}
        return {page_id(target) for target in targets} | {page_id(item["key"]["S"]) for item in aliases.values()}

    def all_pages(self, site: str) -> set[str]:
        """Answer all pages that have an item."""
        return {entry["gsi2sk"]["S"] for entry in self._table.walk(Span(keys.pages_of(site), index=keys.GSI2))}

    def _viewed_in(self, site: str, hour: int) -> set[str]:
        span = Span(keys.active_in(site, hour_name(_moment(hour))), index=keys.GSI1)
        return {keys.counter_of(entry["gsi1sk"]["S"])[0] for entry in self._table.walk(span)}


def _key(site: str, order: Order) -> keys.Key:
    return keys.popular(site, order.by, order.window)


def _moment(hour: int) -> datetime:
    return start_of(hour)


def _pages(item: Item) -> tuple[Listed, ...]:
    return tuple(Listed(**page) for page in json.loads(item["pages"]["S"]))


def _known_of(page: Listed) -> dict[str, Any]:
    return {name: value for name, value in asdict(page).items() if value is not None}


def _from_item(order: Order, item: Item) -> StoredList:
    return StoredList(
        order,
        _pages(item),
        basis=item["basis"]["S"],
        edition=item["edition"]["S"],
        refreshed_at=datetime.fromisoformat(item["refreshed_at"]["S"]),
        rebuilt_in=int(item["rebuilt_in"]["N"]),
        is_short=item["is_short"]["BOOL"],
    )
