"""Every decision leaves a line in the log, written with what it records."""

import pytest

from chalicelib.storage import keys
from chalicelib.storage.table import Span
from tests.conftest import SITE, Desk, StandingClock
from tests.storage.faults import Faults


def lines(desk: Desk) -> list[dict[str, str]]:
    """The lines of the log about comments, the oldest first, without their keys."""
    table = desk.api.services.table
    partition, _ = keys.log(SITE, "")
    found = table.query(Span(partition), 1000)
    return [
        {
            name: value["S"]
            for name, value in item.items()
            if name not in {"pk", "sk", "gsi3pk", "gsi3sk", "type", "write_id"}
        }
        for item in found
        if "comment" in item
    ]


def test_a_line_tells_who_did_what_when_to_what_and_why(desk: Desk, clock: StandingClock) -> None:
    posted = desk.api.comment()["id"]
    clock.pass_by(minutes=7)

    desk.act("reject", posted, reason="off_topic", note="See the guidelines.")

    (line,) = lines(desk)
    (token,) = desk.api.services.tokens.of_site(SITE)
    assert line == {
        "id": line["id"],
        "at": "2026-03-14T12:07:00.000Z",
        "moderator": token.id,
        "moderator_name": "desk",
        "action": "reject",
        "comment": posted,
        "before": "pending",
        "after": "rejected",
        "reason": "off_topic",
        "note": "See the guidelines.",
    }


def test_lines_stand_in_the_order_of_decisions(desk: Desk) -> None:
    one, two = desk.api.comment()["id"], desk.api.comment()["id"]

    desk.act("approve", two, one)
    desk.act("spam", two)

    assert [(line["comment"], line["before"], line["after"]) for line in lines(desk)] == [
        (two, "pending", "approved"),
        (one, "pending", "approved"),
        (two, "approved", "spam"),
    ]


def test_the_lines_about_one_comment_can_be_found(desk: Desk) -> None:
    one, two = desk.publish(), desk.publish()
    desk.act("delete", one)

    found = desk.api.services.table.query(Span(keys.log_about(SITE, one), index=keys.GSI3), 100)

    about_one = [line["id"] for line in lines(desk) if line["comment"] == one]
    assert len(about_one) == 2
    assert [entry["gsi3sk"]["S"] for entry in found] == about_one
    assert two not in str(found)


def test_what_changes_nothing_leaves_no_line(desk: Desk) -> None:
    posted = desk.publish()
    desk.act("delete", posted)
    before = lines(desk)

    desk.act("delete", posted)
    desk.act("approve", posted, "unknown")

    assert lines(desk) == before


@pytest.mark.parametrize("kind", ["timeout_after", "timeout_before", "throttle_before", "cancel"])
def test_a_decision_repeated_after_a_fault_has_one_line(desk: Desk, faults: Faults, kind: str) -> None:
    posted = desk.api.comment()["id"]
    faults.once(kind, {"TransactWriteItems"})  # type: ignore[arg-type] # all are kinds

    (result,) = desk.act("approve", posted)

    assert faults.struck
    assert (result["status"], result["changed"]) == ("approved", True)
    assert len(lines(desk)) == 1
    assert desk.api.counts()["comment_count"] == 1
