"""What *Recent posts* may cost."""

import pytest

from chalicelib.bootstrap import Services
from tests.conftest import SITE, Api, Desk
from tests.posts.paper import Paper, item, read
from tests.storage.meter import Meter


@pytest.mark.parametrize(("limit", "read_units"), [(1, 1.5), (10, 10.5), (100, 102.5)])
def test_recent_posts_take_two_round_trips(
    services: Services, api: Api, paper: Paper, meter: Meter, limit: int, read_units: float
) -> None:
    paper.print(*(item(f"/{n}", f"No. {n}", f"2025-01-01T{n // 60:02d}:{n % 60:02d}:00Z") for n in range(1, 101)))
    read(services)

    with meter.measure() as used:
        assert len(api.get("posts", params={"limit": limit}).json()["posts"]) == limit

    used.assert_budget(round_trips=2, read_units=read_units, write_units=0)


def test_new_aliases_take_a_third_once(lasting: Services, api: Api, desk: Desk, paper: Paper, meter: Meter) -> None:
    paper.print(item("/old", "Old"))
    read(api.services)
    desk.change_page("/old", alias_of="/new")
    api.services = lasting
    lasting.sites.get(SITE)

    for round_trips in (3, 2):
        with meter.measure() as used:
            api.get("posts", params={"limit": 1 + round_trips})
        used.assert_budget(round_trips=round_trips)


def test_what_many_ask_for_at_once_is_read_a_few_times_only(
    lasting: Services, api: Api, paper: Paper, meter: Meter
) -> None:
    paper.print(item("/a", "A"))
    read(api.services)
    api.services = lasting
    lasting.sites.get(SITE)

    with meter.measure() as used:
        for _ in range(20):
            api.get("posts")

    used.assert_budget(requests=8)


def test_a_site_without_a_feed_costs_nothing(services: Services, api: Api, meter: Meter) -> None:
    services.sites.change(SITE, settings={"feed_url": None})
    services.sites.get(SITE)

    with meter.measure() as used:
        api.get("posts")

    used.assert_budget(requests=0)
