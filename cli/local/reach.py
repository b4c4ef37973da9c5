"""The engine for one command: the one that `make run` started, or else one for as long as the command takes."""

import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cli.local.claim import Claim, Holder, holder_of
from cli.local.engine import HOST, Engine, EngineFailedError, answers, ensure_table

SECONDS_TO_WAIT = 60


@contextmanager
def reach(data_dir: Path) -> Iterator[str]:
    """Give the address of an engine that has the table. Waits while a run starts or another command has an engine."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while (claim := Claim.take(data_dir)) is None:
        holder = holder_of(data_dir)
        if holder and holder.is_run and holder.port and answers(holder.port):
            yield f"http://{HOST}:{holder.port}"
            return
        if time.monotonic() > deadline:
            raise EngineFailedError(f"Something else has used {data_dir} for a minute; try again when it has ended.")
        time.sleep(0.1)
    with closing(claim):
        claim.say(Holder(pid=os.getpid(), is_run=False))
        engine = Engine.start(data_dir, claim)
        try:
            ensure_table(engine.endpoint)
            yield engine.endpoint
        finally:
            engine.stop()
