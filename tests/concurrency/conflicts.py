"""What the engine lacks, which does one request after another: DynamoDB cancels a transaction that meets another one at an item.

    conflicts = Conflicts()
    conflicts.watch(client)            # each client of those who work at once

While a transaction is on its way, every other write of one of its items is refused, as documented for TransactWriteItems.
"""

from collections.abc import Mapping
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from tests.storage.charges import WRITES, actions
from tests.storage.limits import Key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_NOTE = "conflicts"
_REFUSED = AWSResponse("", 400, HTTPHeaders(), BytesIO())


class Conflicts:
    """The items that transactions are at. `refused_count` tells how many writes met one."""

    def __init__(self) -> None:
        self.refused_count = 0
        self._busy: set[Key] = set()
        self._lock = Lock()

    def watch(self, client: "DynamoDBClient") -> None:
        """Judge the requests of `client` from now on."""
        events = client.meta.events
        events.register("before-parameter-build.dynamodb", self._note)
        events.register("before-call.dynamodb", self._judge)  # type: ignore[arg-type] # the stubs have no answers
        events.register("after-call.dynamodb", self._leave)
        events.register("after-call-error.dynamodb", self._leave)

    def _note(self, params: Mapping[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        written = [write.key for write in actions(model.name, params)] if model.name in WRITES else []
        context[_NOTE] = model.name, written, set[Key]()

    def _judge(self, context: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
        operation, written, held = context[_NOTE]
        with self._lock:
            met = [key in self._busy for key in written]
            if any(met):
                self.refused_count += 1
                return _REFUSED, _refusal(operation, met)
            if operation == "TransactWriteItems":
                held.update(written)
                self._busy.update(written)
        return None

    def _leave(self, context: dict[str, Any], **_: Any) -> None:
        with self._lock:
            self._busy -= context[_NOTE][2]


def _refusal(operation: str, met: list[bool]) -> dict[str, Any]:
    if operation != "TransactWriteItems":
        return {"Error": {"Code": "TransactionConflictException", "Message": "a transaction is at the item"}}
    error = {"Code": "TransactionCanceledException", "Message": "another transaction is at an item"}
    return {"Error": error, "CancellationReasons": [{"Code": "TransactionConflict" if one else "None"} for one in met]}
