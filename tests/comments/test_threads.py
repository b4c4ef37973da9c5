"""Long threads, whose first 20 replies come at once, and threads whose root was removed."""

from dataclasses import replace
from random import Random

import pytest

from chalicelib.comments import copies
from chalicelib.comments.copies import MOST_BYTES_INSIDE
from chalicelib.comments.repository import from_item
from chalicelib.comments.spots import Spot
from chalicelib.ids import new_id
from chalicelib.storage import keys
from tests.comments.reader import parts, replies
from tests.conftest import SITE, START, Api, Desk, StandingClock
from tests.storage.faults import Faults

BOTH_ENGINES = True

LARGE = "x" * 6000
"""A reply whose copy is some 12 KB: one fits into a thread, two do not."""


FACES = "\N{GRINNING FACE}" * 7990
"""The largest text, of 32 KB."""


def thread_of(api: Api, count: int, body: str = "Indeed.") -> tuple[str, list[str]]:
    root: str = api.comment("root")["id"]
    return root, [api.comment(f"{number} {body}", parent=root)["id"] for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, 20])
def test_a_thread_of_up_to_20_replies_is_whole(open_api: Api, count: int) -> None:
    _, posted = thread_of(open_api, count)

    (thread,) = open_api.thread()["comments"]
    assert [reply["id"] for reply in thread["replies"]] == posted
    assert (thread["reply_count"], thread["replies_next"]) == (count, None)


def test_of_a_longer_thread_the_first_20_come_and_the_others_can_be_asked_for(open_api: Api) -> None:
    root, posted = thread_of(open_api, 42)

    (thread,) = open_api.thread()["comments"]
    following = open_api.thread(cursor=thread["replies_next"])

    assert [reply["id"] for reply in thread["replies"]] == posted[:20]
    assert thread["reply_count"] == 42
    assert [reply["id"] for reply in following["comments"]] == posted[20:40]
    assert following["page"]["comment_count"] == 43
    assert {reply["parent"] for reply in following["comments"]} == {root}
    assert [reply["id"] for reply in open_api.thread(cursor=following["next"])["comments"]] == posted[40:]


@pytest.mark.parametrize("limit", [1, 6, 7, 100])
def test_each_further_reply_comes_once_whatever_the_limit(open_api: Api, limit: int) -> None:
    root, posted = thread_of(open_api, 27)

    assert [reply["id"] for reply in replies(open_api, root, limit=limit)] == posted


def test_a_thread_of_large_replies_is_shown_like_any_other(open_api: Api) -> None:
    root, posted = thread_of(open_api, 4, LARGE)
    assert 2 * 2 * len(LARGE) > MOST_BYTES_INSIDE
    small = open_api.comment("Indeed.", parent=root)["id"]

    (thread,) = open_api.thread()["comments"]

    assert [reply["id"] for reply in thread["replies"]] == [*posted, small]
    assert (thread["reply_count"], thread["replies_next"]) == (5, None)


def test_two_long_threads_are_told_apart(open_api: Api) -> None:
    one, of_one = thread_of(open_api, 22)
    two, of_two = thread_of(open_api, 21)

    assert [reply["id"] for reply in replies(open_api, one)] == of_one
    assert [reply["id"] for reply in replies(open_api, two)] == of_two


def test_replies_in_long_threads_count_those_below_them(open_api: Api) -> None:
    root, posted = thread_of(open_api, 20)
    below = [open_api.comment(parent=posted[0])["id"] for _ in range(3)]
    below += [open_api.comment(parent=below[-1])["id"]]

    counts = {reply["id"]: reply["reply_count"] for reply in replies(open_api, root)}

    assert counts[posted[0]] == 4
    assert counts[below[2]] == 1
    assert sum(counts.values()) == 5
    assert [open_api.get(f"comments/{one}").json()["reply_count"] for one in (posted[0], below[2])] == [4, 1]


def test_removed_replies_leave_long_threads_without_a_gap(desk: Desk) -> None:
    root = desk.publish()
    waiting = [desk.api.comment(parent=root)["id"] for _ in range(25)]
    desk.act("approve", *waiting)

    desk.act("reject", waiting[3], waiting[22])

    kept = [one for one in waiting if one not in {waiting[3], waiting[22]}]
    assert [reply["id"] for reply in replies(desk.api, root)] == kept
    assert desk.api.thread()["comments"][0]["reply_count"] == 23
    desk.act("approve", waiting[3], waiting[22])
    assert [reply["id"] for reply in replies(desk.api, root)] == waiting


def test_no_reply_is_lost_where_the_table_answers_in_small_parts(open_api: Api, faults: Faults) -> None:
    root, posted = thread_of(open_api, 24)

    for _ in faults.at_every("cut_page", {"Query"}):
        assert [reply["id"] for reply in replies(open_api, root, limit=3)] == posted


def test_no_reply_is_lost_in_a_thread_larger_than_one_answer_of_the_table(open_api: Api) -> None:
    root, posted = thread_of(open_api, 22, FACES)

    assert [reply["id"] for reply in replies(open_api, root)] == posted


@pytest.mark.parametrize("action", ["reject", "spam", "delete"])
def test_a_removed_root_with_replies_stays_as_a_tombstone(desk: Desk, action: str) -> None:
    root = desk.publish("Wrong.", name="Mallory", url="https://mallory.example")
    below = desk.publish(parent=root)

    desk.act(action, root)

    response = desk.api.get("comments", params={"page": "/a"})
    (thread,) = response.json()["comments"]
    assert (thread["id"], thread["status"], thread["reply_count"]) == (root, "deleted", 1)
    assert (thread["author"], thread["body"], thread["html"], thread["edited_at"]) == (None, None, None, None)
    assert [reply["id"] for reply in thread["replies"]] == [below]
    assert "allory" not in response.text
    assert response.json()["page"]["comment_count"] == 1
    assert desk.api.get(f"comments/{root}").status_code == 404


@pytest.mark.parametrize("action", ["reject", "spam", "delete"])
def test_a_removed_root_without_replies_is_gone(desk: Desk, action: str) -> None:
    root = desk.publish()
    desk.api.comment(parent=root)

    desk.act(action, root)

    assert desk.api.thread()["comments"] == []
    assert desk.api.counts()["comment_count"] == 0


def test_a_tombstone_can_be_filled_again(desk: Desk) -> None:
    root = desk.publish("Right after all.")
    desk.publish(parent=root)
    before = desk.api.thread()
    desk.act("reject", root)

    desk.act("approve", root)

    assert desk.api.thread() == before


def test_a_reply_approved_after_its_root_was_removed_stands_below_a_tombstone(desk: Desk) -> None:
    root = desk.publish("Wrong.")
    waiting = desk.api.comment(parent=root)["id"]
    desk.act("reject", root)

    desk.act("approve", waiting)

    (thread,) = desk.api.thread()["comments"]
    assert (thread["id"], thread["status"], thread["author"], thread["body"]) == (root, "deleted", None, None)
    assert [reply["id"] for reply in thread["replies"]] == [waiting]
    desk.act("approve", root)
    (thread,) = desk.api.thread()["comments"]
    assert (thread["status"], thread["body"], thread["reply_count"]) == ("approved", "Wrong.", 1)


def test_counts_hold_whatever_moderators_do(desk: Desk) -> None:
    dice = Random(5)  # noqa: S311 # it only has to be repeatable
    desk.api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})
    posted = [desk.api.comment()["id"] for _ in range(2)]
    posted += [desk.api.comment(parent=dice.choice(posted))["id"] for _ in range(14)]

    for _ in range(25):
        desk.act(dice.choice(["approve", "approve", "reject", "spam"]), *dice.sample(posted, 3))

    shown = [thread for part in parts(desk.api) for thread in part["comments"]]
    below = {thread["id"]: replies(desk.api, thread["id"]) for thread in shown}
    public = [one["id"] for one in shown if one["status"] == "approved"] + [
        one["id"] for of in below.values() for one in of
    ]
    assert sorted(public) == [one for one in posted if desk.api.get(f"comments/{one}").is_success]
    assert desk.api.counts()["comment_count"] == len(public)
    assert {thread["id"]: thread["reply_count"] for thread in shown} == {root: len(of) for root, of in below.items()}


def test_a_tombstone_that_comes_with_a_reply_has_the_time_of_its_root(desk: Desk, clock: StandingClock) -> None:
    root = desk.publish()
    clock.pass_by(minutes=5)
    waiting = desk.api.comment(parent=root)["id"]
    desk.act("reject", root)

    desk.act("approve", waiting)

    (thread,) = desk.api.thread()["comments"]
    assert thread["created_at"] == "2026-03-14T12:00:00.000Z"


def test_an_answer_of_long_threads_stops_near_1_mb_like_any_other(open_api: Api) -> None:
    table = open_api.services.table
    for _ in range(4):
        root = from_item(table.get(keys.comment(SITE, open_api.comment()["id"])) or {})
        for _ in range(20):
            large = replace(root, id=new_id(START), ancestors=(root.id,), body=FACES, html=FACES)
            for write in copies.appear(SITE, large, Spot(is_pinned=False, place="beside"), large.id):
                table.write(write)

    first = open_api.get("comments", params={"page": "/a"})

    assert first.json()["next"]
    assert len(first.content) < 2 * 1024 * 1024
