"""Cold starts: from the start of a process to the end of its first answer, a page of 20 comments.

Fresh processes, ours and the bare one in turn, on one processor where the system lets us choose. The ratio is of processor time, user
and system: beside other work on the machine it is far steadier than time by the clock, which is the figure in milliseconds.

Twice: as the code lies here, and from the package, unpacked alone and run by Lambda's own loop.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from bench.figure import Figure, Rounds
from bench.place import SITE, place
from bench.scene import Scene, Stage, record, stage
from bench.stock import approved
from chalicelib.pages.service import page_name
from cli.local.child import ROOT

ROUNDS = 11
GOAL = 1.25


def cold_start_ms() -> Figure:
    """Milliseconds by the clock until the first answer."""
    return measured().clock.duration()


def cold_start_ratio() -> Figure:
    """Processor time until the first answer, in times of the bare process's."""
    return measured().processor.ratio(GOAL)


@dataclass(frozen=True)
class ColdStarts:
    """Milliseconds of both kinds, and the bare process's peak of memory."""

    clock: Rounds
    processor: Rounds
    bare_peak_mb: float


@dataclass(frozen=True)
class Start:
    """What one process took."""

    clock: float
    processor: float
    peak_mb: float


@cache
def measured() -> ColdStarts:
    """Answer the cold starts of this run."""
    with stage(scene()) as played:
        return compared(partial(service, played), partial(bare, played))


def scene() -> Scene:
    """Answer the call that a cold start is measured by, and the two requests that it takes."""
    with place() as made:
        approved(made.client, SITE, page_name(made.services.sites.get(SITE), "/a"), 20)
        return record(made.client, [made.get("comments", page="/a")])


def compared(ours: Callable[[], Start], bare: Callable[[], Start]) -> ColdStarts:
    """Measure two kinds of start, in turn."""
    with one_processor():
        for warm in (ours, bare):  # what both read from the disk is in memory from now on
            warm()
        rounds = [(ours(), bare()) for _ in range(ROUNDS)]
    started, floor = zip(*rounds, strict=True)
    return ColdStarts(
        Rounds([one.clock for one in started], [one.clock for one in floor]),
        Rounds([one.processor for one in started], [one.processor for one in floor]),
        max(one.peak_mb for one in floor),
    )


def service(played: Stage) -> Start:
    """Start the service and have it answer the scene's events."""
    return _start("bench.children.service", played.events, played)


def bare(played: Stage) -> Start:
    """Start the bare process and have it make the scene's last request."""
    return _start("bench.children.bare", played.exchanges, played)


def _start(module: str, file: Path, played: Stage) -> Start:
    command = [sys.executable, "-m", module, str(file)]
    spent = Spent()
    done = subprocess.run(command, cwd=ROOT, env=played.environment, check=True, stdout=subprocess.PIPE)  # noqa: S603 # our own modules
    return spent.start(peak_mb=float(done.stdout))


class Spent:
    """What is spent by the clock, and by children that have ended, from now on."""

    def __init__(self) -> None:
        self._began, self._before = time.perf_counter(), _processor()

    def start(self, seconds: float | None = None, peak_mb: float = 0) -> Start:
        """Answer what was spent; `seconds` by the clock where they ended earlier."""
        clock = time.perf_counter() - self._began if seconds is None else seconds
        return Start(clock * 1000, (_processor() - self._before) * 1000, peak_mb)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def one_processor() -> Iterator[None]:
    """Keep us and the processes started meanwhile to one processor, where the system has a word for it."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
