"""What can go wrong between us and DynamoDB, done to a client: by script, at every request in turn, or by seed.

    faults.once("timeout_after", WRITES, nth=2)        # the answer to the second write is lost
    for _ in faults.at_every("throttle_before"):       # the block runs again for each of its requests
        ...
    faults.randomly(seed=7, rate=0.3)

Emulators do none of this. All of it happens in botocore's events, and whatever the engine does it does truly:

    kind             what the engine does             what the caller sees
    throttle_before  nothing                          a throttle, or a transaction cancelled by one
    no_connection    nothing                          ConnectTimeoutError
    timeout_before   nothing                          ReadTimeoutError
    timeout_after    all of it                        ReadTimeoutError
    cancel           nothing                          a transaction cancelled since it conflicts with another
    cut_batch        the first half of a batch        the other half as unprocessed
    cut_page         one item of a query              a page with a last evaluated key
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, get_args

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from tests.storage.charges import READS, WRITES

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Kind = Literal[
    "throttle_before",
    "no_connection",
    "timeout_before",
    "timeout_after",
    "cancel",
    "cut_batch",
    "cut_page",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
ALL = READS | WRITES

_Plan = Callable[[str, Mapping[str, Any]], Kind | None]
_BATCHES = {"BatchGetItem": "UnprocessedKeys", "BatchWriteItem": "UnprocessedItems"}
_THROTTLES = ("ProvisionedThroughputExceededException", "ThrottlingException")
_ENDPOINT = "https://dynamodb.invalid"
_NOTE = "fault"
"""Under this name a fault is kept in botocore's context until the event at which it strikes."""


@dataclass(frozen=True)
class Strike:
    """A fault that happened, and to which operation."""

    kind: Kind
    operation: str


@dataclass(frozen=True)
class _Fault:
    """`answer` is the whole answer of a request that is refused, or what is added to that of one that was cut."""

    kind: Kind
    answer: dict[str, Any]


class Faults:
    """Faults in the requests of `client`; none until they are asked for. `struck` tells which there were.

    With several asked for at once, a request struck by one is not counted by those that were asked for later.
    """

    def __init__(self, client: "DynamoDBClient") -> None:
        self.struck: list[Strike] = []
        self._plans: list[_Plan] = []
        self._lock = Lock()
        client.meta.events.register("before-parameter-build.dynamodb", self._decide)
        client.meta.events.register_first("before-call.dynamodb", _refuse)  # type: ignore[arg-type] # the stubs have no answers
        client.meta.events.register_first("request-created.dynamodb", _lose_request)
        client.meta.events.register_first("response-received.dynamodb", _lose_answer)
        client.meta.events.register("after-call.dynamodb", _complete_answer)

    def once(self, kind: Kind, operations: Collection[str] = ALL, nth: int = 1) -> None:
        """Have `kind` strike the `nth` request from now on that is one of `operations` and can suffer it."""
        self._plans.append(_nth(kind, operations, nth))

    def at_every(self, kind: Kind, operations: Collection[str] = ALL) -> Iterator[int]:
        """Run the loop's body with the fault at its first request, then at its second, until there is none to strike.

        So the last run goes without a fault. What the body works on is to be its own each time.
        """
        for nth in count(1):
            struck = len(self.struck)
            with self._planned(_nth(kind, operations, nth)):
                yield nth
            if len(self.struck) == struck:
                return

    def randomly(self, seed: int, rate: float, kinds: Collection[Kind] = KINDS) -> None:
        """Have each request suffer one of `kinds` with the probability `rate`, the same ones for the same seed.

        Of requests made side by side it is the threads' order that decides which of them is struck.
        """
        dice = Random(seed)  # noqa: S311 # it must be repeatable, nothing is kept secret by it

        def plan(operation: str, params: Mapping[str, Any]) -> Kind | None:
            fitting = [kind for kind in KINDS if kind in kinds and _fits(kind, operation, params)]
            return dice.choice(fitting) if dice.random() < rate and fitting else None

        self._plans.append(plan)

    def stop(self) -> None:
        """Have no more faults. `struck` keeps those there were."""
        self._plans.clear()

    @contextmanager
    def record(self) -> Iterator[list[str]]:
        """Collect the operations asked for until the block ends, in order: the places where a fault can strike."""
        seen: list[str] = []
        with self._planned(lambda operation, _params: seen.append(operation)):
            yield seen

    @contextmanager
    def _planned(self, plan: _Plan) -> Iterator[None]:
        # First, so that it sees every request.
        self._plans.insert(0, plan)
        try:
            yield
        finally:
            self._plans.remove(plan)

    def _decide(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        with self._lock:
            kind = next((kind for plan in self._plans if (kind := plan(model.name, params))), None)
            if kind is None:
                return
            context[_NOTE] = _Fault(kind, _prepare(kind, model.name, params, turn=len(self.struck)))
            self.struck.append(Strike(kind, model.name))


def _nth(kind: Kind, operations: Collection[str], nth: int) -> _Plan:
    places = count(1)

    def plan(operation: str, params: Mapping[str, Any]) -> Kind | None:
        is_meant = operation in operations and _fits(kind, operation, params)
        return kind if is_meant and next(places) == nth else None

    return plan


def _fits(kind: Kind, operation: str, params: Mapping[str, Any]) -> bool:
    if kind == "cancel":
        return operation == "TransactWriteItems"
    if kind == "cut_batch":
        # DynamoDB refuses a batch of which it could do nothing.
        return operation in _BATCHES and _batch_length(params) > 1
    if kind == "cut_page":
        return operation == "Query" and params.get("Limit") != 1
    return operation in ALL


def _batch_length(params: Mapping[str, Any]) -> int:
    ((_table, asked),) = params["RequestItems"].items()
    return len(asked["Keys"] if isinstance(asked, Mapping) else asked)


def _prepare(kind: Kind, operation: str, params: dict[str, Any], turn: int) -> dict[str, Any]:
    """Cut the request if it is to be cut, and answer what the answer will say of it."""
    match kind:
        case "throttle_before" if operation == "TransactWriteItems":
            return _cancelled("ThrottlingError", params)
        case "throttle_before":
            # Both mean the same, so they take turns.
            return _error(_THROTTLES[turn % len(_THROTTLES)])
        case "cancel":
            return _cancelled("TransactionConflict", params)
        case "cut_batch":
            return _cut_batch(operation, params)
        case "cut_page":
            params["Limit"] = 1
    return {}


def _cut_batch(operation: str, params: dict[str, Any]) -> dict[str, Any]:
    # What the caller gave is left alone, since it may be sent again.
    ((table, asked),) = params["RequestItems"].items()
    if operation == "BatchGetItem":
        first, second = _halves(asked["Keys"])
        kept, left = asked | {"Keys": first}, asked | {"Keys": second}
    else:
        kept, left = _halves(asked)
    params["RequestItems"] = {table: kept}
    return {_BATCHES[operation]: {table: left}}


def _halves(entries: list[Any]) -> tuple[list[Any], list[Any]]:
    middle = len(entries) // 2
    return entries[:middle], entries[middle:]


def _cancelled(code: str, params: Mapping[str, Any]) -> dict[str, Any]:
    others = len(params["TransactItems"]) - 1
    reasons = [{"Code": code, "Message": code}, *[{"Code": "None"}] * others]
    return _error("TransactionCanceledException") | {"CancellationReasons": reasons}


def _error(code: str) -> dict[str, Any]:
    return {"Error": {"Code": code, "Message": "a fault"}, "ResponseMetadata": {"HTTPStatusCode": 400}}


def _refuse(context: Mapping[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
    fault: _Fault | None = context.get(_NOTE)
    if fault is None or "Error" not in fault.answer:
        return None
    return AWSResponse(_ENDPOINT, 400, HTTPHeaders(), BytesIO()), fault.answer


def _lose_request(request: Any, **_: Any) -> None:
    fault: _Fault | None = request.context.get(_NOTE)
    if fault and fault.kind == "no_connection":
        raise ConnectTimeoutError(endpoint_url=_ENDPOINT)
    if fault and fault.kind == "timeout_before":
        raise ReadTimeoutError(endpoint_url=_ENDPOINT)


def _lose_answer(context: Mapping[str, Any], **_: Any) -> None:
    fault: _Fault | None = context.get(_NOTE)
    if fault and fault.kind == "timeout_after":
        raise ReadTimeoutError(endpoint_url=_ENDPOINT)


def _complete_answer(parsed: dict[str, Any], context: Mapping[str, Any], **_: Any) -> None:
    fault: _Fault | None = context.get(_NOTE)
    if fault and "Error" not in parsed:
        parsed.update(fault.answer)
