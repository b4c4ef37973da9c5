"""Readers of many pages, and the lists that they are shown."""

from typing import Any

from chalicelib.bootstrap import Services
from chalicelib.pages.models import PageName
from chalicelib.pageviews.repository import View, ViewRepository
from chalicelib.sites.secrets import day_of
from chalicelib.storage.keys import page_id
from tests.conftest import SITE, Api, StandingClock


def read(
    services: Services, clock: StandingClock, page: str, times: int = 1, *, timezone: str = "UTC", shard: int = 0
) -> None:
    """Have a page be viewed so many times now, by people who are not asked who they are, at one of its shards."""
    views = ViewRepository(services.table)
    view = View(clock.now, day_of(clock.now, timezone), is_visit=False)
    for _ in range(times):
        views.count(SITE, PageName(page, page_id(page), None), view, shard)


def renew(services: Services) -> dict[str, int]:
    """Run the job and tell what it did."""
    done: dict[str, int] = services.run_job("popular")[SITE]
    return done


def popular(api: Api, **parameters: Any) -> list[Any]:
    """Read a list."""
    response = api.get("popular", params=parameters)
    assert response.status_code == 200, response.text
    pages: list[Any] = response.json()["pages"]
    return pages


def counts(api: Api, **parameters: Any) -> list[tuple[str, int, int]]:
    """Read a list: keys with views and comments."""
    return [(page["key"], page["view_count"], page["comment_count"]) for page in popular(api, **parameters)]


def listed(api: Api, **parameters: Any) -> list[str]:
    """Read a list: keys alone."""
    return [page["key"] for page in popular(api, **parameters)]
