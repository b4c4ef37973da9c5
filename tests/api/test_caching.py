"""Public reads carry a validator, so that who has an answer already is not sent it again."""

import re

import pytest

from tests.conftest import SITE, Api, Desk

READS = [
    f"/v1/sites/{SITE}/comments?page=/a",
    f"/v1/sites/{SITE}/counts?page=/a",
    "/embed.js",
    "/moderate",
    "/openapi.json",
]


@pytest.mark.parametrize("path", READS)
def test_a_public_read_may_be_kept_and_validated(api: Api, path: str) -> None:
    first, second = api.call("GET", path), api.call("GET", path)

    assert first.headers["Cache-Control"].startswith("public, max-age=")
    assert re.fullmatch(r'"[0-9a-f]{32}"', first.headers["ETag"]), "strong"
    assert second.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("path", READS)
def test_who_has_an_answer_is_told_so_without_a_body(api: Api, path: str) -> None:
    etag = api.call("GET", path).headers["ETag"]

    for known in (etag, f"W/{etag}", f'"other", {etag}', f'"other",W/{etag}', "*"):
        response = api.call("GET", path, headers={"If-None-Match": known})

        assert (response.status_code, response.content) == (304, b""), known
        assert response.headers["ETag"] == etag
        assert response.headers["Cache-Control"].startswith("public")


def test_who_has_another_answer_gets_this_one(api: Api) -> None:
    etag = api.get("comments", params={"page": "/a"}).headers["ETag"]

    for known in ('"other"', "", etag.strip('"'), '"*"'):
        response = api.get("comments", params={"page": "/a"}, headers={"If-None-Match": known})

        assert response.status_code == 200, known
        assert response.json()["comments"] == []


def test_a_new_comment_gives_a_new_validator(api: Api, desk: Desk) -> None:
    before = api.get("comments", params={"page": "/a"}).headers["ETag"]
    desk.publish()

    response = api.get("comments", params={"page": "/a"}, headers={"If-None-Match": before})

    assert response.status_code == 200
    assert response.headers["ETag"] != before


@pytest.mark.parametrize("path", [*READS, "/health"])
def test_head_answers_what_get_would_without_the_body(api: Api, path: str) -> None:
    got, head = api.call("GET", path), api.call("HEAD", path)

    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Type", "Cache-Control", "ETag"):
        assert head.headers.get(name) == got.headers.get(name)


def test_head_knows_what_is_known_already(api: Api) -> None:
    etag = api.call("GET", READS[0]).headers["ETag"]

    assert api.call("HEAD", READS[0], headers={"If-None-Match": etag}).status_code == 304


def test_what_is_for_one_person_is_not_kept(api: Api, desk: Desk) -> None:
    posted = api.post("comments", {"page": "/a", "body": "Well said.", "author": {"name": "Ada"}})
    own = {"Authorization": f"Bearer {posted.json()['author_token']}"}
    answers = [
        posted,
        api.post("views", {"page": "/a"}),
        api.get(f"comments/{posted.json()['comment']['id']}", headers=own),
        api.get("moderation/comments", headers=desk.headers),
        api.post("moderation/actions", {"action": "approve", "ids": ["x"]}, headers=desk.headers),
        api.get("moderation/comments"),
    ]

    assert [answer.headers["Cache-Control"] for answer in answers] == ["no-store"] * len(answers)


def test_one_comment_is_kept_apart_by_who_asks(api: Api, desk: Desk) -> None:
    response = api.get(f"comments/{desk.publish()}")

    assert response.headers["Vary"] == "Authorization"
    assert response.headers["Cache-Control"].startswith("public")
