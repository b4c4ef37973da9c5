"""What runs without a request, on this machine: the app's schedules, and its handlers of the table's stream.

Both are read off the Chalice app, so there is nothing to keep in step. What was done is remembered in the data
directory: a daily job runs daily, however often the service is started, and the stream goes on where it was. Records
are handed over at least once; the engine forgets those of before its start, so what is left goes before it stops.
"""

import importlib
import os
import re
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from chalice.app import Chalice, DynamoDBEventConfig, ScheduledEventConfig

from cli.local.child import end_with_parent
from cli.local.engine import client, streams_client
from cli.local.gateway import LambdaContext
from cli.local.memory import Memory
from cli.local.stream import Consumer, Stream

SECONDS_BETWEEN_LOOKS = 0.5
RETRY = timedelta(seconds=30)
RATE = re.compile(r"rate\((?P<value>\d+) (?P<unit>minute|hour|day)s?\)")

Handler = Callable[[dict[str, Any], LambdaContext], Any]


@dataclass(frozen=True)
class Schedule:
    """A job of the app and how often it is to run."""

    name: str
    period: timedelta
    handler: Handler


def expressions_of(app: Chalice) -> dict[str, str]:
    """Answer when each job of the app runs, in the words of AWS."""
    sources = [source for source in app.event_sources if isinstance(source, ScheduledEventConfig)]
    expressions = {source.name: source.schedule_expression for source in sources}
    return {name: when if isinstance(when, str) else when.to_string() for name, when in expressions.items()}


def schedules_of(app: Chalice) -> list[Schedule]:
    """Answer the app's schedules that are a rate; one at a time of day (`cron`) is run by hand here."""
    rates = {name: RATE.fullmatch(when) for name, when in expressions_of(app).items()}
    return [
        Schedule(name, timedelta(**{f"{rate['unit']}s": int(rate["value"])}), app.handler_map[name])
        for name, rate in rates.items()
        if rate
    ]


class Clockwork:
    """Runs each schedule once its period has passed since it last ran; one that never did is due at once."""

    def __init__(self, schedules: Sequence[Schedule], memory: Memory, say: Callable[[str], None]) -> None:
        self._schedules = schedules
        self._memory = memory
        self._say = say
        self._not_before: dict[str, datetime] = {}

    def run_due(self, now: datetime) -> None:
        """Run what is due. A job that fails is reported and tried again soon, never oftener than its period."""
        for schedule in self._schedules:
            if now < self._not_before.get(schedule.name, now) or now < self._due_at(schedule, now):
                continue
            try:
                schedule.handler(scheduled_event(schedule.name, now), LambdaContext(str(uuid.uuid4())))
            except Exception as failure:  # noqa: BLE001 # a failing job must not end the service
                self._say(f"The job {schedule.name} failed and is tried again: {failure!r}")
                self._not_before[schedule.name] = now + min(schedule.period, RETRY)
            else:
                self._memory.keep(schedule.name, now.isoformat())

    def _due_at(self, schedule: Schedule, now: datetime) -> datetime:
        ran_at = self._memory.of(schedule.name)
        return datetime.fromisoformat(ran_at) + schedule.period if ran_at else now


def scheduled_event(name: str, now: datetime) -> dict[str, Any]:
    """Build the event that AWS hands to a scheduled Lambda."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": "eu-west-1",
        "resources": [f"arn:aws:events:eu-west-1:000000000000:rule/{name}"],
        "detail": {},
    }


def streams_of(app: Chalice, table: str, endpoint: str, memory: Memory, say: Callable[[str], None]) -> list[Stream]:
    """Answer a reader of the table's stream for each of the app's handlers."""
    sources = [source for source in app.event_sources if isinstance(source, DynamoDBEventConfig)]
    if not sources:
        return []
    arn = client(endpoint).describe_table(TableName=table)["Table"]["LatestStreamArn"]
    consumers = [Consumer(source.name, app.handler_map[source.name], source.batch_size) for source in sources]
    return [Stream(streams_client(endpoint), arn, consumer, memory, say) for consumer in consumers]


def main() -> None:
    """Run the schedules and the stream's handlers until asked to stop, then hand over what is left."""
    end_with_parent()
    is_ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: is_ending.set())
    app: Chalice = importlib.import_module("app").app
    memory = Memory(Path(sys.argv[1]) / "events.json")
    clockwork = Clockwork(schedules_of(app), memory, _say)
    streams = streams_of(app, os.environ["BELOWLINE_TABLE"], os.environ["AWS_ENDPOINT_URL_DYNAMODB"], memory, _say)
    while not is_ending.wait(SECONDS_BETWEEN_LOOKS):
        clockwork.run_due(datetime.now(UTC))
        for stream in streams:
            stream.hand_over(time.monotonic())
    for stream in streams:
        stream.hand_over(time.monotonic())


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    main()
