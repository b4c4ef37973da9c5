"""A moderator at the page: signed in, with the keys, and with a clock that can be put forward."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.serving import SITE, Newsroom
from tests.browser.visitor import Visitor

UNTIL_SENT = 14_000
"""Milliseconds after which what was decided is no longer held back: ten seconds, and those in which others are gathered."""


@dataclass
class Desk:
    """The page of a moderator who has signed in."""

    page: Page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def by(self, name: str) -> Locator:
        """Answer the shown comment of this author."""
        return self.page.get_by_role("article", name=name, exact=True)

    @property
    def shown(self) -> Locator:
        return self.page.get_by_role("article")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def dock(self) -> Locator:
        return self.page.get_by_role("region", name="Selected comments")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def expect_told(self, text: str) -> None:
        """Expect a note that begins with this."""
        expect(self.page.locator(".notes")).to_contain_text(text)

    def expect_unsent(self, text: str) -> None:
        """Expect the header to tell this of what is to be sent; nothing where all is."""
        told = expect(self.page.locator(".sending"))
        if text:
            told.to_contain_text(text)
        else:
            told.to_be_empty()

    def send(self) -> None:
        """Let the time go by in which decisions are held back, and wait until they are sent."""
        self.page.clock.fast_forward(UNTIL_SENT)
        self.expect_unsent("")


def sit_down(newsroom: Newsroom, moderator: Visitor, place: str = "", *, token: str = "") -> Desk:
    """Sign in by the address that an operator gives, and go to a place of the page."""
    page = moderator.page
    page.clock.install()
    page.goto(f"{newsroom.service}/moderate#site={SITE}&token={token or newsroom.token}")
    expect(page.locator("h1")).to_be_visible()
    page.goto(f"{newsroom.service}/moderate#{place or 'queue'}")
    expect(page.locator("ol.comments")).to_have_attribute("aria-busy", "false")
    return Desk(page)
