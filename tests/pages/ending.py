"""A process that ends in the middle of its work."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.storage.charges import WRITES

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Died(Exception):
    """The process has ended."""


def die_after(client: "DynamoDBClient", writes: int) -> None:
    """Have the process that works by `client` end before it writes once more than so often."""
    made = Counter[str]()

    def count(model: Any, **_: Any) -> None:
        if model.name in WRITES:
            if made.total() == writes:
                raise Died
            made[model.name] += 1

    client.meta.events.register_first("before-call.dynamodb", count)
