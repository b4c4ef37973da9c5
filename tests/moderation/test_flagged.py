"""The list of what readers flagged and no moderator has looked at since, and how comments leave it."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.author import Author
from tests.conftest import SITE, Desk, StandingClock
from tests.recount import recount
from tests.storage.meter import Meter
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True
ADA = "ada@home.example"


def flagged(desk: Desk, **parameters: Any) -> list[str]:
    """Answer the list, gone through to its end."""
    found, cursor = list[str](), dict[str, str]()
    while True:
        answer = desk.queue("approved", flagged="true", **parameters, **cursor)
        found += [row["id"] for row in answer["comments"]]
        if answer["next"] is None:
            return found
        cursor = {"cursor": answer["next"]}


def open_to_all(desk: Desk, **settings: Any) -> None:
    desk.api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect", **settings})


def test_what_was_flagged_last_comes_first(desk: Desk, clock: StandingClock) -> None:
    posted = [desk.publish() for _ in range(4)]
    for place, agent in ((2, "one"), (0, "one"), (3, "one"), (2, "another")):
        desk.api.flag(posted[place], agent=agent)
        clock.pass_by(seconds=1)

    answer = desk.api.get("moderation/comments", params={"flagged": "true"}, headers=desk.headers).json()

    shown = [(row["id"], row["status"], row["flag_count"]) for row in answer["comments"]]
    assert shown == [(posted[2], "approved", 2), (posted[3], "approved", 1), (posted[0], "approved", 1)]
    assert flagged(desk, limit=1) == [posted[2], posted[3], posted[0]]


def test_to_approve_it_again_deals_with_its_flags(desk: Desk, table_client: "DynamoDBClient", table_name: str) -> None:
    desk.api.services.sites.change(SITE, settings={"flags_to_hold": 2})
    comment = desk.publish()
    desk.api.flag(comment, agent="one")

    first, again = desk.act("approve", comment, reason="harmless"), desk.act("approve", comment)

    assert [(result["status"], result["changed"]) for result in (*first, *again)] == [
        ("approved", True),
        ("approved", False),
    ]
    assert again[0]["decided_by"] == "desk"
    told = [(line["action"], line["before"], line["after"], line["reason"]) for line in desk.lines()]
    assert told[0] == ("approve", "approved", "approved", "harmless")
    assert (len(told), flagged(desk), desk.comment(comment)["flag_count"]) == (2, [], 1)
    desk.api.flag(comment, agent="two")
    assert flagged(desk) == [comment]
    assert recount(table_client, table_name) == []


@pytest.mark.parametrize("action", ["reject", "spam", "delete"])
def test_so_does_every_other_decision(desk: Desk, action: str) -> None:
    comment = desk.publish()
    desk.api.flag(comment)

    desk.act(action, comment)
    desk.act("restore" if action == "delete" else "approve", comment)

    assert (flagged(desk), desk.comment(comment)["status"]) == ([], "approved")


def test_what_flags_hold_is_in_the_queue_and_not_here(desk: Desk) -> None:
    desk.api.services.sites.change(SITE, settings={"flags_to_hold": 1})
    comment = desk.publish()

    desk.api.flag(comment)
    assert (flagged(desk), [row["id"] for row in desk.queue()["comments"]]) == ([], [comment])

    desk.act("approve", comment)
    assert flagged(desk) == []


def test_what_its_author_edits_is_back_when_it_is_public_again(desk: Desk) -> None:
    open_to_all(desk, suspect_words=["perhaps"])
    author = Author.of(desk.api)
    desk.api.flag(author.id)

    author.edit("Perhaps.")
    assert flagged(desk) == []

    author.edit("Well said.")
    assert flagged(desk) == [author.id]


@pytest.mark.parametrize("change", [Author.withdraw, lambda author: author.edit("Casino.")], ids=["withdrawn", "spam"])
def test_what_its_author_takes_away_leaves_no_place_behind(
    desk: Desk, table_client: "DynamoDBClient", table_name: str, change: Any
) -> None:
    open_to_all(desk, banned_words=["casino"])
    author = Author.of(desk.api)
    desk.api.flag(author.id)

    change(author)

    (count,) = Stored.read(table_client, table_name).of("flags")
    assert ("gsi3pk" in count, count["unseen_count"], count["flag_count"]) == (False, 0, 1)
    assert recount(table_client, table_name) == []


def test_it_can_be_of_one_page_or_author_or_with_some_words(desk: Desk) -> None:
    here, there = desk.publish("Here.", page="/a", email=ADA), desk.publish("There.", page="/b")
    for comment in (here, there):
        desk.api.flag(comment)
    desk.change_page("/old", alias_of="/a")

    author = desk.comment(here)["author"]["id"]
    for parameters in ({"page": "/a"}, {"page": "/old"}, {"author": author}, {"q": "here.", "page": "/a"}):
        assert flagged(desk, **parameters, limit=1) == [here]
    assert flagged(desk, author=author, page="/b") == []


@pytest.mark.parametrize("parameters", [{"flagged": "true", "status": "pending"}, {"flagged": "yes"}])
def test_only_what_is_approved_is_listed_so(desk: Desk, parameters: dict[str, str]) -> None:
    response = desk.api.get("moderation/comments", params=parameters, headers=desk.headers)

    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "flagged")


def test_another_sites_is_another_list(desk: Desk) -> None:
    desk.api.services.sites.create("other", "Other", ["https://other.example"])
    secret, _ = desk.api.services.tokens.create("other", "moderator", "theirs")
    desk.api.flag(desk.publish())

    path, headers = "/v1/sites/other/moderation/comments", {"Authorization": f"Bearer {secret}"}
    assert desk.api.call("GET", path, params={"flagged": "true"}, headers=headers).json()["comments"] == []


def test_what_it_costs(desk: Desk, meter: Meter, clock: StandingClock) -> None:
    comment = desk.publish()

    for agent, write_units in (("one", 8), ("two", 10)):  # the place in the list comes, and moves
        with meter.measure() as used:
            desk.api.flag(comment, agent=agent)
        used.assert_budget(round_trips=1, requests=1, read_units=0, write_units=write_units)
        clock.pass_by(seconds=1)
    with meter.measure() as used:
        assert flagged(desk) == [comment]
    used.assert_budget(round_trips=4)  # one of them is the token
    with meter.measure() as used:
        desk.act("approve", comment)
    used.assert_budget(round_trips=2, write_units=10)
