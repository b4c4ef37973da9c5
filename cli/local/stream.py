"""The table's stream into a handler, as Lambda's event source does: in order, in batches, until it succeeds."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from botocore.exceptions import ClientError

from cli.local.gateway import LambdaContext
from cli.local.memory import Memory

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
_MOST_AT_ONCE = 1000
"""Records that one request to the stream brings."""

Handler = Callable[[dict[str, Any], LambdaContext], Any]


@dataclass(frozen=True)
class Consumer:
    """A handler of the app, and how many records it takes at once. Here it gets all that there are, and waits for no more."""

    name: str
    handler: Handler
    batch_size: int


class Stream:
    """One handler's reading of a stream. The engine has one shard, which never ends."""

    def __init__(self, streams: Any, arn: str, consumer: Consumer, memory: Memory, say: Callable[[str], None]) -> None:
        self._streams = streams
        self._arn = arn
        self._consumer = consumer
        self._memory = memory
        self._say = say
        self._limit = min(consumer.batch_size, _MOST_AT_ONCE)
        self._iterator: str | None = None
        self._pause = FIRST_PAUSE_SECONDS
        self._not_before = 0.0

    def hand_over(self, now: float) -> None:
        """Hand over all that is there. Where the handler fails, they come again after a pause that grows."""
        while now >= self._not_before and (records := self._read()):
            try:
                self._consumer.handler(
                    {"Records": [self._event(record) for record in records]}, LambdaContext(str(uuid.uuid4()))
                )
            except Exception as failure:  # noqa: BLE001 # a failing handler must not end the service
                self._say(
                    f"{self._consumer.name} failed on the stream and is tried again in {self._pause:.0f} s: {failure!r}"
                )
                self._iterator = None
                self._not_before = now + self._pause
                self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
            else:
                self._pause = FIRST_PAUSE_SECONDS
                self._memory.keep(self._consumer.name, records[-1]["dynamodb"]["SequenceNumber"])

    def _read(self) -> Sequence[Any]:
        try:
            self._iterator = self._iterator or self._place()
            answer = self._streams.get_records(ShardIterator=self._iterator, Limit=self._limit)
        except ClientError:
            self._iterator = None  # it is too old, or the engine is being stopped; the place is found anew
            return []
        self._iterator = answer.get("NextShardIterator")
        return cast("Sequence[Any]", answer["Records"])

    def _place(self) -> str:
        after = self._memory.of(self._consumer.name)
        try:
            if after:
                return self._iterator_of(ShardIteratorType="AFTER_SEQUENCE_NUMBER", SequenceNumber=after)
        except self._streams.exceptions.TrimmedDataAccessException:
            pass  # the engine was started since, with an empty stream
        return self._iterator_of(ShardIteratorType="TRIM_HORIZON")

    def _iterator_of(self, **place: str) -> str:
        shard = self._streams.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"][0]["ShardId"]
        answer = self._streams.get_shard_iterator(StreamArn=self._arn, ShardId=shard, **place)
        return cast("str", answer["ShardIterator"])

    def _event(self, record: Mapping[str, Any]) -> dict[str, Any]:
        # botocore made a date of what Lambda gives in seconds, and leaves out where the record comes from.
        change = dict(record["dynamodb"])
        change["ApproximateCreationDateTime"] = change["ApproximateCreationDateTime"].timestamp()
        return {**record, "dynamodb": change, "eventSourceARN": self._arn}
