"""The job that renews the lists of popular pages, each minute, by looking only at pages that were viewed or discussed lately.

Until a window begins elsewhere, counts in it grow only for pages that are viewed or commented on, and indexes list these by the hour:
so a list is the best of itself and of them. When it begins elsewhere (each hour for a day, each midnight for more) all counts may
have shrunk, and a page that was not listed may come up: then all pages that did something in the window are ranked anew.

A run puts each list whole. It may be broken off anywhere, and of several at once the one that looked last stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.clock import Clock, clock_hour
from chalicelib.digests.repository import DigestRepository
from chalicelib.popular.figures import Figures
from chalicelib.popular.models import MOST_LISTED, ORDERS, Listed, Order
from chalicelib.popular.ranking import Ranking, rank_of
from chalicelib.popular.repository import PopularRepository, Profile, StoredList
from chalicelib.popular.windows import Present
from chalicelib.storage.keys import page_id
from chalicelib.storage.table import Table

_OF_ALL_TIMES = Order("views", "all")
_INDEXED_AFTER = timedelta(minutes=1)
_AT_ONCE = 1000
"""Pages that nobody has viewed yet are looked at by so many at a time."""


@dataclass(frozen=True)
class Refreshed:
    """What the job did: pages looked at, lists written, and lists for which all pages of the window were ranked anew."""

    pages: int = 0
    written: int = 0
    rebuilt: int = 0


class Refresher:
    """Renews the lists of popular pages."""

    def __init__(self, table: Table, repository: PopularRepository, digests: DigestRepository, clock: Clock) -> None:
        self._table = table
        self._repository = repository
        self._digests = digests
        self._clock = clock

    def run(self, site: str) -> Refreshed:
        """Renew the lists of a site: all from what happened lately, then those for which it is time from their whole window."""
        profile = self._repository.profile(site)
        if profile is None:
            return Refreshed()
        present = Present(self._clock(), profile.timezone)
        run = _Run(self._repository, site, profile, present, Figures(self._table, site, present))
        refreshed = run.done()
        self._digests.set_views(site, run.views_by_hour())
        return refreshed


class _Run:
    """One run for one site."""

    def __init__(
        self, repository: PopularRepository, site: str, profile: Profile, present: Present, figures: Figures
    ) -> None:
        self._repository = repository
        self._site = site
        self._profile = profile
        self._present = present
        self._figures = figures
        self._ranking = Ranking(figures, known_only=profile.lists_known_pages_only)
        self._viewed: dict[int, set[str]] = {}
        self._written: set[Order] = set()
        self._since = present.hour - 1

    def done(self) -> Refreshed:
        """Renew all lists and tell what that was."""
        stored = self._repository.lists(self._site)
        lately = self._lately(stored.values())
        lists = [self._from_lately(order, stored.get(order), lately) for order in ORDERS]
        for made in lists:
            self._put(stored.get(made.order), made)
        due = [made for made in lists if self._is_due(made)]
        for made in due:
            self._put(made, self._from_window(made))
        return Refreshed(self._figures.page_count, len(self._written), len(due))

    def views_by_hour(self) -> dict[int, tuple[int, int]]:
        """Answer views and visits of the whole site in each hour since the last run, if counters have it, at least in the last two.

        Who was viewed in an hour had its latest view then or later: these pages are known, and their counters mostly read.
        """
        first = max(self._since, self._present.first_hour("day"))
        pages = self._viewed_since(first)
        self._figures.read_views(pages)
        return {hour: self._figures.views_in(hour, pages) for hour in range(first, self._present.hour + 1)}

    def _lately(self, stored: Iterable[StoredList]) -> set[str]:
        """Answer the pages to which something happened since all lists were renewed, and at least in this hour and the one before."""
        current = [clock_hour(one.refreshed_at) for one in stored if self._is_current(one)]
        self._since = since = min([self._present.hour - 1, *current])
        changed = self._repository.changed(self._site, since)
        return self._viewed_since(since) | changed | self._repository.merging(self._site, self._present.now)

    def _from_lately(self, order: Order, stored: StoredList | None, lately: set[str]) -> StoredList:
        if stored is None or not self._present.edition(order):
            return self._made(order, self._ranking.best(order, lately))
        if not self._is_current(stored):
            pages = self._ranking.best(order, lately | _ids(stored.pages))
            return self._made(order, pages, stored.edition if stored.basis == self._profile.basis else "")
        kept = [page for page in stored.pages if page_id(page.key) not in lately]
        pages = self._ranking.best(order, lately, kept)
        is_short = stored.is_short or _may_lack_some(order, stored.pages, pages)
        return replace(self._made(order, pages, stored.edition), rebuilt_in=stored.rebuilt_in, is_short=is_short)

    def _from_window(self, made: StoredList) -> StoredList:
        order, pages = made.order, _ids(made.pages) | self._in_window(made)
        if order == _OF_ALL_TIMES and not made.edition:
            pages |= _ids(self._best_unviewed())
        return self._made(
            order, self._ranking.best(order, pages), "" if self._may_miss_some(order) else self._present.edition(order)
        )

    def _may_miss_some(self, order: Order) -> bool:
        """Tell whether an import is so new that the index may not have all of it yet: then the list is made once more."""
        return order == _OF_ALL_TIMES and self._profile.was_imported_after(self._present.now - _INDEXED_AFTER)

    def _best_unviewed(self) -> tuple[Listed, ...]:
        """Answer the best of the pages that have imported views alone. There may be very many, and no run but this looks at them again."""
        best: tuple[Listed, ...] = ()
        for part in self._repository.unviewed(self._site, _AT_ONCE):
            ranking = Ranking(self._figures.of_others(), known_only=self._profile.lists_known_pages_only)
            best = ranking.best(_OF_ALL_TIMES, part, best)
        return best

    def _in_window(self, made: StoredList) -> set[str]:
        """Answer all pages that can be in a list; for one of all times, once it was made, those to which something happened in a month."""
        window = made.order.window
        if window != "all" or made.edition:
            first = self._present.first_hour("month" if window == "all" else window)
        elif made.order.by == "comments":
            return self._repository.all_pages(self._site)
        else:
            first = self._first_hour
        if made.order.by == "comments":
            return self._repository.changed(self._site, first)
        return self._viewed_since(max(first, self._first_hour))

    @property
    def _first_hour(self) -> int:
        return clock_hour(self._profile.created_at)

    def _viewed_since(self, hour: int) -> set[str]:
        hours = range(hour, self._present.hour + 1)
        self._viewed |= self._repository.viewed(self._site, [one for one in hours if one not in self._viewed])
        return set().union(*(self._viewed[one] for one in hours))

    def _is_current(self, stored: StoredList) -> bool:
        """Tell whether a list was made as one would be made now, of a window that began where it does now."""
        return stored.basis == self._profile.basis and stored.edition == self._present.edition(stored.order)

    def _is_due(self, made: StoredList) -> bool:
        """Tell whether a window has to be gone through. Where one page at the end may be another, once an hour is enough."""
        return not self._is_current(made) or (made.is_short and made.rebuilt_in < self._present.hour)

    def _made(self, order: Order, pages: tuple[Listed, ...], edition: str = "") -> StoredList:
        return StoredList(order, pages, self._profile.basis, edition, self._present.now, self._present.hour)

    def _put(self, stored: StoredList | None, made: StoredList) -> None:
        """Store a list, unless it is there. Once an hour it is stored anyway, which tells up to when it is right."""
        is_there = stored is not None and replace(stored, refreshed_at=made.refreshed_at) == made
        is_of_this_hour = stored is not None and clock_hour(stored.refreshed_at) == self._present.hour
        if not (is_there and is_of_this_hour) and self._repository.put(self._site, made):
            self._written.add(made.order)


def _ids(pages: Iterable[Listed]) -> set[str]:
    return {page_id(page.key) for page in pages}


def _may_lack_some(order: Order, before: Sequence[Listed], after: Sequence[Listed]) -> bool:
    """Tell whether a page that was not listed may belong into the list by now.

    They are all behind the last one of a list that was full. So it may if the last one now is behind that too.
    """
    if len(before) < MOST_LISTED:
        return False
    return len(after) < MOST_LISTED or rank_of(order, after[-1]) > rank_of(order, before[-1])
