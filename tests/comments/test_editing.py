"""Authors edit and withdraw their comment: what becomes of it, in its window and after, whatever moderators have decided."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.comments.authors import AuthorService
from chalicelib.comments.judging import Verdict
from chalicelib.comments.models import Comment, Finding
from chalicelib.comments.repository import CommentRepository
from chalicelib.ids import new_id
from chalicelib.moderation.flagged import FlagRepository
from chalicelib.storage import keys
from tests.author import Author
from tests.comments.reader import replies
from tests.conftest import SITE, Api, Desk, StandingClock, with_others
from tests.judges import Ruling
from tests.recount import MOST_BYTES_INSIDE, recount
from tests.stored import Plain, Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True

HELD = Finding("suspect_words", "hold", "It says perhaps.")
SPAM = Finding("banned_words", "spam", "It says casino.")
FILLING, LONG = "&" * 2500, "&" * 2700
"""As HTML they are five times as long: either fits into a thread with a short one, but not both."""


def word_by_word(comment: Comment) -> Verdict:
    """Take a casino for spam, and hold who is not sure."""
    if "casino" in comment.body:
        return Verdict("spam", (SPAM,))
    return Verdict("pending", (HELD,)) if "perhaps" in comment.body else Verdict("approved")


@pytest.fixture
def judged(open_api: Api, clock: StandingClock) -> Api:
    """The API where edits are judged word by word, and new comments are public at once."""
    table = open_api.services.table
    flags = FlagRepository(table)
    authors = AuthorService(table, CommentRepository(table), Ruling(word_by_word), flags, clock, new_id)
    return Api(with_others(open_api.services, authors=authors))


@pytest.fixture
def stored(table_client: "DynamoDBClient", table_name: str) -> Callable[[str], list[Plain]]:
    """What is stored of a kind, in a table whose counts are all right."""

    def of(kind: str) -> list[Plain]:
        assert recount(table_client, table_name) == []
        return Stored.read(table_client, table_name).of(kind)

    return of


def test_an_edit_is_shown_in_place_of_the_text_before(open_api: Api, clock: StandingClock) -> None:
    author = Author.of(open_api)
    before = author.sees()
    clock.pass_by(minutes=3)

    edited = author.edit(" *Better* said.\r\n")

    text = {"body": "*Better* said.", "html": "<p><em>Better</em> said.</p>"}
    assert edited == before | text | {"edited_at": "2026-03-14T12:03:00.000Z"}
    assert author.sees() == edited
    assert open_api.thread()["comments"] == [edited]
    assert open_api.thread()["page"]["comment_count"] == 1


def test_under_hold_all_an_approved_comment_waits_again(desk: Desk) -> None:
    author = Author.of(desk.api)
    desk.act("approve", author.id)

    edited = author.edit("Better said.")

    assert (edited["status"], author.sees()["body"]) == ("pending", "Better said.")
    assert desk.api.thread()["comments"] == []
    assert desk.api.counts()["comment_count"] == 0
    (row,) = desk.queue()["comments"]
    assert (row["id"], row["body"], row["edited_at"]) == (author.id, "Better said.", "2026-03-14T12:00:00.000Z")
    assert row["author"]["history"] == {"approved": 0, "pending": 1}


def test_what_waits_stays_where_it_waits_with_the_new_text(desk: Desk) -> None:
    author, _later = Author.of(desk.api), Author.of(desk.api)

    author.edit("Better said.")

    assert [row["body"] for row in desk.queue()["comments"]] == ["Better said.", "Well said."]


@pytest.mark.parametrize(
    ("before", "text", "is_stored_as", "reads", "checks"),
    [
        ("approved", "Better said.", "approved", "approved", ()),
        ("approved", "Better said, perhaps.", "pending", "pending", (HELD,)),
        ("approved", "Better said in a casino.", "spam", "pending", (SPAM,)),
        ("pending", "Better said.", "approved", "approved", ()),
        ("pending", "Better said, perhaps.", "pending", "pending", (HELD,)),
        ("pending", "Better said in a casino.", "spam", "pending", (SPAM,)),
        ("spam", "Better said.", "spam", "pending", ()),
        ("spam", "Better said, perhaps.", "spam", "pending", ()),
        ("spam", "Better said in a casino.", "spam", "pending", (SPAM,)),
    ],
)
def test_the_checks_judge_an_edit_anew(
    judged: Api,
    stored: Callable[[str], list[Plain]],
    before: str,
    text: str,
    is_stored_as: str,
    reads: str,
    checks: tuple[Finding, ...],
) -> None:
    author = in_status(judged, before)

    edited = author.edit(text)

    assert (edited["status"], edited["body"]) == (reads, text)
    (record,), (private,) = stored("comment"), stored("private")
    assert record["status"] == is_stored_as
    assert tuple(Finding(**finding) for finding in private["findings"]) == checks
    assert [comment["body"] for comment in judged.thread()["comments"]] == ([text] if reads == "approved" else [])


def in_status(api: Api, status: str) -> Author:
    """Leave a comment and have it in a status, by what holds it or by a moderator."""
    author = Author.of(api)
    if status == "pending":
        author.edit("Perhaps, perhaps.")
    elif status != "approved":
        desk = Desk(api, api.services.tokens.create(SITE, "moderator", "desk")[0])
        desk.act({"spam": "spam", "rejected": "reject", "deleted": "delete"}[status], author.id)
    return author


def test_why_a_comment_was_taken_for_spam_stays_to_be_read(judged: Api, stored: Callable[[str], list[Plain]]) -> None:
    author = Author.of(judged)
    author.edit("Come to the casino.")

    author.edit("Never mind.")

    (private,) = stored("private")
    assert [finding["check"] for finding in private["findings"]] == ["banned_words"]


@pytest.mark.parametrize("status", ["rejected", "deleted"])
def test_what_was_removed_is_not_there_for_its_author(
    judged: Api, stored: Callable[[str], list[Plain]], status: str
) -> None:
    author = in_status(judged, status)
    before = stored("comment")

    for response in (
        author.try_to_edit("Better said."),
        author.try_to_edit("Well said."),
        author.try_to_withdraw(),
    ):
        assert (response.status_code, response.json()["code"]) == (404, "not_found")

    assert stored("comment") == before
    assert stored("revision") == []


def test_the_same_text_again_changes_nothing_early_or_late(
    open_api: Api, stored: Callable[[str], list[Plain]], clock: StandingClock
) -> None:
    author = Author.of(open_api)
    edited = author.edit("Better said.")
    before = stored("comment"), stored("revision"), stored("thread")

    assert author.edit("  Better said. ") == edited
    clock.pass_by(days=1)
    assert author.edit("Better said.") == edited
    assert (stored("comment"), stored("revision"), stored("thread")) == before


def test_a_text_is_held_to_the_limits_of_a_new_one(open_api: Api, stored: Callable[[str], list[Plain]]) -> None:
    author = Author.of(open_api)
    before = stored("comment")

    for body in ("", "  ", "x" * 8001, "a\u0007b", "a\u202eb", None, 5):
        response = author.try_to_edit(body)
        assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
        assert [error["field"] for error in response.json()["errors"]] == ["body"]
    for given in ({}, {"body": "x", "author": {"name": "Bea"}}):
        assert open_api.call("PATCH", author.path, json=given, headers=author.headers).status_code == 422
    assert stored("comment") == before
    assert author.edit("x" * 8000)["body"] == "x" * 8000


@pytest.mark.parametrize(
    ("minutes", "window", "is_open"), [(14.99, 15, True), (15, 15, False), (0, 0, False), (59, 60, True)]
)
def test_the_window_of_the_site_closes(
    open_api: Api,
    stored: Callable[[str], list[Plain]],
    clock: StandingClock,
    minutes: float,
    window: int,
    *,
    is_open: bool,
) -> None:
    open_api.services.sites.change(SITE, settings={"edit_window_minutes": window})
    author, other = Author.of(open_api), Author.of(open_api)
    before = stored("comment")
    clock.pass_by(minutes=minutes)

    responses = [author.try_to_edit("Better said."), other.try_to_withdraw()]

    assert [response.status_code for response in responses] == ([200, 204] if is_open else [403, 403])
    if not is_open:
        assert {response.json()["code"] for response in responses} == {"edit_window_over"}
        assert stored("comment") == before


def test_an_edit_does_not_open_the_window_again(open_api: Api, clock: StandingClock) -> None:
    author = Author.of(open_api)
    clock.pass_by(minutes=10)
    author.edit("Better said.")
    clock.pass_by(minutes=10)

    assert author.try_to_edit("Best said.").status_code == 403


def test_what_is_withdrawn_is_gone_for_all(open_api: Api, stored: Callable[[str], list[Plain]]) -> None:
    author = Author.of(open_api)

    author.withdraw()

    assert open_api.thread()["comments"] == []
    assert open_api.counts()["comment_count"] == 0
    assert author.sees()["status"] == 404
    (record,) = stored("comment")
    assert (record["status"], record["was"], record["withdrawn_at"]) == (
        "deleted",
        "approved",
        "2026-03-14T12:00:00.000Z",
    )


@pytest.mark.parametrize("status", ["approved", "pending", "spam"])
def test_a_comment_is_withdrawn_once_whatever_it_was_and_however_late_it_is_asked_again(
    judged: Api, stored: Callable[[str], list[Plain]], clock: StandingClock, status: str
) -> None:
    author = in_status(judged, status)
    author.withdraw()
    before = stored("comment"), stored("revision")

    author.withdraw()
    clock.pass_by(days=1)
    author.withdraw()

    assert (stored("comment"), stored("revision")) == before
    assert author.try_to_edit("Better said.").status_code == 404


def test_replies_to_what_is_withdrawn_stay(open_api: Api) -> None:
    root = Author.of(open_api)
    reply = Author.of(open_api, parent=root.id)
    below = Author.of(open_api, parent=reply.id)

    reply.withdraw()
    root.withdraw()

    (shown,) = open_api.thread()["comments"]
    assert (shown["status"], shown["body"], shown["author"], shown["reply_count"]) == ("deleted", None, None, 1)
    assert [one["id"] for one in shown["replies"]] == [below.id]
    assert open_api.counts()["comment_count"] == 1


def test_a_moderator_cannot_bring_back_what_its_author_withdrew(open_api: Api, desk: Desk) -> None:
    author = Author.of(open_api)
    author.withdraw()

    (result,) = desk.act("approve", author.id)

    assert (result["status"], result["error"]["code"]) == ("deleted", "move_not_allowed")


def test_every_change_is_kept_with_the_text_before(
    judged: Api, stored: Callable[[str], list[Plain]], clock: StandingClock
) -> None:
    author = Author.of(judged)
    clock.pass_by(minutes=1)
    author.edit("Well, perhaps.")
    clock.pass_by(minutes=1)
    author.withdraw()

    kept = sorted(stored("revision"), key=lambda revision: str(revision["id"]))

    named = ("at", "action", "by", "before", "after", "body")
    assert [tuple(revision[name] for name in named) for revision in kept] == [
        ("2026-03-14T12:01:00.000Z", "edit", "author", "approved", "pending", "Well said."),
        ("2026-03-14T12:02:00.000Z", "withdraw", "author", "pending", "deleted", "Well, perhaps."),
    ]
    assert {revision["pk"] for revision in kept} == {keys.private(SITE, author.id)[0]}


@pytest.mark.parametrize("body", ["Better said.", LONG, "!"])
def test_a_reply_is_edited_inside_its_thread_and_beside_it(
    open_api: Api, stored: Callable[[str], list[Plain]], body: str
) -> None:
    root = Author.of(open_api)
    inside = Author.of(open_api, parent=root.id)
    filling = Author.of(open_api, FILLING, parent=root.id)
    beside = Author.of(open_api, LONG, parent=inside.id)

    for author in (inside, beside):
        author.edit(body)

    shown = {reply["id"]: reply for reply in replies(open_api, root.id)}
    assert list(shown) == [inside.id, filling.id, beside.id]
    assert [shown[author.id]["body"] for author in (inside, beside)] == [body, body]
    assert [shown[author.id]["reply_count"] for author in (inside, filling, beside)] == [1, 0, 0]
    assert stored("thread")[0]["inside_bytes"] <= MOST_BYTES_INSIDE


def test_a_reply_that_has_outgrown_its_thread_moves_beside_it_with_what_readers_gave_it(
    open_api: Api, stored: Callable[[str], list[Plain]]
) -> None:
    root = Author.of(open_api)
    reply = Author.of(open_api, parent=root.id)
    Author.of(open_api, FILLING, parent=root.id)
    open_api.like(reply.id)

    edited = reply.edit(LONG)
    again = reply.edit("Short again.")

    assert (edited["reactions"], again["reactions"]) == ({"like": 1}, {"like": 1})
    (beside,), (thread,) = stored("reply"), stored("thread")
    assert (beside["id"], beside["body"], beside["like_count"]) == (reply.id, "Short again.", 1)
    assert (thread["beside_count"], thread["reply_count"], len(thread["replies"])) == (1, 2, 1)


def test_a_root_keeps_its_replies_and_what_readers_gave_it(open_api: Api, stored: Callable[[str], list[Plain]]) -> None:
    root = Author.of(open_api)
    Author.of(open_api, parent=root.id)
    open_api.like(root.id)

    root.edit("Better said.")

    (thread,) = stored("thread")
    assert (thread["like_count"], thread["reply_count"], thread["body"]) == (1, 1, "Better said.")


def test_what_readers_have_is_no_longer_good_after_an_edit(open_api: Api) -> None:
    root = Author.of(open_api)
    inside = Author.of(open_api, LONG, parent=root.id)
    beside = Author.of(open_api, f"{LONG} again", parent=root.id)

    for author in (root, inside, beside):
        had = open_api.get("comments", params={"page": "/a"}).headers["ETag"]
        author.edit("Better said.")
        response = open_api.get("comments", params={"page": "/a"}, headers={"If-None-Match": had})
        assert (response.status_code, response.headers["ETag"] == had) == (200, False)


def test_an_edit_of_another_site_or_comment_is_nobodys(open_api: Api, stored: Callable[[str], list[Plain]]) -> None:
    author, other = Author.of(open_api), Author.of(open_api)
    before = stored("comment")

    for response in (
        replace(author, token=other.token).try_to_edit("Mine now."),
        replace(author, token=other.token).try_to_withdraw(),
    ):
        assert (response.status_code, response.json()["code"]) == (401, "unauthorized")

    assert stored("comment") == before


def test_nothing_private_is_answered(open_api: Api) -> None:
    response = Author.of(open_api).try_to_edit("Better said.")

    told: Any = response.json()
    assert list(told) == ["comment"]
    assert "home.example" not in response.text
    assert response.headers["Cache-Control"] == "no-store"
