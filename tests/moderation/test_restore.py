"""What is deleted can come back to what it was, for 30 days, unless its author has taken it back."""

from typing import TYPE_CHECKING

import pytest

from chalicelib.comments.models import Status
from tests.author import Author
from tests.conftest import Desk, StandingClock
from tests.moderation.test_actions import in_status, status_of
from tests.recount import recount
from tests.storage.meter import Meter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True


@pytest.mark.parametrize("status", ["pending", "approved", "rejected", "spam"])
def test_what_was_deleted_is_again_what_it_was(
    desk: Desk, table_client: "DynamoDBClient", table_name: str, status: Status
) -> None:
    posted = in_status(desk, status)
    desk.act("delete", posted)

    (result,) = desk.act("restore", posted, reason="mistake")

    assert result == {"id": posted, "status": status, "changed": True, "error": None}
    assert status_of(desk, posted) == [status]
    assert desk.api.counts()["comment_count"] == (1 if status == "approved" else 0)
    assert recount(table_client, table_name) == []


def test_a_thread_comes_back_with_its_replies_and_likes(
    desk: Desk, table_client: "DynamoDBClient", table_name: str
) -> None:
    root = desk.publish("A root.")
    reply = desk.publish("A reply.", parent=root)
    desk.api.like(root)
    before = desk.api.thread()["comments"]
    desk.act("delete", reply, root)
    desk.act("restore", root, reply)

    assert desk.api.thread()["comments"] == before
    assert recount(table_client, table_name) == []


def test_what_is_not_deleted_is_left_as_it_is(desk: Desk) -> None:
    posted = desk.publish()

    (result,) = desk.act("restore", posted)

    assert (result["status"], result["changed"], result["error"]) == ("approved", False, None)


def test_what_its_author_took_back_does_not_come_back(desk: Desk) -> None:
    left = Author.of(desk.api)
    left.withdraw()

    (result,) = desk.act("restore", left.id)

    assert (result["status"], result["changed"]) == ("deleted", False)
    assert result["error"]["code"] == "withdrawn_by_author"
    (approved,) = desk.act("approve", left.id)
    for told in (approved["error"]["message"], desk.try_to_edit(left.id, "Again.").json()["detail"]):
        assert told.endswith(result["error"]["message"])


@pytest.mark.parametrize(("minutes", "is_restored"), [(-1, True), (0, False)])
def test_after_30_days_it_is_too_late(desk: Desk, clock: StandingClock, minutes: int, *, is_restored: bool) -> None:
    posted = in_status(desk, "approved")
    clock.pass_by(days=20)
    desk.act("delete", posted)
    clock.pass_by(days=30, minutes=minutes)

    (result,) = desk.act("restore", posted)

    assert result["changed"] == is_restored
    assert result["error"] is None or result["error"]["code"] == "restore_too_late"


def test_the_time_begins_anew_with_each_deletion(desk: Desk, clock: StandingClock) -> None:
    posted = in_status(desk, "rejected")
    for _ in range(3):
        desk.act("delete", posted)
        clock.pass_by(days=20)
        assert desk.act("restore", posted)[0]["status"] == "rejected"


def test_a_list_tells_since_when_a_comment_is_deleted(desk: Desk) -> None:
    posted = in_status(desk, "deleted")

    (row,) = desk.queue("deleted")["comments"]
    assert (row["id"], row["deleted_at"], row["withdrawn_at"]) == (posted, "2026-03-14T12:00:00.000Z", None)

    desk.act("restore", posted)
    (row,) = desk.queue("pending")["comments"]
    assert row["deleted_at"] is None


def test_a_restoration_takes_two_round_trips(desk: Desk, meter: Meter) -> None:
    root = desk.publish()
    reply = desk.publish(parent=root, email="ada@home.example")
    desk.act("delete", reply)

    with meter.measure() as used:
        desk.act("restore", reply)

    used.assert_budget(round_trips=2)
