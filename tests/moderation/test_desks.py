"""Which comments moderators are at: each is told what to leave to others, and nothing is locked."""

import pytest

from chalicelib.clock import epoch
from chalicelib.storage import keys
from chalicelib.storage.writes import Write
from tests.conftest import SITE, Desk, StandingClock
from tests.storage.meter import Meter

ADA, BEA, EVE = "adas-queue-1234567", "beas-queue-1234567", "eves-queue-1234567"


@pytest.fixture
def waiting(desk: Desk) -> list[str]:
    return [desk.api.comment(f"Number {number}.", page=f"/{number}")["id"] for number in range(4)]


def another(desk: Desk, name: str) -> Desk:
    token, _ = desk.api.services.tokens.create(SITE, "moderator", name)
    return Desk(desk.api, token)


def test_each_is_told_what_the_others_are_at(desk: Desk, waiting: list[str]) -> None:
    one, two, three, four = waiting

    assert desk.sit_down(ADA, one, two) == []
    assert another(desk, "Bea").sit_down(BEA, three) == [{"name": "desk", "comments": [one, two]}]
    assert desk.sit_down(ADA, two, four) == [{"name": "Bea", "comments": [three]}]


def test_who_is_at_a_comment_first_has_it_until_it_is_left(
    desk: Desk, waiting: list[str], clock: StandingClock
) -> None:
    one, two, three, four = waiting
    desk.sit_down(ADA, one, two)
    clock.pass_by(seconds=1)

    assert desk.sit_down(BEA, one, three) == [{"name": "desk", "comments": [one, two]}]
    clock.pass_by(seconds=1)
    assert desk.sit_down(ADA, two, three) == [{"name": "desk", "comments": [three]}]
    assert desk.sit_down(BEA, one, three, four) == [{"name": "desk", "comments": [two]}]


def test_of_two_who_did_not_hear_of_each_other_one_has_it_once_they_say_it_again(
    desk: Desk, waiting: list[str], clock: StandingClock
) -> None:
    one, two, *_ = waiting
    desk.sit_down(ADA, one)
    at_once = {"type": "desk", "name": "Bea", "comments": {one: epoch(clock()) * 1000}, "ttl": epoch(clock()) + 60}
    desk.api.services.table.write(Write("Put", keys.desk(SITE, BEA), item=at_once))

    assert desk.sit_down(BEA, one, two) == [{"name": "desk", "comments": [one]}]
    assert desk.sit_down(ADA, one) == [{"name": "desk", "comments": [two]}]


def test_a_queue_that_is_left_or_silent_for_a_minute_is_at_nothing(
    desk: Desk, waiting: list[str], clock: StandingClock
) -> None:
    one, two, three, _ = waiting
    desk.sit_down(ADA, one)
    desk.sit_down(BEA, two)

    assert desk.sit_down(ADA) == [{"name": "desk", "comments": [two]}]
    clock.pass_by(seconds=59)
    assert desk.sit_down(EVE, three) == [{"name": "desk", "comments": [two]}]
    clock.pass_by(seconds=1)
    assert desk.sit_down(EVE, three) == []


def test_nothing_is_locked(desk: Desk, waiting: list[str]) -> None:
    one, *_ = waiting
    another(desk, "Bea").sit_down(BEA, one)

    (result,) = desk.act("approve", one)

    assert result["changed"]


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ({"desk": "short", "comments": []}, "desk"),
        ({"desk": ADA, "comments": ["no id"]}, "comments.0"),
        ({"desk": ADA, "comments": ["0" * 26] * 101}, "comments"),
        ({"desk": ADA}, "comments"),
    ],
)
def test_what_is_no_place_is_refused(desk: Desk, place: dict[str, object], field: str) -> None:
    answer = desk.api.post("moderation/desks", place, headers=desk.headers)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert desk.sit_down(BEA, "0" * 26) == []


def test_it_takes_three_round_trips_and_two_write_units(desk: Desk, meter: Meter) -> None:
    ids = [f"{number:026}" for number in range(40)]
    desk.sit_down(BEA)  # the site is in the process by now

    with meter.measure() as used:
        desk.sit_down(ADA, *ids)

    used.assert_budget(round_trips=3, read_units=2, write_units=2)
