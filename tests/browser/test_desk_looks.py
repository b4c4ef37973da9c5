"""The moderator page in each state of its queue: axe finds nothing, and nothing is wider than the window, cut off, or too small to hit."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from chalicelib.comments.models import Finding
from tests.browser.axe import LOOKS, flaws, looks
from tests.browser.desk import UNTIL_SENT, Desk, sit_down
from tests.browser.serving import SITE, Newsroom
from tests.browser.stock import HELD, Waiting, author_of, many, wait
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

LEAST_TARGET = 24
# What is out of sight may have no size yet, where the browser leaves out laying it out.
TARGETS = """(least) => [...document.querySelectorAll('button, input, select, summary, nav a')]
  .filter((it) => it.checkVisibility({ contentVisibilityAuto: true })).map((it) => [it.outerHTML.slice(0, 80), it.getBoundingClientRect()])
  .filter(([, { width, height }]) => Math.min(width, height) < least).map(([it]) => it)"""
CUT_OFF = """[...document.querySelectorAll('button')]
  .filter((it) => it.checkVisibility() && it.scrollWidth > it.clientWidth + 1).map((it) => it.outerHTML.slice(0, 80))"""
FIRST_PART, ACTIONS = "**/moderation/comments?*limit=50*", "**/moderation/actions"
DIALOGS = {"Write a note": "note", "Approve all and trust": "trust", "Reject all": "all of an author"}


def states(newsroom: Newsroom, desk: Desk) -> Iterator[str]:
    """Bring the page from one state into the next, and answer the name of each."""
    yield from states_by_keys(desk)
    yield from states_of_the_drawer(desk)
    yield from states_of_sending(desk)
    yield from states_of_many(newsroom, desk)


def states_by_keys(desk: Desk) -> Iterator[str]:
    """Those that keys lead to, in any language."""
    page = desk.page
    yield "the queue"
    for opener in (".menu", ".more"):  # which a desktop need not have
        page.locator(opener).dispatch_event("click")
    yield "menu and filters open"
    desk.press("Escape", "x", "j", "x")
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


def states_of_the_drawer(desk: Desk) -> Iterator[str]:
    page = desk.page
    desk.by("Ada").focus()
    for button, dialog in DIALOGS.items():
        desk.press("Enter")
        desk.dialog.get_by_role("button", name=button, exact=True).click()
        page.locator("dialog form").wait_for()
        yield f"the dialog of {dialog}"
        desk.press("Escape")
    with answering(page, "**/moderation/comments/*", status=500, json={"code": "internal_error", "request_id": "1"}):
        desk.press("Enter")
        desk.button("Try again").wait_for()
        yield "details that failed"
        desk.press("Escape")


def states_of_sending(desk: Desk) -> Iterator[str]:
    page = desk.page
    with answering(
        page, ACTIONS, status=503, json={"code": "unavailable"}
    ):  # also where looking takes longer than holding back
        desk.press("r")
        yield "decided"
        page.context.set_offline(True)
        page.locator(".sending .alarm").wait_for()
        yield "offline"
        page.context.set_offline(False)
        page.clock.fast_forward(UNTIL_SENT)
        page.locator(".sending button").wait_for()
        yield "not sent"
        page.locator(".person button").dispatch_event("click")
        desk.dialog.wait_for()
        yield "signing out with something unsent"
        desk.press("Escape")
    with answering(page, ACTIONS, status=401, json={"code": "unauthorized"}):
        page.locator(".sending button").dispatch_event("click")
        page.locator("dialog [name=token]").wait_for()
        yield "signing in again"
    page.reload()
    desk.expect_unsent("")


def states_of_many(newsroom: Newsroom, desk: Desk) -> Iterator[str]:
    """While no more than the first part of the list has come."""
    page = desk.page
    page.route(FIRST_PART, lambda route: route.abort() if "cursor" in route.request.url else begin(route))
    page.goto(f"{newsroom.service}/moderate#queue?list=pending&age=week")
    desk.button("Try again").wait_for()
    yield "a list of which the next part failed"
    desk.press("x")
    desk.button("Select all that match").click()
    yield "all selected"
    desk.press("a")
    desk.dialog.wait_for()
    yield "asked whether all are meant"
    held: list[Route] = []
    page.route(ACTIONS, lambda route: held.append(route))  # noqa: PLW0108 # Playwright marks its handlers, a builtin cannot be
    with page.expect_request(ACTIONS):
        desk.dialog.get_by_role("button", name="Approve").click()
    yield "long work"
    desk.button("Stop").click()
    held[0].continue_()
    desk.dialog.get_by_role("button", name="Close").wait_for()
    yield "long work that was stopped"
    page.unroute(FIRST_PART)
    desk.press("Enter")
    for name, place in {"reported": "list=flagged", "nothing": "list=spam&q=nothing&page=/a"}.items():
        page.goto(f"{newsroom.service}/moderate#queue?{place}")
        page.locator("article, .empty").first.wait_for()
        yield name
    with answering(page, FIRST_PART, status=503, json={"code": "unavailable"}):
        page.goto(f"{newsroom.service}/moderate#queue?list=approved")
        desk.button("Try again").wait_for()
        yield "a list that failed"


def begin(route: Route) -> None:
    """Read less than a part of a list."""
    route.continue_(url=route.request.url.replace("limit=50", "limit=3"))


@contextmanager
def answering(page: Page, path: str, *, status: int, json: dict[str, str]) -> Iterator[None]:
    """Have calls answered so for a while."""
    page.route(path, lambda route: route.fulfill(status=status, json=json))
    yield
    page.unroute(path)


def fill(newsroom: Newsroom) -> None:
    """Leave comments of all kinds: long and unbreakable, with an author of whom something is known, reported, held by checks."""
    reported = newsroom.publish("Unbreakably" * 40, name="W" * 80)
    newsroom.flag(reported, "spam", "He means me.")
    rows = [
        Waiting("Long. " * 400, "Ada", "ada@home.example", (HELD, Finding("has_too_many_links", "hold", "It has 3."))),
        Waiting("https://news.example/" + "a" * 300, "Bea " * 15, "bea@home.example", ancestors=(reported,)),
        *many(4),
    ]
    wait(newsroom, rows)
    newsroom.note(author_of("ada@home.example"), "A rival.")


def fits(page: Page, width: int, state: str) -> None:
    """Expect nothing to be wider than the window, cut off, or too small to be hit."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width, state
    assert page.evaluate(TARGETS, LEAST_TARGET) == [], state
    assert page.evaluate(CUT_OFF) == [], state


def test_every_state_is_for_everybody_and_fits_its_window(newsroom: Newsroom, browser: Browser) -> None:
    fill(newsroom)
    with visiting(browser, reduced_motion="reduce") as moderator:
        page = moderator.page
        page.goto(f"{newsroom.service}/moderate#site={SITE}&token=wrong")
        page.locator("form .wrong").filter(has_text="not known").wait_for()
        for look, _ in looks(page):
            assert flaws(page) == "", look
        for state in states(newsroom, sit_down(newsroom, moderator)):
            for look, (size, _) in looks(page):
                assert flaws(page) == "", (state, look)
                fits(page, size["width"], f"{state}: {look}")


def test_every_state_fits_a_phone_in_french(newsroom: Newsroom, browser: Browser) -> None:
    """Axe has nothing to find there: words alone are others."""
    fill(newsroom)
    size, _ = LOOKS["phone, dark"]
    with visiting(browser, reduced_motion="reduce", has_touch=True, viewport=size, locale="fr-CA") as moderator:
        desk = sit_down(newsroom, moderator)
        for state in chain(states_by_keys(desk), states_of_sending(desk)):
            fits(moderator.page, size["width"], state)


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
