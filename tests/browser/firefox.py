"""The Firefox that some of the browser tests drive too: the machine's own, by WebDriver BiDi, which every Firefox speaks.

Playwright's own build of Firefox is not needed. `python -m tests.browser.firefox` installs one where the platform has it; where it has
none, these tests are skipped and say so.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Playwright

from tests.browser.machine import Application

FIREFOX = Application(
    "Firefox",
    ("firefox-esr", "firefox"),
    Path("/Applications/Firefox.app/Contents/MacOS/firefox"),
    (("firefox-esr",),),
)
BY_BIDI = "moz-firefox"
"""Playwright's name of the channel."""


_BETWEEN = Path(__file__).with_name("bidi.py")


class NoFirefoxError(Exception):
    """There is no Firefox on this machine."""


def launch(playwright: Playwright) -> Browser:
    """Start the Firefox found, headless. Raises `NoFirefoxError` where there is none."""
    found = FIREFOX.find()
    if found is None:
        raise NoFirefoxError("there is no Firefox on this machine: install Firefox, or `firefox-esr` on Debian")
    with TemporaryDirectory() as folder:
        started = Path(folder, "firefox")
        started.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{_BETWEEN}" "{found}" "$@"\n', encoding="utf-8")
        started.chmod(0o700)
        return playwright.firefox.launch(channel=BY_BIDI, executable_path=started)


def main() -> None:
    """Find a Firefox or install one, and say where it is, or that its tests will be skipped."""
    print(FIREFOX.ensure() or "There is no Firefox here; what is to run in it will be skipped.")  # noqa: T201 # a command answers


if __name__ == "__main__":
    main()
