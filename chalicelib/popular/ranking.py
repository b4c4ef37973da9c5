"""Ranking: the hundred best of many pages, reading as little as possible of those that cannot be among them.

What a page can have at most is told by its counter or its item alone. Pages are looked at from the highest of these on, until the next
one could not get into the list even with all of it.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction

from chalicelib.popular.figures import Figures
from chalicelib.popular.models import MOST_LISTED, Listed, Order
from chalicelib.storage.keys import page_id

_MOST_AT_ONCE = 1000
"""Pages that are looked at side by side: first as many as the list has room for, then twice as many each time."""
Rank = tuple[Fraction | int, str]
"""The place of a page: the lower the better. Of pages with the same count the one whose key sorts first comes first."""


def rank_of(order: Order, page: Listed) -> Rank:
    """Answer the place of a page in a list, which is one by views or comments, from its counts."""
    return -(page.view_count if order.by == "views" else page.comment_count), page.key


class Ranking:
    """Ranks pages by figures. With `known_only` those that the publisher has not named are left out."""

    def __init__(self, figures: Figures, *, known_only: bool) -> None:
        self._figures = figures
        self._known_only = known_only

    def best(self, order: Order, pages: Iterable[str], kept: Sequence[Listed] = ()) -> tuple[Listed, ...]:
        """Answer the best of `pages` and those of `kept`, which are in the list already with counts that are right."""
        kept_by_id = {page_id(page.key): page for page in kept}
        self._figures.read_pages(kept_by_id)
        found = sorted((rank_of(order, one), page) for page, one in kept_by_id.items() if self._may_be_listed(page))
        left = deque(self._by_most(order, set(pages) - kept_by_id.keys()))
        size = MOST_LISTED - len(found)
        while left and (len(found) < MOST_LISTED or left[0][0] <= found[-1][0][0]):
            part = [left.popleft()[1] for _ in range(min(max(size, 1), len(left)))]
            found = sorted([*found, *self._ranked(order, part)])[:MOST_LISTED]
            size = min(2 * len(part), _MOST_AT_ONCE)
        best = [page for _, page in found]
        self._figures.read_window((page for page in best if page not in kept_by_id), order.window)
        return tuple(self._listed(order, page, kept_by_id.get(page)) for page in best)

    def _by_most(self, order: Order, pages: Collection[str]) -> list[tuple[Fraction | int, str]]:
        """Answer the best rank that each page can have, without its key, the best first; not those that cannot be listed."""
        if order.by == "comments":
            self._figures.read_pages(pages)
        else:
            self._figures.read_views(pages)
        at_most = ((self._at_most(order, page), page) for page in pages)
        return sorted((-most, page) for most, page in at_most if most is not None)

    def _at_most(self, order: Order, page: str) -> Fraction | int | None:
        match order.by:
            case "views":
                return self._figures.most_views(page, order.window) or None
            case "comments":
                return self._figures.most_comments(page) or None
            case "trend":
                return self._figures.trend(page)

    def _ranked(self, order: Order, pages: Sequence[str]) -> Iterator[tuple[Rank, str]]:
        self._figures.read_pages(pages)
        listed = {page: key for page in pages if self._may_be_listed(page) and (key := self._figures.key(page))}
        if order.by == "comments":
            self._figures.read_comment_counts(listed, order.window)
        else:
            self._figures.read_view_counts(listed, order.window)
        for page, key in listed.items():
            count = self._count(order, page)
            if count is not None:
                yield (-count, key), page

    def _count(self, order: Order, page: str) -> Fraction | int | None:
        match order.by:
            case "views":
                return self._figures.view_count(page, order.window) or None
            case "comments":
                return self._figures.comment_count(page, order.window) or None
            case "trend":
                return self._figures.trend(page)

    def _may_be_listed(self, page: str) -> bool:
        is_named = self._figures.is_known(page) or not self._known_only
        return is_named and not self._figures.is_alias(page)

    def _listed(self, order: Order, page: str, kept: Listed | None) -> Listed:
        figures, window = self._figures, order.window
        return Listed(
            key=figures.key(page) or (kept.key if kept else ""),
            view_count=kept.view_count if kept else figures.view_count(page, window),
            comment_count=kept.comment_count if kept else figures.comment_count(page, window),
            title=figures.title(page),
            published_at=figures.published_at(page),
            url=figures.url(page),
        )
