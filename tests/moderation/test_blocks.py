"""Blocks: made, listed and lifted by moderators, and told in the log."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import Desk, StandingClock
from tests.recount import recount
from tests.storage.meter import Meter
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True
UNTIL = "2026-04-01T00:00:00.000Z"
EMAIL = "troll@home.example"


def left(desk: Desk, email: str = EMAIL) -> Any:
    new = {"page": "/a", "body": "Well said.", "author": {"name": "Ada", "email": email}}
    return desk.api.post("comments", new, address="192.0.2.1")


def test_a_block_says_who_why_until_when_and_by_whom(desk: Desk) -> None:
    response = desk.try_to_block("email", " Troll@Home.example ", reason="Insults others.", until=UNTIL)

    block = response.json()
    (token,) = desk.api.services.tokens.of_site("demo")
    assert response.status_code == 201
    assert block == {
        "id": block["id"],
        "kind": "email",
        "value": EMAIL,
        "reason": "Insults others.",
        "until": UNTIL,
        "created_at": "2026-03-14T12:00:00.000Z",
        "by": token.id,
        "by_name": "desk",
    }
    assert desk.blocks() == {"blocks": [block], "next": None}


@pytest.mark.parametrize("kind", ["email", "domain", "author", "address"])
def test_who_is_blocked_cannot_comment_until_it_is_lifted(
    desk: Desk, table_client: "DynamoDBClient", table_name: str, kind: str
) -> None:
    left(desk)
    (row,) = desk.queue()["comments"]
    author = row["author"]
    value = {"email": EMAIL, "domain": "home.example", "author": author["id"], "address": author["address"]}[kind]
    block = desk.block(kind, value)

    assert (left(desk).status_code, left(desk).json()["code"]) == (403, "blocked")
    assert recount(table_client, table_name) == []
    assert desk.lift(block["id"]).status_code == 204
    assert left(desk).status_code == 202
    assert desk.blocks()["blocks"] == []
    assert recount(table_client, table_name) == []


def test_it_ends_by_itself(desk: Desk, clock: StandingClock) -> None:
    desk.block("email", EMAIL, until="2026-03-15T12:00:00Z")
    clock.pass_by(days=1, seconds=1)

    assert left(desk).status_code == 202
    assert desk.blocks()["blocks"] == []
    desk.block("email", EMAIL)
    assert left(desk).status_code == 403


def test_the_same_block_again_is_the_one_there_is(desk: Desk, table_client: "DynamoDBClient", table_name: str) -> None:
    block = desk.block("email", EMAIL, reason="Spam.")
    before = Stored.read(table_client, table_name).items

    again = desk.try_to_block("email", EMAIL.upper(), reason="Spam.")

    assert (again.status_code, again.json()) == (200, block)
    assert Stored.read(table_client, table_name).items == before


def test_another_end_or_reason_changes_it(desk: Desk, table_client: "DynamoDBClient", table_name: str) -> None:
    block = desk.block("email", EMAIL, reason="Spam.")

    changed = desk.try_to_block("email", EMAIL, reason="Much spam.", until=UNTIL)

    assert changed.status_code == 200
    assert changed.json() == block | {"reason": "Much spam.", "until": UNTIL}
    assert desk.blocks()["blocks"] == [changed.json()]
    assert desk.block("email", EMAIL)["until"] is None
    assert recount(table_client, table_name) == []


def test_the_log_tells_of_it_without_the_email(desk: Desk) -> None:
    block = desk.block("email", EMAIL, reason="Spam.")
    desk.lift(block["id"])

    lines = desk.lines()

    assert [(line["action"], line["subject"], line["by_name"]) for line in lines] == [
        ("unblock", block["id"], "desk"),
        ("block", block["id"], "desk"),
    ]
    told = {"kind": "email", "value": "t…@home.example", "reason": "Spam.", "until": None}
    assert (lines[1]["before"], lines[1]["after"], lines[1]["reason"]) == (None, told, "Spam.")
    assert (lines[0]["before"], lines[0]["after"]) == (told, None)
    assert EMAIL not in str(lines)


def test_the_log_tells_what_was_changed_of_a_block(desk: Desk) -> None:
    desk.block("domain", "home.example", reason="Spam.")

    desk.block("domain", "home.example", reason="Much spam.", until=UNTIL)

    told = {"kind": "domain", "value": "home.example", "reason": "Spam.", "until": None}
    line = desk.lines()[0]
    assert (line["before"], line["after"]) == (told, told | {"reason": "Much spam.", "until": UNTIL})
    assert line["reason"] == "Much spam."


@pytest.mark.parametrize(("kind", "shown"), [("author", slice(None)), ("address", slice(6))])
def test_the_log_has_of_an_address_only_the_beginning_of_its_hash(desk: Desk, kind: str, shown: slice) -> None:
    value = "abcdefghijklmnopqrstuvwx"

    desk.block(kind, value)

    told = desk.lines()[0]["after"]["value"]
    assert told == value[shown] + ("…" if kind == "address" else "")


def test_blocks_are_listed_in_parts_the_newest_first(desk: Desk) -> None:
    made = [desk.block("domain", f"d{number}.example") for number in range(5)]

    parts = [desk.blocks(limit=2)]
    while parts[-1]["next"]:
        parts.append(desk.blocks(limit=2, cursor=parts[-1]["next"]))

    assert [part["blocks"] for part in parts] == [made[:2:-1], made[2:0:-1], made[:1]]


@pytest.mark.parametrize(
    ("block", "field"),
    [
        ({"kind": "email", "value": "troll"}, "value"),
        ({"kind": "domain", "value": "example"}, "value"),
        ({"kind": "address", "value": "192.0.2.1"}, "value"),
        ({"kind": "author", "value": "Ada"}, "value"),
        ({"kind": "name", "value": "Ada"}, "kind"),
        ({"kind": "email", "value": EMAIL, "until": "tomorrow"}, "until"),
        ({"kind": "email", "value": EMAIL, "until": "2026-03-14T12:00:00Z"}, "until"),
        ({"kind": "email", "value": EMAIL, "reason": "x" * 2001}, "reason"),
    ],
)
def test_what_is_no_block_is_refused_and_stores_nothing(desk: Desk, block: Any, field: str) -> None:
    response = desk.try_to_block(**block)

    assert (response.status_code, [error["field"] for error in response.json()["errors"]]) == (422, [field])
    assert desk.blocks()["blocks"] == []


@pytest.mark.parametrize("block", ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "none"])
def test_a_block_that_is_none_of_the_sites_is_not_found(desk: Desk, block: str) -> None:
    assert desk.lift(block).status_code == 404


def test_they_take_few_round_trips(desk: Desk, meter: Meter) -> None:
    desk.blocks()
    for round_trips, reason in ((2, None), (3, None), (4, "Spam.")):
        with meter.measure() as used:
            block = desk.block("email", EMAIL, reason=reason)
        used.assert_budget(round_trips=round_trips)
    with meter.measure() as used:
        desk.blocks()
    used.assert_budget(round_trips=2)
    with meter.measure() as used:
        desk.lift(block["id"])
    used.assert_budget(round_trips=2)
