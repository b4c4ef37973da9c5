"""Where the storage tests run: moto within the process, or any engine at an address.

A client sends each request once, like the service's own: `chalicelib/storage/table.py` decides what is sent again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, cast

from botocore.config import Config
from botocore.session import Session, get_session
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.storage.definition import creation
from tests.storage.snapshots import take_quick_snapshots

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE = "belowline"


@contextmanager
def moto_table() -> Iterator["DynamoDBClient"]:
    """Give a client of moto, where an empty table named `TABLE` stands until the end.

    It is without its stream, of which moto would copy the whole history at each transaction.
    """
    with moto() as client:
        shape = creation(TABLE)
        del shape["StreamSpecification"]
        client.create_table(**shape)
        yield client


@contextmanager
def moto() -> Iterator["DynamoDBClient"]:
    """Give a client of moto, which holds no table but those made until the end."""
    _start_moto()
    client = make_client()
    backend = dynamodb_backends[DEFAULT_ACCOUNT_ID][client.meta.region_name]
    others, backend.tables = backend.tables, type(backend.tables)()
    try:
        yield client
    finally:
        backend.tables = others
        client.close()


@cache
def _start_moto() -> None:
    # Once in a process: to start it takes longer than most tests. It leaves the environment as it is.
    mock_aws(config={"core": {"mock_credentials": False}}).start()
    take_quick_snapshots()


def make_client(endpoint: str | None = None) -> "DynamoDBClient":
    """Answer a new client of the engine at `endpoint`, of moto if there is none. Its event handlers are its own."""
    made = _session().create_client(
        "dynamodb",
        region_name="eu-central-1",
        endpoint_url=endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}, proxies={}),
    )
    return cast("DynamoDBClient", made)


@cache
def _session() -> Session:
    # It keeps the service's description, which takes longer to load than all else of a client.
    return get_session()
