"""The thread as a page in a real browser, mostly without JavaScript: it can be read, filled in and sent, by everybody."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from chalicelib.pages.service import page_name
from chalicelib.storage import keys
from chalicelib.storage.writes import Write
from tests.abuse.markup_inputs import SCRIPTS
from tests.browser.serving import MOST_SECONDS, SITE, Newsroom
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

SIZES = {"phone": (360, 740), "desktop": (1280, 900)}
LEAST_TARGET = 24
"""Of links in lists of links, by WCAG 2.2; the fields and the button are larger."""


def address(newsroom: Newsroom, **more: str) -> str:
    query = "&".join(f"{name}={quote(value)}" for name, value in {"page": newsroom.article(), **more}.items())
    return f"{newsroom.service}/v1/sites/{SITE}/thread.html?{query}"


@pytest.fixture(params=SIZES)
def plain(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Visitor]:
    """A person whose browser runs no scripts, at a phone and at a desk."""
    width, height = SIZES[request.param]
    with visiting(browser, java_script_enabled=False, viewport={"width": width, "height": height}) as visitor:
        yield visitor


def close_page(newsroom: Newsroom) -> None:
    page = page_name(newsroom.services.sites.get(SITE), newsroom.article())
    write = Write("Update", keys.page(SITE, page.id), update="SET #is_open = :no", values={"no": False})
    newsroom.services.table.write(write)


def flaws(page: Page) -> str:
    """Answer what axe finds wrong with a page, nothing if all is well."""
    found = Axe().run(page)
    return str(found.generate_report()) if found.violations_count else ""


def fill(page: Page, **fields: str) -> None:
    for label, text in fields.items():
        page.get_by_role("textbox", name=label).fill(text)
    page.get_by_role("button", name=re.compile("Post")).click()


def test_a_reader_without_scripts_corrects_a_comment_and_leaves_it(newsroom: Newsroom, plain: Visitor) -> None:
    page = plain.page
    page.goto(address(newsroom))
    page.get_by_role("link", name="Leave a Comment").click()

    fill(page, Comment="First line.\n\nSecond line.", Website="no website")

    expect(page).to_have_title(re.compile("^Error: "))
    summary = page.get_by_role("region", name="Your comment was not posted")
    expect(summary.get_by_role("listitem")).to_have_text(
        ["Enter your name.", "Website must be an address that starts with http:// or https://."]
    )
    name = page.get_by_role("textbox", name="Name")
    expect(name).to_have_accessible_description("Error: Enter your name.")
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("First line.\n\nSecond line.")
    summary.get_by_role("link", name="Enter your name.").click()
    page.keyboard.press("Tab")

    fill(page, Name="Grace", Website="grace.example")

    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment is waiting for a moderator")
    expect(page.get_by_role("article", name="Grace")).to_contain_text("Second line.")
    assert newsroom.waiting() == ["First line.\n\nSecond line."]
    (first, last) = [call for call in plain.calls("/thread.html") if call.method == "POST"]
    assert first.all_headers()["origin"] == last.all_headers()["origin"] == newsroom.service


def test_a_reloaded_answer_stores_nothing_twice(newsroom: Newsroom, plain: Visitor) -> None:
    newsroom.set(moderation_mode="hold_suspect")
    page = plain.page
    page.goto(address(newsroom))
    fill(page, Name="Grace", Comment="Said once.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment is published")

    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment is published")
    page.get_by_role("link", name="See it among the comments").click()
    expect(page.get_by_role("heading", name="1 comment", exact=True)).to_be_visible()
    assert newsroom.counts()["comment_count"] == 1


def test_a_reply_finds_its_place(newsroom: Newsroom, plain: Visitor) -> None:
    newsroom.set(moderation_mode="hold_suspect")
    newsroom.post("The root.", name="Ada")
    page = plain.page
    page.goto(address(newsroom))
    page.get_by_role("link", name="Reply to Ada").click()
    expect(page.get_by_role("heading", name="Reply to Ada")).to_be_in_viewport()

    fill(page, Name="Bob", Comment="To Ada.")
    page.get_by_role("link", name="See it among the comments").click()

    expect(page.get_by_role("listitem").get_by_role("listitem").get_by_role("article", name="Bob")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_keeps_anybody_out(newsroom: Newsroom, browser: Browser, size: str, scheme: str) -> None:
    """In each state the page can be in. axe runs in the page, so scripts are on here, though the page has none."""
    width, height = SIZES[size]
    with visiting(browser, viewport={"width": width, "height": height}, color_scheme=scheme) as visitor:
        page = visitor.page
        page.goto(address(newsroom))
        expect(page.get_by_text("No comments yet.")).to_be_visible()
        assert flaws(page) == ""
        root = newsroom.publish("> A *quote*\n\nand `code`", name="Ada")
        newsroom.publish("To Ada", parent=newsroom.publish("Deeper", parent=root))
        gone = newsroom.publish("Goes")
        newsroom.publish("Stays", parent=gone)
        newsroom.decide("delete", gone)
        newsroom.set(guidelines="Be kind.", privacy_url=f"{newsroom.publication}/privacy")
        page.goto(address(newsroom))
        assert flaws(page) == ""
        page.get_by_role("link", name="Reply to Ada").first.click()
        assert flaws(page) == ""
        fill(page, Website="no website")
        expect(page).to_have_title(re.compile("^Error: "))
        expect(page.get_by_role("region", name="Your comment was not posted")).to_be_focused()
        assert flaws(page) == ""
        fill(page, Name="Grace", Website="", Comment="Well said.")
        expect(page.get_by_role("heading", level=1)).to_have_text("Your comment is waiting for a moderator")
        assert flaws(page) == ""
        close_page(newsroom)
        page.goto(address(newsroom))
        expect(page.get_by_text("Comments are closed")).to_be_visible()
        assert flaws(page) == ""


def test_a_small_window_is_wide_enough_and_targets_are_large(newsroom: Newsroom, browser: Browser) -> None:
    newsroom.set(moderation_mode="hold_suspect")
    parent = newsroom.post("```\n" + "a wide line of code " * 20 + "\n```\n" + "Unbreakably" * 40, name="W" * 80)
    for _ in range(6):
        parent = newsroom.post("Deeper", parent=parent)

    with visiting(browser, java_script_enabled=False, viewport={"width": 320, "height": 640}) as visitor:
        page = visitor.page
        page.goto(address(newsroom))
        fill(page, Website="no website")
        expect(page).to_have_title(re.compile("^Error: "))
        # Scripts are off for the page, not for Playwright.
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        boxes = [
            box for field in page.locator("input:visible, textarea, button").all() if (box := field.bounding_box())
        ]
        assert min(box["height"] for box in boxes) >= 44
        links = [box for link in page.locator(".ways a, .sorts a, .reply").all() if (box := link.bounding_box())]
        assert min(box["height"] for box in links) >= LEAST_TARGET


def test_a_publishers_page_can_show_it_in_a_frame_and_others_cannot(newsroom: Newsroom, browser: Browser) -> None:
    newsroom.publish("Seen in a frame.")
    shown = address(newsroom, page="/articles/last-ferry/")
    frame = f'<noscript><iframe src="{shown}" title="Comments"></iframe></noscript>'
    own = newsroom.own_page(frame)

    with visiting(browser, java_script_enabled=False) as visitor:
        visitor.page.goto(own)
        framed = visitor.page.frame_locator("iframe")
        expect(framed.get_by_role("article", name="Ada")).to_contain_text("Seen in a frame.")
        framed.get_by_role("textbox", name="Name").fill("Grace")
        framed.get_by_role("textbox", name="Comment").fill("Sent from a frame.")
        framed.get_by_role("button", name="Post comment").click()
        expect(framed.get_by_role("heading", level=1)).to_have_text("Your comment is waiting for a moderator")
        assert newsroom.waiting() == ["Sent from a frame."]

        newsroom.services.sites.change(SITE, origins=["https://elsewhere.example"])
        visitor.page.goto(own)
        expect(framed.get_by_role("main")).to_have_count(0)
        assert "frame-ancestors" in " ".join(visitor.violations())
        visitor.console.clear()


def test_nothing_that_readers_write_runs_or_loads_anything(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.set(moderation_mode="hold_suspect")
    with httpx.Client(trust_env=False, timeout=MOST_SECONDS) as client:
        for number, body in enumerate(SCRIPTS[::2]):
            once = f"{body}\n\n{number}"  # the same letters may come only once a day
            form = {"name": " ".join(body[:80].split()), "body": once, "url": f"https://evil.example/{body[:40]}"}
            answer = client.post(address(newsroom), data=form)
            assert answer.status_code in {201, 422}, answer.text
    count = newsroom.counts()["comment_count"]
    assert count > len(SCRIPTS) / 3

    reader.page.goto(address(newsroom))
    shown = reader.page.get_by_role("article").count()
    while (more := reader.page.get_by_role("link", name="More comments")).count():
        more.click()
        shown += reader.page.get_by_role("article").count()
        expect(reader.page.locator("main :is(script, img, svg, iframe, style)")).to_have_count(0)

    assert shown == count
    assert all(request.url.startswith(newsroom.service) for request in reader.requests)
    assert reader.page.evaluate("[...document.scripts].map((it) => it.type)") == ["application/ld+json"]
