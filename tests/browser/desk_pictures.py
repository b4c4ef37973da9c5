"""Pictures of the moderator page for docs/moderation.md: `python -m tests.browser.desk_pictures` takes them anew.

With a folder, `python -m tests.browser.desk_pictures FOLDER`, it takes every view in each window and each scheme, and puts them there.
"""

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from chalicelib.clock import system_clock
from tests.browser.busy import ANGLER, Busy, fill
from tests.browser.chromium import launch
from tests.browser.pictures import PICTURES, SCHEMES
from tests.browser.serving import SITE, newsroom
from tests.browser.stock import author_of
from tests.browser.visitor import MOST_PATIENCE, visiting

DAYS = 31
WINDOWS = {"desktop": (1280, 860), "phone": (390, 844)}
VIEWS = {
    "overview": "start?span=month",
    "queue": "queue",
    "author": f"authors?author={author_of(ANGLER)}",
    "page": "pages?page=/articles/seed-library",
    "blocks": "blocks",
    "log": "log",
    "settings": "settings",
    "tokens": "tokens",
}
IN_DOCS = (
    "overview-desktop-light",
    "overview-phone-dark",
    "queue-desktop-light",
    "queue-phone-dark",
    "author-desktop-light",
    "page-desktop-light",
    "log-desktop-dark",
    "settings-desktop-light",
)


def main() -> None:
    """Take those that are in the docs, or all into a folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    wanted = [picture for picture in _all() if folder != PICTURES or "-".join(picture) in IN_DOCS]
    expect.set_options(timeout=MOST_PATIENCE)
    folder.mkdir(parents=True, exist_ok=True)
    with newsroom() as running, sync_playwright() as playwright:
        busy = fill(running, now=system_clock(), days=DAYS)
        browser = launch(playwright)
        for view, window, scheme in wanted:
            take(busy, browser, folder, view, window, scheme)
        browser.close()


def take(busy: Busy, browser: Browser, folder: Path, view: str, window: str, scheme: str) -> None:
    """Take one, as an admin sees it."""
    width, height = WINDOWS[window]
    looks = {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "reduced_motion": "reduce"}
    with visiting(browser, has_touch=window == "phone", **looks) as visitor:
        page = visitor.page
        page.goto(f"{busy.newsroom.service}/moderate#site={SITE}&token={busy.chief_token}")
        expect(page.locator("h1")).to_be_visible()
        page.goto(f"{busy.newsroom.service}/moderate#{VIEWS[view]}")
        expect(page.locator("main")).not_to_contain_text("Loading")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=folder / f"desk-{view}-{window}-{scheme}.png")


def _all() -> Iterator[tuple[str, str, str]]:
    return product(VIEWS, WINDOWS, SCHEMES)


if __name__ == "__main__":
    main()
