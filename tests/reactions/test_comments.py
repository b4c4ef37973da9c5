"""Likes of comments: one a visitor, shown wherever the comment is, and taken back."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import BROWSER, SITE, Api, Desk
from tests.recount import recount
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True

LONG = "&" * 2700
"""As HTML it is five times as long: a second one goes beside its thread."""


def likes(comment: Any) -> int:
    return int(comment["reactions"].get("like", 0))


def root_of(api: Api) -> str:
    return str(api.comment()["id"])


def reply_inside(api: Api) -> str:
    return str(api.comment(parent=root_of(api))["id"])


def reply_beside(api: Api) -> str:
    root = root_of(api)
    api.comment(LONG, parent=root)
    return str(api.comment(LONG[1:], parent=root)["id"])


def in_list(api: Api, comment: str) -> Any:
    """The comment as its page shows it."""
    shown = [one for root in api.thread()["comments"] for one in (root, *root["replies"])]
    return next(one for one in shown if one["id"] == comment)


any_place = pytest.mark.parametrize("place", [root_of, reply_inside, reply_beside])


@any_place
def test_a_like_is_counted_where_the_comment_is_shown(
    open_api: Api, table_client: "DynamoDBClient", table_name: str, place: Any
) -> None:
    comment = place(open_api)

    told = [open_api.like(comment, agent=agent) for agent in ("one", "another", "a third")]

    assert told == [{"reactions": {"like": count}, "reaction": "like"} for count in (1, 2, 3)]
    assert in_list(open_api, comment)["reactions"] == {"like": 3}
    assert open_api.get(f"comments/{comment}").json()["reactions"] == {"like": 3}
    assert recount(table_client, table_name) == []


@any_place
def test_a_visitor_likes_a_comment_once(
    open_api: Api, table_client: "DynamoDBClient", table_name: str, place: Any
) -> None:
    comment = place(open_api)

    told = [open_api.like(comment) for _ in range(3)]

    assert told == [{"reactions": {"like": 1}, "reaction": "like"}] * 3
    assert recount(table_client, table_name) == []


@any_place
def test_what_is_taken_back_counts_no_more_and_can_be_given_again(
    open_api: Api, table_client: "DynamoDBClient", table_name: str, place: Any
) -> None:
    comment = place(open_api)
    open_api.like(comment)
    open_api.like(comment, agent="another")

    assert open_api.unlike(comment) == {"reactions": {"like": 1}, "reaction": None}
    assert open_api.unlike(comment) == {"reactions": {"like": 1}, "reaction": None}
    assert open_api.unlike(comment, agent="another") == {"reactions": {}, "reaction": None}
    assert in_list(open_api, comment)["reactions"] == {}
    assert open_api.get(f"comments/{comment}").json()["reactions"] == {}
    assert recount(table_client, table_name) == []
    assert open_api.like(comment) == {"reactions": {"like": 1}, "reaction": "like"}
    assert recount(table_client, table_name) == []


def test_who_liked_nothing_has_nothing_to_take_back(
    open_api: Api, table_client: "DynamoDBClient", table_name: str
) -> None:
    comment = root_of(open_api)
    open_api.like(comment, agent="another")

    assert open_api.unlike(comment) == {"reactions": {"like": 1}, "reaction": None}
    assert recount(table_client, table_name) == []


def test_a_visitor_is_an_address_and_a_browser(open_api: Api) -> None:
    comment = root_of(open_api)
    visitors: list[dict[str, str]] = [
        {},
        {"address": "192.0.2.2"},
        {"agent": f"{BROWSER} 2"},
        {"address": "2001:db8:1:1::1"},
        {"address": "2001:db8:1:1::2"},  # of the same household
        {"address": "2001:db8:1:2::1"},
    ]

    assert [likes(open_api.like(comment, **visitor)) for visitor in visitors] == [1, 2, 3, 4, 4, 5]


@pytest.mark.parametrize("agent", ["", "curl/8.5.0", "Googlebot/2.1 (+http://www.google.com/bot.html)"])
def test_who_calls_with_any_program_is_a_visitor_too(open_api: Api, agent: str) -> None:
    comment = root_of(open_api)

    assert likes(open_api.like(comment, agent=agent)) == 1
    assert likes(open_api.like(comment, agent=agent)) == 1


def test_each_comment_is_liked_by_itself(open_api: Api) -> None:
    root = root_of(open_api)
    reply = open_api.comment(parent=root)["id"]

    open_api.like(reply)

    assert (likes(in_list(open_api, root)), likes(in_list(open_api, reply))) == (0, 1)


@pytest.mark.parametrize("action", ["reject", "spam", "delete", None])
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_what_is_not_public_takes_no_likes_and_gives_none_back(
    desk: Desk, table_client: "DynamoDBClient", table_name: str, action: str | None, method: str
) -> None:
    comment = desk.publish() if action else desk.api.comment()["id"]
    if action:
        desk.api.like(comment)
        desk.act(action, comment)
    before = Stored.read(table_client, table_name).items

    body = {"reaction": "like"} if method == "POST" else None
    response = desk.api.call(method, f"/v1/sites/{SITE}/comments/{comment}/reactions", json=body)

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert Stored.read(table_client, table_name).items == before


@pytest.mark.parametrize("comment", ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "none", "01arz3ndektsv4rrffq69g5fav"])
def test_a_comment_that_is_none_of_the_sites_is_not_found(open_api: Api, comment: str) -> None:
    response = open_api.post(f"comments/{comment}/reactions", {"reaction": "like"})

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_comment_of_another_site_is_not_found(open_api: Api) -> None:
    open_api.services.sites.create("other", "Other", ["https://other.example"])
    comment = root_of(open_api)

    response = open_api.call("POST", f"/v1/sites/other/comments/{comment}/reactions", json={"reaction": "like"})

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "reaction", "missing"),
        ({"reaction": "love"}, "reaction", "not_one_of"),
        ({"reaction": None}, "reaction", "not_one_of"),
        ({"reaction": ["like"]}, "reaction", "not_one_of"),
        ({"reaction": "like", "count": 100}, "count", "unknown"),
    ],
)
def test_what_is_no_reaction_is_refused_and_stores_nothing(
    open_api: Api, table_client: "DynamoDBClient", table_name: str, body: Any, field: str, code: str
) -> None:
    comment = root_of(open_api)

    response = open_api.post(f"comments/{comment}/reactions", body)

    assert response.status_code == 422
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [(field, code)]
    assert not Stored.read(table_client, table_name).of("reaction")


@pytest.mark.parametrize("path", ["comments/{comment}/reactions", "reactions?page=/a", "comments/{comment}/flags"])
def test_another_pages_scripts_cannot_react_or_flag(
    open_api: Api, table_client: "DynamoDBClient", table_name: str, path: str
) -> None:
    comment = root_of(open_api)
    headers = {"Origin": "https://evil.example"}
    path = f"/v1/sites/{SITE}/{path.format(comment=comment)}"
    methods = ["POST"] if path.endswith("flags") else ["POST", "DELETE"]

    answers = [open_api.call(method, path, headers=headers) for method in methods]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "origin_not_allowed")}
    assert not Stored.read(table_client, table_name).of("reaction")


def test_a_comment_keeps_its_likes_while_it_is_away(
    desk: Desk, table_client: "DynamoDBClient", table_name: str
) -> None:
    root = desk.publish()
    reply = desk.publish(parent=root)
    for comment in (root, reply):
        desk.api.like(comment)
        desk.act("reject", comment)
        assert recount(table_client, table_name) == []

    desk.act("approve", root, reply)

    assert [likes(in_list(desk.api, comment)) for comment in (root, reply)] == [1, 1]
    assert recount(table_client, table_name) == []
    assert likes(desk.api.like(root, agent="another")) == 2
    assert desk.api.unlike(reply) == {"reactions": {}, "reaction": None}
    assert recount(table_client, table_name) == []


def test_a_tombstone_tells_nothing_of_likes_and_sorts_below_what_is_liked(
    desk: Desk, table_client: "DynamoDBClient", table_name: str
) -> None:
    root = desk.publish()
    desk.api.like(desk.publish(parent=root))
    desk.api.like(root)

    desk.act("delete", root)

    assert in_list(desk.api, root)["reactions"] == {}
    assert recount(table_client, table_name) == []


def test_a_reply_is_liked_though_its_root_has_gone(desk: Desk, table_client: "DynamoDBClient", table_name: str) -> None:
    root = desk.publish()
    waiting = desk.api.comment(parent=root)["id"]
    desk.act("reject", root)
    desk.act("approve", waiting)

    assert likes(desk.api.like(waiting)) == 1
    assert recount(table_client, table_name) == []


@any_place
def test_a_like_changes_what_tells_one_state_of_a_thread_from_another(
    open_api: Api, table_client: "DynamoDBClient", table_name: str, place: Any
) -> None:
    comment = place(open_api)

    def marks() -> set[str]:
        stored = Stored.read(table_client, table_name)
        return {item["write_id"] for kind in ("thread", "reply") for item in stored.of(kind)}

    states = [marks()]
    open_api.like(comment)
    states.append(marks())
    open_api.unlike(comment)
    states.append(marks())

    assert all(one != other for one, other in pairwise(states))


def test_a_like_is_no_change_of_what_the_comment_says(
    open_api: Api, table_client: "DynamoDBClient", table_name: str
) -> None:
    comment = root_of(open_api)
    (before,) = Stored.read(table_client, table_name).of("comment")

    open_api.like(comment)

    (after,) = Stored.read(table_client, table_name).of("comment")
    assert after == before | {"like_count": 1}
