"""A reaction and a decision at once: neither fails for the other, and copy and record agree whichever was first.

What comes between is done while the other's transaction, made of what was read before, waits for its second attempt.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.conftest import SITE, Api
from tests.faults.interlude import Interlude
from tests.faults.paths import HOLD, full_thread, public
from tests.faults.world import World

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass
class Race:
    """A comment, and what happens to it between two attempts of one transaction."""

    world: World
    interlude: Interlude
    comment: str

    def meanwhile(self, *acts: Callable[[], object]) -> None:
        """Do `acts` when the next transaction has been refused once."""
        self.interlude.acts += [*reversed(acts)]
        self.world.faults.once("throttle_before", {"TransactWriteItems"})

    def react(self, method: str = "POST", agent: str = "a reader") -> httpx.Response:
        body = {"reaction": "like"} if method == "POST" else None
        path = f"/v1/sites/{SITE}/comments/{self.comment}/reactions"
        return Api(self.world.struck).call(method, path, json=body, headers={"User-Agent": agent})

    def decide(self, action: str) -> Any:
        (result,) = self.world.desk(self.world.struck).act(action, self.comment)
        return result

    def decided(self, action: str) -> Callable[[], object]:
        return lambda: self.world.desk().act(action, self.comment)

    def liked(self, agent: str = "another reader") -> Callable[[], object]:
        return lambda: self.world.desk().api.like(self.comment, agent=agent)

    def likes(self) -> int:
        (record,) = (one for one in self.world.stored("comment") if one["id"] == self.comment)
        return int(record.get("like_count", 0))


@pytest.fixture(params=["root", "reply", "reply beside"])
def race(table_client: "DynamoDBClient", request: pytest.FixtureRequest) -> Race:
    interlude = Interlude()
    world = World(table_client, HOLD, interlude)
    match request.param:
        case "root":
            comment = public(world)
        case "reply":
            comment = public(world, parent=public(world))
        case _:
            comment = public(world, parent=full_thread(world))
    return Race(world, interlude, comment)


@pytest.mark.parametrize("action", ["reject", "spam", "delete"])
def test_a_decision_is_not_held_up_by_a_like(race: Race, action: str) -> None:
    race.meanwhile(race.liked())

    result = race.decide(action)

    assert (result["changed"], result["error"]) == (True, None)
    assert race.world.decisions([race.comment]) == [2]
    assert race.likes() == 1
    assert race.world.violations() == []


def test_an_approval_shows_the_likes_from_before_and_all_since(race: Race) -> None:
    race.liked()()
    race.decided("reject")()
    race.meanwhile(race.decided("approve"), race.liked("a third"), race.decided("spam"))

    result = race.decide("approve")

    assert (result["status"], result["error"]) == ("approved", None)
    assert race.likes() == 2
    assert race.world.violations() == []


def test_a_like_of_what_is_removed_meanwhile_is_refused(race: Race) -> None:
    race.meanwhile(race.decided("reject"))

    response = race.react()

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert race.likes() == 0
    assert race.world.violations() == []


def test_a_like_is_counted_though_the_comment_was_away_meanwhile(race: Race) -> None:
    race.meanwhile(race.decided("reject"), race.decided("approve"))

    response = race.react()

    assert response.json() == {"reactions": {"like": 1}, "reaction": "like"}
    assert race.world.violations() == []


def test_a_like_is_counted_beside_one_that_was_quicker(race: Race) -> None:
    race.meanwhile(race.liked())

    response = race.react()

    assert response.status_code == 200
    assert race.likes() == 2
    assert race.world.violations() == []


def test_of_one_visitors_likes_at_once_one_counts(race: Race) -> None:
    race.meanwhile(race.liked("a reader"))

    response = race.react(agent="a reader")

    assert response.json() == {"reactions": {"like": 1}, "reaction": "like"}
    assert race.world.violations() == []


def test_of_one_visitors_tries_to_take_a_like_back_at_once_one_counts(race: Race) -> None:
    race.liked("a reader")()
    race.liked()()
    race.meanwhile(lambda: race.world.desk().api.unlike(race.comment, agent="a reader"))

    response = race.react("DELETE", agent="a reader")

    assert response.json() == {"reactions": {"like": 1}, "reaction": None}
    assert race.world.violations() == []


def test_a_like_is_taken_back_beside_one_that_comes(race: Race) -> None:
    race.liked("a reader")()
    race.meanwhile(race.liked())

    response = race.react("DELETE", agent="a reader")

    assert response.json()["reaction"] is None
    assert race.likes() == 1
    assert race.world.violations() == []


def test_a_like_of_a_reply_finds_its_thread_pinned_or_not(table_client: "DynamoDBClient") -> None:
    """A thread that is pinned lies elsewhere, and its replies are not told."""
    world = World(table_client, HOLD)
    root = public(world)
    reply = public(world, parent=root)
    world.desk().act("pin", root)

    assert world.desk().api.like(reply) == {"reactions": {"like": 1}, "reaction": "like"}

    assert world.violations() == []
