"""Likes of pages: one a visitor, whatever the page's URL, and shown with the page's comments."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import SITE, Api
from tests.recount import recount
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True


def shown(api: Api, page: str = "/a") -> Any:
    return api.thread(page)["page"]["reactions"]


def test_a_page_is_liked_before_anybody_has_commented(
    api: Api, table_client: "DynamoDBClient", table_name: str
) -> None:
    assert api.like_page() == {"reactions": {"like": 1}, "reaction": "like"}

    assert shown(api) == {"like": 1}
    assert api.counts() == {"page": "/a", "key": "/a", "comment_count": 0, "view_count": 0}
    assert api.services.run_job("reconcile")[SITE] == {"checked": 1, "mended": 0, "busy": 0}
    assert recount(table_client, table_name) == []


def test_likes_and_comments_of_a_page_are_counted_beside_each_other(
    open_api: Api, table_client: "DynamoDBClient", table_name: str
) -> None:
    open_api.like_page()
    open_api.comment()
    open_api.like_page(agent="another")

    assert (shown(open_api), open_api.counts()["comment_count"]) == ({"like": 2}, 1)
    assert recount(table_client, table_name) == []


def test_a_visitor_likes_a_page_once_whatever_its_url(api: Api) -> None:
    told = [api.like_page(page) for page in ("/a", "https://www.news.example/a/?utm_source=x#top", "/a/index.html")]

    assert told == [{"reactions": {"like": 1}, "reaction": "like"}] * 3


def test_what_is_taken_back_counts_no_more_and_can_be_given_again(
    api: Api, table_client: "DynamoDBClient", table_name: str
) -> None:
    api.like_page()

    assert api.unlike_page("/a/") == {"reactions": {}, "reaction": None}
    assert api.unlike_page() == {"reactions": {}, "reaction": None}
    assert shown(api) == {}
    assert recount(table_client, table_name) == []
    assert api.like_page() == {"reactions": {"like": 1}, "reaction": "like"}


def test_who_takes_back_what_was_never_given_stores_nothing(
    api: Api, table_client: "DynamoDBClient", table_name: str
) -> None:
    assert api.unlike_page() == {"reactions": {}, "reaction": None}

    assert not Stored.read(table_client, table_name).of("page")


def test_a_page_and_a_comment_on_it_are_liked_each_by_itself(open_api: Api) -> None:
    comment = open_api.comment()["id"]

    open_api.like_page()

    assert open_api.thread()["comments"][0]["reactions"] == {}
    assert open_api.like(comment) == {"reactions": {"like": 1}, "reaction": "like"}


@pytest.mark.parametrize(
    ("page", "code"), [("null", "invalid_page"), ("https://elsewhere.example/", "page_not_on_site")]
)
def test_a_page_that_is_none_of_the_sites_is_refused(
    api: Api, table_client: "DynamoDBClient", table_name: str, page: str, code: str
) -> None:
    answers = [
        api.post("reactions", {"page": page, "reaction": "like"}),
        api.call("DELETE", f"/v1/sites/{SITE}/reactions", params={"page": page}),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(422, code)] * 2
    assert not Stored.read(table_client, table_name).of("reaction")


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"page": "/a"}, "reaction", "missing"),
        ({"reaction": "like"}, "page", "missing"),
        ({"page": "/a", "reaction": "Like"}, "reaction", "not_one_of"),
    ],
)
def test_what_is_no_reaction_is_refused(
    api: Api, table_client: "DynamoDBClient", table_name: str, body: Any, field: str, code: str
) -> None:
    response = api.post("reactions", body)

    assert response.status_code == 422
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [(field, code)]
    assert not Stored.read(table_client, table_name).of("page")


def test_taking_back_names_the_page(api: Api) -> None:
    response = api.call("DELETE", f"/v1/sites/{SITE}/reactions")

    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["page"]
