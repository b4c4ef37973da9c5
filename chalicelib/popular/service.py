"""Answering lists of popular pages, which are kept ready: one small read, whatever the site's size."""

from collections.abc import Callable, Sequence
from functools import partial

from chalicelib.comments.hot import HotAnswers
from chalicelib.pages.service import name_of
from chalicelib.popular.models import Listed, Order, PopularPage
from chalicelib.popular.repository import PopularRepository
from chalicelib.sites.models import Site


class PopularService:
    """Reads lists. They are asked for on every page of a site, so what many ask for is answered from the process for two seconds."""

    def __init__(self, repository: PopularRepository, seconds: Callable[[], float]) -> None:
        self._repository = repository
        self._lists: HotAnswers[Sequence[Listed]] = HotAnswers(seconds)

    def pages(self, site: Site, order: Order, limit: int) -> list[PopularPage]:
        """Answer the first `limit` pages of a list, highest first; none where it was never made."""
        listed = self._lists.answer((site.id, order), partial(self._repository.pages, site.id, order))
        return [_shown(site, page) for page in listed[:limit]]


def _shown(site: Site, page: Listed) -> PopularPage:
    shown: PopularPage = {
        "key": page.key,
        "url": page.url or name_of(site, page.key).url,
        "title": page.title,
        "view_count": page.view_count,
        "comment_count": page.comment_count,
    }
    if page.published_at is not None:
        shown["published_at"] = page.published_at
    return shown
