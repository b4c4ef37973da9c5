"""Pictures of the moderator page for docs: `python -m tests.browser.desk_pictures` takes every view in each window and each scheme anew."""

from itertools import product

from playwright.sync_api import Browser, Page, expect, sync_playwright

from chalicelib.clock import system_clock
from tests.browser.busy import ANGLER, Busy, fill
from tests.browser.chromium import launch
from tests.browser.pictures import PICTURES, SCHEMES
from tests.browser.serving import SITE, newsroom
from tests.browser.stock import author_of
from tests.browser.visitor import MOST_PATIENCE, visiting

DAYS = 31
WINDOWS = {"desktop": (1280, 860), "phone": (390, 844)}
SIGN_IN = "sign-in"
VIEWS = {
    SIGN_IN: ("", "form"),
    "queue": ("queue", "article:focus"),
    "details": ("queue?list=approved&q=Maren", "article:focus"),
    "keys": ("queue", "article:focus"),
    "overview": ("start?span=month", ".measured"),
    "author": (f"authors?author={author_of(ANGLER)}", ".recent > li"),
    "page": ("pages?page=/articles/seed-library", ".page-sheet"),
    "blocks": ("blocks", ".entries > li"),
    "log": ("log", ".lines > li"),
    "settings": ("settings", ".setting"),
    "tokens": ("tokens", ".entries > li"),
}
"""Each with the address that leads there, once somebody has signed in, and what is there as soon as all of it is."""

WHOLE = {"overview", "author", "page", "settings"}
"""Those that are taken to their end, however long they are."""

OPENED_BY = {"details": "Enter", "keys": "?"}
"""The keys that open what lies above a view."""


def main() -> None:
    """Take all."""
    expect.set_options(timeout=MOST_PATIENCE)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with newsroom() as running, sync_playwright() as playwright:
        busy = fill(running, now=system_clock(), days=DAYS)
        browser = launch(playwright)
        for view, window, scheme in product(VIEWS, WINDOWS, SCHEMES):
            take(busy, browser, view, window, scheme)
        browser.close()


def take(busy: Busy, browser: Browser, view: str, window: str, scheme: str) -> None:
    """Take one, as an admin sees it."""
    width, height = WINDOWS[window]
    looks = {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "reduced_motion": "reduce"}
    with visiting(browser, has_touch=window == "phone", **looks) as visitor:
        page = visitor.page
        page.goto(f"{busy.newsroom.service}/moderate")
        expect(page.locator("h1")).to_be_visible()
        if view != SIGN_IN:
            page.goto(f"{busy.newsroom.service}/moderate#site={SITE}&token={busy.chief_token}")
            page.locator("#views").wait_for(state="attached")
            page.goto(f"{busy.newsroom.service}/moderate#{VIEWS[view][0]}")
        show(page, view)
        page.screenshot(path=PICTURES / f"desk-{view}-{window}-{scheme}.png", full_page=view in WHOLE)


def show(page: Page, view: str) -> None:
    """Wait for a view, and open what lies above it."""
    page.locator(VIEWS[view][1]).first.wait_for()
    if view in OPENED_BY:
        page.keyboard.press(OPENED_BY[view])
        page.get_by_role("dialog").locator("h3").first.wait_for()


if __name__ == "__main__":
    main()
