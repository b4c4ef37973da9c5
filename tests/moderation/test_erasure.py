"""Erasing is whole or goes on where it was broken off, and gives way to whoever changes the comment meanwhile."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.clock import rfc3339
from chalicelib.config import Settings
from chalicelib.moderation.erasure import Eraser
from chalicelib.moderation.retention import Retained, Retention
from chalicelib.storage.table import Table
from tests.author import Author
from tests.conftest import SITE, Desk, StandingClock, never_hot
from tests.faults.memory import Memory
from tests.pages.ending import Died, die_after
from tests.pages.story import shape
from tests.recount import violations
from tests.storage.engines import TABLE, make_client
from tests.storage.meter import Meter
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.ids import NewId

NOTHING: tuple[()] = ()


@pytest.fixture
def memory(table_client: "DynamoDBClient") -> Memory:
    return Memory(table_client.meta.region_name)


def stored(memory: Memory) -> Stored:
    return Stored.of_items(memory.items())


def erased_shape(memory: Memory) -> list[Any]:
    """All that is stored but lines of the log: each run that erases leaves one."""
    return [item for item in shape(stored(memory)) if item["type"] != "line"]


def much_revised(desk: Desk) -> str:
    """A comment with five revisions and three flags, withdrawn."""
    left = Author.of(desk.api)
    for number in range(4):
        left.edit(f"Edited {number}.")
    desk.act("approve", left.id)
    for reader in ("one", "two", "three"):
        desk.api.flag(left.id, agent=reader)
    left.withdraw()
    return left.id


def test_broken_off_after_any_write_and_run_again_it_ends_the_same(
    desk: Desk, memory: Memory, clock: StandingClock, ids: "NewId"
) -> None:
    much_revised(desk)
    desk.act("delete", desk.publish(email="ada@home.example"), desk.api.comment()["id"])
    clock.pass_by(days=30)
    before, written = memory.keep(), 0

    def retention(client: "DynamoDBClient") -> Retention:
        table = Table(client, TABLE, print)
        return Retention(table, Eraser(table, clock, ids, at_once=2), clock, ids)

    assert retention(make_client()).run(SITE) == Retained(erased=3)
    whole = erased_shape(memory)
    while True:
        memory.put_back(before)
        client = make_client()
        die_after(client, written)
        try:
            retention(client).run(SITE)
        except Died:
            pass
        else:
            break
        assert violations(stored(memory)) == []
        retention(make_client()).run(SITE)
        assert violations(stored(memory)) == []
        assert erased_shape(memory) == whole
        written += 1
    assert written == 3 + 1 + 1, "five revisions go two at a time"


def another(clock: Callable[[], datetime], ids: "NewId", act: Callable[[], object]) -> Services:
    """Answer a process in which somebody acts once, just before its first transaction."""
    client, acts = make_client(), [act]

    def come_between(**_: Any) -> None:
        while acts:
            acts.pop()()

    client.meta.events.register_first("before-call.dynamodb.TransactWriteItems", come_between)
    return Services(Settings(), Table(client, TABLE, print), clock, ids, seconds=never_hot())


@pytest.mark.parametrize("email", ["ada@home.example", None])
def test_what_is_restored_between_reading_and_writing_is_not_erased(
    desk: Desk, memory: Memory, clock: StandingClock, ids: "NewId", email: str | None
) -> None:
    comment = desk.publish("Well said.", **({"email": email} if email else {}))
    desk.act("delete", comment)
    clock.pass_by(days=30, minutes=-1)

    def a_minute_ahead() -> datetime:
        return clock.now + timedelta(minutes=1)

    services = another(a_minute_ahead, ids, lambda: desk.act("restore", comment))

    assert services.upkeep.jobs["retain"](SITE) == Retained()
    found = desk.comment(comment)
    assert (found["status"], found["body"], found["author"]["email"]) == ("approved", "Well said.", email)
    assert [line["action"] for line in desk.lines()] == ["restore", "delete", "approve"]
    assert violations(stored(memory)) == []


@pytest.mark.parametrize("is_another_there", [True, False])
def test_who_comes_back_while_their_last_comment_is_erased_keeps_a_history(
    desk: Desk, memory: Memory, clock: StandingClock, ids: "NewId", *, is_another_there: bool
) -> None:
    if is_another_there:
        desk.api.comment(email="ada@home.example")
    comment = desk.api.comment(email="ada@home.example")["id"]
    desk.act("delete", comment)
    clock.pass_by(days=30)

    services = another(clock, ids, lambda: desk.api.comment(email="ada@home.example"))

    assert services.upkeep.jobs["retain"](SITE) == Retained(erased=1)
    (author,) = stored(memory).of("author")
    assert (author["pending"], author["deleted"]) == (1 + is_another_there, 0)
    assert violations(stored(memory)) == []


def test_two_runs_at_once_erase_everything_once(desk: Desk, memory: Memory, clock: StandingClock, ids: "NewId") -> None:
    much_revised(desk)
    desk.act("delete", *(desk.api.comment(email="ada@home.example")["id"] for _ in range(2)))
    clock.pass_by(days=30)

    services = another(clock, ids, lambda: desk.api.services.run_job("retain"))

    assert services.upkeep.jobs["retain"](SITE) == Retained()
    assert violations(stored(memory)) == []
    assert all("erased_at" in record for record in stored(memory).of("comment"))


def test_what_the_index_lists_still_is_judged_by_its_record(
    desk: Desk, services: Services, memory: Memory, clock: StandingClock, ids: "NewId"
) -> None:
    waiting, comment = desk.api.comment()["id"], desk.api.comment()["id"]
    desk.act("delete", comment)
    clock.pass_by(days=31)
    services.run_job("retain")
    before = memory.items()
    eraser = Eraser(services.table, clock, ids)

    assert not any(eraser.erase(SITE, one, rfc3339(clock.now), NOTHING) for one in (waiting, comment, "01ARZ"))
    assert memory.items() == before


def test_a_run_ends_in_time_and_the_next_one_goes_on(
    desk: Desk, memory: Memory, clock: StandingClock, ids: "NewId"
) -> None:
    desk.act("delete", *(desk.api.comment()["id"] for _ in range(9)))
    clock.pass_by(days=31)

    def slow_clock() -> datetime:
        clock.pass_by(minutes=1)
        return clock.now

    services = Services(Settings(), desk.api.services.table, slow_clock, ids, seconds=never_hot())
    runs = [services.upkeep.jobs["retain"](SITE).erased for _ in range(4)]

    assert 0 < runs[0] < 9
    assert sum(runs) == 9
    assert violations(stored(memory)) == []


def test_an_idle_site_costs_one_empty_query(desk: Desk, services: Services, meter: Meter) -> None:
    desk.act("delete", desk.publish())

    with meter.measure() as used:
        services.upkeep.jobs["retain"](SITE)

    used.assert_budget(requests=1, read_units=0.5, write_units=0)


@pytest.mark.parametrize(
    ("email", "round_trips", "read_units", "write_units"), [("ada@home.example", 3, 4, 10), (None, 2, 3, 6)]
)
def test_a_comment_costs_three_round_trips_to_erase(
    desk: Desk,
    services: Services,
    clock: StandingClock,
    meter: Meter,
    email: str | None,
    round_trips: int,
    read_units: float,
    write_units: int,
) -> None:
    author = {"email": email} if email else {}
    desk.act("delete", *(desk.publish(**author) for _ in range(3)))
    clock.pass_by(days=30)
    steps = services.upkeep.retention.steps(SITE)
    next(steps)

    with meter.measure() as used:
        next(steps)

    used.assert_budget(round_trips=round_trips, read_units=read_units, write_units=write_units)


def test_revisions_and_flags_go_along_in_the_same_transaction(
    desk: Desk, services: Services, clock: StandingClock, meter: Meter
) -> None:
    much_revised(desk)
    clock.pass_by(days=30)

    with meter.measure() as used:
        services.upkeep.jobs["retain"](SITE)

    used.assert_budget(round_trips=1 + 3, write_units=10 + 2 + 2 * (5 + 3))
