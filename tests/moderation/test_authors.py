"""Authors as moderators know them, and one decision on all that they left."""

from typing import TYPE_CHECKING

import pytest

from chalicelib.moderation import authors
from tests.conftest import Desk
from tests.recount import recount
from tests.storage.meter import Meter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True
ADA, BEA = "ada@home.example", "bea@home.example"
NOBODY = "a" * 24


def author_of(desk: Desk, comment: str) -> str:
    return str(desk.comment(comment)["author"]["id"])


def test_an_author_comes_with_history_comments_and_blocks(desk: Desk) -> None:
    posted = [desk.api.comment(email=ADA)["id"] for _ in range(3)]
    desk.api.comment(email=BEA)
    desk.act("approve", posted[0])
    block = desk.block("email", ADA)

    found = desk.author(author_of(desk, posted[0]))

    assert [comment["id"] for comment in found["comments"]] == posted[::-1]
    assert {name: count for name, count in found["history"].items() if count} == {"pending": 2, "approved": 1}
    assert (found["note"], found["is_trusted"], found["blocks"]) == (None, False, [block])


def test_a_note_stands_beside_each_comment_of_the_author(
    desk: Desk, table_client: "DynamoDBClient", table_name: str
) -> None:
    posted = desk.api.comment(email=ADA)["id"]
    author = author_of(desk, posted)

    desk.note(author, note=" Writes for a rival. ")
    noted = desk.note(author, is_trusted=True).json()

    assert (noted["note"], noted["is_trusted"]) == ("Writes for a rival.", True)
    (row,) = desk.queue()["comments"]
    assert (row["author"]["note"], row["author"]["is_trusted"]) == ("Writes for a rival.", True)
    lines = desk.lines()
    assert [(line["action"], line["subject"], line["after"]) for line in lines] == [
        ("author", author, {"note": "Writes for a rival.", "is_trusted": True}),
        ("author", author, {"note": "Writes for a rival.", "is_trusted": False}),
    ]
    desk.act("approve", posted)
    assert desk.note(author, note=None, is_trusted=False).json()["note"] is None
    assert recount(table_client, table_name) == []


def test_the_same_note_again_leaves_no_line(desk: Desk) -> None:
    author = author_of(desk, desk.api.comment(email=ADA)["id"])
    for _ in range(2):
        desk.note(author, note="A rival.")

    assert len(desk.lines()) == 1


def test_trust_in_an_email_publishes_nothing(desk: Desk) -> None:
    desk.api.services.sites.change("demo", settings={"moderation_mode": "hold_new"})
    desk.note(author_of(desk, desk.api.comment(email=ADA)["id"]), is_trusted=True)

    assert desk.api.comment(email=ADA)["status"] == "pending"


@pytest.mark.parametrize("author", [NOBODY, "none", "a" * 3000])
def test_an_author_who_is_none_of_the_sites_is_not_found(desk: Desk, author: str) -> None:
    answers = [
        desk.api.get(f"moderation/authors/{author}", headers=desk.headers),
        desk.note(author, note="Who?"),
        desk.try_to_act_on_author(author, "approve", trust=True),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert desk.lines() == []


def test_one_decision_is_made_on_all_that_an_author_left(
    desk: Desk, table_client: "DynamoDBClient", table_name: str
) -> None:
    posted = [desk.api.comment(email=ADA)["id"] for _ in range(3)]
    other = desk.api.comment(email=BEA)["id"]
    desk.act("approve", posted[1])
    author = author_of(desk, posted[0])

    answer = desk.act_on_author(author, "reject", reason="insult")

    assert [(one["id"], one["status"], one["changed"]) for one in answer["results"]] == [
        (comment, "rejected", True) for comment in posted
    ]
    assert [row["id"] for row in desk.queue()["comments"]] == [other]
    assert {line["reason"] for line in desk.lines(limit=3)} == {"insult"}
    assert [one["changed"] for one in desk.act_on_author(author, "reject")["results"]] == [False] * 3
    assert recount(table_client, table_name) == []


def test_it_can_be_on_those_in_one_status(desk: Desk) -> None:
    posted = [desk.api.comment(email=ADA)["id"] for _ in range(3)]
    desk.act("spam", posted[1])

    answer = desk.act_on_author(author_of(desk, posted[0]), "approve", status="pending")

    assert [one["id"] for one in answer["results"]] == [posted[0], posted[2]]
    assert [row["id"] for row in desk.queue("spam")["comments"]] == [posted[1]]


def test_all_that_waits_is_approved_and_its_author_trusted_by_one_call(
    desk: Desk, table_client: "DynamoDBClient", table_name: str
) -> None:
    posted = [desk.api.comment(email=ADA)["id"] for _ in range(3)]
    desk.act("spam", posted[1])
    author = author_of(desk, posted[0])
    desk.note(author, note="A regular.")

    first, again = (desk.act_on_author(author, "approve", status="pending", trust=True) for _ in range(2))

    assert [(one["id"], one["status"]) for one in first["results"]] == [
        (posted[0], "approved"),
        (posted[2], "approved"),
    ]
    assert again == {"results": [], "next": None}
    found = desk.author(author)
    assert (found["is_trusted"], found["note"], found["history"]["spam"]) == (True, "A regular.", 1)
    told = [(line["action"], line["subject"] or line["comment"]) for line in desk.lines(limit=3)]
    assert told == [("approve", posted[2]), ("approve", posted[0]), ("author", author)]
    assert recount(table_client, table_name) == []


@pytest.mark.parametrize(("trust", "is_trusted"), [({}, True), ({"trust": None}, True), ({"trust": False}, False)])
def test_trust_stays_unless_a_call_says_something_of_it(
    desk: Desk, trust: dict[str, bool], *, is_trusted: bool
) -> None:
    author = author_of(desk, desk.api.comment(email=ADA)["id"])
    desk.note(author, is_trusted=True)

    desk.act_on_author(author, "reject", **trust)

    assert desk.author(author)["is_trusted"] == is_trusted


def test_a_call_decides_on_a_hundred_at_most() -> None:
    assert authors.AT_ONCE == 100


def test_they_take_few_round_trips(desk: Desk, meter: Meter) -> None:
    posted = [desk.api.comment(email=ADA)["id"] for _ in range(3)]
    author = author_of(desk, posted[0])

    with meter.measure() as used:
        desk.act_on_author(author, "reject")
    used.assert_budget(round_trips=5)
    with meter.measure() as used:
        desk.act_on_author(author, "approve", trust=True)
    used.assert_budget(round_trips=6)
    with meter.measure() as used:
        desk.author(author)
    used.assert_budget(round_trips=4)
