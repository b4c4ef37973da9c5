"""Processes that end with the one that started them, however it ends.

The parent holds the writing end of a child's standard input and never writes. When the parent is gone, even killed, the
child reads the end of it and ends itself in order. Each child has a session of its own, so that Ctrl-C in a terminal
reaches the parent alone, which ends its children one after another.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
SECONDS_TO_END = 4


def start_module(
    module: str,
    *arguments: str,
    environment: Mapping[str, str],
    python: Path = Path(sys.executable),
    output: IO[bytes] | None = None,
    descriptors: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `python -m MODULE` from the checkout; without `output` it writes where we do."""
    return subprocess.Popen(  # noqa: S603 # our own modules, no shell
        [str(python), "-m", module, *arguments],
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        pass_fds=descriptors,
        start_new_session=True,
    )


def stop(process: subprocess.Popen[bytes], seconds: float = SECONDS_TO_END) -> None:
    """Ask a child to end, wait for it, and kill it if it does not."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdin:
        process.stdin.close()


def is_alive(pid: int) -> bool:
    """Say whether there is a process of this number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's, which is alive too
    return True


def when_parent_is_gone(act: Callable[[], object]) -> None:
    """Call `act` in a thread of this child once its parent has ended."""
    # Read below Python's own buffer: its lock, held by a waiting thread, would abort the interpreter's end.
    threading.Thread(target=lambda: (os.read(0, 1), act()), daemon=True).start()


def end_with_parent() -> None:
    """Let the end of the parent be a SIGTERM to this child."""
    when_parent_is_gone(lambda: os.kill(os.getpid(), signal.SIGTERM))
