"""A reader whom the publisher has signed on leaves a comment by their name, without typing it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.serving import Newsroom
from tests.browser.test_accessible import found
from tests.browser.visitor import Visitor, visiting
from tests.signon.publisher import CLAIMS, SECRET, by_secret, compact

pytestmark = pytest.mark.browser

BY_FUNCTION = """
customElements.whenDefined('belowline-comments').then(() => {
  document.querySelector('belowline-comments').token = async () => {
    window.asked = (window.asked ?? 0) + 1;
    return %r;
  };
});
"""


def token(**claims: Any) -> str:
    """Sign a token that is good now, for a name that is not in Latin letters."""
    now = int(datetime.now(UTC).timestamp())
    said = dict(CLAIMS) | {"name": "Ада Łovelace", "role": "author", "iat": now - 60, "exp": now + 600} | claims
    return compact({"alg": "HS256", "typ": "JWT"}, said, by_secret(SECRET))


def test_a_signed_on_reader_only_writes(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.set(sign_on_secret=SECRET)
    newsroom.publish("Ask me", name="Bea")
    page = f'page="{newsroom.article()}"'
    reader.page.goto(newsroom.own_page(f'<belowline-comments {page} token="{token()}"></belowline-comments>'))
    form = reader.page.get_by_role("form", name="Leave a Comment")
    expect(form).to_contain_text("You are signed in as Ада Łovelace.")
    expect(form.get_by_role("textbox")).to_have_count(1)

    form.get_by_label("Comment").fill("By my own name")
    form.get_by_role("button", name="Post comment").click()
    expect(reader.comment("By my own name")).to_contain_text("Ада Łovelace")
    expect(reader.comment("By my own name").locator("[part=badge]")).to_be_visible()
    reader.page.get_by_role("button", name="Reply: Bea").click()
    reply = reader.page.get_by_role("form", name="Reply to Bea")
    expect(reply.get_by_label("Comment")).to_be_focused()
    expect(reply.get_by_role("textbox")).to_have_count(1)
    assert found(reader) == {}


def test_a_token_that_is_not_taken_keeps_the_text_and_a_new_one_sends_it(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.set(sign_on_secret=SECRET)
    old = token(iat=1_600_000_000, exp=1_600_003_600)
    reader.page.goto(newsroom.own_page(f'<belowline-comments token="{old}"></belowline-comments>'))
    form = reader.page.get_by_role("form", name="Leave a Comment")
    form.get_by_label("Comment").fill("After the hour")
    form.get_by_role("button", name="Post comment").click()
    expect(form.get_by_role("alert")).to_contain_text("Your sign-in is over.")
    expect(form.get_by_label("Comment")).to_have_value("After the hour")

    reader.page.locator("belowline-comments").evaluate("(host, token) => host.setAttribute('token', token)", token())
    form.get_by_role("button", name="Post comment").click()

    expect(reader.comment("After the hour")).to_contain_text("Ада Łovelace")


def test_where_a_token_cannot_be_told_of_nobody_is_asked_for_a_name(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.set(sign_on_secret=SECRET)
    reader.page.route("**/later-*", lambda route: route.abort(), times=1)
    reader.page.goto(newsroom.own_page(f'<belowline-comments token="{token()}"></belowline-comments>'))
    expect(reader.page.get_by_text("The comments could not be loaded.")).to_be_visible()
    expect(reader.page.get_by_role("textbox")).to_have_count(0)

    reader.page.get_by_role("button", name="Try again").click()

    form = reader.page.get_by_role("form", name="Leave a Comment")
    expect(form).to_contain_text("You are signed in as Ада Łovelace.")
    expect(form.get_by_role("textbox")).to_have_count(1)


def test_a_function_gives_out_the_token_when_it_is_needed(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.set(sign_on_secret=SECRET)
    reader.page.add_init_script(BY_FUNCTION % token())
    reader.page.goto(newsroom.own_page('<svg height="9000"></svg><belowline-comments lazy></belowline-comments>'))
    reader.page.locator("belowline-comments").scroll_into_view_if_needed()
    form = reader.page.get_by_role("form", name="Leave a Comment")
    expect(form).to_contain_text("You are signed in as")
    before = reader.page.evaluate("window.asked")

    form.get_by_label("Comment").fill("On time")
    form.get_by_role("button", name="Post comment").click()

    expect(reader.comment("On time")).to_contain_text("Ада Łovelace")
    assert reader.page.evaluate("window.asked") == before + 1


def test_what_was_left_on_one_device_is_edited_and_withdrawn_on_another(
    newsroom: Newsroom, reader: Visitor, browser: Browser
) -> None:
    newsroom.set(sign_on_secret=SECRET)
    newsroom.publish("Said by somebody else")
    article = newsroom.own_page("<belowline-comments></belowline-comments>")
    reader.page.add_init_script(BY_FUNCTION % token())
    reader.page.goto(article)
    form = reader.page.get_by_role("form", name="Leave a Comment")
    form.get_by_label("Comment").fill("At my desk")
    form.get_by_role("button", name="Post comment").click()
    expect(reader.comment("At my desk").get_by_role("button", name="Edit")).to_be_visible()
    (posted,) = newsroom.listed("pending")

    with visiting(browser) as phone:
        phone.page.add_init_script(BY_FUNCTION % token(name="Ada L."))
        phone.page.goto(article)
        expect(phone.comment("At my desk").locator("[part=notice]")).to_be_visible()
        newsroom.decide("approve", posted["id"])
        phone.page.reload()
        phone.comment("At my desk").get_by_role("button", name="Edit").click()
        asked = phone.page.evaluate("window.asked")
        phone.page.locator("form[part~=edit-form]").get_by_label("Comment").fill("On my phone")
        phone.page.get_by_role("button", name="Save").click()
        own = phone.comment("On my phone")
        expect(own.locator("[part=notice]")).to_be_visible()
        own.get_by_role("button", name="Withdraw").click()
        own.get_by_role("group").get_by_role("button", name="Withdraw").click()
        expect(phone.page.get_by_text("You withdrew this comment.")).to_be_visible()
        assert phone.page.evaluate("window.asked") == asked + 2
        phone.page.get_by_role("form", name="Leave a Comment").get_by_label("Comment").fill("Once more")
        phone.page.get_by_role("button", name="Post comment").click()
        expect(phone.comment("Once more").get_by_role("button", name="Edit")).to_be_visible()
        expect(phone.page.get_by_role("button", name="Edit")).to_have_count(1)
        assert len(phone.calls("/mine")) == 2, "once a load"

    assert newsroom.statuses(posted["id"]) == ["deleted"]
    assert len(reader.calls("/mine")) == 1


def test_where_the_own_ones_of_all_devices_cannot_be_had_those_of_this_one_are_shown(
    newsroom: Newsroom, reader: Visitor
) -> None:
    newsroom.set(sign_on_secret=SECRET)
    reader.page.goto(newsroom.own_page(f'<belowline-comments token="{token()}"></belowline-comments>'))
    form = reader.page.get_by_role("form", name="Leave a Comment")
    form.get_by_label("Comment").fill("Left here")
    form.get_by_role("button", name="Post comment").click()
    expect(reader.comment("Left here").get_by_role("button", name="Edit")).to_be_visible()
    reader.page.route("**/mine?*", lambda route: route.abort())

    with reader.page.expect_console_message(lambda message: "unreachable" in message.text):
        reader.page.reload()

    reader.comment("Left here").get_by_role("button", name="Edit").click()
    reader.page.locator("form[part~=edit-form]").get_by_label("Comment").fill("Left here, and better")
    reader.page.get_by_role("button", name="Save").click()
    expect(reader.comment("Left here, and better").get_by_role("button", name="Edit")).to_be_visible()
