"""Calls that may hang: each runs in a thread of its own and is waited for only so long.

A timeout of a socket counts anew with each byte that comes, and looking up a name has none at all. So whoever must answer in time does not
wait for the call itself. One that was given up ends later by its own timeouts; nobody hears what it has to say, and a function that is
to stop does not wait for it (its thread is a daemon).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from threading import Thread
from typing import TypeVar

Result = TypeVar("Result")


def aside(calls: Sequence[Callable[[], Result]], seconds: float) -> list["Future[Result] | None"]:
    """Run `calls` side by side. Answer each as it ended, with its result or its failure; None for one that did not within `seconds`."""
    futures = [_started(call) for call in calls]
    done, _ = wait(futures, timeout=seconds)
    return [future if future in done else None for future in futures]


def _started(call: Callable[[], Result]) -> "Future[Result]":
    future: Future[Result] = Future()
    Thread(target=_run, args=(call, future), name="aside", daemon=True).start()
    return future


def _run(call: Callable[[], Result], future: "Future[Result]") -> None:
    try:
        future.set_result(call())
    except Exception as failure:  # noqa: BLE001 - raised where the result is wanted
        future.set_exception(failure)
