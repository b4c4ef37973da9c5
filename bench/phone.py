"""A slow phone: a processor that is four times slower than this one, and what a browser tells of its tasks."""

from collections.abc import Sequence

from playwright.sync_api import CDPSession, Page

TASK_GOAL_MS = 100
_SLOWER = 4
_LEAST_TASK_MS = 50


def slow_down(page: Page) -> CDPSession:
    """Slow down what a page runs on; answers the session with Chromium, for more of that."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    return chromium


def longest(tasks: Sequence[float]) -> float:
    """Answer the longest of long tasks in milliseconds: 50 where there is none, as browsers tell of no shorter ones."""
    return max(tasks, default=_LEAST_TASK_MS)
