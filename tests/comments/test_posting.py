"""Leaving a comment: what is answered, and who sees it."""

from typing import Any

import pytest

from chalicelib.comments.judging import Verdict
from chalicelib.comments.models import Comment, Finding
from chalicelib.comments.repository import CommentRepository
from chalicelib.comments.service import CommentService
from chalicelib.ids import NewId
from chalicelib.pages.aliases import AliasBook
from tests.conftest import SITE, Api, Desk, StandingClock, never_hot, with_others
from tests.judges import Ruling

BOTH_ENGINES = True

NEW: dict[str, Any] = {"page": "/a", "body": "Well said.", "author": {"name": "Ada"}}


def all_is_spam(comment: Comment) -> Verdict:
    return Verdict("spam", (Finding("banned_words", "spam", "It says casino."),))


@pytest.fixture
def strict_api(api: Api, clock: StandingClock, ids: NewId) -> Api:
    """The API where a check takes everything for spam."""
    table = api.services.table
    comments = CommentService(table, CommentRepository(table), Ruling(all_is_spam), clock, ids, AliasBook(never_hot()))
    return Api(with_others(api.services, comments=comments))


def test_a_comment_is_answered_as_readers_will_see_it(open_api: Api) -> None:
    author = {"name": " Ada ", "email": "ada@home.example", "url": "https://ada.example"}

    response = open_api.post(
        "comments",
        {"page": "https://www.news.example/a/?utm_source=x", "body": " *Well* said.\r\n\r\nA. ", "author": author},
    )

    assert response.status_code == 201
    comment = response.json()["comment"]
    assert comment == {
        "id": comment["id"],
        "page": "/a",
        "parent": None,
        "status": "approved",
        "author": {"name": "Ada", "url": "https://ada.example/", "badge": None},
        "html": "<p><em>Well</em> said.</p>\n<p>A.</p>",
        "body": "*Well* said.\n\nA.",
        "created_at": "2026-03-14T12:00:00.000Z",
        "edited_at": None,
        "reactions": {},
        "reply_count": 0,
        "replies": [],
        "replies_next": None,
        "is_pinned": False,
    }
    assert open_api.thread()["comments"] == [comment]
    assert open_api.get(f"comments/{comment['id']}").json() == comment


@pytest.mark.parametrize(
    ("mode", "status", "reads"),
    [
        ("hold_all", 202, "pending"),
        ("hold_new", 202, "pending"),
        ("hold_suspect", 201, "approved"),
    ],
)
def test_the_sites_mode_decides_whether_a_comment_waits(api: Api, mode: str, status: int, reads: str) -> None:
    api.services.sites.change(SITE, settings={"moderation_mode": mode})

    response = api.post("comments", NEW)

    assert (response.status_code, response.json()["comment"]["status"]) == (status, reads)
    assert len(api.thread()["comments"]) == (1 if reads == "approved" else 0)
    assert api.counts()["comment_count"] == (1 if reads == "approved" else 0)


def test_sites_begin_by_holding_everything(api: Api) -> None:
    assert api.thread()["settings"]["moderation_mode"] == "hold_all"
    assert api.comment()["status"] == "pending"


def test_what_waits_is_shown_to_nobody_else(api: Api) -> None:
    posted = api.comment()

    assert api.thread()["comments"] == []
    assert api.thread()["page"]["comment_count"] == 0
    assert api.get(f"comments/{posted['id']}").status_code == 404


def test_spam_reads_pending_to_its_author(strict_api: Api, desk: Desk) -> None:
    response = strict_api.post("comments", NEW)

    own = {"Authorization": f"Bearer {response.json()['author_token']}"}
    comment = response.json()["comment"]
    assert (response.status_code, comment["status"]) == (202, "pending")
    assert strict_api.get(f"comments/{comment['id']}", headers=own).json()["status"] == "pending"
    assert desk.queue("pending")["comments"] == []
    assert [spam["id"] for spam in desk.queue("spam")["comments"]] == [comment["id"]]


def test_one_page_has_one_list_however_it_is_named(desk: Desk) -> None:
    posted = [
        desk.publish(page=page)
        for page in ("/a", "https://news.example/a", "//www.news.example/a/index.html#top", "/b/../a?fbclid=1")
    ]

    listed = desk.api.thread("http://news.example/a/amp")
    assert [comment["id"] for comment in listed["comments"]] == posted[::-1]
    assert listed["page"]["comment_count"] == 4


def test_pages_by_path_by_parameter_and_by_id_are_apart(desk: Desk) -> None:
    pages = ["/a", "/A", "/a?p=1", "/a?p=2", "id:a"]
    posted = {page: desk.publish(page=page) for page in pages}

    for page in pages:
        assert [comment["id"] for comment in desk.api.thread(page)["comments"]] == [posted[page]]


def test_a_page_is_answered_with_its_name_and_address(api: Api) -> None:
    assert api.thread("https://news.example/a?b=1")["page"] == {
        "key": "/a?b=1",
        "url": "https://news.example/a?b=1",
        "title": None,
        "is_open": True,
        "comment_count": 0,
        "reactions": {},
    }
    assert api.thread("id:post-123")["page"]["url"] is None


def test_a_list_comes_with_what_the_embed_needs_to_know(api: Api) -> None:
    api.services.sites.change(SITE, settings={"guidelines": "Be kind.", "languages": ["de", "en"]})

    assert api.thread()["settings"] == {
        "name": "News Example",
        "moderation_mode": "hold_all",
        "edit_window_minutes": 15,
        "proof_of_work": False,
        "guidelines": "Be kind.",
        "privacy_url": None,
        "languages": ["de", "en"],
    }


def test_sites_are_apart(api: Api, open_api: Api) -> None:
    posted = open_api.comment()["id"]
    api.services.sites.create("other", "Other", ["https://other.example"])

    listed = api.call("GET", "/v1/sites/other/comments?page=/a")
    single = api.call("GET", f"/v1/sites/other/comments/{posted}")

    assert listed.json()["comments"] == []
    assert single.status_code == 404


def test_the_same_words_twice_are_two_comments(open_api: Api) -> None:
    assert open_api.comment()["id"] != open_api.comment()["id"]
    assert open_api.counts()["comment_count"] == 2


def test_what_looks_like_html_is_shown_as_it_was_typed(open_api: Api) -> None:
    comment = open_api.comment("<script>alert(1)</script> [x](javascript:alert(1)) <https://ok.example>")

    assert "<script" not in comment["html"]
    assert "javascript:" not in [part for part in comment["html"].split('"') if part.startswith("java")]
    assert 'href="https://ok.example" rel="nofollow ugc noopener"' in comment["html"]
