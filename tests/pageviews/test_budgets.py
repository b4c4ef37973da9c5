"""What counting views and telling counts may cost."""

import pytest

from chalicelib.bootstrap import Services
from chalicelib.imports.lines import MOST_VIEWS
from chalicelib.pages.models import PageName
from chalicelib.pageviews.buckets import A_VISIT, hour_name
from chalicelib.pageviews.repository import View, ViewRepository
from chalicelib.sites.secrets import day_of
from chalicelib.storage import keys
from chalicelib.storage.keys import page_id
from chalicelib.storage.writes import Write
from tests.conftest import BROWSER, SITE, Api, Desk, StandingClock
from tests.storage.meter import Meter
from tests.storage.sizes import WRITE_UNIT, item_size


@pytest.fixture
def ready(api: Api) -> Api:
    """The API with the site known to the process."""
    api.counts("/elsewhere")
    return api


def test_a_view_takes_two_round_trips_and_two_write_units(ready: Api, meter: Meter) -> None:
    ready.view()

    with meter.measure() as used:
        ready.view(address="192.0.2.2")

    used.assert_budget(round_trips=2, write_units=2, read_units=0.5)  # whether the page is an alias


def test_a_view_of_a_page_that_the_process_knows_reads_nothing(lasting: Services, meter: Meter) -> None:
    api = Api(lasting)
    api.view()

    with meter.measure() as used:
        api.view(address="192.0.2.2")

    used.assert_budget(round_trips=2, write_units=2, read_units=0)


def test_a_repeat_takes_one_write_unit(ready: Api, meter: Meter) -> None:
    ready.view()

    with meter.measure() as used:
        assert ready.view()["reason"] == "repeat"

    used.assert_budget(round_trips=2, write_units=1, read_units=1)


def test_a_pages_first_view_in_an_hour_takes_two_more(ready: Api, meter: Meter, clock: StandingClock) -> None:
    for _ in range(3):
        ready.counts("/elsewhere")  # the site is read anew
        with meter.measure() as used:
            assert ready.view()["counted"]
        used.assert_budget(round_trips=2, write_units=4)
        clock.pass_by(hours=1)


@pytest.mark.parametrize("agent", [BROWSER, "Googlebot/2.1"])
def test_what_is_not_counted_writes_nothing(ready: Api, meter: Meter, agent: str) -> None:
    with meter.measure() as used:
        ready.post("views", {"page": "/a"}, headers={"User-Agent": agent, "Sec-Purpose": "prefetch"})

    used.assert_budget(round_trips=1, write_units=0)


def test_a_view_costs_the_same_after_a_week_of_views_every_hour(ready: Api, meter: Meter, clock: StandingClock) -> None:
    views = ViewRepository(ready.services.table)
    page = PageName("/a", page_id("/a"), None)
    for hour in range(7 * 24):
        views.count(SITE, page, View(clock.now, clock.now.date().isoformat(), is_visit=True))
        clock.pass_by(hours=1)
        if hour % 24 == 0:
            ready.services.run_job("compact")
    ready.view()

    with meter.measure() as used:
        ready.view(address="192.0.2.2")

    used.assert_budget(write_units=2)


def test_a_counter_with_long_names_and_large_numbers_in_every_hour_takes_one_write_unit(
    services: Services, clock: StandingClock
) -> None:
    """The job that keeps it small runs each six hours; here every other run is missed, and the others are an hour late."""
    site, page = "s" * 40, PageName("/" + "k" * 255, page_id("/k"), None)
    services.sites.create(site, "Long", ["https://long.example"])
    views, counter, sizes = ViewRepository(services.table), keys.views(site, page.id), []
    imported = {"imported": MOST_VIEWS}
    services.table.write(Write("Update", counter, update="ADD #view_count :imported", values=imported))
    for hour in range(1, 3 * 24):
        day = day_of(clock.now, "Pacific/Kiritimati")
        views.count(site, page, View(clock.now, day, is_visit=True))
        many = {"total": 98_765, "visits": 9_876, "many": 98_765 + 9_876 * A_VISIT}
        update = "ADD #view_count :total, #visit_count :visits, #hour :many, #day :many"
        names = {"hour": f"h{hour_name(clock.now)}", "day": f"d{day}"}
        services.table.write(Write("Update", counter, update=update, values=many, names=names))
        sizes.append(item_size(services.table.get(counter) or {}))
        clock.pass_by(hours=1)
        if hour % 13 == 0:
            services.upkeep.jobs["compact"](site)

    assert 900 < max(sizes) <= WRITE_UNIT


def test_counts_for_a_hundred_pages_take_one_round_trip(desk: Desk, meter: Meter) -> None:
    for number in range(3):
        desk.publish(page=f"/{number}")
        desk.api.view(f"/{number}")

    with meter.measure() as used:
        desk.api.get("counts", params={"page": [f"/{number}" for number in range(100)]})

    used.assert_budget(round_trips=1, requests=2, read_units=100)
