"""Every write path with every trouble at each of its requests: what is acknowledged is there once, all else whole or not at all."""

from typing import TYPE_CHECKING

import pytest

from tests.faults.paths import PATHS, WritePath
from tests.faults.world import CUT, FOR_GOOD, World

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

pytestmark = pytest.mark.parametrize("path", PATHS, ids=str)


def test_no_passing_trouble_is_noticed(table_client: "DynamoDBClient", path: WritePath) -> None:
    world = World(table_client, path.mode)
    call = path.prepare(world)
    for _ in world.each_trouble(call.send, operations=path.operations):
        is_acknowledged = call.send(world.struck)

        assert is_acknowledged
        assert call.times_done() == 1
        assert world.violations() == []


def test_a_call_given_up_is_done_whole_or_not_at_all_and_can_be_made_again(
    table_client: "DynamoDBClient", path: WritePath
) -> None:
    world = World(table_client, path.mode)
    call = path.prepare(world)
    for trouble in world.each_trouble(call.send, FOR_GOOD, path.operations):
        is_acknowledged = call.send(world.struck)

        assert is_acknowledged == (trouble == CUT)
        assert call.times_done() in ({1} if is_acknowledged else {0, 1})
        assert world.violations() == []
        if call.is_repeatable:
            assert call.send(world.calm)
            assert call.times_done() == 1
            assert world.violations() == []
