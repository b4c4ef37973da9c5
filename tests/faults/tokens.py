"""What moto lacks of transactions: DynamoDB knows the tokens of those it carried out, and answers a repetition without doing it again.

Made before the faults on the same client: what DynamoDB has done it has done, whether or not the answer is lost.
"""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_TRANSACTION = "dynamodb.TransactWriteItems"
_NOTE = "token"
_MISMATCH = {"Error": {"Code": "IdempotentParameterMismatchException", "Message": "the token is another's"}}


class Tokens:
    """The tokens of transactions that `client` had carried out. `repeated_count` tells how many came again."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self.repeated_count = 0
        self._done: dict[str, Any] = {}
        client.meta.events.register_last(f"before-parameter-build.{_TRANSACTION}", self._note)
        client.meta.events.register_last(f"before-call.{_TRANSACTION}", self._answer)  # type: ignore[arg-type] # the stubs have no answers
        client.meta.events.register_first(f"response-received.{_TRANSACTION}", self._remember)

    def _note(self, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context[_NOTE] = params["ClientRequestToken"], params["TransactItems"]

    def _answer(self, context: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
        token, writes = context[_NOTE]
        if token not in self._done:
            return None
        self.repeated_count += 1
        is_same = self._done[token] == writes
        return AWSResponse("", 200 if is_same else 400, HTTPHeaders(), BytesIO()), {} if is_same else _MISMATCH

    def _remember(self, parsed_response: dict[str, Any] | None, context: dict[str, Any], **_: Any) -> None:
        if parsed_response is not None and "Error" not in parsed_response:
            token, writes = context[_NOTE]
            self._done[token] = writes
