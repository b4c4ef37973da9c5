"""That the embed keeps nobody out: axe finds nothing in any state, by day and by night, on a phone, with forced colours, magnified."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Route, expect

from tests.browser.serving import Newsroom
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

SMALLEST_TARGET = 44
TARGETS = "belowline-comments :is(button, input:not([type=checkbox], [type=radio]), textarea, label:has(input))"
PLACES = """({ shadowRoot }) => Object.fromEntries(['status', 'error'].map((name) => {
  const element = shadowRoot.querySelector(`[part=${name}]`);
  const { display, marginBlock } = getComputedStyle(element);
  return [name, `${display} ${element.offsetHeight} ${marginBlock}`];
}))"""


def found(reader: Visitor, element: str = "belowline-comments") -> dict[str, list[str]]:
    """Answer what axe finds within an element, and where."""
    results = Axe().run(reader.page, context=element).response
    return {rule["id"]: [str(node["target"]) for node in rule["nodes"]] for rule in results["violations"]}


def looks_good(reader: Visitor, width: int) -> None:
    assert found(reader) == {}
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = [box for target in reader.page.locator(TARGETS).all() if (box := target.bounding_box())]
    assert min(min(box["width"], box["height"]) for box in sizes) >= SMALLEST_TARGET


@pytest.mark.parametrize(
    ("width", "settings"),
    [
        (320, {"color_scheme": "dark", "reduced_motion": "reduce"}),
        (1440, {"color_scheme": "light", "forced_colors": "active"}),
    ],
    ids=["a phone at night", "a desktop with forced colours"],
)
def test_axe_finds_nothing_in_any_state(
    newsroom: Newsroom, browser: Browser, width: int, settings: dict[str, str]
) -> None:
    with visiting(browser, viewport={"width": width, "height": 900}, **settings) as reader:
        reader.open(newsroom.article())
        looks_good(reader, width)

        root = newsroom.publish("Seen by all. " * 400, name="Ada Lovelace")
        newsroom.publish("Answered", name="Bea", parent=root)
        newsroom.set(guidelines="Be kind.", privacy_url="https://news.example/privacy")
        reader.page.goto("about:blank")  # or only the fragment would change
        reader.open(f"{newsroom.article()}#belowline-{root}")
        reader.write("", name="")
        expect(reader.page.get_by_text("Please look at the marked fields.")).to_be_visible()
        reader.page.get_by_role("button", name="Report: Ada").click()
        reader.page.get_by_role("button", name="Reply: Bea").click()
        looks_good(reader, width)

        reader.write("Left by me: *mine*", name="Grace Hopper")
        reader.comment("Left by me").get_by_role("button", name="Withdraw").click()
        reader.field("Comment").first.fill("Another one")
        reader.page.get_by_role("button", name="Preview").first.click()
        looks_good(reader, width)

        reader.page.get_by_role("button", name="Cancel").first.click()
        reader.comment("Left by me").get_by_role("button", name="Edit").click()
        looks_good(reader, width)


def test_axe_finds_nothing_where_comments_are_closed_or_do_not_come(newsroom: Newsroom, reader: Visitor) -> None:
    def close(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"page": answer.json()["page"] | {"is_open": False}})

    newsroom.publish("While it was open")
    reader.page.route("**/comments?*", close)
    reader.page.goto(newsroom.article())
    expect(reader.page.get_by_text("Comments are closed.")).to_be_visible()
    assert found(reader) == {}

    held: dict[str, Route] = {}
    reader.page.unroute("**/comments?*")
    reader.page.route("**/comments?*", lambda route: held.update(comments=route))
    reader.page.route("**/thread-en.js*", lambda route: held.update(module=route))
    with reader.page.expect_request("**/thread-en.js*"):
        reader.page.reload()
    thread = reader.page.locator("belowline-comments")
    expect(thread).to_have_attribute("aria-busy", "true")
    assert found(reader) == {}

    held["module"].continue_()
    expect(reader.page.get_by_role("heading", name="Comments", exact=True)).to_be_visible()
    expect(thread).to_have_attribute("aria-busy", "true")
    assert found(reader) == {}

    held["comments"].abort()
    expect(reader.page.get_by_role("button", name="Try again")).to_be_visible()
    expect(thread).not_to_have_attribute("aria-busy", "true")
    assert found(reader) == {}


def test_what_is_said_later_has_its_place_from_the_first(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Said already")
    reader.open(newsroom.article())
    reader.field("Comment").fill("Brings what helps with writing")
    expect(reader.page.get_by_role("button", name="Preview")).to_be_visible()

    places = reader.page.locator("belowline-comments").evaluate(PLACES)

    assert places == {"status": "block 0 0px", "error": "block 0 0px"}


def test_text_of_twice_the_size_fits_a_small_window(newsroom: Newsroom, browser: Browser) -> None:
    newsroom.publish("Seen by all", name="Ada")
    with visiting(browser, viewport={"width": 640, "height": 900}) as reader:
        reader.open(newsroom.article())
        reader.page.evaluate("document.documentElement.style.fontSize = '200%'")

        assert reader.page.evaluate("document.documentElement.scrollWidth") <= 640
