"""What reactions may cost."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import SITE, Api, StandingClock
from tests.storage.meter import Meter


def root(api: Api) -> str:
    return str(api.comment()["id"])


def reply_inside(api: Api) -> str:
    return str(api.comment(parent=root(api))["id"])


def reply_beside(api: Api) -> str:
    """A reply in a thread that is full."""
    full = root(api)
    for _ in range(20):
        api.comment(parent=full)
    return str(api.comment(parent=full)["id"])


@pytest.mark.parametrize(
    ("place", "write_units"),
    [
        pytest.param(root, 10, id="a root: also its place by score, an entry of an index out and one in"),
        pytest.param(reply_inside, 6, id="a reply in its thread"),
        pytest.param(reply_beside, 6, id="a reply beside a full thread: that is not written"),
    ],
)
def test_a_like_takes_two_round_trips_and_so_does_taking_it_back(
    open_api: Api, meter: Meter, place: Callable[[Api], str], write_units: int
) -> None:
    comment = place(open_api)
    acts: tuple[Callable[[str], Any], ...] = (open_api.like, open_api.unlike)

    for act in acts:
        with meter.measure() as used:
            act(comment)
        used.assert_budget(round_trips=2, requests=2, read_units=2, write_units=write_units)


def test_a_like_of_a_page_takes_two_round_trips_and_so_does_taking_it_back(open_api: Api, meter: Meter) -> None:
    open_api.comment()

    for act in (open_api.like_page, open_api.unlike_page):
        with meter.measure() as used:
            act()
        used.assert_budget(round_trips=2, requests=2, read_units=2, write_units=4)


def test_what_changes_nothing_writes_nothing(open_api: Api, meter: Meter) -> None:
    comment = root(open_api)
    open_api.like(comment)
    open_api.like_page()
    acts: tuple[Callable[[], Any], ...] = (
        lambda: open_api.like(comment),
        lambda: open_api.unlike(comment, agent="another"),
        open_api.like_page,
        lambda: open_api.unlike_page(agent="another"),
    )

    for act in acts:
        with meter.measure() as used:
            act()
        used.assert_budget(round_trips=1, read_units=2, write_units=0)


def test_what_a_like_costs_does_not_grow_with_the_number_of_likes(open_api: Api, meter: Meter) -> None:
    comment = root(open_api)
    for reader in range(12):
        open_api.like(comment, agent=f"reader {reader}")

    with meter.measure() as used:
        open_api.like(comment)

    used.assert_budget(round_trips=2, read_units=2, write_units=10)


def test_in_a_later_period_one_more_marker_is_looked_for(open_api: Api, meter: Meter, clock: StandingClock) -> None:
    comment = root(open_api)
    clock.pass_by(days=90)
    open_api.services.sites.get(SITE)

    with meter.measure() as used:
        open_api.like(comment)

    used.assert_budget(round_trips=2, read_units=3, write_units=10)
