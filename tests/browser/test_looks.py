"""That the embed fits the page it stands on: width, colours, languages, policies."""

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.serving import Newsroom
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

LEAST_CONTRAST = 4.5
SMALLEST_TARGET = 44
TARGETS = "belowline-comments :is(button, input:not([type=checkbox]), textarea, label:has(input), a[part])"
"""All but links in comments, which stand in a line of text, and what is in a label, which is the larger target."""

WIDE = (
    "```\n" + "a wide line of code " * 20 + "\n```\n\n" + "Unbreakably" * 40 + "\n\nhttps://news.example/" + "a" * 300
)

# The contrast of an element's text against what it stands on, by WCAG 2; colours are painted to get their channels.
CONTRAST = """(element) => {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const paint = (...colours) => {
    for (const colour of colours) {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
    }
    const linear = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const host = element.getRootNode().host;
  const background = [document.body, host, element].map((it) => getComputedStyle(it).backgroundColor);
  const [light, dark] = [paint('white', ...background), paint('white', ...background, getComputedStyle(element).color)]
    .sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}"""


def top(element: Locator) -> float:
    """Answer how far below the window's edge an element begins."""
    box = element.bounding_box()
    assert box
    return box["y"]


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_nothing_is_wider_than_the_window_and_targets_are_large(
    newsroom: Newsroom, browser: Browser, width: int
) -> None:
    newsroom.set(guidelines="Be kind.", privacy_url="https://news.example/privacy")
    root = newsroom.publish(WIDE, name="W" * 80)
    for _ in range(6):
        root = newsroom.publish("Deeper", parent=root)

    with visiting(browser, viewport={"width": width, "height": 800}) as reader:
        reader.open(newsroom.article())
        reader.field("Website").fill("li.example")
        reader.write("By somebody with a short name", name="Li")
        expect(reader.page.get_by_role("link", name="Li", exact=True)).to_be_visible()
        reader.page.get_by_role("button", name="Reply: Ada").last.click()

        assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
        targets = reader.page.locator(TARGETS)
        sizes = [box for target in targets.all() if (box := target.bounding_box())]
        assert min(min(box["width"], box["height"]) for box in sizes) >= SMALLEST_TARGET
        for form in (reader.page.get_by_role("form", name=name) for name in ("Leave a Comment", "Reply to Ada")):
            assert top(form.get_by_role("link", name="Privacy")) < top(form.get_by_label("Name"))
        assert top(reader.page.get_by_text("Be kind.")) < top(reader.field("Name").first)


@pytest.mark.firefox
def test_a_small_phone_need_not_be_scrolled_sideways(newsroom: Newsroom, browser: Browser) -> None:
    newsroom.publish(
        "https://news.example/" + "a-long-address-" * 20, parent=newsroom.publish("`code " + "x" * 200 + "`")
    )

    with visiting(browser, viewport={"width": 320, "height": 800}) as reader:
        reader.open(newsroom.article())
        reader.page.get_by_role("button", name="Reply: Ada").last.click()

        assert reader.page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_by_day_and_by_night(newsroom: Newsroom, browser: Browser, scheme: str) -> None:
    newsroom.publish("Black and white")

    with visiting(browser, color_scheme=scheme) as reader:
        reader.open(newsroom.article())
        reader.write("", name="")

        parts = (
            "heading",
            "form-heading",
            "label",
            "input",
            "field-error",
            "error",
            "submit",
            "author",
            "date",
            "body",
            "reply",
        )
        contrasts = {part: reader.page.locator(f"[part~={part}]").first.evaluate(CONTRAST) for part in parts}
        assert {part: contrast for part, contrast in contrasts.items() if contrast < LEAST_CONTRAST} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_theme_brings_colours_of_its_own(newsroom: Newsroom, browser: Browser, theme: str, scheme: str) -> None:
    with visiting(browser, color_scheme=scheme) as reader:
        reader.page.goto(newsroom.own_page(f'<belowline-comments theme="{theme}"></belowline-comments>'))
        heading = reader.page.get_by_role("heading", name="Leave a Comment")
        expect(heading).to_be_visible()

        assert heading.evaluate(CONTRAST) >= LEAST_CONTRAST
        is_dark = reader.page.locator("belowline-comments").evaluate(
            "(host) => getComputedStyle(host).backgroundColor !== 'rgb(255, 255, 255)'"
        )
        assert is_dark == (theme == "dark")


@pytest.mark.firefox
def test_a_strict_policy_is_enough_for_all_of_it(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("*Strictly* speaking")
    service = newsroom.service
    policy = (
        "default-src 'none'; img-src 'self'; "  # the page's icon, which Firefox asks for
        f"script-src {service}; connect-src {service}; "
        "require-trusted-types-for 'script'; trusted-types belowline"
    )
    markup = "<belowline-views></belowline-views><belowline-comments></belowline-comments>"
    address = f'<link rel="canonical" href="{newsroom.article()}">'

    reader.page.goto(
        newsroom.own_page(markup, head=f'<meta http-equiv="Content-Security-Policy" content="{policy}">{address}')
    )

    expect(reader.page.locator("belowline-views")).to_have_text("1 view")
    expect(reader.page.locator("em")).to_have_text("Strictly")
    reader.write("Posted under it")
    expect(reader.comment("Posted under it")).to_be_visible()
    # Constructed style sheets apply, though the policy allows no style.
    expect(reader.page.locator("belowline-comments")).to_have_css("display", "block")


@pytest.mark.firefox
def test_the_direction_is_the_pages(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Sinistra")

    reader.page.goto(
        newsroom.own_page(f'<div dir="rtl"><belowline-comments page="{newsroom.article()}"></belowline-comments></div>')
    )

    expect(reader.comment("Sinistra")).to_have_css("direction", "rtl")
    expect(reader.page.locator("[part=body]")).to_have_css("direction", "ltr")
    expect(reader.field("Comment")).to_have_css("direction", "rtl")
    expect(reader.field("Comment")).to_have_css("unicode-bidi", "plaintext")  # what is typed has its own
    assert reader.page.evaluate("document.documentElement.scrollWidth === document.documentElement.clientWidth")
