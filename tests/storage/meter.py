"""What requests cost: a meter on a client.

    with meter.measure() as used:
        comments.thread(...)
    used.assert_budget(round_trips=1, read_units=2)

It listens to botocore's events, so it sees what truly left, retries and all, also beneath the faults of `faults.py`.
It holds the documented limits on every request, and lets none scan. Items before and after a write it reads itself,
by a second client that nobody meters; of several writers of one item side by side it may mistake whose change it was.

A request whose answer was lost is charged as though it had arrived; one that could not connect or was refused is not.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError

from chalicelib.storage.together import BRANCH
from tests.storage import limits
from tests.storage.budget import Call, Used
from tests.storage.charges import (
    READS,
    WRITES,
    Action,
    Images,
    actions,
    bytes_returned,
    images,
    keys_read,
    units_read,
    units_written,
)
from tests.storage.sizes import item_size

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_SCANS = frozenset({"Scan", "ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"})
_ADMINISTRATION = frozenset({"CreateTable", "DescribeTable", "UpdateTimeToLive", "DescribeTimeToLive", "DeleteTable"})
# All else that can go wrong is charged: a condition that fails, a transaction that is cancelled.
_REFUSALS = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "RequestLimitExceeded",
        "ValidationException",
        "ResourceNotFoundException",
    },
)
_HOLDS = {
    "TransactWriteItems": limits.hold_transaction,
    "BatchWriteItem": limits.hold_batch_write,
    "BatchGetItem": limits.hold_batch_read,
}
_NOTE = "meter"
"""Under this name a request is kept in botocore's context until its answer comes."""


@dataclass(frozen=True)
class _Request:
    operation: str
    params: Mapping[str, Any]
    keys: list[limits.Key]
    writes: list[Action]
    before: Images
    branch: tuple[object, int] | None


class Meter:
    """Meters every request of `client`. `spare` is another client of the same engine, to look at items unmetered."""

    def __init__(self, client: "DynamoDBClient", spare: "DynamoDBClient") -> None:
        attempts = getattr(client.meta.config, "retries", {}).get("total_max_attempts")
        assert attempts == 1, "botocore would hide its own retries from the meter"
        self._spare = spare
        self._open: list[Used] = []
        # Last, after faults have changed a request or an answer: what truly left and came back counts.
        client.meta.events.register_last("before-parameter-build.dynamodb", self._asked)
        client.meta.events.register_last("after-call.dynamodb", self._answered)
        client.meta.events.register_last("after-call-error.dynamodb", self._failed)

    @contextmanager
    def measure(self) -> Iterator[Used]:
        """Collect what is used until the block ends."""
        used = Used()
        self._open.append(used)
        try:
            yield used
        finally:
            self._open.remove(used)

    def _asked(self, params: Mapping[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        operation = model.name
        assert operation not in _SCANS, f"no call scans: {operation} {params}"
        if operation in _ADMINISTRATION:
            return
        assert operation in READS | WRITES, f"the meter does not know what {operation} costs"
        writes = actions(operation, params)
        keys = [write.key for write in writes] or keys_read(operation, params)
        _hold(operation, params, keys, writes)
        context[_NOTE] = _Request(operation, params, keys, writes, images(self._spare, writes), BRANCH.get())

    def _answered(self, parsed: Mapping[str, Any], context: Mapping[str, Any], **_: Any) -> None:
        request: _Request | None = context.get(_NOTE)
        if request is None:
            return
        outcome = parsed.get("Error", {}).get("Code", "")
        units: tuple[float, int] = (0, 0) if outcome in _REFUSALS else self._units(request, parsed)
        self._note(request, *units, bytes_returned(parsed), outcome)

    def _failed(self, exception: Exception, context: Mapping[str, Any], **_: Any) -> None:
        request: _Request | None = context.get(_NOTE)
        if request is None:
            return
        is_unsent = isinstance(exception, ConnectTimeoutError | EndpointConnectionError)
        units: tuple[float, int] = (0, 0) if is_unsent else self._units(request, self._lost_answer(request))
        self._note(request, *units, 0, type(exception).__name__)

    def _lost_answer(self, request: _Request) -> Mapping[str, Any]:
        if request.operation in WRITES:
            return {}
        answer: Mapping[str, Any] = getattr(self._spare, xform_name(request.operation))(**request.params)
        return answer

    def _units(self, request: _Request, answer: Mapping[str, Any]) -> tuple[float, int]:
        if request.operation in READS:
            return units_read(self._spare, request.operation, request.params, answer), 0
        after = images(self._spare, request.writes)
        _hold_outcome(request.operation, after)
        undone = actions("BatchWriteItem", {"RequestItems": answer.get("UnprocessedItems", {})})
        done = [write for write in request.writes if write not in undone]
        return 0, units_written(request.operation, done, request.before, after)

    def _note(self, request: _Request, read_units: float, write_units: int, returned: int, outcome: str) -> None:
        call = Call(request.operation, request.keys, request.branch, read_units, write_units, returned, outcome)
        for used in self._open:
            used.calls.append(call)


def _hold(operation: str, params: Mapping[str, Any], keys: list[limits.Key], writes: list[Action]) -> None:
    if operation in _HOLDS:
        _HOLDS[operation](keys)
    limits.hold_token(params.get("ClientRequestToken", ""))
    for write in writes:
        if write.item:
            limits.hold_item(write.item)


def _hold_outcome(operation: str, after: Images) -> None:
    for item in after.values():
        limits.hold_item(item)
    if operation == "TransactWriteItems":
        limits.hold_transaction_size(map(item_size, after.values()))
