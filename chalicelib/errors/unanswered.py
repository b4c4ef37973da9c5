"""What no caller can mend: the table or another service did not answer, or not as was hoped."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.errors.roots import BelowlineError


class Unavailable(BelowlineError):
    """The table did not answer, or not in time. Nothing was acknowledged; the same call may be made again."""

    code = "unavailable"
    title = "The service is busy"
    retry_after_seconds = 2


class ConditionFailed(BelowlineError):
    """A write's condition did not hold. `item` is what stood there, None where nothing did."""

    code = "condition_failed"

    def __init__(self, item: Mapping[str, Any] | None) -> None:
        self.item = item
        super().__init__("the condition of a write did not hold")


class TransactionFailed(BelowlineError):
    """A transaction was cancelled by its conditions.

    `failed` has one entry an action, in order: None where it was fine, else the item that stood in its way ({} where none did).
    """

    code = "transaction_failed"

    def __init__(self, failed: Sequence[Mapping[str, Any] | None]) -> None:
        self.failed = tuple(failed)
        super().__init__("a transaction's conditions did not hold")


class NoVerdict(BelowlineError):
    """A service that was asked about a comment gave no verdict.

    `happened` says what happened instead: half a sentence for moderators, with nothing of what was sent.
    """

    code = "no_verdict"

    def __init__(self, happened: str) -> None:
        self.happened = happened
        super().__init__(happened)
