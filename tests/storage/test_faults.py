"""The faults on moto: what the engine did of a request, what its caller saw, and where a fault strikes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, ReadTimeoutError

from chalicelib.storage.failures import Meaning, meaning
from tests.storage.charges import WRITES
from tests.storage.engines import TABLE, make_client
from tests.storage.faults import KINDS, Faults, Kind, Strike
from tests.storage.meter import Meter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.storage.values import Item

    Send = Callable[[DynamoDBClient], Any]


def key(sort: str) -> "Item":
    return {"pk": {"S": "p"}, "sk": {"S": sort}}


def put(client: "DynamoDBClient", sort: str = "new") -> None:
    client.put_item(TableName=TABLE, Item=key(sort))


def transact(client: "DynamoDBClient") -> None:
    puts: list[Any] = [{"Put": {"TableName": TABLE, "Item": key(sort)}} for sort in ("new", "newer")]
    client.transact_write_items(TransactItems=puts)


def get(client: "DynamoDBClient") -> Any:
    return client.get_item(TableName=TABLE, Key=key("a"))


def query(client: "DynamoDBClient", **more: Any) -> Any:
    partition: Any = {":p": {"S": "p"}}
    return client.query(TableName=TABLE, KeyConditionExpression="pk = :p", ExpressionAttributeValues=partition, **more)


def batch_get(client: "DynamoDBClient") -> Any:
    return client.batch_get_item(RequestItems={TABLE: {"Keys": [key(sort) for sort in "abc"], "ConsistentRead": True}})


def batch_write(client: "DynamoDBClient") -> Any:
    return client.batch_write_item(RequestItems={TABLE: [{"PutRequest": {"Item": key(f"new {n}")}} for n in range(4)]})


@pytest.fixture
def stored(table_client: "DynamoDBClient") -> "Callable[[], list[str]]":
    """What the table holds, seen by a client that suffers no faults: a, b and c at first."""
    client = make_client()
    for sort in "abc":
        put(client, sort)
    return lambda: [item["sk"]["S"] for item in query(client)["Items"]]


@pytest.mark.parametrize(
    ("kind", "send", "error", "means"),
    [
        pytest.param("throttle_before", put, ClientError, Meaning.REFUSED, id="a throttled put"),
        pytest.param("throttle_before", transact, ClientError, Meaning.REFUSED, id="a throttled transaction"),
        pytest.param("throttle_before", get, ClientError, Meaning.REFUSED, id="a throttled get"),
        pytest.param("no_connection", put, ConnectTimeoutError, Meaning.REFUSED, id="a put that does not connect"),
        pytest.param("timeout_before", put, ReadTimeoutError, Meaning.UNKNOWN, id="a put lost on its way"),
        pytest.param("timeout_before", transact, ReadTimeoutError, Meaning.UNKNOWN, id="a transaction lost on its way"),
        pytest.param("timeout_before", get, ReadTimeoutError, Meaning.UNKNOWN, id="a get lost on its way"),
        pytest.param("cancel", transact, ClientError, Meaning.REFUSED, id="a transaction in conflict"),
    ],
)
def test_a_request_that_does_not_arrive_changes_nothing(
    table_client: "DynamoDBClient",
    faults: Faults,
    stored: "Callable[[], list[str]]",
    kind: Kind,
    send: "Send",
    error: type[Exception],
    means: Meaning,
) -> None:
    faults.once(kind)

    with pytest.raises(error) as failed:
        send(table_client)

    assert meaning(failed.value) is means
    assert stored() == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("send", "after"),
    [
        pytest.param(put, ["a", "b", "c", "new"], id="put"),
        pytest.param(transact, ["a", "b", "c", "new", "newer"], id="transaction"),
        pytest.param(batch_write, ["a", "b", "c", "new 0", "new 1", "new 2", "new 3"], id="batch"),
    ],
)
def test_a_write_whose_answer_is_lost_is_done(
    table_client: "DynamoDBClient", faults: Faults, stored: "Callable[[], list[str]]", send: "Send", after: list[str]
) -> None:
    faults.once("timeout_after")

    with pytest.raises(ReadTimeoutError) as failed:
        send(table_client)

    assert meaning(failed.value) is Meaning.UNKNOWN
    assert stored() == after


def test_the_same_request_goes_well_the_next_time(
    table_client: "DynamoDBClient", faults: Faults, stored: "Callable[[], list[str]]"
) -> None:
    faults.once("throttle_before")

    with pytest.raises(ClientError):
        put(table_client)
    put(table_client)

    assert stored() == ["a", "b", "c", "new"]


def test_throttles_come_under_both_their_names(table_client: "DynamoDBClient", faults: Faults) -> None:
    names = []
    for _ in range(2):
        faults.once("throttle_before")
        with pytest.raises(ClientError) as throttled:
            put(table_client)
        names.append(throttled.value.response["Error"]["Code"])

    assert names == ["ProvisionedThroughputExceededException", "ThrottlingException"]


@pytest.mark.parametrize(
    ("kind", "reason"), [("throttle_before", "ThrottlingError"), ("cancel", "TransactionConflict")]
)
def test_a_cancelled_transaction_tells_a_reason_for_each_action(
    table_client: "DynamoDBClient", faults: Faults, kind: Kind, reason: str
) -> None:
    faults.once(kind)

    with pytest.raises(table_client.exceptions.TransactionCanceledException) as cancelled:
        transact(table_client)

    assert [told["Code"] for told in cancelled.value.response["CancellationReasons"]] == [reason, "None"]


def test_a_cut_batch_of_reads_tells_the_keys_that_are_left(
    table_client: "DynamoDBClient", faults: Faults, stored: "Callable[[], list[str]]"
) -> None:
    faults.once("cut_batch")

    answer = batch_get(table_client)
    rest = table_client.batch_get_item(RequestItems=answer["UnprocessedKeys"])

    assert answer["Responses"] == {TABLE: [key("a")]}
    assert answer["UnprocessedKeys"] == {TABLE: {"Keys": [key("b"), key("c")], "ConsistentRead": True}}
    assert rest["Responses"] == {TABLE: [key("b"), key("c")]}


def test_a_cut_batch_of_writes_tells_the_writes_that_are_left(
    table_client: "DynamoDBClient", faults: Faults, stored: "Callable[[], list[str]]"
) -> None:
    faults.once("cut_batch")

    answer = batch_write(table_client)
    done = stored()
    table_client.batch_write_item(RequestItems=answer["UnprocessedItems"])

    assert done == ["a", "b", "c", "new 0", "new 1"]
    assert stored() == ["a", "b", "c", "new 0", "new 1", "new 2", "new 3"]


def test_a_cut_batch_leaves_the_callers_request_alone(
    table_client: "DynamoDBClient", faults: Faults, stored: "Callable[[], list[str]]"
) -> None:
    request: Any = {TABLE: {"Keys": [key(sort) for sort in "abc"]}}
    faults.once("cut_batch")

    table_client.batch_get_item(RequestItems=request)

    assert request == {TABLE: {"Keys": [key(sort) for sort in "abc"]}}


def test_a_batch_of_one_cannot_be_cut(table_client: "DynamoDBClient", faults: Faults) -> None:
    faults.once("cut_batch")

    table_client.batch_get_item(RequestItems={TABLE: {"Keys": [key("a")]}})

    assert faults.struck == []


@pytest.mark.parametrize("limit", [{}, {"Limit": 3}])
def test_a_cut_page_goes_on_where_it_ended(
    table_client: "DynamoDBClient", faults: Faults, stored: "Callable[[], list[str]]", limit: dict[str, int]
) -> None:
    faults.once("cut_page")

    page = query(table_client, **limit)
    rest = query(table_client, ExclusiveStartKey=page["LastEvaluatedKey"])

    assert page["Items"] == [key("a")]
    assert rest["Items"] == [key("b"), key("c")]


@pytest.mark.parametrize(
    ("operations", "nth", "struck"),
    [
        pytest.param({"GetItem", "PutItem"}, 1, 0, id="the first"),
        pytest.param({"GetItem", "PutItem"}, 2, 1, id="the second"),
        pytest.param({"PutItem"}, 1, 1, id="the first put"),
        pytest.param(WRITES, 2, 3, id="the second write"),
    ],
)
def test_a_fault_strikes_the_nth_of_its_operations(
    table_client: "DynamoDBClient", faults: Faults, operations: set[str], nth: int, struck: int
) -> None:
    faults.once("timeout_before", operations, nth)

    failed = [does_fail(send, table_client) for send in (get, put, get, put, get)]

    assert [place for place, is_failed in enumerate(failed) if is_failed] == [struck]


def test_faults_asked_for_together_strike_one_after_another(table_client: "DynamoDBClient", faults: Faults) -> None:
    faults.once("timeout_before")
    faults.once("timeout_after")

    failed = [does_fail(put, table_client) for _ in range(3)]

    assert failed == [True, True, False]
    assert faults.struck == [Strike("timeout_before", "PutItem"), Strike("timeout_after", "PutItem")]


def test_a_recording_tells_the_places_where_a_fault_can_strike(table_client: "DynamoDBClient", faults: Faults) -> None:
    with faults.record() as seen:
        get(table_client)
        transact(table_client)
    get(table_client)

    assert seen == ["GetItem", "TransactWriteItems"]


def test_a_fault_at_every_write_strikes_each_in_turn(table_client: "DynamoDBClient", faults: Faults) -> None:
    runs = [
        [does_fail(send, table_client) for send in (get, put, get, put)]
        for _ in faults.at_every("timeout_after", WRITES)
    ]

    assert runs == [[False, True, False, False], [False, False, False, True], [False, False, False, False]]
    assert not does_fail(put, table_client)


def test_a_fault_at_every_request_ends_when_the_loop_is_left(table_client: "DynamoDBClient", faults: Faults) -> None:
    for _ in faults.at_every("timeout_before"):
        break

    assert not does_fail(put, table_client)


def test_random_faults_are_the_same_for_the_same_seed(table_client: "DynamoDBClient", faults: Faults) -> None:
    def suffered(seed: int) -> list[Strike]:
        before = len(faults.struck)
        faults.randomly(seed, rate=0.5)
        for send in [put, get, transact, batch_get, query] * 4:
            does_fail(send, table_client)
        faults.stop()
        return faults.struck[before:]

    first = suffered(seed=1)

    assert first == suffered(seed=1)
    assert first != suffered(seed=2)


def test_random_faults_are_of_every_kind(table_client: "DynamoDBClient", faults: Faults) -> None:
    faults.randomly(seed=1, rate=1)

    for send in [transact, batch_get, query] * 15:
        does_fail(send, table_client)

    assert {strike.kind for strike in faults.struck} == set(KINDS)


def test_random_faults_are_of_the_kinds_asked_for(table_client: "DynamoDBClient", faults: Faults) -> None:
    faults.randomly(seed=1, rate=1, kinds=["cut_page", "cancel"])

    failed = [does_fail(send, table_client) for send in (put, transact, query)]

    assert failed == [False, True, False]
    assert [strike.kind for strike in faults.struck] == ["cancel", "cut_page"]


@pytest.mark.parametrize(
    ("kind", "send", "units"),
    [
        pytest.param("throttle_before", put, (0, 0), id="a throttle costs nothing"),
        pytest.param("no_connection", put, (0, 0), id="nor does what did not connect"),
        pytest.param("timeout_after", put, (0, 1), id="a write whose answer is lost costs"),
        pytest.param("timeout_before", put, (0, 1), id="and nobody knows which it was"),
        pytest.param("timeout_after", get, (0.5, 0), id="a read whose answer is lost costs"),
        pytest.param("cancel", transact, (0, 4), id="a cancelled transaction costs"),
        pytest.param("cut_batch", batch_write, (0, 2), id="half a batch of writes costs half"),
        pytest.param("cut_batch", batch_get, (1, 0), id="a third of a batch of reads costs a third"),
    ],
)
def test_the_meter_counts_what_suffers_a_fault(
    table_client: "DynamoDBClient", faults: Faults, meter: Meter, kind: Kind, send: "Send", units: tuple[float, int]
) -> None:
    faults.once(kind)

    with meter.measure() as used:
        does_fail(send, table_client)

    assert used.round_trips == 1
    assert (used.read_units, used.write_units) == units


def does_fail(send: "Send", client: "DynamoDBClient") -> bool:
    try:
        send(client)
    except (ClientError, BotoCoreError):
        return True
    return False
