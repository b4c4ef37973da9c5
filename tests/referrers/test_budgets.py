"""What it costs to know where readers came from."""

from datetime import timedelta

import pytest

from chalicelib.bootstrap import Services
from chalicelib.referrers.hosts import MOST_CHARACTERS
from chalicelib.referrers.models import MOST_BATCHES, MOST_HOSTS, Day, Referred, Told
from chalicelib.referrers.repository import ReferrerRepository
from chalicelib.storage import keys
from tests.conftest import SITE, START, Api, Desk
from tests.referrers.following import record
from tests.storage.meter import Meter
from tests.storage.sizes import WRITE_UNIT, item_size

LONGEST = "h" * (MOST_CHARACTERS - len(".example")) + ".example"


@pytest.fixture
def ready(api: Api) -> Api:
    """The API with the site known to the process."""
    api.counts("/elsewhere")
    api.view()
    return api


def test_a_view_that_came_from_elsewhere_costs_what_any_does(ready: Api, meter: Meter) -> None:
    body = {"page": "/a", "referrer": f"https://{LONGEST}/?q=a"}
    with meter.measure() as view:
        assert ready.post("views", body, address="192.0.2.2").json()["counted"]
    with meter.measure() as repeat:
        assert ready.post("views", body, address="192.0.2.2").json()["reason"] == "repeat"

    view.assert_budget(round_trips=2, write_units=2, read_units=0.5)
    repeat.assert_budget(round_trips=2, write_units=1, read_units=1)


def test_a_marker_with_the_longest_names_takes_one_write_unit(services: Services) -> None:
    """In the handler the visitor is a hash, and the site's id has at most 40 characters."""
    site, page, visitor = "s" * 40, keys.page_id("/a"), "v" * 64
    views = services.pageviews._repository

    views.mark(site, page, visitor, START, "01KKP3FDG00000000000000002", Referred(LONGEST, "2026-03-14"))

    assert item_size(services.table.get(keys.seen(site, page, visitor)) or {}) < WRITE_UNIT / 2


def test_a_batch_is_a_read_and_a_write_whatever_is_in_it(desk: Desk, services: Services, meter: Meter) -> None:
    records = [record(f"{number}", f"host{number % 100}.example") for number in range(1000)]

    with meter.measure() as first:
        services.referrers.add(records)
    with meter.measure() as again:
        services.referrers.add(records)

    first.assert_budget(round_trips=2, read_units=1, write_units=3)
    again.assert_budget(round_trips=1, read_units=1, write_units=0)


def test_a_day_has_a_size_whatever_is_sent(services: Services, meter: Meter) -> None:
    """Hosts as long as can be, and as many; and one such as there are."""
    repository, sizes = ReferrerRepository(services.table), list[int]()
    for name in (f"{{:04}}{LONGEST[4:]}", "host{:04}.search.example"):
        day, place = Day(), f"2026-03-{len(sizes) + 1:02}"
        for batch in range(MOST_BATCHES):
            told = [Told(name.format(number), place, SITE, f"{batch} {number}") for number in range(2 * MOST_HOSTS)]
            day = day.plus(told)
        assert repository.put(SITE, place, day, "01KKP3FDG00000000000000002")
        sizes.append(item_size(services.table.get(keys.referrers(SITE, place)) or {}))

    assert sizes[0] <= 24 * WRITE_UNIT
    assert sizes[1] <= 7 * WRITE_UNIT


def test_a_quarter_of_a_year_of_referrers_is_no_further_round_trip_of_statistics(
    desk: Desk, services: Services, meter: Meter
) -> None:
    desk.api.counts("/elsewhere")  # the site is known to the process by then
    for day in range(90):
        services.referrers.add(
            record(f"{day} {number}", f"host{number}.example", f"{START.date() - timedelta(days=day)}")
            for number in range(MOST_HOSTS)
        )

    with meter.measure() as used:
        told = desk.api.get("stats", params={"from": "2025-12-15"}, headers=desk.headers).json()

    assert sum(one["view_count"] for one in told["referrers"]) == 90 * 50
    assert told["other_referrers_view_count"] == 90 * (MOST_HOSTS - 50)
    used.assert_budget(round_trips=2, write_units=0, read_units=60)
