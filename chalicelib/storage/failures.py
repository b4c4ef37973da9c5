"""What can go wrong at the border to DynamoDB, and what it means for trying again.

`REFUSED`: DynamoDB did nothing, try again. `UNKNOWN`: it may have done it; only what is safe to repeat is tried again.
`CONDITION`: it did nothing since a condition did not hold. `BUG`: our request was wrong.
"""

from enum import Enum, auto
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
)

from chalicelib.storage.values import Item


class Meaning(Enum):
    """What a failed request says about the write it carried."""

    REFUSED = auto()
    UNKNOWN = auto()
    CONDITION = auto()
    BUG = auto()


_THROTTLES = frozenset({"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"})
_REFUSALS = _THROTTLES | {"TransactionConflictException", "TransactionInProgressException"}
_CONDITION = "ConditionalCheckFailed"
_WAITS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
"""Reasons of a cancelled transaction that go away by themselves. Any other one would be there the next time too."""
_SERVER_ERROR = 500


def meaning(failure: Exception) -> Meaning:
    """Tell what `failure`, raised by botocore, means."""
    if isinstance(failure, ClientError):
        return _meaning_of_answer(failure)
    if isinstance(failure, ConnectTimeoutError | EndpointConnectionError):
        return Meaning.REFUSED
    if isinstance(failure, HTTPClientError):
        return Meaning.UNKNOWN
    return Meaning.BUG


def _meaning_of_answer(failure: ClientError) -> Meaning:
    code = failure.response["Error"]["Code"]
    if code in _REFUSALS:
        return Meaning.REFUSED
    if code == "ConditionalCheckFailedException":
        return Meaning.CONDITION
    if code == "TransactionCanceledException":
        return _meaning_of_reasons(reasons(failure))
    if failure.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= _SERVER_ERROR:
        return Meaning.UNKNOWN
    return Meaning.BUG


def _meaning_of_reasons(found: list[dict[str, Any]]) -> Meaning:
    codes = {reason.get("Code") for reason in found} - {"None", None}
    if codes - _WAITS - {_CONDITION}:
        return Meaning.BUG
    return Meaning.CONDITION if _CONDITION in codes else Meaning.REFUSED


def is_answered(failure: Exception) -> bool:
    """Tell whether DynamoDB said no; the others are those of which nothing was heard, and those take seconds."""
    return isinstance(failure, ClientError)


def is_throttle(failure: Exception) -> bool:
    """Tell whether DynamoDB had no capacity left for it: of the item's partition, an index or the table."""
    return isinstance(failure, ClientError) and failure.response["Error"]["Code"] in _THROTTLES


def reasons(failure: ClientError) -> list[dict[str, Any]]:
    """Answer why a transaction was cancelled, one entry an action."""
    found: list[dict[str, Any]] = failure.response.get("CancellationReasons", [])  # type: ignore[assignment] # not in the stubs
    return found


def met_another(failure: Exception) -> bool:
    """Tell whether a transaction was cancelled since another one was at one of its items."""
    return isinstance(failure, ClientError) and any(
        reason.get("Code") == "TransactionConflict" for reason in reasons(failure)
    )


def in_the_way(reason: dict[str, Any]) -> Item | None:
    """Answer the item that stood in the way of an action, {} where there was none, None where the action was fine."""
    return reason.get("Item", {}) if reason.get("Code") == _CONDITION else None


BOTOCORE_FAILURES = (BotoCoreError, ClientError)
