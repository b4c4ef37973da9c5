"""Data directories and engines of the operator's command's tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from cli.local.claim import Claim
from cli.local.engine import Engine
from tests.engine import engine, engine_client, engine_table

__all__ = ["engine", "engine_client", "engine_table"]

Start = Callable[[Path], Engine]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start engines on data directories; each is stopped at the end of the test, if it is not yet."""
    with ExitStack() as ends:

        def start(directory: Path) -> Engine:
            claim = Claim.take(directory)
            assert claim, "somebody else uses this directory"
            with closing(claim):  # from here on the engine's process alone holds the directory
                engine = Engine.start(directory, claim)
            ends.callback(engine.stop)
            return engine

        yield start
