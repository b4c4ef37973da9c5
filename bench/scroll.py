"""A page of a thousand comments on a slow phone: the rest of them brought, and all of them scrolled through.

The browser is Chromium, which slows down the processor itself. Service and moto as its table run on this machine, and the network is
not slowed down: what a reader waits for is not measured here, but whether the page hangs.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench.figure import Figure
from bench.phone import TASK_GOAL_MS, longest, slow_down
from bench.stock import BODY, approved
from chalicelib.pages.service import page_name
from cli.web.build import ensure_built
from tests.browser.chromium import launch
from tests.browser.serving import SITE, Newsroom, newsroom
from tests.browser.visitor import visiting

COMMENTS = 1000
_PART = 100
_ROUNDS = 3
_WHEEL = 900
"""Pixels a turn."""
_LATE_MS = 50
_STEADY = 7

_WATCH = """
const nothing = () => ({ tasks: [], frames: [] });
window.noticed = nothing();
window.take = () => {
  const taken = noticed;
  window.noticed = nothing();
  return taken;
};
new PerformanceObserver((list) => noticed.tasks.push(...list.getEntries().map(({ duration }) => duration)))
  .observe({ type: 'longtask' });
let before = performance.now();
const look = (now) => {
  noticed.frames.push(now - before);
  before = now;
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
_SHOWN = (
    "(count) => document.querySelector('belowline-comments').shadowRoot?.querySelectorAll('article').length >= count"
)
_MORE = "[part='button more']"
"""Not by its role and name: to look for these among 3,000 buttons is a long task itself."""
_IS_AT_THE_END = "() => scrollY + innerHeight >= document.documentElement.scrollHeight - 1"

Noticed = Mapping[str, Sequence[float]]
"""The `tasks` that a browser told of, and the time from each of the `frames` to the next, in milliseconds."""


def embed_more_longest_task_ms() -> Figure:
    """The longest that the page hangs while the reader has the rest of the comments brought."""
    return _longest(bringing for bringing, _ in _rounds())


def embed_scroll_longest_task_ms() -> Figure:
    """The longest that it hangs while the reader scrolls through all of them."""
    return _longest(scrolling for _, scrolling in _rounds())


def embed_scroll_late_frames() -> Figure:
    """How many of the frames come late meanwhile."""
    late = [sum(frame > _LATE_MS for frame in noticed["frames"]) / len(noticed["frames"]) for _, noticed in _rounds()]
    return Figure(median(late), "a frame", 0, None, (min(late), max(late)))


def _longest(rounds: Iterator[Noticed]) -> Figure:
    tasks = [longest(noticed["tasks"]) for noticed in rounds]
    return Figure(median(tasks), "ms", None, TASK_GOAL_MS, (min(tasks), max(tasks)))


@cache
def _rounds() -> Sequence[tuple[Noticed, Noticed]]:
    ensure_built()
    with newsroom() as running, sync_playwright() as playwright:
        browser = launch(playwright)
        address = _discussed(running)
        rounds = [_round(browser, address) for _ in range(_ROUNDS)]
        browser.close()
    return rounds


def _discussed(running: Newsroom) -> str:
    """Publish a page with all comments, some of them longer; answers its address."""
    dice = random.Random(_STEADY)  # noqa: S311 # the same each time, and nobody's secret
    page = page_name(running.services.sites.get(SITE), running.article("own"))
    bodies = ["\n\n".join([BODY] * dice.randint(1, 3)) for _ in range(COMMENTS)]
    approved(running.client, SITE, page, COMMENTS, bodies)
    return running.own_page(f'<belowline-comments limit="{_PART}"></belowline-comments>')


def _round(browser: Browser, address: str) -> tuple[Noticed, Noticed]:
    with visiting(browser) as visitor:
        page = visitor.page
        page.add_init_script(_WATCH)
        slow_down(page)
        page.goto(address)
        page.wait_for_function(_SHOWN, arg=_PART)
        return _noticed_while(page, _bring_the_rest), _noticed_while(page, _scroll_through)


def _noticed_while(page: Page, act: Callable[[Page], None]) -> Noticed:
    page.wait_for_load_state("networkidle")
    page.evaluate("take()")
    act(page)
    noticed: Any = page.evaluate("take()")
    return noticed  # type: ignore[no-any-return] # as the script above has it


def _bring_the_rest(page: Page) -> None:
    for count in range(2 * _PART, COMMENTS + 1, _PART):
        page.locator(_MORE).press("Enter")
        page.wait_for_function(_SHOWN, arg=count)


def _scroll_through(page: Page) -> None:
    """Go back to the top by key, down to the end by wheel, and some way up by key."""
    page.keyboard.press("Home")
    page.mouse.move(300, 300)
    while not page.evaluate(_IS_AT_THE_END):
        page.mouse.wheel(0, _WHEEL)
    for _ in range(20):
        page.keyboard.press("PageUp")
