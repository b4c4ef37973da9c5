"""What the embed shows and asks for: threads, counts, views, and what it says when something is wrong."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.serving import Newsroom
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

PRERENDERED = "Object.defineProperty(document, 'prerendering', { configurable: true, value: true })"
ACTIVATED = """() => {
  Object.defineProperty(document, 'prerendering', { value: false });
  document.dispatchEvent(new Event('prerenderingchange'));
}"""
LISTENING = """
window.seen = [];
for (const name of ['ready', 'posted', 'error']) {
  document.addEventListener(`belowline:${name}`, ({ target, detail }) => {
    window.seen.push([name, target.localName, Object.keys(detail).join(' ')]);
  });
}
"""
LATER = """(pages) => {
  for (const page of pages) {
    const link = document.createElement('a');
    Object.assign(link, { href: page, textContent: 'Comments' });
    link.dataset.belowlineCount = page;
    document.body.append(link);
  }
}"""


def test_a_page_without_comments_invites_the_first(newsroom: Newsroom, reader: Visitor) -> None:
    reader.open(newsroom.article())

    expect(reader.page.get_by_role("status").first).to_have_text("No comments yet. Be the first.")


@pytest.mark.firefox
def test_comments_stand_newest_first_with_replies_below_what_they_answer(newsroom: Newsroom, reader: Visitor) -> None:
    first = newsroom.publish("First", name="Ada")
    newsroom.publish("Second", name="Bea")
    answer = newsroom.publish("An answer", name="Cid", parent=first)
    newsroom.publish("An answer to it", name="Dan", parent=answer)

    reader.open(newsroom.article())

    roots = reader.page.get_by_role("region", name="4 comments").locator("[part=list] > li")
    expect(roots).to_have_count(2)
    expect(roots.nth(0)).to_contain_text("Second")
    expect(roots.nth(1).locator("> [part=replies] > li > article")).to_contain_text("An answer")
    expect(roots.nth(1).locator("> ol > li > ol > li > article")).to_contain_text("in reply to Cid")


def test_a_removed_comment_leaves_its_place_to_its_replies(newsroom: Newsroom, reader: Visitor) -> None:
    root = newsroom.publish("Not for print", name="Ada")
    newsroom.publish("But this is", name="Bea", parent=root)
    newsroom.decide("delete", root)

    reader.open(newsroom.article())

    expect(reader.page.get_by_text("This comment was removed.")).to_be_visible()
    expect(reader.page.get_by_text("But this is")).to_be_visible()
    expect(reader.page.get_by_text("Not for print")).to_have_count(0)


@pytest.mark.firefox
def test_more_comments_come_when_asked_for_and_get_the_focus(newsroom: Newsroom, reader: Visitor) -> None:
    for body in ("One", "Two", "Three"):
        newsroom.publish(body)
    reader.page.goto(newsroom.own_page(f'<belowline-comments page="{newsroom.article()}" sort="oldest" limit="2">'))
    expect(reader.page.get_by_text("Two")).to_be_visible()
    expect(reader.page.get_by_text("Three")).to_have_count(0)

    reader.page.route("**/comments?*cursor*", lambda route: route.abort(), times=1)
    reader.page.get_by_role("button", name="Load more").click()
    reader.page.get_by_role("button", name="Try again").click()

    expect(reader.comment("Three")).to_be_focused()
    expect(reader.page.get_by_role("button", name="Load more")).to_have_count(0)


def test_a_long_thread_gives_its_further_replies_when_asked(newsroom: Newsroom, reader: Visitor) -> None:
    root = newsroom.publish("Long")
    replies = [newsroom.post(f"Reply {number}", parent=root) for number in range(23)]
    newsroom.decide("approve", *replies)
    reader.open(newsroom.article())
    expect(reader.page.get_by_text("Reply 19")).to_be_visible()
    expect(reader.page.get_by_text("Reply 20")).to_have_count(0)

    reader.page.get_by_role("button", name="Load more replies").click()

    expect(reader.page.get_by_text("Reply 22")).to_be_visible()
    expect(reader.page.locator("[part=replies] > li")).to_have_count(23)


def test_a_lazy_thread_waits_until_the_reader_comes_near(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Far below")
    tall = '<svg height="9000"></svg>'
    reader.page.goto(newsroom.own_page(f'{tall}<belowline-comments page="{newsroom.article()}" lazy>'))
    with reader.page.expect_response(lambda answer: answer.url.endswith("/views")):
        pass
    assert reader.calls("/comments") == []

    reader.page.locator("belowline-comments").scroll_into_view_if_needed()

    expect(reader.page.get_by_text("Far below")).to_be_visible()


def test_a_closed_page_says_so_and_has_no_form(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("While it was open")

    def close(route: Route) -> None:
        answer = route.fetch()
        content = answer.json()
        content["page"]["is_open"] = False
        route.fulfill(response=answer, json=content)

    reader.page.route("**/comments?*", close)
    reader.page.goto(newsroom.article())

    expect(reader.page.get_by_text("Comments are closed.")).to_be_visible()
    expect(reader.page.get_by_role("form")).to_have_count(0)
    expect(reader.page.get_by_role("button", name="Reply")).to_have_count(0)


def test_guidelines_and_privacy_are_at_the_form(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.set(guidelines="Be kind.", privacy_url="https://news.example/privacy")

    reader.open(newsroom.article())

    form = reader.page.get_by_role("form", name="Leave a Comment")
    expect(form).to_contain_text("Be kind.")
    expect(form.get_by_role("link", name="Privacy")).to_have_attribute("href", "https://news.example/privacy")


@pytest.mark.firefox
def test_links_tell_how_many_comments_a_page_has_in_one_request(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("One", slug="last-ferry")
    newsroom.publish("Two", slug="tide-clock")
    newsroom.publish("Three", slug="tide-clock")
    pages = [f"/articles/{slug}/" for slug in ("last-ferry", "tide-clock", "seed-library")]

    reader.page.goto(
        newsroom.own_page("".join(f'<a data-belowline-count="{page}" href="{page}">Comments</a>' for page in pages))
    )

    expect(reader.page.locator("[data-belowline-count]")).to_have_text(["1 comment", "2 comments", "0 comments"])
    assert len(reader.calls("/counts")) == 1
    assert reader.calls("/views") == []

    reader.page.evaluate(LATER, pages[1:])

    expect(reader.page.locator("[data-belowline-count]")).to_have_text(
        ["1 comment", "2 comments", "0 comments", "2 comments", "0 comments"]
    )
    assert len(reader.calls("/counts")) == 2


def test_links_that_a_script_adds_to_a_page_without_any_tell_it_too(newsroom: Newsroom, reader: Visitor) -> None:
    with reader.page.expect_console_message(lambda message: "nothing to do" in message.text):
        reader.page.goto(newsroom.own_page("<p>Nothing yet</p>"))

    reader.page.evaluate(LATER, ["/articles/last-ferry/"])

    expect(reader.page.get_by_role("link")).to_have_text("0 comments")


def test_many_pages_are_asked_for_in_batches_that_gateways_take(newsroom: Newsroom, reader: Visitor) -> None:
    slugs = [f"/{'a-long-slug-' * 6}{number}/" for number in range(150)]

    reader.page.goto(
        newsroom.own_page("".join(f'<a data-belowline-count="{slug}" href="{slug}">Comments</a>' for slug in slugs))
    )

    expect(reader.page.locator("[data-belowline-count]")).to_have_text(["0 comments"] * 150)
    calls = [request.url for request in reader.calls("/counts")]
    assert sum(url.count("page=") for url in calls) == 150
    assert all(len(url) < 8_000 and url.count("page=") <= 100 for url in calls)


def test_a_page_of_another_site_keeps_no_other_link_from_its_count(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("One")
    pages = ("/articles/last-ferry/", "https://elsewhere.example/", "/articles/tide-clock/")

    reader.page.goto(
        newsroom.own_page("".join(f'<a data-belowline-count="{page}" href="#">Comments</a>' for page in pages))
    )

    expect(reader.page.locator("[data-belowline-count]")).to_have_text(["1 comment", "Comments", "0 comments"])


@pytest.mark.firefox
def test_a_view_is_counted_once_whatever_elements_there_are(newsroom: Newsroom, reader: Visitor) -> None:
    markup = "<belowline-views></belowline-views><belowline-comments></belowline-comments>"

    reader.page.goto(newsroom.own_page(f"{markup}{markup}"))

    expect(reader.page.locator("belowline-views")).to_have_text(["1 view", "1 view"])
    assert len(reader.calls("/views")) == 1


def test_views_of_other_pages_are_shown_and_not_counted(newsroom: Newsroom, reader: Visitor) -> None:
    other = '<belowline-views page="/articles/last-ferry/"></belowline-views>'

    reader.page.goto(newsroom.own_page(other))

    expect(reader.page.locator("belowline-views")).to_have_text("0 views")
    assert reader.calls("/views") == []


def test_views_are_shown_in_the_pages_way_of_writing_numbers(newsroom: Newsroom, reader: Visitor) -> None:
    reader.page.route("**/views", lambda route: route.fulfill(json={"view_count": 3456, "counted": True}))

    reader.page.goto(newsroom.article())

    expect(reader.page.get_by_text("3,456 views", exact=True)).to_be_visible()


def test_a_prerendered_page_is_viewed_once_it_is_shown(newsroom: Newsroom, reader: Visitor) -> None:
    reader.page.add_init_script(PRERENDERED)
    reader.open(newsroom.article())
    assert reader.calls("/views") == []

    reader.page.evaluate(ACTIVATED)

    expect(reader.page.get_by_text("1 view", exact=True)).to_be_visible()
    assert len(reader.calls("/views")) == 1


def test_reads_and_views_need_no_preflight(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("One")

    reader.open(newsroom.article())
    expect(reader.page.get_by_text("1 view", exact=True)).to_be_visible()
    reader.page.goto(newsroom.publication)
    expect(reader.page.get_by_role("link", name="1 comment")).to_be_visible()

    assert not [call for call in newsroom.heard if call.startswith("OPTIONS")]


def test_the_canonical_address_names_the_page_if_it_is_on_its_own_origin(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Under the canonical address")
    canonical = f'<link rel="canonical" href="{newsroom.article()}?utm_source=letter">'
    foreign = '<link rel="canonical" href="https://elsewhere.example/articles/last-ferry/">'

    reader.page.goto(newsroom.own_page("<belowline-comments></belowline-comments>", head=canonical))
    expect(reader.page.get_by_text("Under the canonical address")).to_be_visible()
    reader.page.goto(newsroom.own_page("<belowline-comments></belowline-comments>", head=foreign))
    expect(reader.page.get_by_text("No comments yet")).to_be_visible()


def test_events_tell_the_page_what_happens(newsroom: Newsroom, reader: Visitor) -> None:
    reader.page.add_init_script(LISTENING)
    reader.open(newsroom.article())
    expect(reader.page.get_by_text("1 view", exact=True)).to_be_visible()
    reader.write("Grace was here first.")
    expect(reader.comment("Grace was here first.")).to_be_visible()
    reader.page.route("**/v1/**", lambda route: route.abort())
    reader.write("Unsaid")
    expect(reader.page.get_by_role("alert")).to_contain_text("could not be sent")

    seen = [tuple(event) for event in reader.page.evaluate("window.seen")]

    assert set(seen[:2]) == {
        ("ready", "belowline-comments", "page comment_count"),
        ("ready", "belowline-views", "page view_count"),
    }
    assert seen[2:] == [("posted", "belowline-comments", "comment"), ("error", "belowline-comments", "code detail")]


@pytest.mark.parametrize(
    ("site", "markup", "reason"),
    [
        ("", "<belowline-comments></belowline-comments>", "no data-site"),
        ('data-site="demo"', "<p>Nothing</p>", "nothing to do"),
        ('data-site="unheard-of"', "<belowline-comments></belowline-comments>", "site_not_found"),
        (
            'data-site="demo"',
            '<belowline-comments page="https://elsewhere.example/"></belowline-comments>',
            "page_not_on_site",
        ),
    ],
)
def test_an_embed_that_does_nothing_says_why_on_the_console(
    newsroom: Newsroom, reader: Visitor, site: str, markup: str, reason: str
) -> None:
    with reader.page.expect_console_message(lambda message: reason in message.text):
        reader.page.goto(newsroom.own_page(markup, site=site))


def test_a_second_script_on_the_page_does_nothing(newsroom: Newsroom, reader: Visitor) -> None:
    again = f'<script src="{newsroom.service}/embed.js" data-site="demo"></script>'

    with reader.page.expect_console_message(lambda message: "twice" in message.text):
        reader.page.goto(newsroom.own_page(f"<belowline-views></belowline-views>{again}"))

    expect(reader.page.locator("belowline-views")).to_have_text("1 view")
