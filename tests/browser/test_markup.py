"""What people write runs nowhere: not below the article, not at the moderator's desk, not without a policy that would stop it."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.abuse.markup_inputs import SCRIPTS
from tests.browser.desk import Desk, sit_down
from tests.browser.hostile import TEXTS, Hostile, fill
from tests.browser.serving import newsroom as serving
from tests.browser.visitor import MOST_PATIENCE, Visitor

pytestmark = pytest.mark.browser

HARMLESS = {"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"}

TAGS = """() => [...new Set(
  [...document.querySelector('belowline-comments').shadowRoot.querySelectorAll('[part=body] *')].map((it) => it.localName),
)]"""
ATTRIBUTES = """() => [...new Set(
  [...document.querySelector('belowline-comments').shadowRoot.querySelectorAll('[part=body] *')]
    .flatMap((it) => it.getAttributeNames()),
)]"""
SCHEMES = """() => [...new Set(
  [...document.querySelector('belowline-comments').shadowRoot.querySelectorAll('a[href]')].map((it) => it.protocol),
)]"""

OWN = (
    "a, article, blockquote, button, caption, code, datalist, dd, del, details, dialog, div, dl, dt, fieldset, form, g, h1, h2, h3, h4,"
    "header, input, ins, kbd, label, legend, li, line, main, nav, noscript, ol, option, p, section, select, span, strong, summary, svg,"
    "table, tbody, td, textarea, th, thead, time, tr, ul, foreignObject"
)
"""All elements that the moderator page makes; those of comments' Markdown are not among them, for it shows what was written."""

FOREIGN = """(own) => [...document.body.querySelectorAll('*')].filter((it) => !it.matches(own)
  || it.getAttributeNames().some((name) => /^on|^(src|srcdoc|srcset|action|formaction|background|data|poster)$/.test(name))
  || (it.localName === 'a' && !['http:', 'https:'].includes(it.protocol))).map((it) => it.outerHTML.slice(0, 200))"""

MISSING = r"""async ([places, texts, patience]) => {
  const plain = (text) => text.replace(/[\s\p{Cc}]/gu, '');
  const said = (it) => (it.matches('input, textarea') ? it.value : it.textContent);
  const find = () => {
    const shown = plain([...document.querySelectorAll(places)].map(said).join(''));
    return texts.filter((text) => !shown.includes(plain(text)));
  };
  const end = performance.now() + patience;
  while (find().length && performance.now() < end) await new Promise((resolve) => { setTimeout(resolve, 20); });
  return find();
}"""
"""Answers which of some texts these places do not show, fields among them, however long that takes."""


@pytest.fixture(scope="module")
def hostile() -> Iterator[Hostile]:
    with serving() as running:
        yield fill(running)


def load_all(shown: Locator, more: Locator, loading: Locator, count: int) -> None:
    """A part is shown in slices: there are more only once nothing is loading any longer."""
    expect(more).to_be_visible()
    while more.count():
        more.click()
        expect(loading).to_have_count(0)
    expect(shown).to_have_count(count)


def test_each_field_takes_most_of_them(hostile: Hostile) -> None:
    """Or the tests below would prove little."""
    assert {name: len(taken) for name, taken in hostile.taken.items() if len(set(taken)) < len(TEXTS) * 0.75} == {}


def test_nothing_that_readers_write_runs_or_loads_anything(hostile: Hostile, reader: Visitor) -> None:
    newsroom, count = hostile.newsroom, len(hostile.taken["names"]) + 1
    assert count > len(SCRIPTS) * 0.9

    reader.page.goto(
        newsroom.own_page(f'<belowline-comments page="{newsroom.article()}" limit="100"></belowline-comments>')
    )
    button = reader.page.get_by_role("button", name="Load more")
    load_all(reader.page.locator("[part=list] > li"), button, reader.page.get_by_role("button", name="…"), count)

    assert set(reader.page.evaluate(TAGS)) <= HARMLESS
    assert set(reader.page.evaluate(ATTRIBUTES)) <= {"href", "rel"}
    assert set(reader.page.evaluate(SCHEMES)) <= {"http:", "https:"}
    asked = [request.url for request in reader.requests]
    assert all(url.startswith((newsroom.service, newsroom.publication)) for url in asked)


def test_nothing_that_anybody_writes_runs_or_loads_anything_at_the_desk(hostile: Hostile, moderator: Visitor) -> None:
    """In every view, drawer and dialog; each text stands there as it was written."""
    desk = sit_down(hostile.newsroom, moderator, "queue?list=approved", token=hostile.chief_token)

    look_at_comments(hostile, desk)
    look_at_a_history(hostile, desk)
    look_at_authors_and_pages(hostile, desk.page)
    look_at_lists(hostile, desk)

    assert [line for line in moderator.console if line.startswith("error")] == []
    assert all(request.url.startswith(hostile.newsroom.service) for request in moderator.requests)


def look_at_comments(hostile: Hostile, desk: Desk) -> None:
    """In the lists, and in all that opens on a comment."""
    page, taken, written = desk.page, hostile.taken, hostile.written
    loading = page.locator("ol[aria-busy=true]")
    load_all(desk.shown, desk.button("Show more"), loading, len(taken["names"]) + 1)
    shows(page, (".card-who h2", taken["names"]), (".card .body", taken["bodies"]), (".signs dd", taken["websites"]))
    desk.shown.first.focus()
    name, body = taken["names"][-1], taken["bodies"][-1]
    for key, told in {"e": [name, body], "b": [name], "R": []}.items():
        desk.press(key)
        desk.dialog.wait_for()
        shows(page, ("dialog h2, dialog textarea", told))
        desk.press("Escape")
    desk.press("Enter")
    for button in ("Write a note", "Approve all and trust", "Reject all", "All is spam"):
        desk.dialog.get_by_role("button", name=button).click()
        shows(page, ("dialog h2", [name]))
        desk.press("Escape")
        desk.press("Enter")

    open_at(page, "queue")
    expect(desk.by("Mallory")).to_have_count(0)
    load_all(desk.shown, desk.button("Show more"), loading, len(written["titles"]) + len(TEXTS))
    texts = [text.replace("\x00", "") for text in TEXTS]
    shows(page, (".card-who h2", texts), (".card .body", texts), (".signs .hold dd", texts), (".signs dd", texts))
    shows(page, (".card-page", written["titles"]), (".signs .noted dd", written["notes on authors"]))


def look_at_a_history(hostile: Hostile, desk: Desk) -> None:
    """In the drawer, and from where a comment is only named."""
    page, written = desk.page, hostile.written
    steps = [*written["reasons"], *written["notes"], *written["names of tokens"][:1]]
    told = (".details .steps", [*steps, *written["reasons of flags"], *written["notes of flags"]])
    open_at(page, "queue?list=flagged")
    desk.by("Ada").focus()
    desk.press("Enter")
    desk.dialog.locator("h3").first.wait_for()
    shows(page, told)
    desk.press("Escape")
    open_at(page, f"log?q={hostile.decided}")
    page.get_by_role("button", name="a comment").first.click()
    desk.dialog.locator("h3").first.wait_for()
    shows(page, told)
    desk.press("Escape")


def look_at_authors_and_pages(hostile: Hostile, page: Page) -> None:
    """One after another."""
    written = hostile.written
    for place, (note, reason) in enumerate(zip(written["notes on authors"], written["reasons of blocks"], strict=True)):
        open_at(page, f"authors?author={hostile.author(place)}")
        shows(page, (".noted", [note, reason]), (".recent", written["titles"][place : place + 1]))
        page.get_by_role("button", name="Write a note").click()
        shows(page, ("dialog textarea", [note]))
        page.keyboard.press("Escape")
    open_at(page, f"authors?author={hostile.writer}")
    shows(page, (".sheet .faint, .sheet h2", hostile.taken["names"][-20:]), (".excerpt", hostile.taken["bodies"][-20:]))
    open_at(page, "authors?q=home.example")
    shows(page, (".entries h2", hostile.taken["names"][-1:]))
    for place, title in enumerate(written["titles"]):
        open_at(page, f"pages?page={quote(hostile.page(place))}")
        shows(page, ("h2", [title]), ("[name=title]", [title]))


def look_at_lists(hostile: Hostile, desk: Desk) -> None:
    """Of figures and pages, of blocks, tokens and settings, and of all that was done."""
    page, taken, written = desk.page, hostile.taken, hostile.written
    for place, window in {
        "start?span=day": "day",
        "start": "week",
        "start?span=month": "month",
        "pages": "week",
    }.items():
        open_at(page, place)
        shows(page, (".ranking a", hostile.ranked[window]))
    open_at(page, "start")
    shows(page, (".measured", written["names of tokens"]))

    open_at(page, "blocks")
    shows(page, (".said", written["reasons of blocks"]))
    page.get_by_role("button", name="Change: ").first.click()
    shows(page, ("dialog textarea", written["reasons of blocks"][-1:]))
    desk.press("Escape")
    open_at(page, "tokens")
    shows(page, (".entries h2", written["names of tokens"]))
    page.get_by_role("button", name="Revoke: ").last.click()
    shows(page, ("dialog h2", written["names of tokens"][-1:]))
    desk.press("Escape")
    open_at(page, "settings")
    shows(page, ("[name=suspect_words]", taken["words"]), ("[name=guidelines]", written["guidelines"][-1:]))

    open_at(page, "log")
    told = [*written["reasons"], *written["notes"], *written["reasons of blocks"]]
    changed = [*written["titles"], *written["notes on authors"], *written["guidelines"], *taken["words"]]
    oldest = page.locator(".lines > li").filter(has_text="made the token Chief")
    while not oldest.count():
        page.locator(".end button").dispatch_event("click")
    shows(page, (".said", told), (".changes", changed), (".lines p", written["names of tokens"]))


def open_at(page: Page, place: str) -> None:
    """Go to a place, of which what is looked for then tells that it is there."""
    page.evaluate("(place) => { location.hash = place; }", place)


def shows(page: Page, *told: tuple[str, list[str]]) -> None:
    """Expect these places to show these texts as they were written, and nothing on the page to be made of them."""
    for places, texts in told:
        assert page.evaluate(MISSING, [places, texts, MOST_PATIENCE]) == [], places
    assert page.evaluate(FOREIGN, OWN) == []
