"""The Chromium that the browser tests drive: the machine's own, else one installed by the platform's means.

`python -m tests.browser.chromium` makes sure that there is one and prints where it is.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.machine import Application, is_root

CHROMIUM = Application(
    "Chromium",
    # The first is the same engine without what a window needs, and takes a third less time for the same tests.
    ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    (("chromium-headless-shell", "fonts-liberation"), ("chromium", "fonts-liberation")),
)
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PLAYWRIGHTS = [sys.executable, "-m", "playwright", "install", "chromium"]


class NoChromiumError(Exception):
    """There is no Chromium, and no way from here to install one."""


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium found, headless. Raises `NoChromiumError` where there is none."""
    found = CHROMIUM.find(Path(playwright.chromium.executable_path))
    if found is None:
        raise NoChromiumError("There is no Chromium: run `python -m tests.browser.chromium`, which installs one.")
    sandbox = ["--no-sandbox"] if is_root() else []
    return playwright.chromium.launch(executable_path=found, args=[*FLAGS, *sandbox])


def main() -> None:
    """Find a Chromium or install one; without success end with a sentence that says what to do."""
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    found = CHROMIUM.ensure(own, installers=[PLAYWRIGHTS])
    if found is None:
        sys.exit(
            "There is no Chromium here and it could not be installed; install `chromium` or Google Chrome and try again."
        )
    print(found)  # noqa: T201 # a command answers


if __name__ == "__main__":
    main()
