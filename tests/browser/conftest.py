"""Headless browsers for all tests here, and for each test a newsroom and people of its own.

It is Chromium, and for tests marked `firefox` also Firefox.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser import chromium, firefox
from tests.browser.firefox import NoFirefoxError
from tests.browser.serving import Newsroom, newsroom
from tests.browser.visitor import MOST_PATIENCE, Visitor, visiting

expect.set_options(timeout=MOST_PATIENCE)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("firefox"):
        metafunc.parametrize("browser", ["a_chromium", "a_firefox"], ids=["chromium", "firefox"], indirect=True)


# Of the package, not of the session: while Playwright runs, no other test here could start an event loop.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def a_chromium(playwright: Playwright) -> Iterator[Browser]:
    launched = chromium.launch(playwright)
    yield launched
    launched.close()


@pytest.fixture(scope="package")
def a_firefox(playwright: Playwright) -> Iterator[Browser]:
    try:
        launched = firefox.launch(playwright)
    except NoFirefoxError as reason:
        pytest.skip(str(reason))
    yield launched
    launched.close()


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Browser:
    launched: Browser = request.getfixturevalue(getattr(request, "param", "a_chromium"))
    return launched


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
