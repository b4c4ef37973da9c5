"""The fixtures of tests that touch the table: an empty one on moto, what its requests cost, and what can go wrong."""

from typing import TYPE_CHECKING

import pytest

from tests.storage.engines import make_client, moto_table
from tests.storage.faults import Faults
from tests.storage.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def table_client() -> "Iterator[DynamoDBClient]":
    with moto_table() as client:
        yield client


@pytest.fixture
def meter(table_client: "DynamoDBClient") -> Meter:
    return Meter(table_client, make_client())


@pytest.fixture
def faults(table_client: "DynamoDBClient") -> Faults:
    return Faults(table_client)
