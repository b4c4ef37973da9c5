"""What readers write runs nowhere: not below the article, not at the moderator's desk, not without a policy that would stop it."""

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.abuse.markup_inputs import CONFUSING, SCRIPTS
from tests.browser.serving import SITE, Newsroom
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

MOST_AT_ONCE = 100
HARMLESS = {"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"}

TAGS = """() => [...new Set(
  [...document.querySelector('belowline-comments').shadowRoot.querySelectorAll('[part=body] *')].map((it) => it.localName),
)]"""
ATTRIBUTES = """() => [...new Set(
  [...document.querySelector('belowline-comments').shadowRoot.querySelectorAll('[part=body] *')]
    .flatMap((it) => it.getAttributeNames()),
)]"""
SCHEMES = """() => [...new Set(
  [...document.querySelector('belowline-comments').shadowRoot.querySelectorAll('a')].map((it) => it.protocol),
)]"""


def leave_all(newsroom: Newsroom) -> list[str]:
    """Leave every one as a body and, as far as it goes, as a name; answers the ids of those that were taken."""
    taken = []
    with httpx.Client(trust_env=False) as reader:
        for body in [*SCRIPTS, *CONFUSING]:
            author = {"name": body[:80].replace("\n", " ").replace("\t", " ").strip()}
            for name in (author, {"name": "Mallory"}):
                comment = {"page": newsroom.article(), "body": body, "author": name}
                answer = reader.post(f"{newsroom.service}/v1/sites/{SITE}/comments", json=comment)
                assert answer.status_code in {202, 422}, answer.text
                if answer.status_code == httpx.codes.ACCEPTED:
                    taken.append(answer.json()["comment"]["id"])
                    break
    return taken


def load_all(visitor: Visitor, shown: Locator, count: int) -> None:
    expect(shown).not_to_have_count(0)
    while (before := shown.count()) < count:
        visitor.page.get_by_role("button", name="Load more").click()
        expect(shown).not_to_have_count(before)


def test_nothing_that_readers_write_runs_or_loads_anything(
    newsroom: Newsroom, reader: Visitor, moderator: Visitor
) -> None:
    taken = leave_all(newsroom)
    assert len(taken) > len(SCRIPTS) * 0.9

    moderator.page.goto(f"{newsroom.service}/moderate#site={SITE}&token={newsroom.token}")
    load_all(moderator, moderator.page.get_by_role("article"), len(taken))
    expect(moderator.page.locator("article :is(script, img, svg, iframe, form, style, em, code)")).to_have_count(0)

    for start in range(0, len(taken), MOST_AT_ONCE):
        newsroom.decide("approve", *taken[start : start + MOST_AT_ONCE])
    reader.page.goto(
        newsroom.own_page(f'<belowline-comments page="{newsroom.article()}" limit="100"></belowline-comments>')
    )
    load_all(reader, reader.page.locator("[part=list] > li"), len(taken))

    assert set(reader.page.evaluate(TAGS)) <= HARMLESS
    assert set(reader.page.evaluate(ATTRIBUTES)) <= {"href", "rel"}
    assert set(reader.page.evaluate(SCHEMES)) <= {"http:", "https:"}
    asked = [request.url for visitor in (reader, moderator) for request in visitor.requests]
    assert all(url.startswith((newsroom.service, newsroom.publication)) for url in asked)
