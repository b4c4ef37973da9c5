"""Pins: a page's pinned threads come before all others, in every order, with all that is in them."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.author import Author
from tests.comments.reader import roots
from tests.conftest import SITE, Desk
from tests.recount import recount
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True

SORTS = ("newest", "oldest", "top")


@pytest.fixture
def three(desk: Desk) -> list[str]:
    """Three public roots, the oldest first, of which the middle one is liked."""
    posted = [desk.publish(f"No. {number}") for number in range(3)]
    desk.api.like(posted[1])
    return posted


def orders(desk: Desk, **parameters: Any) -> list[list[str]]:
    return [roots(desk.api, sort=sort, **parameters) for sort in SORTS]


def test_what_is_pinned_comes_first_in_every_order_and_says_so(
    desk: Desk, three: list[str], table_client: "DynamoDBClient", table_name: str
) -> None:
    a, b, c = three

    (result,) = desk.act("pin", a)

    assert result == {"id": a, "status": "approved", "changed": True, "error": None}
    assert orders(desk) == [[a, c, b], [a, b, c], [a, b, c]]
    assert [shown["is_pinned"] for shown in desk.api.thread()["comments"]] == [True, False, False]
    assert desk.api.get(f"comments/{a}").json()["is_pinned"]
    assert recount(table_client, table_name) == []


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_going_through_the_parts_meets_each_once(desk: Desk, three: list[str], limit: int) -> None:
    a, b, c = three
    d = desk.publish("No. 3")
    desk.act("pin", a, c)

    assert orders(desk, limit=limit) == [[c, a, d, b], [c, a, b, d], [c, a, b, d]]


def test_an_unpinned_one_is_back_where_it_was(
    desk: Desk, three: list[str], table_client: "DynamoDBClient", table_name: str
) -> None:
    before = orders(desk)
    desk.act("pin", *three[:2])

    results = desk.act("unpin", *three[:2])

    assert [result["changed"] for result in results] == [True, True]
    assert orders(desk) == before
    assert recount(table_client, table_name) == []


def test_a_thread_is_pinned_whole_and_goes_on(desk: Desk, table_client: "DynamoDBClient", table_name: str) -> None:
    root = desk.publish("A root.")
    inside = desk.publish("A reply.", parent=root)
    waiting = desk.api.comment("One that waits.", parent=root)["id"]
    for number in range(3):  # two fill the thread, the third lies beside it
        beside = desk.publish(f"Reply {number}. " + "So long. " * 700, parent=root)
    desk.act("pin", root)

    desk.act("approve", waiting)
    late = desk.publish("A late reply.", parent=inside)
    for comment in (root, inside, beside):
        desk.api.like(comment)
    desk.act("reject", inside, beside)

    (thread,) = desk.api.thread()["comments"]
    assert (thread["is_pinned"], thread["reply_count"], thread["reactions"]) == (True, 4, {"like": 1})
    assert {waiting, late} < {reply["id"] for reply in thread["replies"]}
    assert not any(reply["is_pinned"] for reply in thread["replies"])
    assert not desk.api.get(f"comments/{late}").json()["is_pinned"]
    assert recount(table_client, table_name) == []


def test_the_same_again_changes_nothing_and_is_no_error(
    desk: Desk, three: list[str], table_client: "DynamoDBClient", table_name: str
) -> None:
    desk.act("pin", three[0])
    lines = len(Stored.read(table_client, table_name).of("line"))

    for action, comment in (("pin", three[0]), ("unpin", three[1])):
        (result,) = desk.act(action, comment)
        assert (result["status"], result["changed"], result["error"]) == ("approved", False, None)
    assert len(Stored.read(table_client, table_name).of("line")) == lines


def test_pins_are_in_the_log(desk: Desk, three: list[str], table_client: "DynamoDBClient", table_name: str) -> None:
    desk.act("pin", three[0], reason="best", note="Well said.")
    desk.act("unpin", three[0])

    lines = sorted(Stored.read(table_client, table_name).of("line"), key=lambda line: str(line["id"]))[-2:]
    assert [(line["action"], line["before"], line["after"]) for line in lines] == [
        ("pin", "approved", "approved"),
        ("unpin", "approved", "approved"),
    ]
    assert (lines[0]["reason"], lines[0]["note"], lines[0]["moderator_name"]) == ("best", "Well said.", "desk")


@pytest.mark.parametrize("action", ["", "reject", "spam", "delete"])
def test_only_what_is_public_is_pinned(desk: Desk, action: str) -> None:
    comment = desk.publish() if action else desk.api.comment()["id"]
    if action:
        desk.act(action, comment)

    (result,) = desk.act("pin", comment)

    assert (result["changed"], result["error"]["code"]) == (False, "pin_not_allowed")


def test_a_reply_is_not_pinned(desk: Desk) -> None:
    reply = desk.publish(parent=desk.publish())

    (result,) = desk.act("pin", reply)

    assert (result["status"], result["changed"], result["error"]["code"]) == ("approved", False, "pin_not_allowed")


def test_a_pinned_one_that_is_removed_comes_back_without_its_pin(
    desk: Desk, three: list[str], table_client: "DynamoDBClient", table_name: str
) -> None:
    a, b, c = three
    late = desk.api.comment("One that waits.", parent=a)["id"]
    desk.act("pin", a)
    desk.act("reject", a)
    desk.act("approve", late)
    desk.act("approve", a)

    assert orders(desk)[0] == [c, b, a]
    assert recount(table_client, table_name) == []


def test_the_tombstone_of_a_pinned_thread_keeps_its_place_until_it_is_unpinned(
    desk: Desk, three: list[str], table_client: "DynamoDBClient", table_name: str
) -> None:
    a, b, c = three
    desk.publish("A reply.", parent=a)
    desk.act("pin", a)
    desk.act("delete", a)

    assert orders(desk)[0] == [a, c, b]
    desk.act("unpin", a)
    assert orders(desk)[0] == [c, b, a]
    assert recount(table_client, table_name) == []


def test_a_pinned_comment_can_be_edited_and_withdrawn(
    desk: Desk, table_client: "DynamoDBClient", table_name: str
) -> None:
    desk.api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})
    left = Author.of(desk.api)
    desk.act("pin", left.id)

    left.edit("Other words.")
    assert [(one["body"], one["is_pinned"]) for one in desk.api.thread()["comments"]] == [("Other words.", True)]
    left.withdraw()
    assert desk.api.thread()["comments"] == []
    assert recount(table_client, table_name) == []


def test_a_pinned_thread_stays_pinned_at_the_page_that_stays(
    desk: Desk, table_client: "DynamoDBClient", table_name: str
) -> None:
    root = desk.publish("A root.", page="/old")
    desk.publish("A reply.", page="/old", parent=root)
    other = desk.publish("Another.", page="/new")
    desk.act("pin", root)

    desk.change_page("/old", alias_of="/new")
    desk.api.services.run_job("merge")

    assert roots(desk.api, "/new") == [root, other]
    assert recount(table_client, table_name) == []
