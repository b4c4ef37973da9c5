"""Views under faults: never more than there were, and fewer only where the answers of a write were lost or all refused."""

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.conftest import Api
from tests.faults.world import FOR_GOOD, World, is_done
from tests.storage.faults import Kind

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MARKER, COUNTER = 1, 2
ONCE = 1

faults_of_a_view = pytest.mark.parametrize(
    ("kind", "write", "times", "is_answered", "view_count", "is_counted_again"),
    [
        pytest.param("throttle_before", MARKER, ONCE, True, 1, False, id="a throttled marker is sent again"),
        pytest.param("no_connection", MARKER, ONCE, True, 1, False, id="a marker that did not connect is sent again"),
        pytest.param("timeout_before", MARKER, ONCE, True, 1, False, id="a marker lost on its way is sent again"),
        pytest.param("timeout_after", MARKER, ONCE, True, 1, False, id="a marker whose answer was lost is our own"),
        pytest.param("throttle_before", COUNTER, ONCE, True, 1, False, id="a throttled counter is sent again"),
        pytest.param("no_connection", COUNTER, ONCE, True, 1, False, id="a counter that did not connect is sent again"),
        pytest.param("timeout_before", COUNTER, ONCE, False, 0, False, id="a counter lost on its way is a view lost"),
        pytest.param("timeout_after", COUNTER, ONCE, False, 1, False, id="a counter whose answer was lost has counted"),
        pytest.param("throttle_before", MARKER, FOR_GOOD, False, 0, True, id="no marker, so another try is counted"),
        pytest.param("no_connection", MARKER, FOR_GOOD, False, 0, True, id="no connection, so another try is counted"),
        pytest.param("timeout_before", MARKER, FOR_GOOD, False, 0, True, id="markers lost, so another try is counted"),
        pytest.param(
            "timeout_after", MARKER, FOR_GOOD, False, 0, False, id="all answers of the marker lost: a view lost"
        ),
        pytest.param(
            "throttle_before", COUNTER, FOR_GOOD, False, 0, False, id="a counter refused to the end: a view lost"
        ),
        pytest.param("no_connection", COUNTER, FOR_GOOD, False, 0, False, id="a counter never connected: a view lost"),
    ],
)


@faults_of_a_view
def test_a_view_under_faults(
    table_client: "DynamoDBClient",
    kind: Kind,
    write: int,
    times: int,
    view_count: int,
    *,
    is_answered: bool,
    is_counted_again: bool,
) -> None:
    world = World(table_client, "hold_all")
    for _ in range(times):
        world.faults.once(kind, {"UpdateItem"}, write)

    answered = is_done(load(Api(world.struck)))
    counted = Api(world.calm).counts()["view_count"]
    again = load(Api(world.calm)).json()

    assert world.faults.struck
    assert (answered, counted) == (is_answered, view_count)
    assert again["counted"] == is_counted_again
    assert again["view_count"] == view_count + is_counted_again
    assert world.violations() == []


def load(api: Api) -> httpx.Response:
    return api.post("views", {"page": "/a"})
