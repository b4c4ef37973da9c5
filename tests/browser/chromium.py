"""The Chromium that the browser tests drive: the machine's own, else one installed by the platform's means.

`python -m tests.browser.chromium` makes sure that there is one and prints where it is.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATION = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
APT_PACKAGES = ("chromium", "fonts-liberation")
SECONDS_TO_ANSWER = 60


class NoChromiumError(Exception):
    """There is no Chromium, and no way from here to install one."""


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium found, headless. Raises `NoChromiumError` where there is none."""
    found = _found(Path(playwright.chromium.executable_path))
    if found is None:
        raise NoChromiumError("There is no Chromium: run `python -m tests.browser.chromium`, which installs one.")
    # Root has no user namespace to build the sandbox in.
    sandbox = ["--no-sandbox"] if _is_root() else []
    return playwright.chromium.launch(executable_path=found, args=[*FLAGS, *sandbox])


def main() -> None:
    """Find a Chromium or install one; without success end with a sentence that says what to do."""
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    for install in (None, *_installers()):
        if install:
            print(f"No Chromium yet; running: {' '.join(install)}", flush=True)  # noqa: T201 # a command tells
            subprocess.run(install, check=False)  # noqa: S603 # fixed commands; whether it worked is seen below
        if found := _found(own):
            print(found)  # noqa: T201 # a command answers
            return
    sys.exit(
        "There is no Chromium here and it could not be installed; install `chromium` or Google Chrome and try again."
    )


def _found(own: Path) -> Path | None:
    return next((path for path in _candidates(own) if _answers(path)), None)


def _candidates(own: Path) -> Iterator[Path]:
    for command in COMMANDS:
        if path := shutil.which(command):
            yield Path(path)
    yield from (path for path in (APPLICATION, own) if path.exists())


def _answers(path: Path) -> bool:
    """Ask for its version: on some systems the command is there, but only says where to get the browser."""
    asked = [str(path), "--version"]
    answer = subprocess.run(asked, capture_output=True, check=False, timeout=SECONDS_TO_ANSWER)  # noqa: S603 # a found browser
    return answer.returncode == 0


def _installers() -> Iterator[list[str]]:
    apt = shutil.which("apt-get")
    if apt and _is_root():
        yield [apt, "update"]
        yield [apt, "install", "--yes", "--no-install-recommends", *APT_PACKAGES]
    yield [sys.executable, "-m", "playwright", "install", "chromium"]


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


if __name__ == "__main__":
    main()
