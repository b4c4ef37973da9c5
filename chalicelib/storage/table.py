"""The border to DynamoDB: the only module that sends requests. What goes wrong there leaves as an error of `chalicelib/errors.py`.

Every request is sent once by botocore and repeated here, since only we know what may be repeated:

- refused (throttled, conflicting, never sent): repeated, whatever it is;
- answer lost: reads and repeatable writes are repeated. A repeated write finds its own `write_id` where its condition fails, and is
  then known to have been done; nothing is done twice. A write that is not repeatable raises `Unavailable`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.errors import ConditionFailed, TransactionFailed, Unavailable
from chalicelib.storage.failures import (
    BOTOCORE_FAILURES,
    Meaning,
    in_the_way,
    is_answered,
    is_throttle,
    meaning,
    met_another,
    reasons,
)
from chalicelib.storage.keys import Key
from chalicelib.storage.together import together
from chalicelib.storage.values import Item, text
from chalicelib.storage.writes import WITNESS, Write, keyed

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from mypy_boto3_dynamodb import DynamoDBClient

ATTEMPTS = 20
"""How often a request that is refused is sent. With these fifty moderators can decide on one comment at once."""
UNANSWERED_ATTEMPTS = 3
"""How often one that gets no answer is sent: each has cost up to three seconds, of the fifteen that the function may take."""
_KEYS_A_BATCH = 100

Pause = Callable[[int], None]
"""Waits before the next attempt; given how many there were."""
Instead = Callable[[bool], Write]
"""Answers the write to send next where one was refused; given whether it was throttled."""


@dataclass(frozen=True)
class Span:
    """Part of a partition, of the table or an index: from `low` to `high`, both included, either may be open."""

    partition: str
    low: str | None = None
    high: str | None = None
    index: str | None = None

    def condition(self) -> tuple[str, dict[str, str], dict[str, Any]]:
        """Answer the key condition, its names and its values."""
        prefix = self.index or ""
        names = {"#p": f"{prefix}pk"}
        values: dict[str, Any] = {":p": {"S": self.partition}}
        bounds = {":low": self.low, ":high": self.high}
        values |= {name: {"S": bound} for name, bound in bounds.items() if bound is not None}
        if self.low is None and self.high is None:
            return "#p = :p", names, values
        names["#s"] = f"{prefix}sk"
        if self.low is None:
            return "#p = :p AND #s <= :high", names, values
        if self.high is None:
            return "#p = :p AND #s >= :low", names, values
        return "#p = :p AND #s BETWEEN :low AND :high", names, values


class Table:
    """The one table. Reads answer raw items (`storage/values.py`), eventually consistent unless asked otherwise."""

    def __init__(self, client: "DynamoDBClient", name: str, pause: Pause, attempts: int = ATTEMPTS) -> None:
        self._client = client
        self.name = name
        self._pause = pause
        self._most_attempts = attempts

    def hasty(self) -> "Table":
        """Answer the same table for what is not worth waiting for: each request is sent once."""
        return Table(self._client, self.name, self._pause, attempts=1)

    def get(self, key: Key, *, is_consistent: bool = False) -> Item | None:
        """Read one item."""
        answer = self._send("get_item", TableName=self.name, Key=keyed(key), ConsistentRead=is_consistent)
        return answer.get("Item")

    def get_many(self, keys: Iterable[Key], *, is_consistent: bool = False) -> dict[Key, Item]:
        """Read items by key, those that exist, a hundred a request, side by side: one round trip unless DynamoDB cuts it."""
        wanted = list(dict.fromkeys(keys))
        batches = [wanted[start : start + _KEYS_A_BATCH] for start in range(0, len(wanted), _KEYS_A_BATCH)]
        if not batches:
            return {}
        found = together(
            *(lambda batch=batch: self._get_batch(batch, is_consistent=is_consistent) for batch in batches)
        )
        return {(item["pk"]["S"], item["sk"]["S"]): item for part in found for item in part}

    def query(self, span: Span, limit: int, *, is_backward: bool = False, after: Item | None = None) -> list[Item]:
        """Read up to `limit` items of a span in order, in as many requests as DynamoDB makes of it. Fewer means there are no more."""
        items: list[Item] = []
        while True:
            found, after = self.query_page(span, limit - len(items), is_backward=is_backward, after=after)
            items += found
            if after is None or len(items) >= limit:
                return items

    def query_page(
        self,
        span: Span,
        limit: int,
        *,
        is_backward: bool = False,
        after: Item | None = None,
    ) -> tuple[list[Item], Item | None]:
        """Read up to `limit` items of a span in one request, and the key to go on after: None at the end. May stop early, at 1 MB."""
        request = self._query(span) | {"ScanIndexForward": not is_backward, "Limit": limit}
        answer = self._send("query", **request, **_start(after))
        return answer["Items"], answer.get("LastEvaluatedKey")

    def walk(self, span: Span, *, is_consistent: bool = False) -> Iterator[Item]:
        """Go through all items of a span, as many requests as it takes: for jobs, and where there are few."""
        after = None
        while True:
            answer = self._send("query", **self._query(span), **_start(after), ConsistentRead=is_consistent)
            yield from answer["Items"]
            after = answer.get("LastEvaluatedKey")
            if after is None:
                return

    def write(self, write: Write, *, returns: str = "NONE", instead: Instead | None = None) -> Item:
        """Carry out one put, update or delete and answer its `returns`. Raises `ConditionFailed`, `Unavailable`.

        A write that must not be repeated may have another sent `instead` of it where it was refused, and so was not done.
        """
        attempts = self._attempts()
        while True:
            try:
                return self._write_once(write, returns)
            except BOTOCORE_FAILURES as failure:
                if meaning(failure) is Meaning.CONDITION:
                    return _done_before(write, failure, attempts.count)
                attempts.prepare_next(failure, is_repeatable=write.is_repeatable)
                if instead and not write.is_repeatable:
                    write = instead(is_throttle(failure))

    def transact(self, writes: Sequence[Write], write_id: str, attempt_id: int = 0, *, turn: int = 0) -> None:
        """Carry out all of `writes` or none. One of them leaves `write_id` in its item, by which a repetition is known.

        Who tries again with other writes under the same `write_id` counts `attempt_id` up. Raises `TransactionFailed` with what stood in
        the way of each write, `Unavailable`.

        Who reads anew for each try says which `turn` it is, from 1 on. Another transaction at one of the items is then waited for, and
        raises `TransactionFailed` too, with nothing in the way: once it is done, what was read before it is old.
        """
        actions = [{write.kind: write.parameters(self.name)} for write in writes]
        attempts = self._attempts()
        while True:
            try:
                self._client.transact_write_items(TransactItems=actions, ClientRequestToken=f"{write_id}-{attempt_id}")  # type: ignore[arg-type] # built as botocore wants it
            except BOTOCORE_FAILURES as failure:
                if meaning(failure) is Meaning.CONDITION:
                    return _raise_unless_done(failure, write_id)
                if turn and met_another(failure):
                    self._pause(turn)
                    raise TransactionFailed([None] * len(writes)) from failure
                attempts.prepare_next(failure)
            else:
                return None

    def _attempts(self) -> "_Attempts":
        return _Attempts(self._pause, self._most_attempts)

    def _write_once(self, write: Write, returns: str) -> Item:
        operation = {"Put": "put_item", "Update": "update_item", "Delete": "delete_item"}[write.kind]
        request = write.parameters(self.name) | {"ReturnValues": returns}
        answer: dict[str, Any] = getattr(self._client, operation)(**request)
        item: Item = answer.get("Attributes", {})
        return item

    def _query(self, span: Span) -> dict[str, Any]:
        condition, names, values = span.condition()
        request: dict[str, Any] = {
            "TableName": self.name,
            "KeyConditionExpression": condition,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        }
        return request | ({"IndexName": span.index} if span.index else {})

    def _get_batch(self, keys: Sequence[Key], *, is_consistent: bool) -> list[Item]:
        wanted: dict[str, Any] = {self.name: {"Keys": [keyed(key) for key in keys], "ConsistentRead": is_consistent}}
        items: list[Item] = []
        attempt = 0
        while wanted:
            answer = self._send("batch_get_item", RequestItems=wanted)
            items += answer["Responses"].get(self.name, [])
            wanted = answer.get("UnprocessedKeys", {})
            if wanted:
                attempt += 1
                if attempt >= self._most_attempts:
                    raise Unavailable
                self._pause(attempt)
        return items

    def _send(self, operation: str, **request: Any) -> dict[str, Any]:
        attempts = self._attempts()
        while True:
            try:
                return getattr(self._client, operation)(**request)  # type: ignore[no-any-return] # named by a string
            except BOTOCORE_FAILURES as failure:
                attempts.prepare_next(failure)


class _Attempts:
    """The attempts at one request, `most` of them. `count` includes the one being made."""

    def __init__(self, pause: Pause, most: int) -> None:
        self.count = 1
        self._unanswered_count = 0
        self._pause = pause
        self._most = most

    def prepare_next(self, failure: Exception, *, is_repeatable: bool = True) -> None:
        """Wait until the request may be sent again. Raises `Unavailable` if it may not, and the failure itself if it is a bug."""
        what = meaning(failure)
        if what is Meaning.BUG:
            raise failure
        self._unanswered_count += not is_answered(failure)
        is_given_up = self.count >= self._most or self._unanswered_count >= UNANSWERED_ATTEMPTS
        if is_given_up or (what is Meaning.UNKNOWN and not is_repeatable):
            raise Unavailable from failure
        self._pause(self.count)
        self.count += 1


def _start(after: Item | None) -> dict[str, Any]:
    return {} if after is None else {"ExclusiveStartKey": after}


def _done_before(write: Write, failure: Exception, attempt: int) -> Item:
    cancelled: ClientError = failure  # type: ignore[assignment] # only a ClientError means CONDITION
    item: Item | None = cancelled.response.get("Item")  # type: ignore[assignment] # not in the stubs
    if attempt > 1 and item and write.write_id and text(item, WITNESS) == write.write_id:
        return item
    raise ConditionFailed(item) from failure


def _raise_unless_done(failure: "Exception", write_id: str) -> None:
    cancelled: ClientError = failure  # type: ignore[assignment] # only a ClientError means CONDITION
    failed = [in_the_way(reason) for reason in reasons(cancelled)]
    if any(item and text(item, WITNESS) == write_id for item in failed):
        return
    raise TransactionFailed(failed) from failure
