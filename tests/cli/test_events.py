"""Schedules and the table's stream run on this machine as they do on AWS, and a failure ends nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from chalice.app import Chalice, Cron, Rate

from cli.local.engine import Engine
from cli.local.events import Clockwork, schedules_of, streams_of
from cli.local.memory import Memory
from cli.local.stream import Stream

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

START = datetime(2026, 1, 2, tzinfo=UTC)


class App:
    """A Chalice app with two jobs and a handler of the stream, which can be made to fail."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.records: list[Any] = []
        self.is_failing = False
        self.chalice = Chalice("small")
        self.chalice.schedule(Rate(1, unit=Rate.MINUTES), name="popular")(self._job("popular"))
        self.chalice.schedule("rate(1 day)", name="erase")(self._job("erase"))
        self.chalice.schedule(Cron(0, 3, "*", "*", "?", "*"), name="nightly")(self._job("nightly"))
        self.chalice.on_dynamodb_record("arn", batch_size=2, name="changes")(self._changes)

    def _job(self, name: str) -> Any:
        def job(event: Any) -> None:
            self._fail()
            assert event.source == "aws.events"
            self.ran.append(name)

        return job

    def _changes(self, event: Any) -> None:
        self._fail()
        # Not by Chalice's own records: they read the time in a way that Python 3.12 and later warn of.
        self.records.append([record["dynamodb"]["Keys"]["sk"]["S"] for record in event.to_dict()["Records"]])

    def _fail(self) -> None:
        if self.is_failing:
            raise RuntimeError("out of order")


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "events.json")


def test_a_job_runs_at_once_and_then_at_its_rate(app: App, memory: Memory) -> None:
    clockwork = Clockwork(schedules_of(app.chalice), memory, app.ran.append)

    for seconds in (0, 1, 59, 60, 119, 120):
        clockwork.run_due(START + timedelta(seconds=seconds))

    assert app.ran == ["popular", "erase", "popular", "popular"]


def test_a_daily_job_runs_daily_however_often_the_service_is_started(app: App, memory: Memory, tmp_path: Path) -> None:
    Clockwork(schedules_of(app.chalice), memory, app.ran.append).run_due(START)

    later = Clockwork(schedules_of(app.chalice), Memory(tmp_path / "events.json"), app.ran.append)
    later.run_due(START + timedelta(hours=23))
    assert app.ran.count("erase") == 1
    later.run_due(START + timedelta(hours=24))
    assert app.ran.count("erase") == 2


def test_a_job_that_fails_is_reported_in_a_line_and_tried_again(app: App, memory: Memory) -> None:
    said: list[str] = []
    clockwork = Clockwork(schedules_of(app.chalice), memory, said.append)
    app.is_failing = True

    clockwork.run_due(START)
    app.is_failing = False
    clockwork.run_due(START + timedelta(seconds=1))
    assert app.ran == []
    clockwork.run_due(START + timedelta(seconds=30))

    assert app.ran == ["popular", "erase"]
    assert said[0] == "The job popular failed and is tried again: RuntimeError('out of order')"


def test_what_cannot_be_read_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "events.json").write_text('{"popular": ')

    memory = Memory(tmp_path / "events.json")
    assert memory.of("popular") is None
    memory.keep("popular", "now")

    assert Memory(tmp_path / "events.json").of("popular") == "now"


@pytest.fixture
def stream(app: App, engine: Engine, engine_table: str, memory: Memory) -> Stream:
    (stream,) = streams_of(app.chalice, engine_table, engine.endpoint, memory, app.ran.append)
    return stream


def put(client: "DynamoDBClient", table: str, *names: str) -> None:
    for name in names:
        client.put_item(TableName=table, Item={"pk": {"S": "p"}, "sk": {"S": name}})


@pytest.mark.engine
def test_changes_are_handed_over_once_in_order_and_in_batches(
    app: App, stream: Stream, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    put(engine_client, engine_table, "1", "2", "3")
    stream.hand_over(0)
    put(engine_client, engine_table, "4")
    stream.hand_over(1)

    assert app.records == [["1", "2"], ["3"], ["4"]]


@pytest.mark.engine
def test_a_batch_whose_handler_failed_comes_again_after_a_pause(
    app: App, stream: Stream, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    put(engine_client, engine_table, "1")
    app.is_failing = True
    stream.hand_over(0)
    app.is_failing = False

    stream.hand_over(0.5)
    assert app.records == []
    stream.hand_over(1)

    assert app.records == [["1"]]
    assert app.ran == ["changes failed on the stream and is tried again in 1 s: RuntimeError('out of order')"]


@pytest.mark.engine
def test_the_stream_goes_on_where_it_was(
    app: App, stream: Stream, engine: Engine, engine_client: "DynamoDBClient", engine_table: str, memory: Memory
) -> None:
    put(engine_client, engine_table, "1")
    stream.hand_over(0)
    put(engine_client, engine_table, "2")

    (again,) = streams_of(app.chalice, engine_table, engine.endpoint, memory, app.ran.append)
    again.hand_over(0)

    assert app.records == [["1"], ["2"]]


@pytest.mark.engine
def test_a_place_that_the_engine_no_longer_knows_is_its_beginning(
    app: App, stream: Stream, engine_client: "DynamoDBClient", engine_table: str, memory: Memory
) -> None:
    memory.keep("changes", "000000000000000000001234567890")
    put(engine_client, engine_table, "1")

    stream.hand_over(0)

    assert app.records == [["1"]]


@pytest.mark.engine
def test_an_app_without_handlers_reads_no_stream(engine: Engine, memory: Memory) -> None:
    assert streams_of(Chalice("none"), "no-table", engine.endpoint, memory, print) == []
