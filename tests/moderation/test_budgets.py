"""What moderators' calls may cost."""

import pytest

from tests.conftest import Desk
from tests.storage.meter import Meter


@pytest.mark.parametrize("action", ["approve", "reject", "spam", "delete"])
def test_a_decision_takes_two_round_trips(desk: Desk, meter: Meter, action: str) -> None:
    root = desk.publish()
    posted = desk.api.comment(parent=root, email="ada@home.example")["id"]

    with meter.measure() as used:
        desk.act(action, posted)

    used.assert_budget(round_trips=2)


@pytest.mark.parametrize("action", ["reject", "spam", "delete"])
def test_so_does_taking_back_what_was_public(desk: Desk, meter: Meter, action: str) -> None:
    root = desk.publish()
    reply = desk.publish(parent=desk.publish(parent=root))

    for posted in (reply, root):
        with meter.measure() as used:
            desk.act(action, posted)
        used.assert_budget(round_trips=2)


def test_so_does_a_reply_to_a_thread_that_is_long(desk: Desk, meter: Meter) -> None:
    root = desk.publish()
    waiting = [desk.api.comment(parent=root)["id"] for _ in range(22)]
    desk.act("approve", *waiting[:21])
    later = desk.api.comment(parent=root)["id"]

    with meter.measure() as used:
        desk.act("approve", later)
    used.assert_budget(round_trips=2)


def test_the_reply_for_which_a_thread_has_no_more_room_takes_one_more(desk: Desk, meter: Meter) -> None:
    root = desk.publish()
    waiting = [desk.api.comment(parent=root)["id"] for _ in range(21)]
    desk.act("approve", *waiting[:20])

    with meter.measure() as used:
        desk.act("approve", waiting[20])

    used.assert_budget(round_trips=3)


@pytest.mark.parametrize("count", [3, 60])
def test_many_decisions_take_one_round_trip_each_and_one_to_read(desk: Desk, meter: Meter, count: int) -> None:
    posted = [desk.api.comment(page=f"/{number}")["id"] for number in range(count)]

    with meter.measure() as used:
        desk.act("spam", *posted)

    used.assert_budget(round_trips=count + 1)


def test_an_action_that_changes_nothing_writes_nothing(desk: Desk, meter: Meter) -> None:
    posted = desk.publish()

    with meter.measure() as used:
        desk.act("approve", posted, "unknown")

    used.assert_budget(round_trips=2, write_units=0)  # the second tells who has done it


def test_a_bad_token_costs_one_round_trip_and_decides_nothing(desk: Desk, meter: Meter) -> None:
    posted = desk.api.comment()["id"]

    with meter.measure() as used:
        response = desk.api.post(
            "moderation/actions",
            {"action": "approve", "ids": [posted]},
            headers={"Authorization": "Bearer blw_unknown"},
        )

    assert response.status_code == 401
    used.assert_budget(round_trips=1, write_units=0)


def test_a_list_takes_four_round_trips_however_long_it_is(desk: Desk, meter: Meter) -> None:
    root = desk.publish(page="/7")
    desk.api.comment(page="/7", parent=root)
    for number in range(30):
        desk.api.comment(page=f"/{number}", email=f"reader-{number}@home.example")

    for parameters in ({"limit": 30}, {"limit": 5}, {"page": "/7"}):
        with meter.measure() as used:
            desk.queue(**parameters)
        used.assert_budget(round_trips=4)


@pytest.mark.parametrize("action", ["pin", "unpin"])
def test_a_pin_takes_one_more_since_the_thread_moves_as_it_was_read(desk: Desk, meter: Meter, action: str) -> None:
    root = desk.publish()
    if action == "unpin":
        desk.act("pin", root)

    with meter.measure() as used:
        desk.act(action, root)

    used.assert_budget(round_trips=3, write_units=18)
