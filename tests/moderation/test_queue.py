"""Moderators' lists: what waits from the oldest on, all else from the newest on, with what is needed to decide."""

from typing import Any

import pytest

from chalicelib.comments.judging import Verdict
from chalicelib.comments.models import Comment, Finding
from chalicelib.comments.repository import CommentRepository
from chalicelib.comments.service import CommentService
from chalicelib.pages.aliases import AliasBook
from tests.conftest import SITE, Api, Desk, StandingClock, ids_in_order, never_hot, with_others
from tests.judges import Ruling
from tests.storage.faults import Faults


def two_findings(comment: Comment) -> Verdict:
    return Verdict(
        "spam", (Finding("banned_words", "spam", "It says casino."), Finding("links", "hold", "It has 9 links."))
    )


def ids(answer: Any) -> list[str]:
    return [row["id"] for row in answer["comments"]]


def through(desk: Desk, status: str, **parameters: Any) -> list[list[str]]:
    """Answer the ids of each part of a list."""
    found, cursor = [], None
    while True:
        answer = desk.queue(status, **parameters, **({"cursor": cursor} if cursor else {}))
        found.append(ids(answer))
        cursor = answer["next"]
        if cursor is None:
            return found
        assert len(found) < 100, "the list has no end"


def test_a_row_has_what_is_needed_to_decide(desk: Desk) -> None:
    posted = desk.api.comment("*Well* said.", email="Ada@home.example", url="https://ada.example")

    (row,) = desk.queue()["comments"]

    assert row == {
        "id": posted["id"],
        "page": "/a",
        "page_url": "https://news.example/a",
        "page_title": None,
        "parent": None,
        "answers": None,
        "status": "pending",
        "author": {
            "id": row["author"]["id"],
            "name": "Ada",
            "url": "https://ada.example/",
            "badge": None,
            "is_signed_in": False,
            "email": "Ada@home.example",
            "address": row["author"]["address"],
            "history": {"pending": 1},
            "note": None,
            "is_trusted": False,
        },
        "html": "<p><em>Well</em> said.</p>",
        "body": "*Well* said.",
        "created_at": "2026-03-14T12:00:00.000Z",
        "edited_at": None,
        "deleted_at": None,
        "withdrawn_at": None,
        "erased_at": None,
        "reply_count": 0,
        "is_pinned": False,
        "checks": [
            {"check": "everything_waits", "verdict": "hold", "reason": "This site approves every comment by hand."}
        ],
        "flag_count": 0,
        "flags": {"count": 0, "reasons": {}},
    }
    assert all(len(row["author"][name]) == 24 for name in ("id", "address"))


def test_a_reply_comes_with_what_it_answers(desk: Desk) -> None:
    root = desk.publish("Long. " * 100, name="Bea")
    posted = desk.api.comment(parent=root)["id"]

    (row,) = desk.queue()["comments"]
    assert row["answers"] == {"id": root, "status": "approved", "name": "Bea", "excerpt": ("Long. " * 100)[:300]}
    desk.act("reject", root)
    assert desk.queue()["comments"][0]["answers"]["status"] == "rejected"
    assert desk.comment(posted)["answers"]["id"] == root


def test_what_waits_is_listed_unless_another_status_is_asked_for(desk: Desk) -> None:
    waiting = desk.api.comment()["id"]
    desk.publish()

    assert ids(desk.api.get("moderation/comments", headers=desk.headers).json()) == [waiting]


def test_what_waits_comes_oldest_first_and_all_else_newest_first(desk: Desk, clock: StandingClock) -> None:
    posted = []
    for _ in range(4):
        posted.append(desk.api.comment()["id"])
        clock.pass_by(minutes=1)

    assert ids(desk.queue("pending")) == posted
    for action, status in (("approve", "approved"), ("reject", "rejected"), ("spam", "spam"), ("delete", "deleted")):
        desk.act(action, *posted[1:], posted[0])
        assert ids(desk.queue("pending")) == []
        assert ids(desk.queue(status)) == posted[::-1]


@pytest.mark.parametrize(("status", "action"), [("pending", None), ("spam", "spam")])
@pytest.mark.parametrize(("count", "limit"), [(5, 2), (6, 2), (3, 3), (3, 100)])
def test_going_through_the_parts_meets_each_comment_once(
    desk: Desk, status: str, action: str | None, count: int, limit: int
) -> None:
    posted = [desk.api.comment()["id"] for _ in range(count)]
    if action:
        desk.act(action, *posted)

    parts = through(desk, status, limit=limit)

    assert [one for part in parts for one in part] == (posted if status == "pending" else posted[::-1])
    assert len(parts) == -(-count // limit)


def test_what_stays_is_met_once_while_others_decide_and_comments_come(desk: Desk) -> None:
    posted = [desk.api.comment()["id"] for _ in range(8)]
    first = desk.queue(limit=3)

    desk.act("approve", posted[1], posted[2], posted[4])  # also where the cursor stands
    posted.append(desk.api.comment()["id"])
    later = desk.queue(cursor=first["next"])

    assert ids(later) == [posted[3], *posted[5:]]


def test_a_list_can_be_of_one_page(desk: Desk) -> None:
    here = [desk.api.comment(page="/a")["id"] for _ in range(3)]
    there = desk.api.comment(page="/b")["id"]

    assert through(desk, "pending", page="https://www.news.example/a/", limit=2) == [here[:2], here[2:]]
    assert ids(desk.queue(page="/b")) == [there]
    assert ids(desk.queue(page="/c")) == []
    desk.act("approve", *here, there)
    assert ids(desk.queue("approved", page="/a")) == here[::-1]


@pytest.mark.parametrize(
    ("page", "code"), [("null", "invalid_page"), ("https://elsewhere.example/", "page_not_on_site")]
)
def test_a_page_that_is_none_of_the_sites_is_refused(desk: Desk, page: str, code: str) -> None:
    response = desk.api.get("moderation/comments", params={"page": page}, headers=desk.headers)

    assert (response.status_code, response.json()["code"]) == (422, code)


def test_a_cursor_of_another_list_is_refused(desk: Desk) -> None:
    for page in ("/a", "/a", "/b", "/b"):
        desk.api.comment(page=page)
    cursor = desk.queue(limit=1)["next"]

    for parameters in ({"status": "spam"}, {"page": "/a"}, {"cursor": cursor[:-2] + "xx"}):
        response = desk.api.get("moderation/comments", params={"cursor": cursor, **parameters}, headers=desk.headers)
        assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")


def test_no_comment_is_lost_where_the_table_answers_in_small_parts(desk: Desk, faults: Faults) -> None:
    posted = [desk.api.comment(page=f"/{number}")["id"] for number in range(4)]

    for kind in ("cut_page", "cut_batch"):
        for _ in faults.at_every(kind):
            assert [one for part in through(desk, "pending", limit=3) for one in part] == posted


def test_an_authors_history_counts_their_comments_by_status(desk: Desk) -> None:
    posted = [
        desk.api.comment(email=email)["id"] for email in ("ada@home.example", "ADA@Home.Example", "ada@home.example")
    ]
    other = desk.api.comment(email="bea@home.example")["id"]
    desk.api.comment()
    desk.act("approve", posted[0])
    desk.act("spam", posted[1])

    history = {row["id"]: row["author"]["history"] for row in desk.queue()["comments"]}
    assert {name: count for name, count in history[posted[2]].items() if count} == {
        "pending": 1,
        "approved": 1,
        "spam": 1,
    }
    assert history[other] == {"pending": 1}
    (spam,) = desk.queue("spam")["comments"]
    assert spam["author"]["history"] == history[posted[2]]


def test_who_gave_no_email_has_no_history(desk: Desk) -> None:
    desk.api.comment()

    (row,) = desk.queue()["comments"]
    assert (row["author"]["email"], row["author"]["history"]) == (None, {})


@pytest.mark.parametrize(
    ("mode", "check"), [("hold_all", "everything_waits"), ("hold_new", "author_is_new"), ("hold_suspect", None)]
)
def test_a_row_says_which_check_held_the_comment(desk: Desk, mode: str, check: str | None) -> None:
    desk.api.services.sites.change(SITE, settings={"moderation_mode": mode})
    desk.api.comment()

    (row,) = desk.queue("pending" if check else "approved")["comments"]

    assert [found["check"] for found in row["checks"]] == ([check] if check else [])
    assert all(found["reason"] and found["verdict"] == "hold" for found in row["checks"])


def test_a_row_keeps_what_every_check_found(desk: Desk, clock: StandingClock) -> None:
    table = desk.api.services.table
    comments = CommentService(
        table, CommentRepository(table), Ruling(two_findings), clock, ids_in_order(), AliasBook(never_hot())
    )
    Api(with_others(desk.api.services, comments=comments)).comment()

    (row,) = desk.queue("spam")["comments"]

    assert row["checks"] == [
        {"check": "banned_words", "verdict": "spam", "reason": "It says casino."},
        {"check": "links", "verdict": "hold", "reason": "It has 9 links."},
    ]


def test_a_row_of_a_reply_names_its_parent(desk: Desk) -> None:
    root = desk.publish()
    reply = desk.api.comment(parent=root)["id"]

    assert [(row["id"], row["parent"]) for row in desk.queue()["comments"]] == [(reply, root)]
    desk.act("approve", reply)
    assert {row["id"]: row["reply_count"] for row in desk.queue("approved")["comments"]} == {root: 1, reply: 0}


def test_sites_have_lists_of_their_own(api: Api, desk: Desk) -> None:
    api.services.sites.create("other", "Other", ["https://other.example"])
    api.call("POST", "/v1/sites/other/comments", json={"page": "/a", "body": "x", "author": {"name": "Ada"}})

    assert ids(desk.queue()) == []


def test_what_is_large_comes_in_parts_of_1_mb(desk: Desk) -> None:
    posted = [desk.api.comment("\N{GRINNING FACE}" * (8000 - place))["id"] for place in range(20)]

    parts = [desk.queue(limit=100)]
    while parts[-1]["next"]:
        parts.append(desk.queue(limit=100, cursor=parts[-1]["next"]))

    assert len(parts) == 2
    assert [comment["id"] for part in parts for comment in part["comments"]] == posted


def test_the_list_of_an_alias_is_that_of_the_page_that_stays(desk: Desk) -> None:
    waiting = desk.api.comment(page="/new")["id"]
    desk.change_page("/old", alias_of="/new")

    for page in ("/old", "/new", "https://news.example/old"):
        assert [comment["id"] for comment in desk.queue(page=page)["comments"]] == [waiting]
