"""Two who change one page at once: the log tells what each found."""

from typing import TYPE_CHECKING

from tests.faults.interlude import Interlude
from tests.faults.world import World

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def test_of_two_changes_at_once_the_log_tells_what_each_found(table_client: "DynamoDBClient") -> None:
    interlude = Interlude()
    world = World(table_client, "hold_all", interlude)
    world.faults.once("throttle_before", {"TransactWriteItems"})
    interlude.acts.append(lambda: world.desk().change_page("/a", title="First"))

    world.desk(world.struck).change_page("/a", title="Second", is_open=False)

    told = [(line["before"], line["after"]) for line in world.stored("line") if line["action"] == "page"]
    assert told == [
        ({"title": None}, {"title": "First"}),
        ({"title": "First", "is_open": True}, {"title": "Second", "is_open": False}),
    ]
