"""A comment sent again with its idempotency key is stored once and answered the same."""

from typing import Any

import httpx
import pytest

from tests.conftest import SITE, Api, Desk, StandingClock
from tests.storage.faults import Faults

BOTH_ENGINES = True

NEW: dict[str, Any] = {"page": "/a", "body": "Well said.", "author": {"name": "Ada"}}


def post(api: Api, body: dict[str, Any] | None = None, key: str = "k-1") -> httpx.Response:
    return api.post("comments", body or NEW, headers={"Idempotency-Key": key})


@pytest.mark.parametrize("mode", ["hold_all", "hold_suspect"])
def test_a_repetition_gets_the_same_answer_and_stores_nothing(desk: Desk, mode: str) -> None:
    api = desk.api
    api.services.sites.change(SITE, settings={"moderation_mode": mode})

    first, second = post(api), post(api)

    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert len(desk.queue()["comments"]) + len(api.thread()["comments"]) == 1


def test_a_repetition_gets_the_same_answer_whatever_moderators_did_meanwhile(desk: Desk, clock: StandingClock) -> None:
    first = post(desk.api)

    for action in ("approve", "reject", "delete"):
        desk.act(action, first.json()["comment"]["id"])
        clock.pass_by(minutes=5)
        repeated = post(desk.api)
        assert (repeated.status_code, repeated.json()) == (202, first.json())


@pytest.mark.parametrize(
    "other",
    [
        {**NEW, "body": "Badly said."},
        {**NEW, "page": "/b"},
        {**NEW, "author": {"name": "Bea"}},
        {**NEW, "author": {"name": "Ada", "email": "ada@home.example"}},
    ],
)
def test_the_same_key_for_another_comment_is_a_conflict(api: Api, other: dict[str, Any]) -> None:
    first = post(api)

    conflict = post(api, other)

    assert (conflict.status_code, conflict.json()["code"]) == (409, "idempotency_conflict")
    assert post(api).json() == first.json()


def test_fields_may_come_in_another_order(api: Api) -> None:
    assert post(api).json() == post(api, dict(reversed(NEW.items()))).json()


def test_other_keys_and_none_are_other_comments(api: Api) -> None:
    answers = [
        post(api),
        post(api, key="k-2"),
        post(api, key="K-1"),
        api.post("comments", NEW),
        api.post("comments", NEW),
    ]

    assert len({answer.json()["comment"]["id"] for answer in answers}) == 5


def test_a_key_belongs_to_its_site(api: Api) -> None:
    api.services.sites.create("other", "Other", ["https://other.example"])

    here = post(api)
    there = api.call("POST", "/v1/sites/other/comments", json=NEW, headers={"Idempotency-Key": "k-1"})

    assert here.json()["comment"]["id"] != there.json()["comment"]["id"]


def test_a_key_is_good_for_24_hours(api: Api, clock: StandingClock) -> None:
    first = post(api)

    clock.pass_by(hours=23, minutes=59, seconds=59)
    assert post(api).json() == first.json()
    clock.pass_by(seconds=1)
    later = post(api)
    assert later.json()["comment"]["id"] != first.json()["comment"]["id"]
    assert post(api).json() == later.json()


@pytest.mark.parametrize(("key", "status"), [("k", 202), ("k" * 255, 202), ("k" * 256, 422), ("", 422), ("a\tb", 422)])
def test_a_key_has_1_to_255_printable_characters(api: Api, key: str, status: int) -> None:
    response = post(api, key=key)

    assert response.status_code == status
    if status == 422:
        assert response.json()["errors"][0]["field"] == "Idempotency-Key"


def test_a_refused_comment_leaves_its_key_free(api: Api) -> None:
    assert post(api, {**NEW, "body": ""}).status_code == 422
    assert post(api, {**NEW, "parent": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}).status_code == 422

    assert post(api).status_code == 202


def test_a_reply_is_repeated_though_its_parent_has_gone(desk: Desk) -> None:
    reply = {**NEW, "parent": desk.publish()}
    first = post(desk.api, reply)
    desk.act("delete", reply["parent"])

    assert post(desk.api, reply).json() == first.json()


def test_a_repetition_after_a_lost_answer_is_one_comment(desk: Desk, faults: Faults) -> None:
    faults.once("timeout_after", {"TransactWriteItems"})

    first, second = post(desk.api), post(desk.api)

    assert faults.struck
    assert second.json() == first.json()
    assert len(desk.queue()["comments"]) == 1
