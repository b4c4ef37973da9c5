"""Flags: what readers say against a comment, once a visitor, for moderators to see."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import Api, Desk
from tests.recount import recount
from tests.storage.meter import Meter
from tests.stored import Plain, Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True


def flags(client: "DynamoDBClient", table: str) -> list[Plain]:
    return Stored.read(client, table).of("flag")


def test_a_flag_is_kept_with_its_reason_and_note(desk: Desk, table_client: "DynamoDBClient", table_name: str) -> None:
    comment = desk.publish()

    assert desk.api.flag(comment, "  harassment ", note="He means me.\r\nPlease look.") == {"flagged": True}

    (flag,) = flags(table_client, table_name)
    assert (flag["reason"], flag["note"]) == ("harassment", "He means me.\nPlease look.")
    assert flag["created_at"] == "2026-03-14T12:00:00.000Z"
    assert recount(table_client, table_name) == []


def test_it_is_answered_202(desk: Desk) -> None:
    comment = desk.publish()

    answers = [desk.api.post(f"comments/{comment}/flags", {"reason": "spam"}) for _ in range(2)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(202, {"flagged": True})] * 2


def test_a_visitor_flags_a_comment_once_and_the_first_reason_stays(
    desk: Desk, table_client: "DynamoDBClient", table_name: str
) -> None:
    comment = desk.publish()
    desk.api.flag(comment, "spam", note="First.")

    assert desk.api.flag(comment, "off_topic", note="Second.") == {"flagged": True}

    assert [(flag["reason"], flag["note"]) for flag in flags(table_client, table_name)] == [("spam", "First.")]
    assert recount(table_client, table_name) == []


def test_moderators_see_how_many_flagged_each_comment(desk: Desk) -> None:
    twice, once, never = (desk.publish() for _ in range(3))
    for comment, agent in ((twice, "one"), (twice, "another"), (twice, "one"), (once, "one")):
        desk.api.flag(comment, agent=agent)

    shown = {row["id"]: row["flag_count"] for row in desk.queue("approved")["comments"]}

    assert shown == {twice: 2, once: 1, never: 0}


def test_flags_stay_with_a_comment_that_is_decided_on(
    desk: Desk, table_client: "DynamoDBClient", table_name: str
) -> None:
    comment = desk.publish()
    desk.api.flag(comment)

    desk.act("reject", comment)

    assert [row["flag_count"] for row in desk.queue("rejected")["comments"]] == [1]
    desk.act("approve", comment)
    desk.api.flag(comment, agent="another")
    assert [row["flag_count"] for row in desk.queue("approved")["comments"]] == [2]
    assert recount(table_client, table_name) == []


@pytest.mark.parametrize("action", ["reject", "spam", "delete", None])
def test_what_is_not_public_cannot_be_flagged(
    desk: Desk, table_client: "DynamoDBClient", table_name: str, action: str | None
) -> None:
    comment = desk.publish() if action else desk.api.comment()["id"]
    if action:
        desk.api.flag(comment)
        desk.act(action, comment)
    before = Stored.read(table_client, table_name).items

    answers = [
        desk.api.post(f"comments/{comment}/flags", {"reason": "spam"}, headers={"User-Agent": agent})
        for agent in ("another", desk.api.calls[0].request.headers["User-Agent"])
    ]

    # Who has flagged it already is told the same again: the answer to the flag that held it may have been lost.
    again = [202] if action else [404]
    assert [answer.status_code for answer in answers] == [404, *again]
    assert Stored.read(table_client, table_name).items == before


@pytest.mark.parametrize("comment", ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "none"])
def test_a_comment_that_is_none_of_the_sites_is_not_found(
    api: Api, table_client: "DynamoDBClient", table_name: str, comment: str
) -> None:
    response = api.post(f"comments/{comment}/flags", {"reason": "spam"})

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert not flags(table_client, table_name)


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "reason", "missing"),
        ({"reason": None}, "reason", "string_type"),
        ({"reason": " \n "}, "reason", "invalid"),
        ({"reason": "x" * 101}, "reason", "invalid"),
        ({"reason": "two\nlines"}, "reason", "invalid"),
        ({"reason": "a\x00"}, "reason", "invalid"),
        ({"reason": "spam", "note": "x" * 2001}, "note", "invalid"),
        ({"reason": "spam", "note": "a\x1b[2J"}, "note", "invalid"),
        ({"reason": "spam", "weight": 5}, "weight", "unknown"),
    ],
)
def test_what_is_no_flag_is_refused_and_stores_nothing(
    desk: Desk, table_client: "DynamoDBClient", table_name: str, body: Any, field: str, code: str
) -> None:
    comment = desk.publish()

    response = desk.api.post(f"comments/{comment}/flags", body)

    assert response.status_code == 422
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [(field, code)]
    assert not flags(table_client, table_name)


@pytest.mark.parametrize(
    ("reason", "note"),
    [("x" * 100, "\N{GRINNING FACE}" * 2000), ("\N{GRINNING FACE}" * 100, None), ("Ne me plaît pas.", " \n ")],
)
def test_what_is_just_short_enough_is_taken(
    desk: Desk, table_client: "DynamoDBClient", table_name: str, reason: str, note: str | None
) -> None:
    desk.api.flag(desk.publish(), f" {reason} ", note=note)

    (flag,) = flags(table_client, table_name)
    assert (flag["reason"], flag.get("note")) == (reason, (note or "").strip() or None)


def test_a_flag_changes_nothing_that_readers_see(desk: Desk) -> None:
    comment = desk.publish()
    before = desk.api.thread(), desk.api.get(f"comments/{comment}").json()

    desk.api.flag(comment, "spam", note="A note for moderators.")

    assert (desk.api.thread(), desk.api.get(f"comments/{comment}").json()) == before


def test_a_flag_takes_one_round_trip_and_a_repetition_too(desk: Desk, meter: Meter) -> None:
    comment = desk.publish()

    for _ in range(2):
        with meter.measure() as used:
            desk.api.flag(comment, "spam", note="x" * 100)
        used.assert_budget(round_trips=1, requests=1, read_units=0, write_units=8)
