"""The moderator page: two hundred comments that wait, cleared with the keyboard alone in a real browser.

Time is by the clock, with the browser, the service and moto as its table all on this machine.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

from playwright.sync_api import Page, Response, expect, sync_playwright

from bench.figure import Figure
from tests.browser.chromium import launch
from tests.browser.desk import sit_down
from tests.browser.serving import MOST_SECONDS, newsroom
from tests.browser.stock import many, wait
from tests.browser.visitor import visiting

WAITING = 200
_KEYS = "arsd"
_NEXT_GOAL_MS = 50
_DECISION_GOAL_MS = 1000  # sixty a minute

# From the key to the frame in which another comment has the focus.
_PRESS = """async (key) => {
  const before = document.activeElement.id;
  const begin = performance.now();
  document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await new Promise((shown) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = shown;
    channel.port2.postMessage(null);
  }));
  return document.activeElement.id === before ? null : performance.now() - begin;
}"""


def desk_next_ms() -> Figure:
    """From the key that decides to the next comment on the screen."""
    times = _session().next_ms
    return Figure(median(times), "ms", None, _NEXT_GOAL_MS, (min(times), max(times)))


def desk_decision_ms() -> Figure:
    """What a decision takes of all that goes on: deciding, reading the next comments, sending."""
    return Figure(_session().seconds * 1000 / WAITING, "ms", None, _DECISION_GOAL_MS)


def desk_requests() -> Figure:
    """Calls a decision, those that read the comments included."""
    return Figure(_session().calls / WAITING, "calls")


def desk_bytes() -> Figure:
    """Bytes a decision, sent and received, without headers and before compression."""
    return Figure(_session().size / WAITING, "bytes")


@dataclass(frozen=True)
class _Session:
    next_ms: Sequence[float]
    seconds: float
    calls: int
    size: int


@cache
def _session() -> _Session:
    with newsroom() as running, sync_playwright() as playwright:
        expect.set_options(timeout=MOST_SECONDS * 1000)  # on a busy machine it takes long to send them all
        wait(running, many(WAITING))
        browser = launch(playwright)
        with visiting(browser) as moderator:
            answers: list[Response] = []
            moderator.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 # Playwright marks its handlers, a builtin cannot be
            desk = sit_down(running, moderator)
            begin = time.monotonic()
            times = [_decide(desk.page, _KEYS[place % len(_KEYS)]) for place in range(WAITING - 1)]
            desk.press(_KEYS[-1])
            desk.send()
            seconds = time.monotonic() - begin
            calls = [answer for answer in answers if "/v1/sites/" in answer.url]
            size = sum(len(answer.body()) + len(answer.request.post_data_buffer or b"") for answer in calls)
        browser.close()
    return _Session(times, seconds, len(calls), size)


def _decide(page: Page, key: str) -> float:
    page.locator("article:focus").wait_for()
    taken: float | None = page.evaluate(_PRESS, key)
    return taken if taken is not None else float("inf")
