"""Requests made side by side: several calls to the table that together take the time of one.

`BRANCH` tells whoever watches requests (the meter of the tests) which of them belong together: it holds the group and the place in it.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from functools import cache
from typing import Any

BRANCH: ContextVar[tuple[object, int] | None] = ContextVar("BRANCH", default=None)

WORKERS = 16


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="together")


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run `calls` side by side and answer their results in order. The first failure is raised, after all have ended.

    A single call runs where it is, and so do calls that are themselves made side by side: a full pool would wait for itself.
    """
    if len(calls) == 1 or BRANCH.get() is not None:
        return [call() for call in calls]
    group = object()
    futures = [_pool().submit(copy_context().run, _in_branch, (group, place), call) for place, call in enumerate(calls)]
    failures = [failure for future in futures if (failure := future.exception())]
    if failures:
        raise failures[0]
    return [future.result() for future in futures]


def _in_branch(branch: tuple[object, int], call: Callable[[], Any]) -> Any:
    BRANCH.set(branch)
    return call()
