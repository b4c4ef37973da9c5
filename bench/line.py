"""Pages on a slow line and a slow phone: what a reader waits for the comments, and a moderator for the first one to decide on.

The browser is Chromium, which slows down the line and the processor itself; its cache is empty in each round. Service,
edge and moto as its table run on this machine, and their time is in the figures. Chromium slows no connection while it is
opened, so what a first handshake takes is in none of them.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from bench.edge import compressing
from bench.figure import Figure, Rounds
from bench.phone import TASK_GOAL_MS, longest, slow_down
from cli.web.build import ensure_built
from tests.browser.chromium import launch
from tests.browser.serving import SITE, Newsroom, newsroom
from tests.browser.stock import Waiting, many, wait
from tests.browser.visitor import visiting

ROOTS, REPLIES = 70, 30
WAITING = 25
_ROUNDS = 5
_BYTES_A_SECOND = 1_600_000 / 8
_ROUND_TRIP_MS = 150
_SLUG = "discussed"
_COMMENTS_GOAL_MS = 600
_REQUESTS_GOAL = 3
_SHIFT_GOAL = 0.02
_DESK_GOAL_MS = 1000

_WORDS = (
    "a about again all and another ask at bed before board boat bus but by captain council crew did every ferry for from "
    "had have he home I in is it last later left lights mackerel me minutes mother my never nobody not of on once our out "
    "passenger pier rain said sea she six so than that the there they thirty this tide timetable to town waits was water "
    "we were what when winter with years you"
)
_WORDS_EACH = 40
_STEADY = 7

_ARTICLE = "<h1>The last ferry</h1><p>It has learned to wait.</p>"
_ROOM = (
    "<style>belowline-comments:not(:defined) { display: block; min-height: 100vh }</style>"  # as docs/embed.md has it
)
_FOOTER = "<footer>The Saltmarsh Courier</footer>"

# `seen` is when what `wanted` finds was painted within the window, in milliseconds from the start of the navigation.
_WATCH = """
const wanted = %s;
const isOnScreen = (element) => element && element.getBoundingClientRect().top < innerHeight;
const look = () => requestAnimationFrame(() => {
  if (!isOnScreen(wanted())) return look();
  const painted = new MessageChannel();
  painted.port1.onmessage = () => { window.seen = performance.now(); };
  painted.port2.postMessage(null);
});
look();
window.noticed = { 'layout-shift': [], longtask: [] };
for (const type in noticed) {
  new PerformanceObserver((list) => noticed[type].push(...list.getEntries())).observe({ type, buffered: true });
}
"""
# Requests are those to another origin (a publisher's page asks its own for an icon) that began before the last answer that
# was there when `seen`: the view is sent while comments are painted, which do not wait for it.
_NOTICED = """() => {
  const requests = performance.getEntriesByType('resource').filter(({ name }) => !name.startsWith(location.origin));
  const last = Math.max(...requests.map(({ responseEnd }) => responseEnd).filter((end) => end < seen));
  return {
    seen,
    requests: requests.filter(({ startTime }) => startTime < last).length,
    shift: noticed['layout-shift'].reduce((sum, { value }) => sum + value, 0),
    tasks: noticed.longtask.map(({ duration }) => duration),
  };
}"""

_ARTICLE_SHOWN = "() => document.querySelector('h1')"
_COMMENT_SHOWN = "() => document.querySelector('belowline-comments')?.shadowRoot?.querySelector('article')"
_COMMENT_FOCUSED = "() => document.querySelector('article:focus')"
_OVERVIEW_SHOWN = "() => document.querySelector('.tiles')"


def embed_comments_ms() -> Figure:
    """Until comments are on the screen, less what the same page takes without the embed, which is shown as the floor."""
    ours, bare = zip(*_readers(), strict=True)
    return Rounds([one.seen for one in ours], [one.seen for one in bare]).beyond(_COMMENTS_GOAL_MS)


def embed_requests() -> Figure:
    """Requests to the service that comments wait for, or that compete with those."""
    return _each(lambda load: load.requests, "requests", _REQUESTS_GOAL)


def embed_layout_shift() -> Figure:
    """By how much the page moves while it loads, as browsers tell it (Cumulative Layout Shift)."""
    return _each(lambda load: load.shift, "shift", _SHIFT_GOAL)


def embed_longest_task_ms() -> Figure:
    """The longest that the page hangs while it loads."""
    return _each(lambda load: longest(load.tasks), "ms", TASK_GOAL_MS)


def desk_usable_ms() -> Figure:
    """From opening the moderator page at its comments, in a tab that has signed in, until the first one takes a key."""
    return _desk(lambda load: load.queue).duration(_DESK_GOAL_MS)


def desk_overview_ms() -> Figure:
    """From opening the moderator page by an address with a token until the overview is there."""
    return _desk(lambda load: load.overview).duration()


@dataclass(frozen=True)
class _Desk:
    """Milliseconds of one round."""

    queue: float
    overview: float
    bare: float


def _desk(what: Callable[[_Desk], float]) -> Rounds:
    return Rounds([what(one) for one in _moderators()], [one.bare for one in _moderators()])


@cache
def _moderators() -> Sequence[_Desk]:
    ensure_built()
    with _place() as (running, browser):
        wait(running, many(WAITING))
        bare = _publish(running, "bare")
        token = f"{running.service}/moderate#site={SITE}&token={running.token}"
        queue = f"{running.service}/moderate#queue"
        return [
            _Desk(
                _load(browser, queue, _COMMENT_FOCUSED, begin=_signed_in(token), then=_decide).seen,
                _load(browser, token, _OVERVIEW_SHOWN).seen,
                _load(browser, bare, _ARTICLE_SHOWN).seen,
            )
            for _ in range(_ROUNDS)
        ]


def _signed_in(address: str) -> Callable[[Page], None]:
    """Answer what signs a tab in and leaves the moderator page again."""

    def sign_in(page: Page) -> None:
        page.goto(address)
        page.locator("#views").wait_for(state="attached")
        page.goto("about:blank")

    return sign_in


@dataclass(frozen=True)
class _Load:
    """What a browser noticed of one page: `seen` in milliseconds, requests to others until then, shift and tasks (milliseconds) in all."""

    seen: float
    requests: int
    shift: float
    tasks: Sequence[float]


@cache
def _readers() -> Sequence[tuple[_Load, _Load]]:
    """Answer the rounds, each with the embed and without."""
    ensure_built()
    with _place() as (running, browser):
        _discuss(running)
        script = f'<script src="{running.service}/embed.js" data-site="{SITE}" async></script>'
        ours = _publish(running, _SLUG, script + _ROOM, "<belowline-comments></belowline-comments>")
        bare = _publish(running, "bare")
        return [(_load(browser, ours, _COMMENT_SHOWN), _load(browser, bare, _ARTICLE_SHOWN)) for _ in range(_ROUNDS)]


def _each(what: Callable[[_Load], float], unit: str, goal: float) -> Figure:
    ours, bare = ([what(load) for load in loads] for loads in zip(*_readers(), strict=True))
    return Figure(median(ours), unit, median(bare), goal, (min(ours), max(ours)))


@contextmanager
def _place() -> Iterator[tuple[Newsroom, Browser]]:
    with newsroom(edge=compressing) as running, sync_playwright() as playwright:
        browser = launch(playwright)
        yield running, browser
        browser.close()


def _discuss(running: Newsroom) -> None:
    """Leave comments that are public: the newest roots and every other one below have a reply each."""
    dice = random.Random(_STEADY)  # noqa: S311 # the same each time, and nobody's secret
    roots = wait(running, [_said(dice) for _ in range(ROOTS)])
    replies = wait(running, [_said(dice, roots[-1 - 2 * number]) for number in range(REPLIES)])
    running.decide("approve", *roots)
    running.decide("approve", *replies)


def _said(dice: random.Random, *ancestors: str) -> Waiting:
    """Answer a comment of no sense, but one that compresses as text does."""
    body = " ".join(dice.choices(_WORDS.split(), k=_WORDS_EACH))
    return Waiting(body, f"Reader {dice.randrange(1000)}", ancestors=ancestors, slug=_SLUG)


def _publish(running: Newsroom, slug: str, head: str = "", comments: str = "") -> str:
    """Publish a page; answers its address."""
    html = f'<!doctype html><html lang="en-GB"><head><title>Ferry</title>{head}</head><body>{_ARTICLE}{comments}{_FOOTER}</body></html>'
    (running.pages / "articles" / f"{slug}.html").write_text(html, encoding="utf-8")
    return running.article(slug)


def _load(
    browser: Browser,
    address: str,
    wanted: str,
    *,
    begin: Callable[[Page], None] = lambda _page: None,
    then: Callable[[Page], None] = lambda _page: None,
) -> _Load:
    """Open a page without a cache, until what is wanted is on the screen and nothing more is asked for."""
    with visiting(browser) as visitor:
        page = visitor.page
        begin(page)
        page.add_init_script(_WATCH % wanted)
        _slow_down(page)
        page.goto(address)
        page.wait_for_function("() => window.seen")
        then(page)
        page.wait_for_load_state("networkidle")
        noticed = page.evaluate(_NOTICED)
    return _Load(**noticed)


def _slow_down(page: Page) -> None:
    chromium = slow_down(page)
    chromium.send("Network.enable")
    chromium.send("Network.setCacheDisabled", {"cacheDisabled": True})
    chromium.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": _ROUND_TRIP_MS,
            "downloadThroughput": _BYTES_A_SECOND,
            "uploadThroughput": _BYTES_A_SECOND,
        },
    )


def _decide(page: Page) -> None:
    """Decide by key on the comment that has the focus; raises Playwright's TimeoutError where no other gets it."""
    decided = page.locator("article:focus").get_attribute("id")
    page.keyboard.press("a")
    page.locator(f'article:focus:not([id="{decided}"])').wait_for()
