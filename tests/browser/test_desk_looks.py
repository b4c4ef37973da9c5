"""The moderator page in each of its states: axe finds nothing, nothing is wider than the window, and what people wrote runs nowhere."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from chalicelib.comments.models import Finding
from tests.abuse.markup_inputs import CONFUSING, SCRIPTS
from tests.browser.desk import Desk, sit_down
from tests.browser.serving import SITE, Newsroom
from tests.browser.stock import HELD, Waiting, author_of, many, wait
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

WINDOWS: dict[str, Any] = {
    "desktop, light": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "phone, dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True},
    "phone, French": {"viewport": {"width": 390, "height": 844}, "locale": "fr-CA"},
}
WITHOUT_AXE = {"phone, French"}  # words alone are others there
LEAST_TARGET = 24
TARGETS = """(least) => [...document.querySelectorAll('button, input, select, summary, nav a')]
  .filter((it) => it.checkVisibility()).map((it) => [it.outerHTML.slice(0, 80), it.getBoundingClientRect()])
  .filter(([, { width, height }]) => Math.min(width, height) < least).map(([it]) => it)"""
CUT_OFF = """[...document.querySelectorAll('button')]
  .filter((it) => it.checkVisibility() && it.scrollWidth > it.clientWidth + 1).map((it) => it.outerHTML.slice(0, 80))"""
FOREIGN = (
    "script[src^='http'], img, svg, iframe, object, embed, video, style, base, details[ontoggle], math, form[action]"
)


def states(newsroom: Newsroom, desk: Desk) -> Iterator[str]:
    """Bring the page from one state into the next, and answer the name of each."""
    page = desk.page
    yield "the queue"
    desk.press("x", "j", "x")
    yield "some selected"
    desk.press("Escape", "j")
    page.locator("article:focus").get_by_role("button").nth(0).focus()
    desk.press("j", "Enter")
    page.locator(".details h3").first.wait_for()
    yield "details"
    desk.press("Escape")
    for key in "?beR":
        desk.press(key)
        desk.dialog.wait_for()
        yield f"the dialog of {key}"
        desk.press("Escape")
    desk.press("r")
    yield "decided"
    page.route("**/moderation/actions", lambda route: route.abort())
    page.clock.fast_forward(14_000)
    page.locator(".sending .alarm").wait_for()
    yield "not sent"
    page.unroute("**/moderation/actions")
    page.goto(f"{newsroom.service}/moderate#queue?list=flagged")
    page.locator("article").wait_for()
    yield "reported"
    page.goto(f"{newsroom.service}/moderate#queue?list=spam&q=nothing&page=/a")
    page.locator(".empty").wait_for()
    yield "nothing"


def flaws(page: Page) -> str:
    """Answer what axe finds wrong, by the rules of WCAG 2.2 AA and its own good practice."""
    found = Axe().run(page)
    return str(found.generate_report()) if found.violations_count else ""


@pytest.mark.parametrize("window", WINDOWS)
def test_every_state_is_for_everybody_and_fits_its_window(newsroom: Newsroom, browser: Browser, window: str) -> None:
    reported = newsroom.publish("Unbreakably" * 40, name="W" * 80)
    newsroom.flag(reported, "spam", "He means me.")
    rows = [
        Waiting("Long. " * 400, "Ada", "ada@home.example", (HELD, Finding("has_too_many_links", "hold", "It has 3."))),
        Waiting("https://news.example/" + "a" * 300, "Bea " * 15, "bea@home.example", ancestors=(reported,)),
        *many(4),
    ]
    wait(newsroom, rows)
    newsroom.note(author_of("ada@home.example"), "A rival.")

    with visiting(browser, reduced_motion="reduce", **WINDOWS[window]) as moderator:
        width = WINDOWS[window]["viewport"]["width"]
        moderator.page.goto(f"{newsroom.service}/moderate")
        moderator.page.locator("form").wait_for()
        assert flaws(moderator.page) == ""
        for state in states(newsroom, sit_down(newsroom, moderator)):
            assert window in WITHOUT_AXE or flaws(moderator.page) == "", state
            assert moderator.page.evaluate("document.documentElement.scrollWidth") <= width, state
            assert moderator.page.evaluate(TARGETS, LEAST_TARGET) == [], state
            assert moderator.page.evaluate(CUT_OFF) == [], state


def test_deciding_moves_nothing_but_the_list(newsroom: Newsroom, moderator: Visitor) -> None:
    wait(newsroom, many(12))
    desk = sit_down(newsroom, moderator)
    desk.press("j", "j", "j")
    top = "Math.round(document.activeElement.getBoundingClientRect().top)"
    place = (
        f"new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(() => tell({top}))))"  # as painted
    )
    before = desk.page.evaluate(place)

    for key in "arsd":
        desk.press(key)

        assert desk.page.evaluate(place) == before


def test_words_are_in_the_language_of_the_browser(newsroom: Newsroom, browser: Browser) -> None:
    wait(newsroom, many(2))
    with visiting(browser, locale="fr-CH") as moderator:
        page = moderator.page
        page.goto(f"{newsroom.service}/moderate#site={SITE}&token={newsroom.token}")
        page.get_by_role("link", name="Commentaires").click()

        expect(page.get_by_role("heading", name="Commentaires", exact=True)).to_be_visible()
        expect(page.get_by_text("2 commentaires", exact=True)).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        expect(page.get_by_role("article").first).to_contain_text("Le site retient tout")
        assert not [request for request in moderator.requests if request.url.endswith("/en.json")]


def test_what_people_wrote_runs_nowhere(newsroom: Newsroom, moderator: Visitor) -> None:
    """In every field that the page shows: name, e-mail, body, finding, note, flag, reason, page title, address, parent."""
    texts = [text.replace("\x00", "") for text in (*SCRIPTS, *CONFUSING)]
    root = newsroom.publish("Root.", name="Ada")
    for text in SCRIPTS[:3]:
        newsroom.decide("reject", root, reason=text[:100], note=text)
        newsroom.decide("approve", root, reason=text[:100], note=text)
    newsroom.flag(root, SCRIPTS[0], SCRIPTS[3])
    newsroom.title(newsroom.article(), SCRIPTS[3])
    rows = [
        Waiting(text, text, f"{text[:40]}@home.example", (Finding(text, "hold", text),), url=text) for text in texts
    ]
    wait(newsroom, [Waiting(SCRIPTS[5], "Reply", "first@home.example", ancestors=(root,)), *rows])
    for email in ("first@home.example", rows[0].email or ""):
        newsroom.note(author_of(email), SCRIPTS[6])
    desk = sit_down(newsroom, moderator)

    while desk.shown.count() < len(rows) + 1:
        before = desk.shown.count()
        desk.button("Show more").click()
        expect(desk.shown).not_to_have_count(before)
    desk.shown.first.focus()
    for _ in range(3):
        desk.press("Enter")
        desk.page.locator(".details h3").first.wait_for()
        desk.press("Escape", "j")
    desk.press("r")
    desk.page.goto(f"{newsroom.service}/moderate#queue?list=flagged")
    expect(desk.by("Ada")).to_be_focused()
    desk.press("Enter")
    expect(desk.dialog).to_contain_text(SCRIPTS[3])

    assert desk.page.locator("body").locator(FOREIGN).count() == 0
    assert desk.page.evaluate("[...document.links].every((it) => ['http:', 'https:'].includes(it.protocol))")
    assert all(request.url.startswith(newsroom.service) for request in moderator.requests)
