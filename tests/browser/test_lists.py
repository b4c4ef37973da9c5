"""The lists of pages: most read, most discussed, recent posts."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.serving import Newsroom
from tests.browser.test_accessible import found
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

POST: dict[str, Any] = {
    "key": "/2026/a",
    "url": "https://news.example/2026/a/",
    "title": "A bridge reopens",
    "excerpt": "After nine years the bridge over the Lenn is open again.",
    "published_at": "2020-03-14T08:00:00.000Z",
    "view_count": 3456,
    "comment_count": 12,
}


@pytest.mark.firefox
def test_what_is_read_and_discussed_most_is_listed_with_its_counts(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("One")
    newsroom.publish("Two")
    reader.open(newsroom.article())
    expect(reader.page.get_by_text("1 view", exact=True)).to_be_visible()
    newsroom.services.run_job("popular")
    markup = '<belowline-popular window="week" limit="6"></belowline-popular>'
    markup += '<belowline-popular by="comments" window="week"></belowline-popular>'

    reader.page.goto(newsroom.own_page(markup))

    read, discussed = reader.page.locator("belowline-popular").all()
    expect(read.get_by_role("listitem")).to_have_text("/articles/last-ferry1 view")
    expect(read.get_by_role("link")).to_have_attribute("href", newsroom.article().rstrip("/"))
    expect(discussed.get_by_role("listitem")).to_have_text("/articles/last-ferry2 comments")
    assert found(reader, "belowline-popular") == {}


def test_recent_posts_have_title_excerpt_and_date(newsroom: Newsroom, reader: Visitor) -> None:
    bare = POST | {"excerpt": "", "comment_count": 0}
    reader.page.route("**/posts?limit=2", lambda route: route.fulfill(json={"posts": [POST, bare]}))

    reader.page.goto(newsroom.own_page('<belowline-posts limit="2"></belowline-posts>'))

    items = reader.page.get_by_role("listitem")
    expect(items).to_have_count(2)
    first, second = items.all()
    expect(first.get_by_role("heading", name="A bridge reopens")).to_be_visible()
    expect(first).to_contain_text("After nine years")
    expect(first).to_contain_text("12 comments")
    expect(first.get_by_role("link", name="Read more: A bridge reopens")).to_have_attribute("href", POST["url"])
    expect(first.locator("time")).to_contain_text("years ago")
    expect(second).not_to_contain_text("comments")
    assert found(reader, "belowline-posts") == {}


@pytest.mark.firefox
def test_a_list_that_does_not_come_says_so_in_the_pages_language_and_comes_at_a_later_try(
    newsroom: Newsroom, reader: Visitor
) -> None:
    reader.page.route("**/posts?*", lambda route: route.abort())
    markup = '<div lang="de"><belowline-posts></belowline-posts><belowline-popular by="fame"></belowline-popular></div>'
    with reader.page.expect_console_message(lambda message: "invalid_request" in message.text):
        reader.page.goto(newsroom.own_page(markup))
    expect(reader.page.get_by_text("Diese Liste konnte nicht geladen werden.")).to_have_count(2)
    assert found(reader, "belowline-posts") == {}
    posts = reader.page.locator("belowline-posts")
    retry = posts.get_by_role("button", name="Noch einmal versuchen")
    with reader.page.expect_request("**/posts?*"):
        retry.press("Enter")
    expect(retry).to_be_focused()

    reader.page.unroute("**/posts?*")
    reader.page.route("**/posts?*", lambda route: route.fulfill(json={"posts": [POST]}))
    retry.press("Enter")

    expect(posts.get_by_role("link", name="A bridge reopens").first).to_be_focused()
    expect(posts).not_to_have_attribute("aria-busy", "true")


@pytest.mark.parametrize("missing", ["**/lists-en.js*", "**/popular?*"], ids=["its module", "its pages"])
def test_a_list_that_did_not_come_tries_again_once_the_browser_is_online(
    newsroom: Newsroom, reader: Visitor, missing: str
) -> None:
    reader.page.route(missing, lambda route: route.abort())
    reader.page.goto(newsroom.own_page('<button>Own</button><belowline-popular window="day"></belowline-popular>'))
    expect(reader.page.get_by_role("button", name="Try again")).to_be_visible()
    reader.page.get_by_role("button", name="Own").focus()

    reader.page.unroute(missing)
    reader.page.route("**/popular?*", lambda route: route.fulfill(json={"pages": [POST]}))
    reader.page.evaluate("dispatchEvent(new Event('online'))")

    expect(reader.page.get_by_role("link", name="A bridge reopens")).to_be_visible()
    expect(reader.page.get_by_role("button", name="Own")).to_be_focused()


@pytest.mark.firefox
def test_a_list_whose_module_did_not_come_stands_there_at_the_next_try_and_has_the_focus(
    newsroom: Newsroom, reader: Visitor
) -> None:
    reader.page.route("**/lists-en.js*", lambda route: route.abort())
    reader.page.route("**/popular?*", lambda route: route.fulfill(json={"pages": []}))
    reader.page.goto(newsroom.own_page("<belowline-popular></belowline-popular>"))
    retry = reader.page.get_by_role("button", name="Could not be loaded. Try again")
    with reader.page.expect_request("**/lists-en.js*"):
        retry.press("Enter")
    expect(retry).to_be_focused()

    reader.page.unroute("**/lists-en.js*")
    retry.press("Enter")

    expect(reader.page.locator("belowline-popular [part=list]")).to_be_focused()
