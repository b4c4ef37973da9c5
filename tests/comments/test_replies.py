"""Replies: to what one can reply, and how threads count and show them."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from chalicelib.comments.copies import MOST_REPLIES_INSIDE
from chalicelib.comments.repository import from_item, put_comment
from chalicelib.comments.service import DEEPEST
from chalicelib.ids import new_id
from chalicelib.storage import keys
from tests.comments.reader import replies
from tests.conftest import SITE, START, Api, Desk

BOTH_ENGINES = True

UNKNOWN = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def reply(api: Api, parent: Any, page: str = "/a") -> httpx.Response:
    return api.post("comments", {"page": page, "body": "Indeed.", "author": {"name": "Bea"}, "parent": parent})


def shape(comment: Any) -> tuple[Any, ...]:
    return comment["id"], comment["parent"], comment["reply_count"]


def test_a_reply_is_shown_in_its_thread(open_api: Api) -> None:
    root = open_api.comment()["id"]
    answer = reply(open_api, root)

    (thread,) = open_api.thread()["comments"]
    assert answer.status_code == 201
    assert (thread["id"], thread["parent"], thread["reply_count"]) == (root, None, 1)
    assert thread["replies"] == [answer.json()["comment"]]
    assert thread["replies"][0]["parent"] == root
    assert thread["replies_next"] is None


def test_replies_of_all_depths_are_flat_in_time_order_and_count_their_descendants(open_api: Api) -> None:
    root = open_api.comment("root")["id"]
    first = open_api.comment("first", parent=root)["id"]
    second = open_api.comment("second", parent=root)["id"]
    below_first = open_api.comment("below first", parent=first)["id"]
    below_that = open_api.comment("below that", parent=below_first)["id"]

    (thread,) = open_api.thread()["comments"]
    assert shape(thread) == (root, None, 4)
    assert [shape(shown) for shown in thread["replies"]] == [
        (first, root, 2),
        (second, root, 0),
        (below_first, first, 1),
        (below_that, below_first, 0),
    ]
    assert [shown["replies"] for shown in thread["replies"]] == [[]] * 4
    assert open_api.thread()["page"]["comment_count"] == 5
    assert [open_api.get(f"comments/{one}").json()["reply_count"] for one in (root, first, second)] == [4, 2, 0]


@pytest.mark.parametrize("parent", ["", "1", "root", "../" * 5, UNKNOWN, UNKNOWN.lower(), "x" * 64])
def test_a_reply_to_nothing_is_refused(api: Api, parent: str) -> None:
    response = reply(api, parent)

    assert (response.status_code, response.json()["code"]) == (422, "parent_not_found")


def test_a_reply_to_a_comment_that_waits_is_refused(api: Api) -> None:
    assert reply(api, api.comment()["id"]).json()["code"] == "parent_not_found"


@pytest.mark.parametrize("action", ["reject", "spam", "delete"])
def test_a_reply_to_a_comment_that_was_removed_is_refused(desk: Desk, action: str) -> None:
    root = desk.publish()
    removed = desk.publish(parent=root)
    desk.publish(parent=root)
    desk.act(action, removed)

    assert reply(desk.api, removed).json()["code"] == "parent_not_found"
    desk.act(action, root)
    assert reply(desk.api, root).json()["code"] == "parent_not_found"


def test_a_reply_on_another_page_than_its_parent_is_refused(desk: Desk) -> None:
    root = desk.publish(page="/a")

    assert reply(desk.api, root, page="/b").json()["code"] == "parent_not_found"
    assert reply(desk.api, root, page="https://news.example/a/").status_code == 202


def test_no_parent_may_be_said_as_null(open_api: Api) -> None:
    assert reply(open_api, None).json()["comment"]["parent"] is None


def test_a_reply_waits_like_any_other_comment(desk: Desk) -> None:
    root = desk.publish()
    waiting = desk.api.comment(parent=root)

    assert waiting["status"] == "pending"
    assert desk.api.thread()["comments"][0]["replies"] == []
    assert desk.api.thread()["comments"][0]["reply_count"] == 0
    desk.act("approve", waiting["id"])
    assert [shown["id"] for shown in desk.api.thread()["comments"][0]["replies"]] == [waiting["id"]]


def test_replies_show_in_time_order_whatever_the_order_of_approval(desk: Desk) -> None:
    root = desk.publish()
    waiting = [desk.api.comment(parent=root)["id"] for _ in range(MOST_REPLIES_INSIDE + 3)]

    desk.act("approve", *reversed(waiting))

    assert [shown["id"] for shown in replies(desk.api, root)] == waiting


def test_a_reply_whose_parent_was_removed_stays_where_it_is(desk: Desk) -> None:
    root = desk.publish()
    middle = desk.publish(parent=root)
    below = desk.publish(parent=middle)

    desk.act("reject", middle)

    (thread,) = desk.api.thread()["comments"]
    assert thread["reply_count"] == 1
    assert [shape(shown) for shown in thread["replies"]] == [(below, middle, 0)]


def test_a_reply_that_comes_back_counts_those_below_it_again(desk: Desk) -> None:
    root = desk.publish()
    middle = desk.publish(parent=root)
    below = desk.publish(parent=middle)
    desk.act("reject", middle)

    desk.act("approve", middle)

    (thread,) = desk.api.thread()["comments"]
    assert [shape(shown) for shown in thread["replies"]] == [(middle, root, 1), (below, middle, 0)]
    assert desk.api.get(f"comments/{middle}").json()["reply_count"] == 1


def test_a_conversation_may_be_deeper_than_any_transaction_is_long(open_api: Api) -> None:
    root = open_api.comment()["id"]
    deep = replace(
        from_item(open_api.services.table.get(keys.comment(SITE, root)) or {}),
        id=new_id(START),
        ancestors=(root, *(new_id(START) for _ in range(DEEPEST - 1))),
    )
    open_api.services.table.write(put_comment(SITE, deep))

    answer = reply(open_api, deep.id)

    assert answer.json()["comment"]["parent"] == deep.id
    assert [shape(shown) for shown in replies(open_api, root)] == [(answer.json()["comment"]["id"], deep.id, 0)]
