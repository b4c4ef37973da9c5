"""The meter on moto: what each operation is charged, how round trips count, and what is refused."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from botocore.session import get_session

from chalicelib.storage.together import together
from tests.storage.budget import Call, Used
from tests.storage.engines import TABLE, make_client
from tests.storage.meter import Meter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.storage.values import Item


def key(sort: str = "a", partition: str = "p") -> "Item":
    return {"pk": {"S": partition}, "sk": {"S": sort}}


def sized(size: int, sort: str = "a") -> "Item":
    """An item of `size` bytes in all."""
    return key(sort) | {"x": {"S": "x" * (size - 7)}}


INDEXED = {"gsi1pk": {"S": "list"}, "gsi1sk": {"S": "1"}}


def query(**more: Any) -> dict[str, Any]:
    return {
        "TableName": TABLE,
        "KeyConditionExpression": "#p = :p",
        "ExpressionAttributeNames": {"#p": "pk"},
        "ExpressionAttributeValues": {":p": {"S": "p"}},
    } | more


def listed(**more: Any) -> dict[str, Any]:
    by_index = {":p": {"S": "list"}}
    return query(IndexName="gsi1", ExpressionAttributeNames={"#p": "gsi1pk"}, ExpressionAttributeValues=by_index) | more


@pytest.fixture
def stored() -> "DynamoDBClient":
    """A client that nobody meters, to set the table up."""
    return make_client()


@pytest.mark.parametrize(
    ("size", "parameters", "units"),
    [
        pytest.param(0, {}, 0.5, id="nothing there"),
        pytest.param(0, {"ConsistentRead": True}, 1, id="nothing there, read consistently"),
        pytest.param(4096, {}, 0.5, id="4 KB"),
        pytest.param(4097, {}, 1, id="a byte more"),
        pytest.param(9000, {"ConsistentRead": True}, 3, id="consistently"),
    ],
)
def test_a_get_is_charged_for_its_item(
    table_client: "DynamoDBClient",
    stored: "DynamoDBClient",
    meter: Meter,
    size: int,
    parameters: dict[str, Any],
    units: float,
) -> None:
    if size:
        stored.put_item(TableName=TABLE, Item=sized(size))

    with meter.measure() as used:
        table_client.get_item(TableName=TABLE, Key=key(), **parameters)

    assert used.calls == [Call("GetItem", [("p", "a")], read_units=units, bytes_returned=size)]


def test_a_batch_get_rounds_each_item_up_and_charges_for_missing_ones(
    table_client: "DynamoDBClient", stored: "DynamoDBClient", meter: Meter
) -> None:
    # The guide's own example: 1.5 KB and 6.5 KB count as 4 KB and 8 KB.
    stored.put_item(TableName=TABLE, Item=sized(1536, "a"))
    stored.put_item(TableName=TABLE, Item=sized(6656, "b"))

    with meter.measure() as used:
        table_client.batch_get_item(RequestItems={TABLE: {"Keys": [key("a"), key("b"), key("missing")]}})

    used.assert_budget(requests=1, round_trips=1)
    assert used.read_units == 0.5 + 1 + 0.5
    assert used.bytes_returned == 1536 + 6656
    assert used.calls[0].keys == [("p", "a"), ("p", "b"), ("p", "missing")]


@pytest.mark.parametrize(
    ("parameters", "units", "returned"),
    [
        pytest.param({}, 1.5, 9000, id="all items together, rounded up once"),
        pytest.param({"ConsistentRead": True}, 3, 9000, id="consistently"),
        pytest.param({"Limit": 1}, 0.5, 3000, id="a page"),
        pytest.param({"Select": "COUNT"}, 1.5, 0, id="counted items are read all the same"),
        pytest.param({"ProjectionExpression": "sk"}, 1.5, 9, id="attributes left out are read all the same"),
        pytest.param({"FilterExpression": "attribute_exists(nothing)"}, 1.5, 0, id="filtered items are read"),
    ],
)
def test_a_query_is_charged_for_all_it_passes_over(
    table_client: "DynamoDBClient",
    stored: "DynamoDBClient",
    meter: Meter,
    parameters: dict[str, Any],
    units: float,
    returned: int,
) -> None:
    for sort in "abc":
        stored.put_item(TableName=TABLE, Item=sized(3000, sort))

    with meter.measure() as used:
        table_client.query(**query(**parameters))

    assert used.calls == [Call("Query", [("p",)], read_units=units, bytes_returned=returned)]


def test_a_query_that_finds_nothing_costs_the_least(table_client: "DynamoDBClient", meter: Meter) -> None:
    with meter.measure() as used:
        table_client.query(**query())

    assert used.read_units == 0.5


def test_a_query_of_an_index_is_charged_for_keys_alone(
    table_client: "DynamoDBClient", stored: "DynamoDBClient", meter: Meter
) -> None:
    for sort in "abcd":
        stored.put_item(TableName=TABLE, Item=sized(4000, sort) | INDEXED)

    with meter.measure() as used:
        table_client.query(**listed())
        table_client.query(**listed(Select="COUNT"))

    assert [call.read_units for call in used.calls] == [0.5, 0.5]
    assert used.calls[0].keys == [("list",)]


@pytest.mark.parametrize(
    ("before", "item", "units"),
    [
        pytest.param({}, sized(1024), 1, id="1 KB"),
        pytest.param({}, sized(1025), 2, id="a byte more"),
        pytest.param(sized(3000), sized(100), 3, id="in place of a larger one"),
        pytest.param({}, key() | INDEXED, 2, id="an index beside"),
        pytest.param(key() | INDEXED, key() | INDEXED, 1, id="an index that has it already"),
    ],
)
def test_a_put_is_charged_for_the_larger_item(
    table_client: "DynamoDBClient", stored: "DynamoDBClient", meter: Meter, before: "Item", item: "Item", units: int
) -> None:
    if before:
        stored.put_item(TableName=TABLE, Item=before)

    with meter.measure() as used:
        table_client.put_item(TableName=TABLE, Item=item)

    assert used.calls == [Call("PutItem", [("p", "a")], write_units=units)]


@pytest.mark.parametrize(
    ("expression", "value", "units"),
    [
        pytest.param("SET n = :v", {"N": "1"}, 3, id="a small change of a large item"),
        pytest.param("SET x = :v", {"S": "x"}, 3, id="an item that shrinks"),
        pytest.param("SET y = :v", {"S": "y" * 2000}, 5, id="an item that grows"),
        pytest.param("SET gsi1sk = :v", {"S": "2"}, 5, id="an entry taken out and put in"),
    ],
)
def test_an_update_is_charged_for_the_whole_item_and_its_entries(
    table_client: "DynamoDBClient",
    stored: "DynamoDBClient",
    meter: Meter,
    expression: str,
    value: Any,
    units: int,
) -> None:
    stored.put_item(TableName=TABLE, Item=sized(2500) | INDEXED)

    with meter.measure() as used:
        table_client.update_item(
            TableName=TABLE, Key=key(), UpdateExpression=expression, ExpressionAttributeValues={":v": value}
        )

    assert used.write_units == units


@pytest.mark.parametrize(("item", "units"), [({}, 1), (sized(2500), 3), (sized(2500) | INDEXED, 4)])
def test_a_delete_is_charged_for_what_was_there(
    table_client: "DynamoDBClient", stored: "DynamoDBClient", meter: Meter, item: "Item", units: int
) -> None:
    if item:
        stored.put_item(TableName=TABLE, Item=item)

    with meter.measure() as used:
        table_client.delete_item(TableName=TABLE, Key=key())

    assert used.write_units == units


@pytest.mark.parametrize(("before", "units"), [(100, 2), (2500, 3)])
def test_a_write_whose_condition_fails_is_charged_without_its_indexes(
    table_client: "DynamoDBClient", stored: "DynamoDBClient", meter: Meter, before: int, units: int
) -> None:
    stored.put_item(TableName=TABLE, Item=sized(before))

    with meter.measure() as used, pytest.raises(table_client.exceptions.ConditionalCheckFailedException):
        table_client.put_item(
            TableName=TABLE, Item=sized(2000) | INDEXED, ConditionExpression="attribute_not_exists(pk)"
        )

    assert used.calls == [
        Call("PutItem", [("p", "a")], write_units=units, outcome="ConditionalCheckFailedException"),
    ]


def test_a_batch_write_is_charged_like_its_writes(
    table_client: "DynamoDBClient", stored: "DynamoDBClient", meter: Meter
) -> None:
    stored.put_item(TableName=TABLE, Item=sized(2500, "b"))

    with meter.measure() as used:
        puts = [{"PutRequest": {"Item": key("a") | INDEXED}}]
        deletes = [{"DeleteRequest": {"Key": key("b")}}]
        table_client.batch_write_item(RequestItems={TABLE: [*puts, *deletes]})  # type: ignore[list-item]

    assert used.calls == [Call("BatchWriteItem", [("p", "a"), ("p", "b")], write_units=2 + 3)]


def four_actions(condition: str) -> list[Any]:
    """A put, an update, a delete and a check, each of an item of its own."""
    change = {"UpdateExpression": "SET n = :v", "ExpressionAttributeValues": {":v": {"N": "1"}}}
    return [
        {"Put": {"TableName": TABLE, "Item": key("put") | INDEXED}},
        {"Update": {"TableName": TABLE, "Key": key("update"), **change}},
        {"Delete": {"TableName": TABLE, "Key": key("delete")}},
        {"ConditionCheck": {"TableName": TABLE, "Key": key("check"), "ConditionExpression": condition}},
    ]


def test_a_transaction_is_charged_twice_its_writes_checks_and_indexes(
    table_client: "DynamoDBClient", stored: "DynamoDBClient", meter: Meter
) -> None:
    for sort in ("update", "delete", "check"):
        stored.put_item(TableName=TABLE, Item=sized(1500, sort))

    with meter.measure() as used:
        table_client.transact_write_items(TransactItems=four_actions("attribute_exists(pk)"))

    put_and_entry, update, delete, check = 1 + 1, 2, 2, 2
    assert used.write_units == 2 * (put_and_entry + update + delete + check)
    assert used.calls[0].keys == [("p", "put"), ("p", "update"), ("p", "delete"), ("p", "check")]


def test_a_cancelled_transaction_is_charged_all_the_same(table_client: "DynamoDBClient", meter: Meter) -> None:
    with meter.measure() as used, pytest.raises(table_client.exceptions.TransactionCanceledException):
        table_client.transact_write_items(TransactItems=four_actions("attribute_exists(pk)"))

    assert used.write_units == 2 * 4
    assert used.calls[0].outcome == "TransactionCanceledException"


def test_a_request_that_is_refused_costs_no_units(table_client: "DynamoDBClient", meter: Meter) -> None:
    with meter.measure() as used, pytest.raises(ClientError):
        table_client.get_item(TableName="another", Key=key())

    assert used.calls == [Call("GetItem", [("p", "a")], outcome="ResourceNotFoundException")]


def get(client: "DynamoDBClient", times: int = 1) -> Callable[[], None]:
    def gets() -> None:
        for _ in range(times):
            client.get_item(TableName=TABLE, Key=key())

    return gets


def test_requests_one_after_another_are_round_trips_each(table_client: "DynamoDBClient", meter: Meter) -> None:
    with meter.measure() as used:
        get(table_client, times=3)()

    assert (used.requests, used.round_trips) == (3, 3)


def test_requests_side_by_side_are_as_many_round_trips_as_the_longest_branch(
    table_client: "DynamoDBClient", meter: Meter
) -> None:
    with meter.measure() as used:
        get(table_client)()
        together(get(table_client), get(table_client, times=3), get(table_client, times=2))
        together(get(table_client), get(table_client))

    assert (used.requests, used.round_trips) == (9, 1 + 3 + 1)


def test_what_happens_outside_of_a_measurement_is_not_in_it(table_client: "DynamoDBClient", meter: Meter) -> None:
    get(table_client)()
    with meter.measure() as outer:
        get(table_client)()
        with meter.measure() as inner:
            get(table_client)()
    get(table_client)()

    assert (outer.requests, inner.requests) == (2, 1)


def test_a_budget_that_is_kept_says_nothing(table_client: "DynamoDBClient", meter: Meter) -> None:
    with meter.measure() as used:
        get(table_client, times=2)()

    used.assert_budget(round_trips=2, requests=2, read_units=1, write_units=0, bytes_returned=0)


def test_a_budget_that_is_broken_shows_every_request(table_client: "DynamoDBClient", meter: Meter) -> None:
    with meter.measure() as used:
        table_client.put_item(TableName=TABLE, Item=sized(1025))
        get(table_client)()

    with pytest.raises(AssertionError) as broken:
        used.assert_budget(round_trips=1, read_units=1, write_units=1)

    assert str(broken.value).splitlines() == [
        "over budget: round_trips 2 > 1, write_units 2 > 1",
        "operation           reads writes    bytes  keys",
        "PutItem                 0      2        0  p/a",
        "GetItem               0.5      0     1025  p/a",
    ]


def test_a_bound_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(TypeError, match="roundtrips"):
        Used().assert_budget(roundtrips=1)  # type: ignore[call-arg]


def test_no_call_scans(table_client: "DynamoDBClient", meter: Meter) -> None:
    with pytest.raises(AssertionError, match="no call scans"):
        table_client.scan(TableName=TABLE)
    with pytest.raises(AssertionError, match="no call scans"):
        table_client.execute_statement(Statement=f'SELECT * FROM "{TABLE}"')  # noqa: S608 # PartiQL with no input


def test_an_operation_whose_cost_is_unknown_is_refused(table_client: "DynamoDBClient", meter: Meter) -> None:
    with pytest.raises(AssertionError, match="does not know what TransactGetItems costs"):
        table_client.transact_get_items(TransactItems=[{"Get": {"TableName": TABLE, "Key": key()}}])


def test_an_item_that_an_update_makes_too_large_is_refused(
    table_client: "DynamoDBClient", stored: "DynamoDBClient", meter: Meter
) -> None:
    stored.put_item(TableName=TABLE, Item=key())

    with pytest.raises(AssertionError, match="gsi1sk takes 1 to 1024 bytes"):
        table_client.update_item(
            TableName=TABLE,
            Key=key(),
            UpdateExpression="SET gsi1pk = :p, gsi1sk = :s",
            ExpressionAttributeValues={":p": {"S": "p"}, ":s": {"S": "s" * 1025}},
        )


@pytest.mark.parametrize(
    ("send", "limit"),
    [
        pytest.param(
            lambda client: client.transact_write_items(TransactItems=[*four_actions("a = a"), *four_actions("a = a")]),
            "TransactWriteItems takes each item once",
            id="an item twice in a transaction",
        ),
        pytest.param(
            lambda client: client.batch_get_item(RequestItems={TABLE: {"Keys": [key(str(n)) for n in range(101)]}}),
            "BatchGetItem takes 100 keys",
            id="101 keys",
        ),
        pytest.param(
            lambda client: client.batch_write_item(
                RequestItems={TABLE: [{"PutRequest": {"Item": key(str(number))}} for number in range(26)]}
            ),
            "BatchWriteItem takes 25 writes",
            id="26 writes",
        ),
        pytest.param(
            lambda client: client.put_item(TableName=TABLE, Item=key("s" * 1025)),
            "sk takes 1 to 1024 bytes",
            id="a long sort key",
        ),
        pytest.param(
            lambda client: client.transact_write_items(
                TransactItems=four_actions("a = a"), ClientRequestToken="t" * 37
            ),
            "ClientRequestToken takes 36 characters",
            id="a long token",
        ),
    ],
)
def test_a_limit_is_held_before_anything_is_sent(
    table_client: "DynamoDBClient", meter: Meter, send: Callable[["DynamoDBClient"], object], limit: str
) -> None:
    with meter.measure() as used, pytest.raises(AssertionError, match=limit):
        send(table_client)

    assert used.requests == 0


def test_a_client_that_retries_by_itself_cannot_be_metered(table_client: "DynamoDBClient") -> None:
    retrying: Any = get_session().create_client("dynamodb", region_name="eu-central-1")

    with pytest.raises(AssertionError, match="hide its own retries"):
        Meter(retrying, make_client())
