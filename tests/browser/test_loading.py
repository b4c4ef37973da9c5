"""How the embed comes to a page: in which order, from which addresses, and what happens when a part of it does not come."""

import gzip
import re
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped] # it ships none
import pytest
from playwright.sync_api import Route, expect

from chalicelib.web.built import EMBED
from cli.web.tags import pinned_tag, tag
from tests.browser.serving import Newsroom
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

COMMENTS = "<belowline-comments></belowline-comments>"
ROOM = (
    "<style>belowline-comments:not(:defined) { display: block; min-height: 100vh }</style>"  # as docs/embed.md has it
)
PACKED = {"br": brotli.compress, "gzip": gzip.compress}
TALL = '<svg height="9000"></svg>'
SHIFT = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => {
    resolve(list.getEntries().reduce((sum, entry) => sum + entry.value, 0));
  }).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => resolve(0), 500);
})"""
FOLLOWED = """async ([away, back]) => {
  const heard = () => new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
  const parent = thread.parentNode;
  thread.remove();
  location.hash = `belowline-${away}`;
  await heard();
  parent.append(thread);
  location.hash = `belowline-${back}`;
  await heard();
}"""


def asked_of(newsroom: Newsroom, reader: Visitor) -> list[str]:
    """Answer what of the service was asked for, in order, without the hash of the version."""
    paths = [urlsplit(request.url).path for request in reader.requests if request.url.startswith(newsroom.service)]
    return [re.sub(r"^/embed/\w+/|^/v1/sites/demo/", "", path) for path in paths]


@pytest.mark.firefox
def test_comments_take_three_requests_and_come_before_all_else(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Here first")
    markup = f'<a data-belowline-count="/b/" href="/b/">Comments</a><belowline-views></belowline-views>{COMMENTS}'

    reader.page.goto(newsroom.own_page(markup + TALL, head=f'<link rel="canonical" href="{newsroom.article()}">{ROOM}'))

    expect(reader.comment("Here first")).to_be_visible()
    expect(reader.page.get_by_text("1 view", exact=True)).to_be_visible()
    expect(reader.page.get_by_role("link", name="0 comments")).to_be_visible()
    asked = asked_of(newsroom, reader)
    assert asked[0] == "/embed.js"
    assert set(asked[1:3]) == {"comments", "thread-en.js"}
    assert set(asked[3:]) == {"counts-en.js", "counts", "views"}
    assert reader.page.evaluate(SHIFT) < 0.02


def test_a_thread_far_below_loads_once_the_page_has_all_else(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Far below")
    reader.page.goto(newsroom.own_page(f'{TALL}<belowline-comments page="{newsroom.article()}"></belowline-comments>'))

    expect(reader.page.get_by_text("Far below")).to_be_visible()


def test_comments_come_in_a_tab_in_the_background_where_there_are_no_frames(
    newsroom: Newsroom, reader: Visitor
) -> None:
    newsroom.publish("Read later")
    reader.page.add_init_script("""
      Object.defineProperty(document, 'hidden', { value: true });
      window.requestAnimationFrame = () => 0;
    """)

    reader.page.goto(newsroom.article())

    expect(reader.comment("Read later")).to_be_visible()
    assert reader.calls("/views") == []


def test_the_service_may_lie_in_a_folder_as_the_stage_of_a_rest_api_does(newsroom: Newsroom, reader: Visitor) -> None:
    def without_stage(route: Route) -> None:
        route.continue_(url=route.request.url.replace("/api/", "/", 1))

    newsroom.publish("Below a stage")
    reader.page.route("**/api/**", without_stage)
    address = newsroom.own_page(f'<belowline-views></belowline-views><belowline-comments page="{newsroom.article()}">')
    page = newsroom.pages / "articles" / "own.html"
    page.write_text(page.read_text().replace("/embed.js", "/api/embed.js"))

    reader.page.goto(address)

    expect(reader.comment("Below a stage")).to_be_visible()
    expect(reader.page.locator("belowline-views")).to_have_text("1 view")


@pytest.mark.firefox
def test_one_version_can_be_pinned_by_its_integrity(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Checked")
    address = newsroom.own_page(f'<belowline-comments page="{newsroom.article()}">')
    page = newsroom.pages / "articles" / "own.html"
    pinned = pinned_tag(newsroom.service, "demo", EMBED.version, EMBED.content("embed.js", None))
    page.write_text(page.read_text().replace(tag(newsroom.service, "demo"), pinned))

    reader.page.goto(address)

    expect(reader.comment("Checked")).to_be_visible()
    assert "/embed.js" not in asked_of(newsroom, reader)


@pytest.mark.firefox
def test_a_page_that_pins_a_version_keeps_it_when_another_is_deployed(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Under yesterday's form")
    yesterdays = "0123456789abcdef"
    sources = {name: EMBED.content(name, None).decode() for name in ("embed.js", "thread-en.js", "later-en.js")}
    sources["embed.js"] = sources["embed.js"].replace(EMBED.version, yesterdays)
    sources["thread-en.js"] = sources["thread-en.js"].replace("Leave a Comment", "Leave one, as yesterday")
    files = {name: {way: pack(source.encode()) for way, pack in PACKED.items()} for name, source in sources.items()}
    newsroom.services.versions.keep(yesterdays, files)
    pinned = pinned_tag(newsroom.service, "demo", yesterdays, sources["embed.js"].encode())
    address = newsroom.own_page(f'<belowline-comments page="{newsroom.article()}">')
    page = newsroom.pages / "articles" / "own.html"
    page.write_text(page.read_text().replace(tag(newsroom.service, "demo"), pinned))

    reader.page.goto(address)

    expect(reader.comment("Under yesterday's form")).to_be_visible()
    expect(reader.page.get_by_role("heading", name="Leave one, as yesterday")).to_be_visible()
    assert not [call for call in newsroom.heard if EMBED.version in call]


@pytest.mark.firefox
def test_a_module_that_does_not_come_is_told_of_and_comes_at_the_next_try(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("After all")
    reader.page.route("**/thread-en.js*", lambda route: route.abort())
    reader.page.goto(newsroom.article())

    retry = reader.page.get_by_role("button", name="Could not be loaded. Try again")
    expect(retry).to_be_visible()
    reader.page.unroute("**/thread-en.js*")
    retry.click()

    expect(reader.comment("After all")).to_be_visible()
    expect(reader.page.get_by_role("heading", name="1 comment")).to_be_focused()


@pytest.mark.firefox
def test_comments_that_come_at_the_second_try_get_the_focus_or_else_their_heading(
    newsroom: Newsroom, reader: Visitor
) -> None:
    newsroom.publish("At the second try")
    for slug in ("last-ferry", "tide-clock"):
        reader.page.route("**/comments?*", lambda route: route.abort(), times=1)
        reader.page.goto(newsroom.article(slug))
        reader.page.get_by_role("button", name="Try again").click()
        looked_at = {
            "last-ferry": reader.comment("At the second try"),
            "tide-clock": reader.page.get_by_role("heading", name="Comments", exact=True),
        }
        expect(looked_at[slug]).to_be_focused()


def test_comments_that_did_not_come_come_once_the_browser_is_online_and_leave_the_focus_where_it_is(
    newsroom: Newsroom, reader: Visitor
) -> None:
    newsroom.publish("Online again")
    markup = f'<button>Own</button><belowline-comments page="{newsroom.article()}"></belowline-comments>'
    for missing in ("**/comments?*", "**/thread-en.js*"):
        reader.page.route(missing, lambda route: route.abort())
        reader.page.goto(newsroom.own_page(markup))
        expect(reader.page.get_by_role("button", name="Try again")).to_be_visible()
        reader.page.get_by_role("button", name="Own").focus()

        reader.page.unroute(missing)
        reader.page.evaluate("dispatchEvent(new Event('online'))")

        expect(reader.comment("Online again")).to_be_visible()
        expect(reader.page.get_by_role("button", name="Own")).to_be_focused()


def test_a_page_that_changes_under_the_element_changes_the_thread(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Of the ferry")
    newsroom.publish("Of the clock", slug="tide-clock")
    reader.open(newsroom.article())
    thread = reader.page.locator("belowline-comments")

    thread.evaluate("(host, page) => host.setAttribute('page', page)", newsroom.article("tide-clock"))

    expect(reader.comment("Of the clock")).to_be_visible()
    expect(reader.page.get_by_text("Of the ferry")).to_have_count(0)
    thread.evaluate("(host) => { document.body.prepend(host); host.remove(); document.body.append(host); }")
    expect(reader.comment("Of the clock")).to_be_visible()
    assert len(reader.calls("/comments")) == 2


def test_an_element_that_comes_back_shows_the_page_that_it_comes_back_to(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Before the change")
    newsroom.publish("After the change", slug="tide-clock")
    reader.open(newsroom.article())
    reader.page.evaluate("window.thread = document.querySelector('belowline-comments')")

    reader.page.evaluate(
        "(page) => { thread.remove(); history.pushState(null, '', page); }", newsroom.article("tide-clock")
    )
    reader.page.evaluate("document.querySelector('link[rel=canonical]')?.remove(); document.body.append(thread)")

    expect(reader.comment("After the change")).to_be_visible()
    expect(reader.page.get_by_text("Before the change")).to_have_count(0)
    assert len(reader.calls("/comments")) == 2
    assert len(reader.calls("/views")) == 2


def test_an_element_that_was_removed_does_not_follow_the_address_until_it_comes_back(
    newsroom: Newsroom, reader: Visitor
) -> None:
    reader.page.clock.install()
    reader.open(newsroom.article())
    reader.page.evaluate("window.thread = document.querySelector('belowline-comments')")
    for after in (0, 61_000):  # milliseconds, in which new comments are looked for
        reader.page.clock.run_for(after)
        reader.page.evaluate(FOLLOWED, [f"away{after}", f"back{after}"])
        expect(reader.page.get_by_text("The linked comment is not public any more.")).to_be_visible()
        reader.page.evaluate("thread.shadowRoot.querySelector('[part=status]').textContent = ''")

    asked = [call for call in asked_of(newsroom, reader) if call.startswith("comments/")]
    assert asked == ["comments/back0", "comments/back61000"]


def test_an_element_that_comes_later_is_filled_too(newsroom: Newsroom, reader: Visitor) -> None:
    reader.page.goto(newsroom.own_page("<belowline-views></belowline-views>"))
    expect(reader.page.locator("belowline-views")).to_have_text("1 view")

    reader.page.evaluate("document.body.append(document.createElement('belowline-comments'))")

    expect(reader.page.get_by_text("No comments yet")).to_be_visible()
    assert len(reader.calls("/views")) == 1


def test_a_page_can_have_its_views_counted_and_nothing_else(newsroom: Newsroom, reader: Visitor) -> None:
    reader.page.goto(newsroom.own_page(COMMENTS, site='data-site="demo" data-only="views"'))

    with reader.page.expect_response(lambda answer: answer.url.endswith("/views")) as answer:
        reader.page.reload()
    assert answer.value.ok
    assert newsroom.counts("own")["view_count"] == 1
    assert reader.calls("/comments") == []
