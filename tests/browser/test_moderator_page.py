"""The moderator page: signing in, deciding by button and key, and what goes wrong."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.serving import SITE, Newsroom
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser


def open_desk(newsroom: Newsroom, moderator: Visitor) -> None:
    moderator.page.goto(f"{newsroom.service}/moderate#site={SITE}&token={newsroom.token}")
    expect(moderator.page.get_by_role("status")).to_contain_text(re.compile("pending comment"))


def test_the_token_leaves_the_address_and_stays_for_a_reload(newsroom: Newsroom, moderator: Visitor) -> None:
    open_desk(newsroom, moderator)
    assert moderator.page.url == f"{newsroom.service}/moderate"

    moderator.page.reload()

    expect(moderator.page.get_by_role("status")).to_have_text("There are no pending comments")


def test_a_moderator_signs_in_by_hand_and_out(newsroom: Newsroom, moderator: Visitor) -> None:
    moderator.page.goto(f"{newsroom.service}/moderate")
    moderator.page.get_by_label("Site").fill(SITE)
    moderator.page.get_by_label("Token").fill(newsroom.token)
    moderator.page.get_by_role("button", name="Sign in").click()
    expect(moderator.page.get_by_role("status")).to_have_text("There are no pending comments")

    moderator.page.get_by_role("button", name="Sign out").click()

    expect(moderator.page.get_by_label("Token")).to_have_value("")
    moderator.page.reload()
    expect(moderator.page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_wrong_token_asks_again_and_says_why(newsroom: Newsroom, moderator: Visitor) -> None:
    moderator.page.goto(f"{newsroom.service}/moderate#site={SITE}&token=wrong")

    expect(moderator.page.get_by_role("alert")).to_contain_text("token")
    expect(moderator.page.get_by_label("Token")).to_be_focused()


def test_keys_move_and_decide(newsroom: Newsroom, moderator: Visitor) -> None:
    for name in ("Ada", "Bea", "Cid", "Dan", "Eve"):
        newsroom.post(f"By {name}", name=name)
    open_desk(newsroom, moderator)
    press = moderator.page.keyboard.press

    press("j")
    expect(moderator.page.get_by_role("article", name="Ada")).to_be_focused()
    press("j")
    press("k")
    for key, name, following in (("a", "Ada", "Bea"), ("r", "Bea", "Cid"), ("s", "Cid", "Dan")):
        expect(moderator.page.get_by_role("article", name=name)).to_be_focused()
        press(key)
        expect(moderator.page.get_by_role("article", name=following)).to_be_focused()
    press("d")
    moderator.page.get_by_role("button", name="Delete: comment by Dan").click()
    expect(moderator.page.get_by_role("article", name="Eve")).to_be_focused()

    for status, name in (("Approved", "Ada"), ("Rejected", "Bea"), ("Spam", "Cid"), ("Deleted", "Dan")):
        moderator.page.get_by_role("button", name=status, exact=True).click()
        expect(moderator.page.get_by_role("article")).to_have_count(1)
        expect(moderator.page.get_by_role("article", name=name)).to_be_visible()
    assert newsroom.waiting() == ["By Eve"]


def test_keys_can_be_switched_off(newsroom: Newsroom, moderator: Visitor) -> None:
    newsroom.post("Stay")
    open_desk(newsroom, moderator)
    moderator.page.get_by_label("Keys").uncheck()
    article = moderator.page.get_by_role("article")
    article.focus()

    moderator.page.keyboard.press("a")

    moderator.page.get_by_label("Keys").check()
    expect(article).to_be_visible()
    assert newsroom.waiting() == ["Stay"]


def test_a_decision_that_fails_is_said_and_can_be_made_again(newsroom: Newsroom, moderator: Visitor) -> None:
    newsroom.post("Patience", name="Ada")
    open_desk(newsroom, moderator)
    approve = moderator.page.get_by_role("button", name="Approve: comment by Ada")
    moderator.page.route("**/actions", lambda route: route.abort())
    approve.click()
    expect(moderator.page.get_by_role("alert")).to_contain_text("does not answer")

    moderator.page.unroute("**/actions")
    approve.click()

    expect(moderator.page.get_by_role("status")).to_contain_text("is approved now")
    expect(moderator.page.locator("#alert")).to_be_empty()


def test_a_comment_shows_what_a_decision_needs(newsroom: Newsroom, moderator: Visitor) -> None:
    newsroom.post("A **bold** claim", name="Ada")

    open_desk(newsroom, moderator)

    article = moderator.page.get_by_role("article", name="Ada")
    expect(article).to_contain_text("A **bold** claim")
    expect(article.get_by_role("link")).to_have_attribute("href", re.compile("/articles/last-ferry"))
    expect(article.get_by_role("listitem").last).to_contain_text("everything waits: ")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_small_phone(newsroom: Newsroom, browser: Browser, scheme: str) -> None:
    newsroom.post("Unbreakably" * 40, name="W" * 80)

    with visiting(browser, viewport={"width": 320, "height": 600}, color_scheme=scheme) as moderator:
        open_desk(newsroom, moderator)

        assert moderator.page.evaluate("document.documentElement.scrollWidth") <= 320
