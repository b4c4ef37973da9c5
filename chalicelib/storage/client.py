"""The client of DynamoDB, and how long to wait between attempts."""

import random
import time
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.session import get_session

from chalicelib.config import Settings
from chalicelib.storage.together import WORKERS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.5


def make_client(settings: Settings) -> "DynamoDBClient":
    """Make the client of DynamoDB. It sends each request once: `Table` knows what may be sent again."""
    config = Config(
        retries={"total_max_attempts": 1},
        connect_timeout=1,
        read_timeout=3,
        max_pool_connections=WORKERS,
        tcp_keepalive=True,
    )
    # The local engine takes any credentials; on AWS botocore finds those of the function's role.
    local = "local" if settings.endpoint else None
    made: Any = get_session().create_client(
        "dynamodb",
        region_name=settings.region,
        endpoint_url=settings.endpoint,
        config=config,
        aws_access_key_id=local,
        aws_secret_access_key=local,
    )
    client: DynamoDBClient = made
    return client


def pause(attempt: int) -> None:
    """Wait before the next attempt: a random part of the longest wait, so that those who collided do not meet again."""
    time.sleep(random.uniform(0, longest_pause(attempt)))  # noqa: S311 - spreads, hides nothing


def longest_pause(attempt: int) -> float:
    """Answer how many seconds to wait at most before the next attempt: more each time."""
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0**attempt)
