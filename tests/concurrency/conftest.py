"""The service's processes, started once for all tests here; each test has a page of its own."""

import uuid
from collections.abc import Iterator

import pytest

from chalicelib.storage.definition import create_table
from cli.local.engine import Engine, client
from tests.concurrency.served import Served, serve


@pytest.fixture(scope="package")
def served(engine: Engine) -> Iterator[Served]:
    table = f"served-{uuid.uuid4().hex}"
    create_table(client(engine.endpoint), table)
    with serve(engine, table) as running:
        yield running
