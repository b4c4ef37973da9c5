"""How many comments and views pages have, for up to a hundred at once."""

import pytest

from tests.conftest import Api, Desk

BOTH_ENGINES = True


def test_counts_come_in_the_order_asked_with_zeros_for_unknown_pages(desk: Desk) -> None:
    api = desk.api
    desk.publish(page="/a")
    desk.publish(page="/a")
    api.comment(page="/a")
    api.view("/a")
    api.view("/c?p=2")

    response = api.get("counts", params={"page": ["/c?utm_source=x&p=2", "https://news.example/b/", "/a", "id:a"]})

    assert response.json() == {
        "counts": [
            {"page": "/c?utm_source=x&p=2", "key": "/c?p=2", "comment_count": 0, "view_count": 1},
            {"page": "https://news.example/b/", "key": "/b", "comment_count": 0, "view_count": 0},
            {"page": "/a", "key": "/a", "comment_count": 2, "view_count": 1},
            {"page": "id:a", "key": "id:a", "comment_count": 0, "view_count": 0},
        ]
    }


def test_a_page_asked_for_twice_is_answered_twice(api: Api) -> None:
    api.view("/a")

    counts = api.get("counts", params={"page": ["/a", "/a/"]}).json()["counts"]

    assert [(count["page"], count["view_count"]) for count in counts] == [("/a", 1), ("/a/", 1)]


def test_a_hundred_pages_can_be_asked_for(api: Api) -> None:
    api.view("/99")

    counts = api.get("counts", params={"page": [f"/{number}" for number in range(100)]}).json()["counts"]

    assert [count["key"] for count in counts] == [f"/{number}" for number in range(100)]
    assert counts[99]["view_count"] == 1


def test_more_than_a_hundred_are_refused(api: Api) -> None:
    response = api.get("counts", params={"page": ["/a"] * 101})

    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "page")


@pytest.mark.parametrize(
    ("page", "code"), [("NaN", "invalid_page"), ("https://elsewhere.example/a", "page_not_on_site")]
)
def test_one_page_that_is_none_refuses_the_call(api: Api, page: str, code: str) -> None:
    response = api.get("counts", params={"page": ["/a", page]})

    problem = response.json()
    assert (response.status_code, problem["code"]) == (422, code)
    assert problem["errors"] == [{"field": "page.1", "code": code, "message": f"{problem['detail']} Sent: {page!r}."}]


def test_what_was_sent_is_shortened_to_a_hundred_characters(api: Api) -> None:
    page = "https://elsewhere.example/".ljust(101, "x")

    whole, shortened = (
        api.get("counts", params={"page": [sent]}).json()["errors"][0]["message"] for sent in (page[:100], page)
    )

    assert whole.endswith(f" Sent: {page[:100]!r}.")
    assert shortened.endswith(f" Sent: '{page[:99]}…'.")


def test_counts_follow_decisions(desk: Desk) -> None:
    posted = desk.publish()
    reply = desk.publish(parent=posted)
    assert desk.api.counts()["comment_count"] == 2

    desk.act("spam", reply)

    assert desk.api.counts()["comment_count"] == 1
