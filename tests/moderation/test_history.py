"""What was done with a comment and on a site, for moderators to read."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest

from tests.author import Author
from tests.conftest import Desk, StandingClock
from tests.recount import recount
from tests.storage.faults import Faults
from tests.storage.meter import Meter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True
UNKNOWN = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def shown(step: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(step[name] for name in ("by_name", "action", "before", "after", "body"))


def test_a_comment_comes_with_every_decision_and_edit_in_the_order_of_time(desk: Desk, clock: StandingClock) -> None:
    left = Author.of(desk.api, "Frist.")
    desk.act("reject", left.id, reason="rude", note="Again.")
    clock.pass_by(minutes=1)
    desk.act("approve", left.id)
    desk.edit(left.id, "First.")
    clock.pass_by(minutes=1)
    left.edit("The first.")
    left.withdraw()

    found = desk.comment(left.id)

    assert [shown(step) for step in found["history"]] == [
        ("desk", "reject", "pending", "rejected", None),
        ("desk", "approve", "rejected", "approved", None),
        ("desk", "edit", "approved", "approved", "Frist."),
        (None, "edit", "approved", "pending", "First."),
        (None, "withdraw", "pending", "deleted", "The first."),
    ]
    assert (found["history"][0]["reason"], found["history"][0]["note"]) == ("rude", "Again.")
    assert [step["by"] for step in found["history"][3:]] == ["author", "author"]
    assert {name: found[name] for name in found if name not in {"history", "given_flags"}} == desk.queue("deleted")[
        "comments"
    ][0]


def test_it_comes_with_its_flags(desk: Desk, clock: StandingClock) -> None:
    comment = desk.publish()
    desk.api.flag(comment, "spam", agent="one")
    clock.pass_by(minutes=1)
    desk.api.flag(comment, "Rude!", note="He means me.", agent="another")

    found = desk.comment(comment)

    assert [(flag["reason"], flag["note"]) for flag in found["given_flags"]] == [
        ("spam", None),
        ("Rude!", "He means me."),
    ]
    assert found["flags"] == {"count": 2, "reasons": {"other": 1, "spam": 1}}


@pytest.mark.parametrize("comment", [UNKNOWN, "none"])
def test_what_is_no_comment_of_the_site_is_not_found(desk: Desk, comment: str) -> None:
    answers = [
        desk.api.get(f"moderation/comments/{comment}", headers=desk.headers),
        desk.try_to_edit(comment, "Mine."),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 2


@pytest.mark.parametrize("status", ["pending", "approved", "rejected", "spam"])
def test_a_moderators_edit_leaves_the_status(
    desk: Desk, clock: StandingClock, table_client: "DynamoDBClient", table_name: str, status: str
) -> None:
    posted = desk.api.comment("Well sad.", email="ada@home.example")["id"]
    if status != "pending":
        desk.act({"approved": "approve", "rejected": "reject"}.get(status, status), posted)
    clock.pass_by(days=3)

    row = desk.edit(posted, " *Well* said. ")

    assert (row["status"], row["body"], row["html"]) == (status, "*Well* said.", "<p><em>Well</em> said.</p>")
    assert row["edited_at"] == "2026-03-17T12:00:00.000Z"
    assert desk.queue(status)["comments"] == [row]
    assert [comment["body"] for comment in desk.api.thread()["comments"]] == ["*Well* said."] * (status == "approved")
    assert recount(table_client, table_name) == []


def test_the_same_text_again_changes_nothing(desk: Desk) -> None:
    posted = desk.publish("Well sad.")
    desk.edit(posted, "Well said.")
    before = desk.comment(posted)

    desk.edit(posted, "Well said. ")

    assert desk.comment(posted) == before
    assert [line["action"] for line in desk.lines()] == ["edit", "approve"]


def test_what_is_deleted_is_not_edited(desk: Desk) -> None:
    posted = desk.publish()
    desk.act("delete", posted)

    answer = desk.try_to_edit(posted, "Better said.")

    assert (answer.status_code, answer.json()["code"]) == (409, "comment_deleted")
    assert answer.json()["detail"] == "A deleted comment cannot be edited. Restore it first."
    assert desk.comment(posted)["body"] == "Well said."


@pytest.mark.parametrize("body", ["", " ", "x" * 8001, "a\x00", "\u202e"])
def test_the_rules_for_texts_are_those_of_authors(desk: Desk, body: str) -> None:
    posted = desk.publish()

    answer = desk.try_to_edit(posted, body)

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, ["body"])
    assert desk.comment(posted)["edited_at"] is None


def test_the_log_is_read_in_parts_the_newest_first(desk: Desk) -> None:
    posted = [desk.publish() for _ in range(5)]

    parts = [desk.log(limit=2)]
    while parts[-1]["next"]:
        parts.append(desk.log(limit=2, cursor=parts[-1]["next"]))

    assert [line["comment"] for part in parts for line in part["lines"]][:5] == posted[::-1]
    assert all(len(part["lines"]) == 2 for part in parts[:-1])


def test_a_line_of_the_log_says_all_there_is(desk: Desk) -> None:
    posted = desk.api.comment()["id"]
    desk.act("reject", posted, reason="off_topic", note="See the guidelines.")

    (line,) = desk.lines()

    (token,) = desk.api.services.tokens.of_site("demo")
    assert line == {
        "id": line["id"],
        "at": "2026-03-14T12:00:00.000Z",
        "by": token.id,
        "by_name": "desk",
        "action": "reject",
        "comment": posted,
        "subject": None,
        "before": "pending",
        "after": "rejected",
        "reason": "off_topic",
        "note": "See the guidelines.",
    }


def test_a_cursor_of_another_list_is_refused(desk: Desk) -> None:
    for _ in range(2):
        desk.api.comment()
    cursor = desk.queue(limit=1)["next"]

    answer = desk.api.get("moderation/log", params={"cursor": cursor}, headers=desk.headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


def test_no_line_is_lost_where_the_table_answers_in_small_parts(desk: Desk, faults: Faults) -> None:
    posted = [desk.publish() for _ in range(3)]

    for _ in faults.at_every("cut_page"):
        lines, cursor = list[str](), None
        while True:
            part = desk.log(limit=2, **({"cursor": cursor} if cursor else {}))
            lines += [line["comment"] for line in part["lines"]]
            cursor = part["next"]
            if cursor is None:
                break
        assert lines[:3] == posted[::-1]


def test_they_take_few_round_trips(desk: Desk, meter: Meter) -> None:
    posted = desk.publish("Well sad.", email="ada@home.example")
    desk.api.flag(posted)

    with meter.measure() as used:
        desk.edit(posted, "Well said.")
    used.assert_budget(round_trips=3)
    with meter.measure() as used:
        desk.comment(posted)
    used.assert_budget(round_trips=3)
    with meter.measure() as used:
        desk.log()
    used.assert_budget(round_trips=2)
