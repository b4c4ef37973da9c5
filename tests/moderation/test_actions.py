"""Decisions: which moves are allowed, each comment by itself, the same action again changing nothing."""

from typing import Any

import pytest

from chalicelib.moderation.models import MOVES, TARGETS
from tests.conftest import SITE, Api, Desk

STATUSES = ("pending", "approved", "rejected", "spam", "deleted")
ACTION_TO = {"approved": "approve", "rejected": "reject", "spam": "spam", "deleted": "delete"}
ALLOWED = [
    ("pending", "approve"),
    ("pending", "reject"),
    ("pending", "spam"),
    ("pending", "delete"),
    ("approved", "reject"),
    ("approved", "spam"),
    ("approved", "delete"),
    ("rejected", "approve"),
    ("rejected", "spam"),
    ("rejected", "delete"),
    ("spam", "approve"),
    ("spam", "reject"),
    ("spam", "delete"),
]
REFUSED = [("deleted", "approve"), ("deleted", "reject"), ("deleted", "spam")]
AGAIN = list(ACTION_TO.items())
UNKNOWN = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
NONSENSE = ["nonsense", "", " ", "a\0b", "x" * 65, "🙂" * 3000]


def in_status(desk: Desk, status: str) -> str:
    """Leave a comment and bring it into a status."""
    posted: str = desk.api.comment()["id"]
    if status != "pending":
        desk.act(ACTION_TO[status], posted)
    return posted


def status_of(desk: Desk, posted: str) -> list[str]:
    """Answer the lists that a comment is in; it should be one."""
    return [status for status in STATUSES if posted in [row["id"] for row in desk.queue(status)["comments"]]]


def test_the_tables_of_this_test_name_every_move() -> None:
    assert {*ALLOWED, *REFUSED, *AGAIN} == {(status, action) for status in MOVES for action in TARGETS}


@pytest.mark.parametrize(("status", "action"), ALLOWED)
def test_an_allowed_move_is_made(desk: Desk, status: str, action: str) -> None:
    posted = in_status(desk, status)
    target = {value: key for key, value in ACTION_TO.items()}[action]

    (result,) = desk.act(action, posted)

    assert result == {"id": posted, "status": target, "changed": True, "error": None}
    assert status_of(desk, posted) == [target]
    assert desk.api.counts()["comment_count"] == (1 if target == "approved" else 0)
    assert [comment["id"] for comment in desk.api.thread()["comments"]] == ([posted] if target == "approved" else [])


@pytest.mark.parametrize(("status", "action"), REFUSED)
def test_a_move_that_is_not_allowed_is_refused(desk: Desk, status: str, action: str) -> None:
    posted = in_status(desk, status)

    (result,) = desk.act(action, posted)

    assert (result["status"], result["changed"], result["error"]["code"]) == (status, False, "move_not_allowed")
    assert result["error"]["message"]
    assert status_of(desk, posted) == [status]


@pytest.mark.parametrize(("status", "action"), AGAIN)
def test_the_same_action_again_changes_nothing_and_is_no_error(desk: Desk, status: str, action: str) -> None:
    posted = in_status(desk, status)
    before = desk.api.counts()

    results = desk.act(action, posted) + desk.act(action, posted)

    by = {"decided_by": "desk", "decided_at": "2026-03-14T12:00:00.000Z"}
    assert results == [{"id": posted, "status": status, "changed": False, "error": None, **by}] * 2
    assert desk.api.counts() == before
    assert status_of(desk, posted) == [status]


def test_each_comment_is_decided_by_itself(desk: Desk) -> None:
    waiting, deleted, approved = in_status(desk, "pending"), in_status(desk, "deleted"), in_status(desk, "approved")

    results = desk.act("approve", waiting, UNKNOWN, deleted, *NONSENSE, approved)

    assert [(result["id"], result["status"], result["changed"]) for result in results] == [
        (waiting, "approved", True),
        (UNKNOWN, None, False),
        (deleted, "deleted", False),
        *((one, None, False) for one in NONSENSE),
        (approved, "approved", False),
    ]
    assert [result["error"] and result["error"]["code"] for result in results] == [
        None,
        "not_found",
        "move_not_allowed",
        *["not_found"] * len(NONSENSE),
        None,
    ]
    assert desk.api.counts()["comment_count"] == 2


def test_an_id_given_twice_is_decided_once(desk: Desk) -> None:
    posted, other = in_status(desk, "pending"), in_status(desk, "pending")

    results = desk.act("approve", posted, other, posted)

    assert [(result["id"], result["changed"]) for result in results] == [(posted, True), (other, True)]


def test_a_comment_of_another_site_is_unknown(api: Api, desk: Desk) -> None:
    api.services.sites.create("other", "Other", ["https://other.example"])
    new = {"page": "/a", "body": "Well said.", "author": {"name": "Ada"}}
    foreign = api.call("POST", "/v1/sites/other/comments", json=new).json()["comment"]["id"]

    (result,) = desk.act("approve", foreign)

    assert result["error"]["code"] == "not_found"
    assert api.call("GET", "/v1/sites/other/comments?page=/a").json()["comments"] == []


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("action", "missing"), ("ids", "missing")]),
        ({"action": "approve", "ids": []}, [("ids", "too_short")]),
        ({"action": "approve", "ids": ["x"] * 101}, [("ids", "too_long")]),
        ({"action": "approve", "ids": "x"}, [("ids", "list_type")]),
        ({"action": "approve", "ids": [5]}, [("ids.0", "string_type")]),
        ({"action": "publish", "ids": ["x"]}, [("action", "not_one_of")]),
        ({"action": "approve", "ids": ["x"], "why": "so"}, [("why", "unknown")]),
        ({"action": "reject", "ids": ["x"], "reason": "x" * 101}, [("reason", "string_too_long")]),
        ({"action": "reject", "ids": ["x"], "note": "x" * 2001}, [("note", "string_too_long")]),
    ],
)
def test_an_action_is_well_formed(desk: Desk, body: dict[str, Any], errors: list[tuple[str, str]]) -> None:
    response = desk.api.post("moderation/actions", body, headers=desk.headers)

    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == errors


def test_half_a_character_is_no_id_since_no_answer_could_name_it(desk: Desk) -> None:
    content, headers = (
        b'{"action": "approve", "ids": ["x", "\\ud800"]}',
        desk.headers | {"Content-Type": "application/json"},
    )

    response = desk.api.call("POST", f"/v1/sites/{SITE}/moderation/actions", content=content, headers=headers)

    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "ids.1")


def test_a_hundred_comments_can_be_named_at_once(desk: Desk) -> None:
    results = desk.act("approve", *(f"x-{number}" for number in range(99)), in_status(desk, "pending"))

    assert len(results) == 100
    assert results[-1]["changed"]
    assert {result["error"]["code"] for result in results[:-1]} == {"not_found"}


def test_pages_count_their_own_comments(desk: Desk) -> None:
    here, there = desk.publish(page="/a"), desk.publish(page="/b")
    desk.publish(page="/b", parent=there)

    desk.act("reject", here, there)

    assert desk.api.counts("/a")["comment_count"] == 0
    assert desk.api.counts("/b")["comment_count"] == 1


def test_with_the_status_that_was_seen_nobody_is_overruled(desk: Desk) -> None:
    seen, decided = in_status(desk, "pending"), in_status(desk, "rejected")

    results = desk.act("approve", seen, decided, status="pending")

    assert [(result["status"], result["changed"], result["error"]) for result in results] == [
        ("approved", True, None),
        ("rejected", False, None),
    ]
    assert results[1]["decided_by"] == "desk"
