"""What readers write runs nowhere: not below the article, not at the moderator's desk, not without a policy that would stop it."""

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.abuse.markup_inputs import CONFUSING, SCRIPTS
from tests.browser.desk import sit_down
from tests.browser.serving import MOST_SECONDS, SITE, Newsroom
from tests.browser.visitor import Visitor

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


def publish_all(newsroom: Newsroom) -> int:
    """Publish every one as a body and, where it may be one, as a name too; answers how many were taken."""
    taken = []
    with httpx.Client(trust_env=False, timeout=MOST_SECONDS) as reader:
        for number, text in enumerate([*SCRIPTS, *CONFUSING]):
            body = f"{text}\n\n{number}"  # the same letters may come only once a day
            for name in (" ".join(text[:80].split()), "Mallory"):
                comment = {"page": newsroom.article(), "body": body, "author": {"name": name}}
                answer = reader.post(f"{newsroom.service}/v1/sites/{SITE}/comments", json=comment)
                assert answer.is_success or answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY, answer.text
                if answer.is_success:
                    taken.append(answer.json()["comment"])
                    break
    if held := [comment["id"] for comment in taken if comment["status"] == "pending"]:
        newsroom.decide("approve", *held)
    return len(taken)


def load_all(shown: Locator, more: Locator, loading: Locator, count: int) -> None:
    """A part is shown in slices: there are more only once nothing is loading any longer."""
    expect(more).to_be_visible()
    while more.count():
        more.click()
        expect(loading).to_have_count(0)
    expect(shown).to_have_count(count)


def test_nothing_that_readers_write_runs_or_loads_anything(
    newsroom: Newsroom, reader: Visitor, moderator: Visitor
) -> None:
    newsroom.set(moderation_mode="hold_suspect")
    count = publish_all(newsroom)
    assert count > len(SCRIPTS) * 0.9

    desk = sit_down(newsroom, moderator, "queue?list=approved")
    load_all(desk.shown, desk.button("Show more"), desk.page.locator("ol[aria-busy=true]"), count)
    reader.page.goto(
        newsroom.own_page(f'<belowline-comments page="{newsroom.article()}" limit="100"></belowline-comments>')
    )
    button = reader.page.get_by_role("button", name="Load more")
    load_all(reader.page.locator("[part=list] > li"), button, reader.page.get_by_role("button", name="…"), count)

    expect(moderator.page.locator("article :is(script, img, svg, iframe, form, style, em, code)")).to_have_count(0)
    assert set(reader.page.evaluate(TAGS)) <= HARMLESS
    assert set(reader.page.evaluate(ATTRIBUTES)) <= {"href", "rel"}
    assert set(reader.page.evaluate(SCHEMES)) <= {"http:", "https:"}
    asked = [request.url for visitor in (reader, moderator) for request in visitor.requests]
    assert all(url.startswith((newsroom.service, newsroom.publication)) for url in asked)
