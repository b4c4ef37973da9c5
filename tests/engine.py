"""The second engine beside moto: ministack, started once for all tests, without data of its own.

`engine` is the running engine, `engine_client` a client of it, `engine_table` the name of a new table, created from the
file we deploy. Tests that use them carry the marker `engine`.
"""

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from chalicelib.storage.definition import creation
from cli.local.engine import Engine, client

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = Engine.start(tmp_path_factory.mktemp("engine"))
    yield engine
    engine.stop()


@pytest.fixture
def engine_client(engine: Engine) -> "Iterator[DynamoDBClient]":
    made = client(engine.endpoint)
    yield made
    made.close()


@pytest.fixture
def engine_table(engine_client: "DynamoDBClient") -> str:
    # Nothing expires in it: the engine would go by the machine's clock, and the tests' stands still in the past.
    name = f"belowline-{uuid.uuid4().hex}"
    engine_client.create_table(**creation(name))
    return name
