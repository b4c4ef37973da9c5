"""Public reads carry a validator, so that who has an answer already is not sent it again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from chalicelib.comments.found import Found
from chalicelib.comments.listing import Sort
from chalicelib.comments.public import CommentList
from chalicelib.comments.reading import ReadingService
from chalicelib.sites.models import Site
from tests.conftest import SITE, Api, Desk, with_others

READS = [
    f"/v1/sites/{SITE}/comments?page=/a",
    f"/v1/sites/{SITE}/counts?page=/a",
    f"/v1/sites/{SITE}/recent",
    f"/v1/sites/{SITE}/posts",
    f"/v1/sites/{SITE}/feed.atom",
    f"/v1/sites/{SITE}/thread.html?page=/a",
    "/embed.js",
    "/embed/any/embed.js",
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


@dataclass
class NeverRendered:
    """What was found, but cannot be shown."""

    version: str = "1"

    @property
    def answer(self) -> CommentList:
        raise AssertionError("it was not to be rendered")


class Unshown(ReadingService):
    """Finds what cannot be shown."""

    def __init__(self) -> None:
        pass

    def read(self, site: Site, page: str, sort: Sort, limit: int, cursor: str | None) -> Found:
        return NeverRendered()


def test_who_has_a_page_of_comments_is_told_so_without_its_being_rendered(api: Api) -> None:
    unshown = Api(with_others(api.services, reading=Unshown()))

    etag = unshown.get("comments", params={"page": "/a"}, headers={"If-None-Match": "*"}).headers["ETag"]

    assert unshown.get("comments", params={"page": "/a"}, headers={"If-None-Match": etag}).status_code == 304
    assert unshown.get("comments", params={"page": "/a"}).status_code == 500


COMMENTS = f"/v1/sites/{SITE}/comments"
CHANGES = 20


def changes_of_a_page(desk: Desk) -> Iterator[None]:
    """Change all that a page's comments are made of, one after another."""
    api = desk.api
    root, other = desk.publish("A root."), desk.publish("Another root.")
    yield
    reply = desk.publish("A reply.", parent=root)
    yield
    for number in range(3):  # two fill the thread, the third lies beside it
        beside = desk.publish(f"Reply {number}. " + "So long. " * 700, parent=root)
        yield
    desk.publish("A reply to one that lies beside.", parent=beside)
    yield
    for action, comment in (
        ("reject", reply),
        ("approve", reply),
        ("spam", other),
        ("approve", other),
        ("delete", root),
    ):
        desk.act(action, comment)
        yield
    for comment in (other, reply, beside):
        for react in (api.like, api.unlike):
            react(comment)
            yield
    api.like_page()
    yield
    for settings in ({"guidelines": "Be kind."}, {"moderation_mode": "hold_new"}):
        api.services.sites.change(SITE, settings=settings)
        yield


def test_the_same_validator_means_the_same_answer_whatever_changes(desk: Desk) -> None:
    known: dict[str, bytes] = {}
    for _ in changes_of_a_page(desk):
        first, again = (desk.api.get("comments", params={"page": "/a"}) for _ in range(2))

        assert (first.headers["ETag"], first.content) == (again.headers["ETag"], again.content)
        assert known.setdefault(first.headers["ETag"], first.content) == first.content
    assert len(known) == CHANGES


def test_a_comment_that_comes_back_with_another_text_has_another_validator(desk: Desk) -> None:
    posted = desk.api.post("comments", {"page": "/a", "body": "Well said.", "author": {"name": "Ada"}}).json()
    comment, own = posted["comment"]["id"], {"Authorization": f"Bearer {posted['author_token']}"}
    desk.act("approve", comment)
    before = desk.api.get("comments", params={"page": "/a"}).headers["ETag"]
    assert desk.api.call("PATCH", f"{COMMENTS}/{comment}", json={"body": "Other words."}, headers=own).is_success
    desk.act("approve", comment)

    assert desk.api.get("comments", params={"page": "/a"}).headers["ETag"] != before
