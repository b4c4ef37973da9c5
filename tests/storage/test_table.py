"""The border to DynamoDB: what is read, what is repeated, and as which error a failure leaves."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from chalicelib.errors import ConditionFailed, TransactionFailed, Unavailable
from chalicelib.storage.table import ATTEMPTS, UNANSWERED_ATTEMPTS, Span, Table
from chalicelib.storage.together import together
from chalicelib.storage.writes import Write, check, checked, put_new
from tests.storage.engines import TABLE
from tests.storage.faults import Faults, Kind
from tests.storage.meter import Meter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ONE = ("P", "1")
ADD = Write("Update", ONE, update="ADD #count :one", values={"one": 1})
ADD_ONCE = Write("Update", ONE, update="ADD #count :one", values={"one": 1}, is_repeatable=False)


@pytest.fixture
def table(table_client: "DynamoDBClient", pauses: list[int]) -> Table:
    return Table(table_client, TABLE, pauses.append)


def filled(table: Table, count: int) -> list[str]:
    sorts = [f"{number:04}" for number in range(count)]
    for sort in sorts:
        table.write(Write("Put", ("P", sort), item={"gsi1pk": "LIST", "gsi1sk": sort}))
    return sorts


def sorts_of(items: list[Any]) -> list[str]:
    return [item["sk"]["S"] for item in items]


def count_of(table: Table) -> int:
    item = table.get(ONE, is_consistent=True)
    return 0 if item is None else int(item["count"]["N"])


def test_an_item_is_read_by_its_key_or_there_is_none(table: Table) -> None:
    table.write(Write("Put", ONE, item={"text": "x", "none": None}))

    assert table.get(ONE) == {"pk": {"S": "P"}, "sk": {"S": "1"}, "text": {"S": "x"}}
    assert table.get(("P", "2")) is None


@pytest.mark.parametrize("count", [0, 1, 100, 101, 250])
def test_any_number_of_items_is_read_in_one_round_trip(table: Table, meter: Meter, count: int) -> None:
    wanted = [("P", f"{number:04}") for number in range(count)]
    stored = wanted[: min(count, 3)]
    for key in stored:
        table.write(Write("Put", key))

    with meter.measure() as used:
        found = table.get_many([*wanted, *wanted])

    assert set(found) == set(stored)
    used.assert_budget(round_trips=min(count, 1), requests=-(-count // 100))


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span("P"), ["0000", "0001", "0002", "0003"]),
        (Span("P", low="0001"), ["0001", "0002", "0003"]),
        (Span("P", high="0001"), ["0000", "0001"]),
        (Span("P", low="0001", high="0002"), ["0001", "0002"]),
        (Span("P", low="0009"), []),
        (Span("Q"), []),
        (Span("LIST", low="0002", index="gsi1"), ["0002", "0003"]),
    ],
)
def test_a_span_is_a_part_of_a_partition_with_both_its_ends(table: Table, span: Span, expected: list[str]) -> None:
    filled(table, 4)

    assert sorts_of(table.query(span, 10)) == expected
    assert sorts_of(table.query(span, 10, is_backward=True)) == expected[::-1]
    assert sorts_of(table.query(span, 2)) == expected[:2]
    assert sorts_of(list(table.walk(span))) == expected


def test_a_query_goes_on_after_a_key(table: Table) -> None:
    sorts = filled(table, 5)
    items, after = table.query_page(Span("P"), 2)

    assert sorts_of(items) == sorts[:2]
    assert sorts_of(table.query(Span("P"), 2, after=after)) == sorts[2:4]
    assert table.query_page(Span("P"), 9, after=after)[1] is None


def test_a_query_that_is_cut_goes_on_by_itself(table: Table, faults: Faults) -> None:
    sorts = filled(table, 5)

    for _ in faults.at_every("cut_page"):
        assert sorts_of(table.query(Span("P"), 4)) == sorts[:4]
    for _ in faults.at_every("cut_page"):
        assert sorts_of(list(table.walk(Span("P")))) == sorts


def test_a_batch_that_is_cut_is_completed(table: Table, faults: Faults, pauses: list[int]) -> None:
    sorts = filled(table, 4)
    faults.once("cut_batch")

    assert len(table.get_many(("P", sort) for sort in sorts)) == 4
    assert pauses == [1]


def test_a_batch_that_is_cut_without_end_is_given_up(table: Table, faults: Faults) -> None:
    sorts = filled(table, 2)
    faults.randomly(seed=1, rate=1, kinds=["cut_batch"])

    assert len(table.get_many(("P", sort) for sort in sorts)) == 2, "each answer has at least one"


@pytest.mark.parametrize("kind", ["throttle_before", "no_connection", "timeout_before", "timeout_after"])
def test_a_read_is_repeated_whatever_happened_to_it(
    table: Table, faults: Faults, pauses: list[int], kind: Kind
) -> None:
    sorts = filled(table, 2)
    reads: list[Callable[[], Any]] = [
        lambda: table.get(("P", "0000")),
        lambda: table.get_many([("P", "0000"), ("P", "0001")]),
        lambda: table.query(Span("P"), 9),
        lambda: list(table.walk(Span("P"))),
    ]

    for read in reads:
        expected = read()
        faults.once(kind)
        assert read() == expected
    assert len(faults.struck) == len(pauses) == len(reads)
    assert sorts == ["0000", "0001"]


@pytest.mark.parametrize(
    ("kind", "counted"), [("throttle_before", 1), ("no_connection", 1), ("timeout_before", 1), ("timeout_after", 2)]
)
def test_a_write_said_to_be_repeatable_is_repeated(table: Table, faults: Faults, kind: Kind, counted: int) -> None:
    faults.once(kind)
    table.write(ADD)

    assert count_of(table) == counted, "who writes what is not safe to repeat says so, as below"


@pytest.mark.parametrize(
    ("kind", "is_repeated"),
    [("throttle_before", True), ("no_connection", True), ("timeout_before", False), ("timeout_after", False)],
)
def test_what_must_not_be_repeated_is_given_up_when_its_answer_is_lost(
    table: Table, faults: Faults, kind: Kind, *, is_repeated: bool
) -> None:
    faults.once(kind)

    if is_repeated:
        table.write(ADD_ONCE)
    else:
        with pytest.raises(Unavailable):
            table.write(ADD_ONCE)

    assert count_of(table) == (0 if kind == "timeout_before" else 1)


@pytest.mark.parametrize(("kind", "is_throttled"), [("throttle_before", True), ("no_connection", False)])
def test_another_write_is_sent_instead_of_one_that_was_refused(
    table: Table, faults: Faults, pauses: list[int], kind: Kind, *, is_throttled: bool
) -> None:
    asked: list[bool] = []
    faults.once(kind)

    def other(told: bool) -> Write:  # noqa: FBT001 - the table calls it
        asked.append(told)
        return replace(ADD_ONCE, key=("P", "2"))

    table.write(ADD_ONCE, instead=other)

    assert asked == [is_throttled]
    assert pauses == [1]
    assert count_of(table) == 0
    assert table.get(("P", "2"), is_consistent=True) is not None


@pytest.mark.parametrize("kind", ["timeout_before", "timeout_after"])
def test_no_other_write_is_sent_instead_of_one_that_may_be_done(table: Table, faults: Faults, kind: Kind) -> None:
    faults.once(kind)

    with pytest.raises(Unavailable):
        table.write(ADD_ONCE, instead=lambda _: pytest.fail("it was not refused"))


@pytest.mark.parametrize("kind", ["throttle_before", "cut_batch"])
def test_who_is_in_haste_sends_each_request_once(table: Table, faults: Faults, pauses: list[int], kind: Kind) -> None:
    faults.once(kind)

    with pytest.raises(Unavailable):
        table.hasty().get_many([ONE, ("P", "2")])

    assert pauses == []
    assert table.hasty().get_many([ONE]) == {}


def test_a_write_that_finds_its_own_mark_has_been_done(table: Table, faults: Faults) -> None:
    faults.once("timeout_after")

    answer = table.write(put_new(ONE, {"text": "x", "write_id": "w-1"}))

    assert answer["text"] == {"S": "x"}


def test_a_write_whose_condition_fails_tells_what_stood_in_its_way(table: Table) -> None:
    table.write(put_new(ONE, {"text": "first", "write_id": "w-1"}))

    for write_id in ("w-1", "w-2"):
        with pytest.raises(ConditionFailed) as failure:
            table.write(put_new(ONE, {"text": "second", "write_id": write_id}))
        assert (failure.value.item or {})["text"] == {"S": "first"}
    with pytest.raises(ConditionFailed) as failure:
        table.write(Write("Delete", ("P", "2"), condition="attribute_exists(#pk)"))
    assert failure.value.item is None


def test_a_write_answers_what_it_is_asked_to(table: Table) -> None:
    assert table.write(ADD) == {}
    assert table.write(ADD, returns="UPDATED_NEW") == {"count": {"N": "2"}}
    assert table.write(ADD, returns="ALL_OLD")["count"] == {"N": "2"}


@pytest.mark.parametrize("kind", ["throttle_before", "no_connection", "timeout_before", "timeout_after", "cancel"])
def test_a_transaction_is_done_once_whatever_happened_to_it(table: Table, faults: Faults, kind: Kind) -> None:
    faults.once(kind)

    table.transact([ADD, put_new(("P", "2"), {"write_id": "w-1"})], "w-1")

    assert faults.struck
    assert count_of(table) == 1


def test_who_reads_anew_for_each_try_is_told_of_another_transaction_after_a_wait(
    table: Table, faults: Faults, pauses: list[int]
) -> None:
    faults.once("cancel")

    with pytest.raises(TransactionFailed) as failure:
        table.transact([ADD, put_new(("P", "2"), {})], "w-1", turn=3)

    assert failure.value.failed == (None, None)
    assert pauses == [3]
    assert count_of(table) == 0


@pytest.mark.parametrize("kind", ["throttle_before", "no_connection", "timeout_before", "timeout_after"])
def test_all_else_is_repeated_for_them_too(table: Table, faults: Faults, kind: Kind) -> None:
    faults.once(kind)

    table.transact([ADD, put_new(("P", "2"), {"write_id": "w-1"})], "w-1", turn=1)

    assert count_of(table) == 1


def test_a_transaction_is_done_whole_or_not_at_all_and_tells_why(table: Table) -> None:
    table.write(put_new(("P", "2"), {"text": "in the way"}))

    with pytest.raises(TransactionFailed) as failure:
        table.transact([ADD, put_new(("P", "2"), {}), check(("P", "3"), "attribute_exists(#pk)")], "w-1")

    fine, standing, missing = failure.value.failed
    assert (fine, missing) == (None, {})
    assert (standing or {})["text"] == {"S": "in the way"}
    assert count_of(table) == 0


def test_a_check_joins_the_write_of_the_same_item(table: Table) -> None:
    wanted = check(ONE, "#count >= :least", least=1)

    joined = checked([ADD, put_new(("P", "2"), {})], wanted)
    beside = checked([put_new(("P", "2"), {})], wanted)

    assert [write.condition for write in joined] == ["#count >= :least", "attribute_not_exists(#pk)"]
    assert [write.kind for write in beside] == ["Put", "ConditionCheck"]
    with pytest.raises(TransactionFailed):
        table.transact(joined, "w-1")
    table.write(ADD)
    table.transact(joined, "w-2")
    assert count_of(table) == 2


def test_two_conditions_on_one_item_must_both_hold() -> None:
    (write,) = checked([put_new(ONE, {})], check(ONE, "#count = :none", none=0))

    assert write.condition == "(attribute_not_exists(#pk)) AND (#count = :none)"


@pytest.mark.parametrize(
    ("kind", "attempts"),
    [("throttle_before", ATTEMPTS), ("no_connection", UNANSWERED_ATTEMPTS), ("timeout_before", UNANSWERED_ATTEMPTS)],
)
def test_what_fails_without_end_is_given_up_as_unavailable(
    table: Table, faults: Faults, pauses: list[int], kind: Kind, attempts: int
) -> None:
    faults.randomly(seed=1, rate=1, kinds=[kind])
    calls: list[Callable[[], Any]] = [
        lambda: table.get(ONE),
        lambda: table.get_many([ONE]),
        lambda: table.query(Span("P"), 1),
        lambda: table.write(ADD),
        lambda: table.transact([ADD], "w-1"),
    ]

    for call in calls:
        del pauses[:]
        with pytest.raises(Unavailable) as failure:
            call()
        assert failure.value.__cause__ is not None, "the cause is kept for the log"
        assert pauses == list(range(1, attempts))


def test_a_request_of_ours_that_is_wrong_is_a_bug_and_not_repeated(table: Table, pauses: list[int]) -> None:
    with pytest.raises(ClientError):
        table.write(Write("Update", ONE, update="SET nonsense"))
    with pytest.raises(ClientError):
        table.transact([Write("Update", ONE, update="SET nonsense")], "w-1")
    with pytest.raises(ParamValidationError):
        table.get((1, 2))  # type: ignore[arg-type] # that is what is wrong
    assert pauses == []


def test_reads_made_side_by_side_are_one_round_trip_and_answer_in_order(table: Table, meter: Meter) -> None:
    sorts = filled(table, 3)

    with meter.measure() as used:
        found = together(*(lambda sort=sort: table.get(("P", sort)) for sort in sorts))

    assert sorts_of(found) == sorts
    used.assert_budget(round_trips=1, requests=3)


def test_of_calls_made_side_by_side_the_first_failure_is_raised_after_all_have_ended() -> None:
    ended: list[int] = []

    def fail(number: int) -> None:
        ended.append(number)
        raise ValueError(number)

    with pytest.raises(ValueError, match="1"):
        together(lambda: fail(1), lambda: fail(2), lambda: ended.append(3))
    assert sorted(ended) == [1, 2, 3]
