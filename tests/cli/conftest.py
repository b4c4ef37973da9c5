"""Data directories and engines of the operator's command's tests."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import asdict
from pathlib import Path

import pytest

from cli.local.claim import Claim, Holder
from cli.local.engine import Engine, ensure_table

Start = Callable[[Path], Engine]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start engines on data directories; each is stopped at the end of the test, if it is not yet."""
    with ExitStack() as ends:
        yield lambda directory: _start(directory, ends)


@pytest.fixture
def start_run(start: Start) -> Start:
    """Start engines that have the table, and say that they are a run's."""

    def start_run(directory: Path) -> Engine:
        engine = start(directory)
        ensure_table(engine.endpoint)
        holder = Holder(pid=engine.process.pid, is_run=True, port=engine.port)
        (directory / "engine.json").write_text(json.dumps(asdict(holder)))
        return engine

    return start_run


def _start(directory: Path, ends: ExitStack) -> Engine:
    claim = Claim.take(directory)
    assert claim, "somebody else uses this directory"
    with closing(claim):  # from here on the engine's process alone holds the directory
        engine = Engine.start(directory, claim)
    ends.callback(engine.stop)
    return engine
