"""Lost answers on an engine that knows its transactions' tokens, as DynamoDB does for ten minutes."""

from typing import TYPE_CHECKING

import pytest

from tests.conftest import Api
from tests.faults.interlude import Interlude
from tests.faults.paths import FILLS_ITS_THREAD, HOLD, PATHS, WritePath, public, waiting
from tests.faults.tokens import Tokens
from tests.faults.world import World, is_done

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TRANSACTION = frozenset({"TransactWriteItems"})


WITHOUT_TRANSACTION = {
    "list popular pages",
    "add up referrers",
    "keep a version of the embed",
    "tell what a queue is at",
    "leave a queue",
}
"""Each list, each day, each file and each queue is written by itself."""


@pytest.mark.parametrize("path", [path for path in PATHS if str(path) not in WITHOUT_TRANSACTION], ids=str)
def test_a_transaction_whose_answer_was_lost_is_answered_when_it_comes_again(
    table_client: "DynamoDBClient", path: WritePath
) -> None:
    tokens = Tokens(table_client)
    world = World(table_client, path.mode)
    call = path.prepare(world)
    for nth in (1, 2, 3):  # whichever of a call's transactions it is that succeeds, its first answer is lost
        world.faults.once("timeout_after", TRANSACTION, nth)

    is_acknowledged = call.send(world.struck)

    assert is_acknowledged
    assert tokens.repeated_count > 0
    assert call.times_done() == 1
    assert world.violations() == []


def test_a_decision_stands_as_made_though_another_came_before_its_answer(table_client: "DynamoDBClient") -> None:
    Tokens(table_client)
    interlude = Interlude()
    world = World(table_client, HOLD, interlude)
    comment = waiting(world)
    world.faults.once("timeout_after", TRANSACTION)
    interlude.acts.append(lambda: world.desk().act("reject", comment))

    response = world.desk(world.struck).try_to("approve", comment)

    assert is_done(response)
    assert response.json()["results"] == [{"id": comment, "status": "approved", "changed": True, "error": None}]
    assert [line["action"] for line in world.stored("line") if "comment" in line] == ["approve", "reject"]
    assert [record["status"] for record in world.stored("comment")] == ["rejected"]
    assert world.violations() == []


def test_a_comment_is_posted_though_it_was_deleted_before_its_authors_answer(table_client: "DynamoDBClient") -> None:
    Tokens(table_client)
    interlude = Interlude()
    world = World(table_client, HOLD, interlude)
    world.faults.once("timeout_after", TRANSACTION)
    interlude.acts.append(lambda: world.desk().act("delete", *(record["id"] for record in world.stored("comment"))))

    posted = Api(world.struck).comment()

    assert posted["status"] == "pending"
    assert [(record["id"], record["status"]) for record in world.stored("comment")] == [(posted["id"], "deleted")]
    assert world.violations() == []


def test_a_reply_finds_its_place_though_its_thread_fills_up_between_attempts(table_client: "DynamoDBClient") -> None:
    Tokens(table_client)
    interlude = Interlude()
    world = World(table_client, HOLD, interlude)
    root = public(world)
    reply = waiting(world, parent=root)
    world.faults.once("timeout_before", TRANSACTION)
    interlude.acts.append(lambda: public(world, FILLS_ITS_THREAD, parent=root))

    response = world.desk(world.struck).try_to("approve", reply)

    assert is_done(response)
    assert [copy["id"] for copy in world.stored("reply")] == [reply]
    assert world.violations() == []
