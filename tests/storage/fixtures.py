"""The fixtures of tests that touch the table: an empty one, what its requests cost, and what can go wrong.

The table is one of moto. The tests of a module that sets `BOTH_ENGINES = True` run a second time on the second engine: what users see
must be the same on both. Tests that look at costs or faults do so on moto alone.
"""

from typing import TYPE_CHECKING

import pytest

from tests.storage.engines import TABLE, make_client, moto_table
from tests.storage.faults import Faults
from tests.storage.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if not getattr(metafunc.module, "BOTH_ENGINES", False) or {"meter", "faults"} & set(metafunc.fixturenames):
        return
    if "which_engine" in metafunc.fixturenames:
        engines = ["moto", pytest.param("ministack", marks=pytest.mark.engine)]
        metafunc.parametrize("which_engine", engines, indirect=True)


@pytest.fixture
def which_engine(request: pytest.FixtureRequest) -> str:
    engine: str = getattr(request, "param", "moto")
    return engine


@pytest.fixture
def table_client(request: pytest.FixtureRequest, which_engine: str) -> "Iterator[DynamoDBClient]":
    if which_engine == "ministack":
        yield request.getfixturevalue("engine_client")
        return
    with moto_table() as client:
        yield client


@pytest.fixture
def table_name(request: pytest.FixtureRequest, which_engine: str) -> str:
    """The name of the table that `table_client` is for."""
    name: str = TABLE if which_engine == "moto" else request.getfixturevalue("engine_table")
    return name


@pytest.fixture
def meter(table_client: "DynamoDBClient") -> Meter:
    return Meter(table_client, make_client())


@pytest.fixture
def faults(table_client: "DynamoDBClient") -> Faults:
    return Faults(table_client)
