"""A random story under random faults, the same for the same seed: at its end all counts are those of the records."""

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.conftest import BROWSER, SITE, Api
from tests.faults.paths import FILLS_ITS_THREAD, HOLD, OPEN
from tests.faults.world import World, is_done

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

STEPS = 40
ACTIONS = ("approve", "approve", "approve", "reject", "spam", "delete")


class Story:
    """What readers and moderators do. Who is told to come back comes back, until it is done; but a view is sent once."""

    def __init__(self, world: World, dice: Random) -> None:
        self.world = world
        self.dice = dice
        self.posted: dict[str, str] = {}
        self.loads = 0
        self.unanswered = 0

    def step(self) -> None:
        self.dice.choices([self.post, self.decide, self.load, self.react], [3, 4, 2, 3])[0]()

    def post(self) -> None:
        key = f"{len(self.posted)}"
        body = self.dice.choice([f"Comment {key}.", f"{FILLS_ITS_THREAD} {key}"])
        parent = self.dice.choice([None, *self.posted.values()])
        new = {"page": "/a", "body": body, "author": {"name": "Ada", "email": "ada@example.org"}, "parent": parent}
        headers = {"Idempotency-Key": key}
        response = Api(self.world.struck).post("comments", new, headers=headers)
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            response = Api(self.world.calm).post("comments", new, headers=headers)
        if response.json().get("code") != "parent_not_found":
            assert is_done(response)
            self.posted[key] = response.json()["comment"]["id"]

    def decide(self) -> None:
        if self.posted:
            action, comment = self.dice.choice(ACTIONS), self.dice.choice([*self.posted.values()])
            while not is_done(self.world.desk(self.world.struck).try_to(action, comment)):
                pass

    def react(self) -> None:
        if self.posted:
            comment, reader = self.dice.choice([*self.posted.values()]), self.dice.choice(["a reader", "another"])
            call = self.dice.choice([("POST", "reactions"), ("DELETE", "reactions"), ("POST", "flags")])
            while not self.is_settled(comment, reader, *call):
                pass

    def is_settled(self, comment: str, reader: str, method: str, what: str) -> bool:
        bodies = {("POST", "reactions"): {"reaction": "like"}, ("POST", "flags"): {"reason": "spam"}}
        path, headers = f"/v1/sites/{SITE}/comments/{comment}/{what}", {"User-Agent": reader}
        response = Api(self.world.struck).call(method, path, json=bodies.get((method, what)), headers=headers)
        return response.status_code == httpx.codes.NOT_FOUND or is_done(response)

    def load(self) -> None:
        self.loads += 1
        agent = {"User-Agent": f"{BROWSER} {self.loads}"}
        self.unanswered += not is_done(Api(self.world.struck).post("views", {"page": "/a"}, headers=agent))


@pytest.mark.parametrize("mode", [HOLD, OPEN])
@pytest.mark.parametrize(("seed", "rate"), [(1, 0.2), (2, 0.5), (3, 0.8), (4, 0.8)])
def test_a_story_under_random_faults_leaves_everything_right(
    table_client: "DynamoDBClient", seed: int, rate: float, mode: str
) -> None:
    world = World(table_client, mode)
    story = Story(world, Random(seed))  # noqa: S311 - it must be repeatable, nothing is kept secret by it
    world.faults.randomly(seed, rate)

    for _ in range(STEPS):
        story.step()

    world.faults.stop()
    assert world.faults.struck
    assert Counter(record["id"] for record in world.stored("comment")) == Counter(story.posted.values())
    assert story.loads - story.unanswered <= Api(world.calm).counts()["view_count"] <= story.loads
    assert world.violations() == []
