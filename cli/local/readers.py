"""Who reads the demo publication, so that its front page has something to show: as readers are counted everywhere, in the hours before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from chalicelib.bootstrap import Services
from chalicelib.clock import Clock, system_clock
from chalicelib.pageviews.models import NewView
from chalicelib.popular.models import Order
from chalicelib.privacy import Client
from chalicelib.sites.models import Site

_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"


@dataclass(frozen=True)
class Reading:
    """How many people read a page, and how long ago."""

    page: str
    hours_ago: float
    people: int


READINGS = (
    Reading("/articles/last-ferry/", 50, 8),
    Reading("/articles/last-ferry/", 26, 7),
    Reading("/articles/last-ferry/", 4, 5),
    Reading("/articles/last-ferry/", 0.3, 2),
    Reading("/articles/tide-clock/", 70, 7),
    Reading("/articles/tide-clock/", 30, 6),
    Reading("/articles/tide-clock/", 0.5, 3),
    Reading("/articles/seed-library/", 45, 6),
    Reading("/articles/seed-library/", 5, 2),
    Reading("/articles/seed-library/", 0.4, 1),
    Reading("/articles/night-bakery/", 28, 2),
    Reading("/articles/night-bakery/", 0.2, 7),
)


def fill_lists(services: Services, site: Site) -> None:
    """Have the lists of a site be as of now. Where nobody has read anything lately, as at the first start, some do first."""
    renew = services.upkeep.jobs["popular"]
    renew(site.id)
    if not services.popular.pages(site, Order("trend"), 1):
        come_by(services, site)
        renew(site.id)


def come_by(services: Services, site: Site) -> None:
    """Read what `READINGS` tell, from the oldest on; each of these people is another one. The job runs then too: it counts for the site."""
    now, people = system_clock(), count(1)
    for reading in sorted(READINGS, key=lambda one: -one.hours_ago):
        back_then = Services(
            services.settings, services.table, clock=_standing(now - timedelta(hours=reading.hours_ago))
        )
        for person, _ in zip(people, range(reading.people), strict=False):
            visitor = Client("127.0.0.1", f"{_BROWSER} {person}")
            back_then.pageviews.view(site, NewView(page=reading.page, referrer=None), visitor, is_prefetch=False)
        back_then.upkeep.jobs["popular"](site.id)


def _standing(at: datetime) -> Clock:
    return lambda: at
