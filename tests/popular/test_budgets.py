"""What lists of popular pages may cost: to read, and to keep."""

import pytest

from chalicelib.bootstrap import Services
from chalicelib.storage import keys
from tests.conftest import SITE, Api, Desk, StandingClock
from tests.popular.readers import counts, listed, popular, read, renew
from tests.storage.budget import Used
from tests.storage.meter import Meter

ONCE = 7
"""Requests of a run to which nothing is new: the sites, this one, its lists, this hour and the one before, changes, aliases."""


@pytest.fixture
def ready(api: Api) -> Api:
    """The API with the site known to the process."""
    api.get("popular")
    return api


def renewing(services: Services, meter: Meter) -> Used:
    with meter.measure() as used:
        renew(services)
    return used


@pytest.mark.parametrize("parameters", [{}, {"by": "comments", "window": "month"}, {"by": "trend", "limit": 100}])
def test_a_list_takes_one_small_read(ready: Api, services: Services, meter: Meter, parameters: dict[str, str]) -> None:
    for number in range(10):
        ready.view(f"/{number}")
    renew(services)
    ready.get("popular")

    with meter.measure() as used:
        popular(ready, **parameters)

    used.assert_budget(round_trips=1, requests=1, read_units=0.5, write_units=0)


def test_a_list_of_a_hundred_pages_is_read_in_proportion_to_its_size(
    ready: Api, services: Services, meter: Meter, clock: StandingClock
) -> None:
    for number in range(100):
        read(services, clock, f"/2026/a-long-enough-address-of-an-article-{number}")
    renew(services)
    ready.get("popular")

    with meter.measure() as used:
        assert len(popular(ready, limit=100)) == 100

    used.assert_budget(round_trips=1, requests=1, read_units=2)


def test_what_many_ask_for_at_once_is_read_once(lasting: Services, meter: Meter) -> None:
    api = Api(lasting)
    for _ in range(5):
        listed(api)

    with meter.measure() as used:
        for _ in range(100):
            listed(api)

    used.assert_budget(requests=0)


def test_a_run_to_which_nothing_is_new_costs_next_to_nothing(services: Services, meter: Meter) -> None:
    renew(services)

    renewing(services, meter).assert_budget(requests=ONCE, round_trips=6, read_units=8.5, write_units=0)


def test_a_run_reads_what_happened_lately_however_much_there_is(
    desk: Desk, services: Services, meter: Meter, clock: StandingClock
) -> None:
    """A hundred pages and more, with comments, were read earlier on that day. Of these only what is listed is looked at."""
    for number in range(110):
        read(services, clock, f"/{number:03}", 2)
    for _ in range(12):
        desk.publish(page="/000")
    clock.pass_by(hours=3)
    renew(services)
    read(services, clock, "/000")
    read(services, clock, "/new")

    few = renewing(services, meter)
    few.assert_budget(
        requests=ONCE + 17, read_units=71, write_units=51
    )  # of which 50 units are the titles of what is listed, and two requests the views of the site by the hour

    for number in range(200, 500):
        read(services, clock, f"/{number}")  # once: none can get into a list of more than the last hours
    many = renewing(services, meter)

    assert many.requests <= few.requests + 10
    assert many.read_units <= few.read_units + 300 * 1.5
    assert counts(desk.api, window="week", limit=1) == [("/000", 3, 12)]


def test_months_are_read_only_of_pages_that_can_get_into_a_list(
    services: Services, api: Api, meter: Meter, clock: StandingClock
) -> None:
    for number in range(100):
        read(services, clock, f"/{number:03}", 3)
    seldom_read = [f"/{number}" for number in range(200, 230)]
    for page in seldom_read:
        read(services, clock, page)
    clock.pass_by(hours=60)
    services.run_job("compact")
    for page in (*seldom_read, "/000"):
        read(services, clock, page)

    for _ in range(2):
        used = renewing(services, meter)

    asked = {key[0] for call in used.calls for key in call.keys if key[-1].startswith("HOURS#")}
    assert asked == {keys.views(SITE, keys.page_id("/000"))[0]}
    assert counts(api, window="week", limit=1) == [("/000", 4, 0)]
