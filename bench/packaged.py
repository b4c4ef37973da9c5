"""Cold starts of the package: unpacked alone, run by Lambda's own loop, with a Runtime API on this machine."""

import py_compile
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache, partial
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.cold_start import GOAL, ColdStarts, Spent, Start, compared, scene
from bench.figure import Figure
from bench.scene import stage
from cli.deploy.package import build
from cli.deploy.target import Target
from cli.local.child import ROOT
from tests.deploy.runtime import Runtime

_BARE = ROOT / "bench" / "children" / "bare.py"


def cold_start_package_ms() -> Figure:
    """Milliseconds by the clock until the first answer."""
    return measured().clock.duration()


def cold_start_package_ratio() -> Figure:
    """Processor time until the first answer, in times of the bare function's."""
    return measured().processor.ratio(GOAL)


@cache
def measured() -> ColdStarts:
    """Answer the package's cold starts of this run."""
    call = scene()
    with _unpacked() as task, stage(call) as played:
        start = partial(_start, task, played.environment)
        return compared(
            partial(start, "app.app", call.events[0]),
            partial(start, "bare.handler", asdict(call.exchanges[-1])),
        )


@contextmanager
def _unpacked() -> Iterator[Path]:
    """Give the package for this machine, with the bare function beside the service's."""
    with TemporaryDirectory() as folder:
        task = Path(folder, "task")
        with zipfile.ZipFile(build(Target.this_machine(), Path(folder)).path) as package:
            package.extractall(task)
        py_compile.compile(str(shutil.copy(_BARE, task)))  # as all else in it is
        yield task


def _start(task: Path, environment: dict[str, str], handler: str, event: Any) -> Start:
    spent = Spent()
    with Runtime(task, environment, handler) as runtime:
        answer = runtime.invoke(event)
    if answer and answer["statusCode"] != HTTPStatus.OK:
        raise RuntimeError(f"The package answered {answer}.")
    return spent.start(runtime.seconds_to_first_answer)
