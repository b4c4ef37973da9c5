"""The figures of pages that a run of the job needs: each is read once, those of many pages side by side.

Views of the last day, and the total, are in a page's counters: one, or several where it was hot. Those of a week or a month are in them
and in the items of months beside each, which are read only where they can matter. A counter has its latest hours and days until a job
moves them to a month; so months are read after counters, and strongly: then a bucket is in one of the two, and where it is in both it is
taken once.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import TypeVar

from chalicelib.pageviews.buckets import buckets_in, hour_of, views_of, visits_of
from chalicelib.pageviews.shards import read_counters
from chalicelib.popular.models import Window
from chalicelib.popular.windows import DAYS, HOURS, Present
from chalicelib.storage import keys
from chalicelib.storage.table import Span, Table
from chalicelib.storage.together import together
from chalicelib.storage.values import Item, number, text

_MOST_OF_URL = 1024
"""Bytes, as of a key: a hundred of either, with titles, go into one item."""
_Asked = TypeVar("_Asked", str, tuple[str, int])
"""Pages, or their counters."""
_AT_ONCE = 1000
"""Pages whose items are held in memory as they came."""


@dataclass(frozen=True, slots=True)
class _Counter:
    """What a counter has: of the last day its buckets, and of days the views in theirs."""

    key: str | None
    total: int
    hours: Mapping[int, int]
    days: Mapping[str, int]

    @property
    def has_months(self) -> bool:
        """Whether some of the views are in the items of months."""
        return self.total > sum(self.days.values())


_Views = Mapping[int, _Counter]
"""The views of a page, by shard."""


@dataclass(frozen=True, slots=True)
class _Page:
    key: str | None = None
    title: str | None = None
    published_at: str | None = None
    url: str | None = None
    comment_count: int = 0
    is_alias: bool = False


_NO_PAGE = _Page()


class Figures:
    """What is known of a site's pages at a moment. What is asked for must have been read before."""

    def __init__(self, table: Table, site: str, present: Present) -> None:
        self._table = table
        self._site = site
        self._present = present
        self._views: dict[str, _Views] = {}
        self._days: dict[tuple[str, int], Mapping[str, int]] = {}
        self._pages: dict[str, _Page] = {}
        self._comments: dict[str, Sequence[str]] = {}

    def of_others(self) -> "Figures":
        """Answer figures of the same moment, of which nothing has been read: for pages that are not to be kept in memory."""
        return Figures(self._table, self._site, self._present)

    @property
    def page_count(self) -> int:
        """How many pages were looked at."""
        return len(self._views.keys() | self._pages.keys())

    def read_views(self, pages: Iterable[str]) -> None:
        """Read the counters of pages: half a read unit each."""
        for part in _parts(pages, self._views):
            for page, found in read_counters(self._table, self._site, part).items():
                self._views[page] = {shard: self._counter_in(item) for shard, item in found.items()}

    def read_pages(self, pages: Iterable[str]) -> None:
        """Read the items of pages: half a read unit each."""
        for part in _parts(pages, self._pages):
            found = self._table.get_many(keys.page(self._site, page) for page in part)
            for page in part:
                item = found.get(keys.page(self._site, page))
                self._pages[page] = _NO_PAGE if item is None else _page_in(item)

    def read_window(self, pages: Iterable[str], window: Window) -> None:
        """Read all that it takes to tell both counts of pages in a window."""
        wanted = list(pages)
        self.read_view_counts(wanted, window)
        self.read_comment_counts(wanted, window)

    def read_view_counts(self, pages: Iterable[str], window: Window) -> None:
        """Read all that it takes to tell the views of pages in a window."""
        wanted = list(pages)
        self.read_views(wanted)
        if window in DAYS:
            self._read_months(
                (page, shard) for page in wanted for shard, counter in self._views[page].items() if counter.has_months
            )

    def read_comment_counts(self, pages: Iterable[str], window: Window) -> None:
        """Read all that it takes to tell the comments of pages in a window."""
        wanted = list(pages)
        self.read_pages(wanted)
        if window != "all":
            self._read_comments(page for page in wanted if self._pages[page].comment_count)

    def view_count(self, page: str, window: Window) -> int:
        """Answer the views of a page in a window."""
        if window in DAYS:
            first = self._present.first_day(window)
            days = ({**self._days.get((page, shard), {}), **one.days} for shard, one in self._views[page].items())
            return sum(count for of_shard in days for day, count in of_shard.items() if day >= first)
        return self.most_views(page, window)

    def most_views(self, page: str, window: Window) -> int:
        """Answer the most views that a page can have in a window, from its counters alone; mostly as many as it has."""
        if window in HOURS:
            first = self._present.first_hour(window)
            return sum(count for hour, count in self._views_by_hour(page).items() if hour >= first)
        return sum(counter.total for counter in self._views[page].values())

    def views_in(self, hour: int, pages: Iterable[str]) -> tuple[int, int]:
        """Answer how often these pages were viewed in an hour of the last day, and how many of these views were visits."""
        buckets = [counter.hours.get(hour, 0) for page in pages for counter in self._views[page].values()]
        return sum(map(views_of, buckets)), sum(map(visits_of, buckets))

    def trend(self, page: str) -> Fraction | None:
        """Answer how far a page is above its own past."""
        return self._present.trend(self._views_by_hour(page))

    def comment_count(self, page: str, window: Window) -> int:
        """Answer the approved comments of a page that were left in a window."""
        if window == "all":
            return self.most_comments(page)
        left = self._comments.get(page, ())
        return len(left) - bisect_left(left, self._present.first_id(window))

    def most_comments(self, page: str) -> int:
        """Answer the most comments that a page can have in any window, from its item alone."""
        return self._pages[page].comment_count

    def key(self, page: str) -> str | None:
        """Answer a page's key; None where nothing tells it, as of a page with a very long one that nobody has commented on."""
        named = (counter.key for counter in self._views.get(page, {}).values())
        return self._pages[page].key or next(filter(None, named), None)

    def title(self, page: str) -> str | None:
        """Answer a page's title."""
        return self._pages[page].title

    def published_at(self, page: str) -> str | None:
        """Answer when a page was published."""
        return self._pages[page].published_at

    def url(self, page: str) -> str | None:
        """Answer a page's address as the publisher's feed has it; None where that is longer than a list of such has room for."""
        return self._pages[page].url

    def is_alias(self, page: str) -> bool:
        """Tell whether another page stands for it."""
        return self._pages[page].is_alias

    def is_known(self, page: str) -> bool:
        """Tell whether the publisher has named the page, by feed or moderator."""
        return self._pages[page].title is not None or self._pages[page].published_at is not None

    def _views_by_hour(self, page: str) -> Mapping[int, int]:
        """Answer the views of a page in each hour of the last day."""
        counts = Counter[int]()
        for counter in self._views[page].values():
            counts.update({hour: views_of(bucket) for hour, bucket in counter.hours.items()})
        return counts

    def _counter_in(self, item: Item) -> _Counter:
        first, buckets = self._present.first_hour("day"), buckets_in(item)
        hours = {hour_of(name): bucket for name, bucket in buckets.items() if name.startswith("h")}
        lately = {hour: bucket for hour, bucket in hours.items() if hour >= first}
        return _Counter(text(item, "key"), number(item, "view_count"), lately, _views_by_day(buckets))

    def _read_months(self, counters: Iterable[tuple[str, int]]) -> None:
        first = self._present.first_day("month")
        months = _months(first)
        for part in _parts(counters, self._days):
            places = {
                (page, shard): [keys.hours(self._site, page, shard, month) for month in months] for page, shard in part
            }
            found = self._table.get_many((place for one in places.values() for place in one), is_consistent=True)
            for counter, beside in places.items():
                moved = [buckets_in(found[place]) for place in beside if place in found]
                days = {day: count for one in moved for day, count in _views_by_day(one).items()}
                self._days[counter] = {day: count for day, count in days.items() if day >= first}

    def _read_comments(self, pages: Iterable[str]) -> None:
        for part in _parts(pages, self._comments):
            calls: list[Callable[[], list[str]]] = [partial(self._comments_of, page) for page in part]
            self._comments |= zip(part, together(*calls), strict=True)

    def _comments_of(self, page: str) -> list[str]:
        """Answer the ids of a page's approved comments of the last month, in order of time: 180 bytes are read of each."""
        low = self._present.first_id("month")
        span = Span(keys.page_list(self._site, page, "approved"), low=low, index=keys.GSI2)
        return [entry["gsi2sk"]["S"] for entry in self._table.walk(span)]


def _views_by_day(buckets: Mapping[str, int]) -> dict[str, int]:
    return {name[1:]: views_of(bucket) for name, bucket in buckets.items() if name.startswith("d")}


def _parts(asked: Iterable[_Asked], known: Mapping[_Asked, object]) -> list[list[_Asked]]:
    wanted = sorted({one for one in asked if one not in known})
    return [wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE)]


def _page_in(item: Item) -> _Page:
    url = text(item, "url")
    return _Page(
        key=text(item, "key"),
        title=text(item, "title"),
        published_at=text(item, "published_at"),
        url=url if url and len(url.encode()) <= _MOST_OF_URL else None,
        comment_count=number(item, "comment_count"),
        is_alias="alias_of" in item,
    )


def _months(first_day: str) -> list[str]:
    """Answer the months, as `2026-03`, of the days that the longest window has."""
    first = date.fromisoformat(first_day)
    return sorted({(first + timedelta(days=later)).isoformat()[:7] for later in range(DAYS["month"])})
