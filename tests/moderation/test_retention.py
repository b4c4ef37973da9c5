"""What has been deleted for 30 days is erased: nothing that anybody wrote is left of it, and all that was counted stays right."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.clock import epoch
from chalicelib.moderation.retention import Retained
from tests.author import Author
from tests.conftest import SITE, Desk, StandingClock
from tests.recount import recount
from tests.stored import Plain, Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True

MARKER = "xylocarp"
"""In all that readers and authors write, and nowhere else."""
EMAIL = f"{MARKER}@home.example"
ERASED_AT = "2026-04-13T12:00:00.000Z"


def retain(desk: Desk) -> Retained:
    erased: Retained = desk.api.services.upkeep.jobs["retain"](SITE)
    return erased


def kept(client: "DynamoDBClient", table: str, clock: StandingClock) -> Stored:
    """All that is in the table but what has expired, which leaves it by itself."""
    found = Stored.read(client, table)
    return Stored([item for item in found.items if item.get("ttl", epoch(clock.now) + 1) > epoch(clock.now)])


def told(stored: Any) -> str:
    return json.dumps(stored, default=str).casefold()


def of_authors(stored: Stored) -> set[str]:
    """What stands for authors and for where they write from."""
    return {private[name] for private in stored.of("private") for name in ("author", "address") if name in private}


def leave(desk: Desk, text: str, **more: Any) -> str:
    """Leave a comment with a key, with all that its author can say."""
    author = {"name": f"Ada {MARKER}", "email": EMAIL, "url": f"https://{MARKER}.example/"}
    new = {"page": "/a", "body": f"{text}, said the {MARKER} at some length.", "author": author, **more}
    response = desk.api.post("comments", new, headers={"Idempotency-Key": text})
    assert response.is_success, response.text
    return str(response.json()["comment"]["id"])


def deleted_after_all_that_can_be(desk: Desk) -> list[str]:
    """A thread that was liked, flagged and held by it, edited by author and moderators, and deleted; and one that was withdrawn."""
    root = leave(desk, "First")
    desk.act("approve", root, reason="on_topic", note="A note of the desk.")
    reply = leave(desk, "Second", parent=root)
    desk.act("approve", reply)
    desk.api.like(root)
    for reader in ("one", "another"):
        desk.api.flag(root, f"Rude {MARKER}!", note=f"I know that {MARKER}.", agent=reader)
    desk.edit(root, f"Edited by the desk, {MARKER}.")
    desk.act("approve", root)
    withdrawn = Author.of(desk.api, f"Taken back by a {MARKER}.")
    withdrawn.edit(f"Edited, and taken back by a {MARKER}.")
    withdrawn.withdraw()
    desk.act("delete", root, reply, reason="off_topic", note="Another note of the desk.")
    return [root, reply, withdrawn.id]


def test_nothing_that_was_written_is_left_anywhere(
    desk: Desk, clock: StandingClock, table_client: "DynamoDBClient", table_name: str
) -> None:
    desk.api.services.sites.change(SITE, settings={"flags_to_hold": 2})
    comments = deleted_after_all_that_can_be(desk)
    before = kept(table_client, table_name, clock)
    told_of = {item["type"] for item in before.items if MARKER in told(item)}
    clock.pass_by(days=30)

    assert retain(desk) == Retained(erased=len(comments))

    after = kept(table_client, table_name, clock)
    everything = told(after.items)
    assert told_of == {"comment", "private", "revision", "flag", "idempotency"}
    assert MARKER not in everything
    assert len(of_authors(before)) == 5, "two authors, who wrote from three addresses"
    assert not [hashed for hashed in of_authors(before) if hashed in everything]
    assert {kind: after.of(kind) for kind in ("revision", "flag", "author")} == {
        "revision": [],
        "flag": [],
        "author": [],
    }
    assert "another note of the desk." in everything, "the log is never erased"
    assert recount(table_client, table_name) == []


def test_where_it_stood_and_what_became_of_it_stays(
    desk: Desk, services: Services, clock: StandingClock, table_client: "DynamoDBClient", table_name: str
) -> None:
    root = desk.publish("A root.", email=EMAIL)
    reply = desk.publish("A reply that stays.", parent=root)
    desk.api.like(root)
    desk.act("delete", root)
    before = records(table_client, table_name)[root]
    shown = desk.api.thread()
    clock.pass_by(days=30)

    retain(desk)

    after = records(table_client, table_name)[root]
    assert before.keys() - after.keys() == {"name", "body", "html", "gsi3pk", "gsi3sk"}
    assert {name: after[name] for name in after if after[name] != before.get(name)} == {
        "version": before["version"] + 1,
        "upkeep_count": 1,
        "write_id": after["write_id"],
        "erased_at": ERASED_AT,
    }
    assert desk.api.thread() == shown
    assert [(thread["status"], thread["reply_count"]) for thread in shown["comments"]] == [("deleted", 1)]
    desk.publish("Another reply.", parent=reply)
    assert sum(step.rendered for step in services.upkeep.rerenderer.run(SITE)) == 0
    assert recount(table_client, table_name) == []


def records(client: "DynamoDBClient", table: str) -> dict[str, Plain]:
    return {record["id"]: record for record in Stored.read(client, table).of("comment")}


def test_moderators_see_that_it_was_erased_and_what_was_decided(desk: Desk, clock: StandingClock) -> None:
    comment = desk.publish(email=EMAIL, url="https://ada.example/")
    desk.api.flag(comment, "spam", note="An advertisement.")
    desk.edit(comment, "Better said.")
    desk.act("delete", comment, reason="spam")
    clock.pass_by(days=30)

    retain(desk)

    (row,) = desk.queue("deleted")["comments"]
    found = desk.comment(comment)
    assert {name: found[name] for name in row} == row
    assert row["author"] == dict.fromkeys(row["author"]) | {"history": {}, "is_trusted": False, "is_signed_in": False}
    assert (row["body"], row["html"], row["checks"]) == (None, None, [])
    assert (row["status"], row["deleted_at"], row["erased_at"]) == ("deleted", "2026-03-14T12:00:00.000Z", ERASED_AT)
    assert (row["flags"], found["given_flags"]) == ({"count": 1, "reasons": {"spam": 1}}, [])
    assert [(step["action"], step["body"]) for step in found["history"]] == [
        ("approve", None),
        ("edit", None),
        ("delete", None),
    ]
    assert desk.queue("deleted", q="said")["comments"] == []


def test_until_then_it_can_be_restored_and_after_that_it_cannot(desk: Desk, clock: StandingClock) -> None:
    early, late = desk.publish("Early.", email=EMAIL), desk.publish("Late.", email=EMAIL)
    desk.act("delete", early, late)
    clock.pass_by(days=30, minutes=-1)
    assert retain(desk) == Retained()
    assert desk.act("restore", early)[0]["status"] == "approved"

    clock.pass_by(minutes=1)
    (too_late,) = desk.act("restore", late)
    assert retain(desk) == Retained(erased=1)
    (erased,) = desk.act("restore", late)

    assert (too_late["changed"], too_late["error"]["code"]) == (False, "restore_too_late")
    assert (erased["changed"], erased["status"], erased["error"]["code"]) == (False, "deleted", "erased")
    assert "its text and author have been erased" in erased["error"]["message"]
    assert [comment["body"] for comment in desk.api.thread()["comments"]] == ["Early."]
    assert desk.act("delete", late)[0]["error"] is None
    assert desk.try_to_edit(late, "Again.").json()["code"] == "comment_deleted"


def test_the_time_begins_anew_where_it_was_restored_and_deleted_again(desk: Desk, clock: StandingClock) -> None:
    comment = desk.api.comment()["id"]
    for _ in range(2):
        desk.act("delete", comment)
        clock.pass_by(days=20)
        assert retain(desk) == Retained()
        desk.act("restore", comment)

    assert desk.comment(comment)["body"] == "Well said."


def test_a_run_that_erases_leaves_one_line_in_the_log(desk: Desk, clock: StandingClock) -> None:
    desk.act("delete", *(desk.api.comment()["id"] for _ in range(3)))
    clock.pass_by(days=31)

    assert [retain(desk), retain(desk)] == [Retained(erased=3), Retained()]

    line = desk.lines()[0]
    assert [one["action"] for one in desk.lines()] == ["erase", "delete", "delete", "delete"]
    assert (line["by"], line["by_name"], line["comment"], line["subject"]) == ("retention", "retention", None, None)
    assert (line["at"], line["after"]) == ("2026-04-14T12:00:00.000Z", {"deleted_until": "2026-03-15T12:00:00.000Z"})


@pytest.mark.parametrize("noted", [{"note": "Writes for a rival."}, {"is_trusted": True}, {}], ids=str)
def test_an_authors_history_counts_what_is_left_and_goes_with_the_last(
    desk: Desk, clock: StandingClock, table_client: "DynamoDBClient", table_name: str, noted: dict[str, Any]
) -> None:
    first, second = (desk.api.comment(email=EMAIL)["id"] for _ in range(2))
    author = desk.comment(first)["author"]["id"]
    desk.note(author, **noted)
    desk.act("delete", first)
    clock.pass_by(days=30)
    retain(desk)
    assert {status: count for status, count in desk.author(author)["history"].items() if count} == {"pending": 1}
    assert [comment["id"] for comment in desk.author(author)["comments"]] == [second]

    desk.act("delete", second)
    clock.pass_by(days=30)
    retain(desk)

    answer = desk.api.get(f"moderation/authors/{author}", headers=desk.headers)
    assert answer.status_code == (200 if noted else 404)
    assert recount(table_client, table_name) == []


def test_an_erased_comment_goes_with_its_page_to_the_one_that_stays(
    desk: Desk, clock: StandingClock, table_client: "DynamoDBClient", table_name: str
) -> None:
    comment = desk.publish(page="/old")
    desk.publish(page="/old", parent=comment)
    desk.act("delete", comment)
    clock.pass_by(days=30)
    retain(desk)

    desk.change_page("/old", alias_of="/new")
    desk.api.services.run_job("merge")

    assert desk.comment(comment)["page"] == "/new"
    assert recount(table_client, table_name) == []
