"""So many flags hold an approved comment for a moderator, once; what the moderator then decides stays."""

from typing import TYPE_CHECKING

import pytest

from tests.author import Author
from tests.conftest import SITE, Desk
from tests.recount import recount
from tests.storage.meter import Meter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True


def hold_after(desk: Desk, count: int, **settings: object) -> None:
    desk.api.services.sites.change(SITE, settings={"flags_to_hold": count, **settings})


def flag_by(desk: Desk, comment: str, *agents: str) -> None:
    for agent in agents:
        desk.api.flag(comment, "spam", agent=agent)


def status_of(desk: Desk, comment: str) -> str:
    return str(desk.comment(comment)["status"])


def test_the_flag_that_is_one_too_many_holds_the_comment(
    desk: Desk, table_client: "DynamoDBClient", table_name: str
) -> None:
    hold_after(desk, 3)
    comment = desk.publish(email="ada@home.example")
    flag_by(desk, comment, "one", "two")
    assert status_of(desk, comment) == "approved"

    assert desk.api.flag(comment, "Rude!", agent="three") == {"flagged": True}

    found = desk.comment(comment)
    assert (found["status"], found["flags"]) == ("pending", {"count": 3, "reasons": {"other": 1, "spam": 2}})
    assert [check["check"] for check in found["checks"]] == ["flagged", "everything_waits"]
    last = found["history"][-1]
    assert found["checks"][0]["reason"] == "3 readers flagged it, the last one for 'Rude!'."
    assert last["note"] == "3 readers flagged it, the last one for 'other'.", "the log keeps no reader's own words"
    assert (last["by"], last["action"], last["before"], last["after"]) == ("flags", "hold", "approved", "pending")
    assert desk.api.counts()["comment_count"] == 0
    assert desk.api.thread()["comments"] == []
    assert recount(table_client, table_name) == []


def test_it_waits_before_all_that_came_later(desk: Desk) -> None:
    hold_after(desk, 1)
    held, later = desk.publish(), desk.api.comment()["id"]

    flag_by(desk, held, "one")

    assert [row["id"] for row in desk.queue()["comments"]] == [held, later]


def test_at_0_no_number_of_flags_holds_it(desk: Desk) -> None:
    hold_after(desk, 0)
    comment = desk.publish()

    flag_by(desk, comment, *(f"reader {number}" for number in range(7)))

    assert (status_of(desk, comment), desk.comment(comment)["flag_count"]) == ("approved", 7)


@pytest.mark.parametrize("count", [1, 2])
def test_what_a_moderator_approves_is_not_held_by_the_flags_it_had(
    desk: Desk, table_client: "DynamoDBClient", table_name: str, count: int
) -> None:
    hold_after(desk, count)
    comment = desk.publish()
    flag_by(desk, comment, *(f"reader {number}" for number in range(count)))
    desk.act("approve", comment)

    flag_by(desk, comment, *(f"another {number}" for number in range(count - 1)))
    assert status_of(desk, comment) == "approved"
    flag_by(desk, comment, "the last")
    assert status_of(desk, comment) == "pending"
    assert recount(table_client, table_name) == []


def test_flags_that_were_there_when_a_moderator_decided_count_no_more(desk: Desk) -> None:
    hold_after(desk, 2)
    comment = desk.publish()
    flag_by(desk, comment, "one")
    desk.act("reject", comment)
    desk.act("approve", comment)

    flag_by(desk, comment, "two")

    assert status_of(desk, comment) == "approved"


def test_who_flags_again_does_not_count(desk: Desk) -> None:
    hold_after(desk, 2)
    comment = desk.publish()

    flag_by(desk, comment, "one", "one", "one")

    assert status_of(desk, comment) == "approved"


def test_the_flag_that_held_it_sent_again_is_answered_the_same(desk: Desk) -> None:
    hold_after(desk, 1)
    comment = desk.publish()

    assert [desk.api.flag(comment, agent="one") for _ in range(2)] == [{"flagged": True}] * 2
    assert desk.comment(comment)["flag_count"] == 1


def test_an_authors_edit_does_not_release_what_flags_hold(desk: Desk) -> None:
    hold_after(desk, 1, moderation_mode="hold_suspect")
    left = Author.of(desk.api)
    flag_by(desk, left.id, "one")

    assert left.edit("I said nothing.")["status"] == "pending"

    assert [check["check"] for check in desk.comment(left.id)["checks"]] == ["flagged"]
    desk.act("approve", left.id)
    assert left.edit("I say it again.")["status"] == "approved"


def test_only_the_flag_that_holds_a_comment_takes_three_round_trips(desk: Desk, meter: Meter) -> None:
    hold_after(desk, 2)
    comment = desk.publish(parent=desk.publish(), email="ada@home.example")

    for round_trips, agent in ((1, "one"), (3, "two"), (1, "two")):
        with meter.measure() as used:
            desk.api.flag(comment, agent=agent)
        used.assert_budget(round_trips=round_trips)
