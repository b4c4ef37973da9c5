"""The sizes and units of `sizes.py`, as examples; those that AWS's guide gives itself are marked so."""

from typing import Any

import pytest

from tests.storage import sizes
from tests.storage.limits import hold_batch_read, hold_batch_write, hold_item, hold_transaction, hold_transaction_size
from tests.storage.sizes import EVENTUALLY, STRONGLY, index_units, item_size, read_units, value_size, write_units

KEY = {"pk": {"S": "p"}, "sk": {"S": "s"}}


@pytest.mark.parametrize(
    ("value", "size"),
    [
        pytest.param({"S": ""}, 0, id="an empty string"),
        pytest.param({"S": "abc"}, 3, id="letters"),
        pytest.param({"S": "é€"}, 5, id="letters beyond ASCII count as UTF-8"),
        pytest.param({"B": b"abcd"}, 4, id="bytes, not their base64"),
        pytest.param({"BOOL": True}, 1, id="true"),
        pytest.param({"NULL": True}, 1, id="null"),
        pytest.param({"N": "0"}, 1, id="zero has no significant digit"),
        pytest.param({"N": "7"}, 2, id="one digit"),
        pytest.param({"N": "42"}, 2, id="two digits"),
        pytest.param({"N": "123"}, 3, id="three digits"),
        pytest.param({"N": "-123"}, 4, id="the sign"),
        pytest.param({"N": "1000000"}, 2, id="trailing zeros are trimmed"),
        pytest.param({"N": "0.0012"}, 2, id="leading zeros are trimmed"),
        pytest.param({"N": "1" * 38}, 20, id="as many digits as there may be"),
        pytest.param({"L": []}, 3, id="an empty list"),
        pytest.param({"L": [{"S": "a"}, {"S": "bc"}]}, 8, id="a list: 3, and 1 for each element"),
        pytest.param({"M": {}}, 3, id="an empty map"),
        pytest.param({"M": {"like": {"N": "3"}}}, 10, id="a map: 3, and 1 and the name for each element"),
        pytest.param({"M": {"a": {"L": [{"BOOL": False}]}}}, 10, id="nested"),
        pytest.param({"SS": ["a", "bc"]}, 3, id="a set of strings"),
        pytest.param({"NS": ["1", "-22"]}, 5, id="a set of numbers"),
        pytest.param({"BS": [b"a", b"bc"]}, 3, id="a set of bytes"),
    ],
)
def test_a_value_has_its_documented_size(value: dict[str, Any], size: int) -> None:
    assert value_size(value) == size


def test_an_item_is_its_names_and_its_values() -> None:
    assert item_size({"näme": {"S": "abc"}, "n": {"N": "12"}}) == 5 + 3 + 1 + 2


@pytest.mark.parametrize(
    ("size", "rate", "units"),
    [
        pytest.param(0, EVENTUALLY, 0.5, id="nothing found"),
        pytest.param(0, STRONGLY, 1, id="nothing found, read consistently"),
        pytest.param(3584, EVENTUALLY, 0.5, id="the guide's 3.5 KB"),
        pytest.param(3584, STRONGLY, 1, id="the guide's 3.5 KB, read consistently"),
        pytest.param(4096, EVENTUALLY, 0.5, id="4 KB exactly"),
        pytest.param(4097, EVENTUALLY, 1, id="a byte more"),
        pytest.param(10240, STRONGLY, 3, id="the guide's 10 KB count as 12"),
        pytest.param(8 * 2000, EVENTUALLY, 2, id="the guide's query of an index: 8 entries of 2,000 bytes"),
    ],
)
def test_reading_costs_by_4_kb(size: int, rate: float, units: float) -> None:
    assert read_units(size, rate) == units


@pytest.mark.parametrize(
    ("written", "units"),
    [
        pytest.param((0,), 1, id="deleting what is not there"),
        pytest.param((512,), 1, id="half a KB"),
        pytest.param((1024,), 1, id="1 KB exactly"),
        pytest.param((1025,), 2, id="a byte more"),
        pytest.param((3000, 100), 3, id="an item that shrinks"),
        pytest.param((100, 3000), 3, id="an item that grows"),
    ],
)
def test_writing_costs_by_1_kb_of_the_larger_item(written: tuple[int, ...], units: int) -> None:
    assert write_units(*written) == units


ONE = {"gsi1pk": {"S": "a"}, "gsi1sk": {"S": "1"}}
OTHER = {"gsi1pk": {"S": "a"}, "gsi1sk": {"S": "2"}}
HALF = {"gsi1pk": {"S": "a"}}
TWO = ONE | {"gsi2pk": {"S": "b"}, "gsi2sk": {"S": "1"}}
NOTE = {"note": {"S": "x" * 5000}}


@pytest.mark.parametrize(
    ("before", "after", "units"),
    [
        pytest.param({}, KEY, 0, id="an item outside of the indexes"),
        pytest.param({}, KEY | HALF, 0, id="half an index key is none"),
        pytest.param({}, KEY | ONE, 1, id="put"),
        pytest.param({}, KEY | TWO, 2, id="put into two"),
        pytest.param(KEY, KEY | ONE, 1, id="a key defined later"),
        pytest.param(KEY | ONE, KEY | OTHER, 2, id="a changed key: taken out and put in"),
        pytest.param(KEY | ONE, KEY, 1, id="a removed key"),
        pytest.param(KEY | ONE, {}, 1, id="a deleted item"),
        pytest.param(KEY | TWO, {}, 2, id="a deleted item that was in two"),
        pytest.param(KEY | ONE, KEY | ONE | NOTE, 0, id="what the index does not hold"),
        pytest.param({}, KEY | ONE | NOTE, 1, id="a large item has a small entry"),
        pytest.param({}, KEY | ONE | {"gsi1pk": {"S": "a" * 2000}}, 2, id="an entry beyond 1 KB"),
    ],
)
def test_an_index_is_written_only_where_its_entry_changes(
    before: dict[str, Any],
    after: dict[str, Any],
    units: int,
) -> None:
    assert index_units(before, after) == units


def test_the_indexes_are_those_of_the_table_we_deploy() -> None:
    assert {name: index.projected for name, index in sizes.indexes().items()} == {
        "gsi1": ("pk", "sk", "gsi1pk", "gsi1sk"),
        "gsi2": ("pk", "sk", "gsi2pk", "gsi2sk"),
        "gsi3": ("pk", "sk", "gsi3pk", "gsi3sk"),
    }


@pytest.mark.parametrize(
    ("item", "limit"),
    [
        pytest.param(KEY | {"sk": {"S": "s" * 1025}}, "sk takes 1 to 1024 bytes", id="sort key"),
        pytest.param(KEY | {"pk": {"S": "p" * 2049}}, "pk takes 1 to 2048 bytes", id="partition key"),
        pytest.param(KEY | {"sk": {"S": ""}}, "sk takes 1 to 1024 bytes", id="empty key"),
        pytest.param(KEY | ONE | {"gsi1sk": {"S": "é" * 513}}, "gsi1sk takes 1 to 1024 bytes", id="index key in bytes"),
        pytest.param(KEY | {"note": {"S": "x" * 400 * 1024}}, "an item is 400 KB at most", id="item"),
    ],
)
def test_an_item_beyond_a_limit_is_refused_by_its_name(item: dict[str, Any], limit: str) -> None:
    with pytest.raises(AssertionError, match=limit):
        hold_item(item)


def test_an_item_at_its_limits_is_fine() -> None:
    keys = {"pk": {"S": "p" * 2048}, "sk": {"S": "s" * 1024}}
    rest = 400 * 1024 - item_size(keys) - len("note")

    hold_item(keys | {"note": {"S": "x" * rest}})


def test_requests_take_no_more_items_than_documented() -> None:
    keys = [("p", str(number)) for number in range(101)]

    hold_batch_read(keys[:100])
    hold_batch_write(keys[:25])
    hold_transaction(keys[:100])
    hold_transaction_size([400 * 1024] * 10)

    with pytest.raises(AssertionError, match="BatchGetItem takes 100 keys, not 101"):
        hold_batch_read(keys)
    with pytest.raises(AssertionError, match="BatchWriteItem takes 25 writes, not 26"):
        hold_batch_write(keys[:26])
    with pytest.raises(AssertionError, match="TransactWriteItems takes 100 actions, not 101"):
        hold_transaction(keys)
    with pytest.raises(AssertionError, match="4 MB at most together"):
        hold_transaction_size([400 * 1024] * 11)


@pytest.mark.parametrize("hold", [hold_batch_read, hold_batch_write, hold_transaction])
def test_no_request_takes_an_item_twice(hold: Any) -> None:
    with pytest.raises(AssertionError, match="takes each item once"):
        hold([("p", "1"), ("p", "2"), ("p", "1")])
