"""A headless Chromium for all tests here, and for each test a newsroom and people of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.chromium import launch
from tests.browser.serving import Newsroom, newsroom
from tests.browser.visitor import MOST_PATIENCE, Visitor, visiting

expect.set_options(timeout=MOST_PATIENCE)


# Of the package, not of the session: while Playwright runs, no other test here could start an event loop.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = launch(playwright)
        yield launched
        launched.close()


@pytest.fixture(name="newsroom")
def a_newsroom() -> Iterator[Newsroom]:
    with newsroom() as running:
        yield running


@pytest.fixture
def reader(browser: Browser) -> Iterator[Visitor]:
    with visiting(browser) as visitor:
        yield visitor


@pytest.fixture
def moderator(browser: Browser) -> Iterator[Visitor]:
    with visiting(browser) as visitor:
        yield visitor
