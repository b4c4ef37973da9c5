"""The demo's front page: its lists have something to show, it is for everybody, and it fits each window."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.pictures import front, open_the_paper
from tests.browser.serving import Newsroom
from tests.browser.test_accessible import found
from tests.browser.visitor import visiting

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("width", "settings"),
    [
        (320, {"color_scheme": "dark", "reduced_motion": "reduce"}),
        (1000, {"color_scheme": "light"}),
        (1440, {"color_scheme": "light", "forced_colors": "active"}),
    ],
)
def test_the_front_page_shows_all_its_lists(
    newsroom: Newsroom, browser: Browser, width: int, settings: dict[str, Any]
) -> None:
    open_the_paper(newsroom)

    with visiting(browser, viewport={"width": width, "height": 900}, **settings) as reader:
        front(newsroom, reader)

        expect(reader.page.get_by_role("region", name="Recent posts").get_by_role("listitem")).to_have_count(4)
        read = reader.page.get_by_role("region", name="Most read this week").get_by_role("listitem")
        expect(read).to_have_count(4)
        expect(read.first).to_contain_text("The last ferry learns to wait22 views")
        trending = reader.page.get_by_role("region", name="Trending").get_by_role("listitem")
        expect(trending.first).to_contain_text("Bread at four, by the light of the door")
        discussed = reader.page.get_by_role("region", name="Most discussed").get_by_role("listitem")
        expect(discussed).to_have_count(2)
        expect(reader.page.locator("[data-belowline-count]")).to_have_text("0 comments")
        assert found(reader, "html") == {}
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
        assert (reader.console, reader.violations()) == ([], [])
