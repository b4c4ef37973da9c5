"""Views that nobody is asked about: straight into a shard of a page, and pages that have several."""

from chalicelib.bootstrap import Services
from chalicelib.pages.models import PageName
from chalicelib.pageviews.buckets import hour_name
from chalicelib.pageviews.repository import View, ViewRepository
from chalicelib.storage import keys
from chalicelib.storage.writes import Write
from tests.conftest import SITE, START


def named(page: str) -> PageName:
    return PageName(page, keys.page_id(page), None)


def spread(services: Services, shards: int, *, page: str = "/a") -> None:
    """Give a page so many shards, as one that was hot has them."""
    ViewRepository(services.table).spread(SITE, named(page), shards)


def count_directly(services: Services, views: int, shard: int = 0, *, page: str = "/a") -> None:
    """Count views of a page at one of its shards, at the time at which tests begin."""
    counting = ViewRepository(services.table)
    day = START.date().isoformat()
    counting.count(SITE, named(page), View(START, day, is_visit=False), shard)
    update = "ADD #view_count :more, #hour :more, #day :more"
    names = {"hour": f"h{hour_name(START)}", "day": f"d{day}"}
    place = keys.views(SITE, keys.page_id(page), shard)
    services.table.write(Write("Update", place, update=update, values={"more": views - 1}, names=names))
