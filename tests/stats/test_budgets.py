"""What statistics cost, to ask for and to keep."""

from chalicelib.bootstrap import Services
from chalicelib.digests.models import STEPS, Decided
from chalicelib.digests.repository import count_change, place_of
from chalicelib.storage import keys
from tests.conftest import SITE, Desk
from tests.stats.following import Stream
from tests.storage.meter import Meter

HOURS = 31 * 24


def test_a_month_of_hours_is_one_round_trip_beside_the_token(desk: Desk, services: Services, meter: Meter) -> None:
    last = 492_639
    for hour in range(last - HOURS, last + 1, 4):
        for place in (place_of(SITE, None, hour), place_of(SITE, keys.page_id("/a"), hour)):
            services.table.write(count_change(place, hour, "approved", Decided("approved", "m", "desk", 60.0)))
    asked = {"by": "hour", "from": "2026-02-12", "to": "2026-03-14"}
    desk.api.view("/a")

    with meter.measure() as of_site:
        assert desk.api.get("stats", params=asked, headers=desk.headers).json()["decision_count"] > 150
    with meter.measure() as of_page:
        assert desk.api.get("stats", params={**asked, "page": "/a"}, headers=desk.headers).json()["view_count"] == 1

    of_site.assert_budget(round_trips=2, read_units=8, write_units=0)
    of_page.assert_budget(round_trips=4, read_units=10, write_units=0)


def test_following_a_decision_costs_a_read_and_a_transaction_of_four_writes(
    desk: Desk, services: Services, meter: Meter
) -> None:
    stream = Stream(services)
    stream.act(desk, "approve", stream.post(desk))

    with meter.measure() as used:
        stream.follow()

    used.assert_budget(round_trips=3, read_units=0.5, write_units=16)


def test_a_digest_stays_small_whatever_happens_in_an_hour(desk: Desk, services: Services) -> None:
    """Ten moderators decide, and waits of all lengths are met."""
    place = place_of(SITE, None, 492_639)
    for number in range(200):
        to = ("approved", "rejected", "spam", "deleted")[number % 4]
        waited = float(STEPS[number % len(STEPS)])
        moderator = f"01KKP3FDG0000000000000000{number % 10}"
        services.table.write(count_change(place, 492_639, to, Decided(to, moderator, f"desk {number % 10}", waited)))

    item = services.table.get(place)

    assert item is not None
    assert len(str(item)) < 3000
