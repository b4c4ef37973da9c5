"""Pages by the API, as moderators see and change them: open or closed, with a title."""

from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.storage import keys
from chalicelib.storage.keys import page_id
from tests.conftest import SITE, Api, Desk, StandingClock
from tests.recount import recount
from tests.storage.engines import TABLE
from tests.storage.meter import Meter
from tests.stored import Plain, Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

UNKNOWN: dict[str, Any] = {
    "key": "/a",
    "url": "https://news.example/a",
    "title": None,
    "title_by": None,
    "published_at": None,
    "is_open": True,
    "closes_at": None,
    "alias_of": None,
    "comment_count": 0,
    "reactions": {},
}
COMMENT = {"page": "/a", "body": "Well said.", "author": {"name": "Ada"}}


def stored_pages(client: "DynamoDBClient") -> list[Plain]:
    return Stored.read(client, TABLE).of("page")


def test_a_page_nobody_has_heard_of_has_the_defaults_and_is_not_stored(
    desk: Desk, table_client: "DynamoDBClient"
) -> None:
    assert desk.page("https://www.news.example/a/?utm_source=x") == UNKNOWN
    assert stored_pages(table_client) == []


def test_a_page_is_changed_in_what_is_given(desk: Desk, table_client: "DynamoDBClient") -> None:
    desk.publish()

    first = desk.change_page(title=" The last ferry ", closes_at="2026-04-14T14:00:00.5+02:00")
    second = desk.change_page(is_open=False)

    assert first == UNKNOWN | {
        "title": "The last ferry",
        "title_by": "moderator",
        "closes_at": "2026-04-14T12:00:00.500Z",
        "comment_count": 1,
    }
    assert second == first | {"is_open": False}
    assert desk.page() == second
    assert recount(table_client, TABLE) == []


def test_a_page_that_nobody_commented_on_can_be_changed_and_is_listed(
    desk: Desk, table_client: "DynamoDBClient"
) -> None:
    desk.change_page("id:post-1", title="A post")

    (item,) = stored_pages(table_client)
    assert (item["key"], item["title"], item["gsi2pk"]) == ("id:post-1", "A post", keys.pages_of(SITE))
    assert recount(table_client, TABLE) == []
    assert desk.page("id:post-1")["url"] is None


def test_null_clears(desk: Desk, table_client: "DynamoDBClient") -> None:
    desk.change_page(title="A", closes_at="2030-01-01T00:00:00Z", alias_of="/b")

    assert desk.change_page(title=None, closes_at=None, alias_of=None) == UNKNOWN
    assert all("title" not in page and "closes_at" not in page for page in stored_pages(table_client))
    assert recount(table_client, TABLE) == []


def test_the_same_change_again_writes_nothing(desk: Desk, meter: Meter) -> None:
    change: dict[str, Any] = {"title": "A", "is_open": False, "closes_at": "2030-01-01T00:00:00Z", "alias_of": "/b"}
    changed = desk.change_page(**change)

    with meter.measure() as used:
        assert desk.change_page(**change) == changed

    used.assert_budget(write_units=0)


def test_an_empty_change_shows_the_page(desk: Desk, table_client: "DynamoDBClient") -> None:
    assert desk.change_page() == UNKNOWN
    assert stored_pages(table_client) == []


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        pytest.param({"title": ""}, "title", "invalid", id="an empty title"),
        pytest.param({"title": " "}, "title", "invalid", id="a title of spaces"),
        pytest.param({"title": "x" * 301}, "title", "invalid", id="a title of 301 characters"),
        pytest.param({"title": "a\nb"}, "title", "invalid", id="a title of two lines"),
        pytest.param({"title": "a\u0000b"}, "title", "invalid", id="a title with a control character"),
        pytest.param({"title": "a\u202eb"}, "title", "invalid", id="a title with an override of direction"),
        pytest.param({"title": "\u2066a\u2069"}, "title", "invalid", id="a title with an isolate"),
        pytest.param({"title": 5}, "title", "string_type", id="a title that is a number"),
        pytest.param({"is_open": None}, "is_open", "bool_type", id="open as null"),
        pytest.param({"is_open": "yes"}, "is_open", "bool_type", id="open as a word"),
        pytest.param({"closes_at": "2026-04-14"}, "closes_at", "invalid", id="a day"),
        pytest.param({"closes_at": "2026-04-14T12:00:00"}, "closes_at", "invalid", id="a time without a zone"),
        pytest.param({"closes_at": "2026-02-30T12:00:00Z"}, "closes_at", "invalid", id="a day that is none"),
        pytest.param({"closes_at": "0001-01-01T00:00:00+14:00"}, "closes_at", "invalid", id="before all years"),
        pytest.param({"closes_at": 1800000000}, "closes_at", "string_type", id="seconds since 1970"),
        pytest.param({"alias_of": 5}, "alias_of", "string_type", id="an alias of a number"),
        pytest.param({"comment_count": 5}, "comment_count", "unknown", id="a count"),
        pytest.param({"alias_of": "/a/"}, "alias_of", "alias_of_itself", id="an alias of itself"),
    ],
)
def test_a_change_that_is_not_valid_is_refused_and_nothing_is_stored(
    desk: Desk, table_client: "DynamoDBClient", change: dict[str, Any], field: str, code: str
) -> None:
    response = desk.put_page(**change)

    assert response.status_code == 422
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [(field, code)]
    assert stored_pages(table_client) == []


@pytest.mark.parametrize(
    ("page", "change", "code", "field", "sent"),
    [
        ("https://elsewhere.example/a", {}, "page_not_on_site", "page", "'https://elsewhere.example/a'"),
        ("null", {}, "invalid_page", "page", "'null'"),
        (
            "/a",
            {"alias_of": "https://elsewhere.example/b"},
            "page_not_on_site",
            "alias_of",
            "'https://elsewhere.example/b'",
        ),
        ("/a", {"alias_of": ""}, "invalid_page", "alias_of", "''"),
    ],
)
def test_a_page_that_is_none_of_the_sites_is_refused_where_it_is_named(
    desk: Desk, table_client: "DynamoDBClient", page: str, change: dict[str, Any], code: str, field: str, sent: str
) -> None:
    response = desk.put_page(page, **change)

    problem = response.json()
    assert (response.status_code, problem["code"]) == (422, code)
    assert problem["errors"] == [{"field": field, "code": code, "message": f"{problem['detail']} Sent: {sent}."}]
    assert stored_pages(table_client) == []


def test_only_moderators_see_and_change_pages(api: Api, table_client: "DynamoDBClient") -> None:
    path = f"/v1/sites/{SITE}/pages?page=/a"

    assert api.call("GET", path).status_code == 401
    assert api.call("PUT", path, json={"is_open": False}).status_code == 401
    assert stored_pages(table_client) == []


def test_a_title_has_up_to_300_characters(desk: Desk) -> None:
    assert desk.change_page(title="é" * 300)["title"] == "é" * 300


def test_a_closed_page_takes_no_comments_and_says_so(desk: Desk) -> None:
    waiting = desk.api.comment()["id"]
    desk.change_page(is_open=False)

    response = desk.api.post("comments", COMMENT)

    assert (response.status_code, response.json()["code"]) == (403, "page_closed")
    assert desk.api.thread()["page"]["is_open"] is False
    assert [row["id"] for row in desk.queue()["comments"]] == [waiting]
    desk.change_page(is_open=True)
    assert desk.api.post("comments", COMMENT).is_success


def test_a_page_closes_by_itself(desk: Desk, clock: StandingClock) -> None:
    desk.change_page(closes_at="2026-03-14T12:30:00Z")
    clock.pass_by(minutes=29, seconds=59)
    assert desk.api.post("comments", COMMENT).is_success

    clock.pass_by(seconds=1)

    assert desk.api.post("comments", COMMENT).json()["code"] == "page_closed"
    desk.change_page(closes_at=None)
    assert desk.api.post("comments", COMMENT).is_success


def test_a_change_leaves_counts_alone(desk: Desk, services: Any, table_client: "DynamoDBClient") -> None:
    desk.publish()
    before = next(page for page in stored_pages(table_client) if page["key"] == "/a")

    desk.change_page(title="A")

    after = services.table.get(keys.page(SITE, page_id("/a")))
    assert int(after["comment_count"]["N"]) == before["comment_count"] == 1
    assert int(after["version"]["N"]) == before["version"] + 1


def test_the_title_stands_in_the_queue(desk: Desk) -> None:
    desk.api.comment()
    desk.change_page(title="The last ferry")

    assert desk.queue()["comments"][0]["page_title"] == "The last ferry"


def test_a_page_costs_one_round_trip_to_show_and_two_to_change(desk: Desk, meter: Meter) -> None:
    desk.page()  # the site is known
    with meter.measure() as shown:
        desk.page()
    with meter.measure() as changed:
        desk.change_page(title="A")
    with meter.measure() as aliased:
        desk.change_page(alias_of="/b")

    token = 1
    shown.assert_budget(round_trips=token + 1, write_units=0)
    changed.assert_budget(
        round_trips=token + 2, write_units=8
    )  # its line of the log, and its first change in this hour
    aliased.assert_budget(round_trips=token + 2, write_units=10)


def test_a_page_that_closed_by_itself_says_so_and_its_validator_changes(desk: Desk, clock: StandingClock) -> None:
    desk.change_page(closes_at="2026-03-14T12:30:00Z")
    before = desk.api.get("comments", params={"page": "/a"})
    assert before.json()["page"]["is_open"] is True

    clock.pass_by(minutes=30)

    after = desk.api.get("comments", params={"page": "/a"}, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.json()["page"]["is_open"] is False
    assert desk.page()["is_open"] is True
