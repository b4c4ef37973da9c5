"""Secrets made at first use under faults: whatever fails, all processes end with the same."""

from typing import TYPE_CHECKING

import pytest

from tests.conftest import SITE, Api
from tests.faults.interlude import Interlude
from tests.faults.world import World, is_done
from tests.storage.faults import Kind

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.mark.parametrize("kind", ["throttle_before", "no_connection", "timeout_before", "timeout_after", "cut_batch"])
def test_secrets_are_made_once_whichever_request_fails(table_client: "DynamoDBClient", kind: Kind) -> None:
    world = World(table_client, "hold_all")
    for days in world.faults.at_every(kind):
        world.clock.pass_by(days=1)

        response = Api(world.struck).get("comments", params={"page": "/a"})

        assert is_done(response)
        assert len(world.stored("secret")) == 3 + days, (
            "a signing key, a visitor key, the first day's salt, and one for each day since"
        )
        assert world.struck.sites.get(SITE).secrets == world.calm.sites.get(SITE).secrets


def test_who_comes_second_uses_the_secrets_of_who_came_first(table_client: "DynamoDBClient") -> None:
    interlude = Interlude()
    world = World(table_client, "hold_all", interlude)
    world.clock.pass_by(days=1)
    world.faults.once("timeout_before", {"PutItem"})
    interlude.acts.append(lambda: world.calm.sites.get(SITE))

    late = world.struck.sites.get(SITE).secrets

    assert late == world.calm.sites.get(SITE).secrets
    assert len(world.stored("secret")) == 4


def test_who_comes_second_in_a_new_period_uses_the_visitor_key_of_who_came_first(
    table_client: "DynamoDBClient",
) -> None:
    interlude = Interlude()
    world = World(table_client, "hold_all", interlude)
    first = world.calm.sites.get(SITE).secrets
    world.clock.pass_by(days=90)
    world.faults.once("timeout_before", {"PutItem"}, 2)  # the first one puts the day's salt
    interlude.acts.append(lambda: world.calm.sites.get(SITE))

    late = world.struck.sites.get(SITE).secrets

    assert world.faults.struck
    assert late == world.calm.sites.get(SITE).secrets
    assert late.visitor_keys[1:] == first.visitor_keys
