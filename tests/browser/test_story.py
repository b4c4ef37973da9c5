"""A reader and a moderator, from the first view to the published reply."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import sit_down
from tests.browser.serving import Newsroom
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def test_a_reader_comments_a_moderator_approves_and_all_read_it(
    newsroom: Newsroom, reader: Visitor, moderator: Visitor
) -> None:
    newsroom.publish("The first one here.", name="Ada")

    reader.open(newsroom.article())
    expect(reader.page.get_by_text("1 view", exact=True)).to_be_visible()
    expect(reader.page.get_by_role("heading", name="1 comment", exact=True)).to_be_visible()
    reader.write("About time.\n\nMy mother would have *liked* it.", name="Grace")
    expect(reader.comment("About time")).to_contain_text("Waiting for a moderator")
    expect(reader.comment("About time")).to_be_focused()
    expect(reader.page.get_by_role("status").first).to_contain_text("waiting for a moderator")

    desk = sit_down(newsroom, moderator)
    desk.button("Approve: comment by Grace").click()
    desk.expect_told("Approved the comment by Grace.")
    desk.send()

    reader.open(newsroom.article())
    expect(reader.page.get_by_role("heading", name="2 comments")).to_be_visible()
    expect(reader.comment("About time")).not_to_contain_text("Waiting")
    expect(reader.comment("About time").locator("em")).to_have_text("liked")
    expect(reader.page.get_by_text("1 view", exact=True)).to_be_visible()
    counted = newsroom.counts()
    assert (counted["comment_count"], counted["view_count"]) == (2, 1)


@pytest.mark.firefox
def test_a_reply_stands_below_what_it_answers_once_approved(newsroom: Newsroom, reader: Visitor) -> None:
    root = newsroom.publish("Who holds the boat?", name="Ada")
    newsroom.publish("The crew does.", name="Tomas", parent=root)
    reader.open(newsroom.article())

    reader.page.get_by_role("button", name="Reply: Tomas").click()
    form = reader.page.get_by_role("form", name="Reply to Tomas")
    expect(form.get_by_label("Name")).to_be_focused()
    form.get_by_label("Name").fill("Grace")
    form.get_by_label("Comment").fill("Good for them.")
    form.get_by_role("button", name="Post comment").click()
    reply = reader.page.get_by_role("listitem").filter(has_text="Good for them.").last
    expect(reply).to_contain_text("in reply to Tomas")
    expect(reply).to_contain_text("Waiting for a moderator")

    own = reader.page.evaluate("JSON.parse(localStorage['belowline:demo:own'])")
    newsroom.decide("approve", own[0]["id"])
    reader.open(newsroom.article())
    expect(reader.page.get_by_role("heading", name="3 comments")).to_be_visible()
    expect(reply).to_contain_text("in reply to Tomas")
    expect(reply).not_to_contain_text("Waiting")
    expect(reply.get_by_role("button", name="Edit")).to_be_visible()


def test_a_comment_that_was_rejected_is_gone_at_the_next_visit(newsroom: Newsroom, reader: Visitor) -> None:
    reader.open(newsroom.article())
    reader.write("Buy my boats.")
    expect(reader.comment("Buy my boats.")).to_be_visible()
    own = reader.page.evaluate("JSON.parse(localStorage['belowline:demo:own'])")

    reader.open(newsroom.article())
    expect(reader.comment("Buy my boats.")).to_contain_text("Waiting for a moderator")
    newsroom.decide("reject", own[0]["id"])
    with reader.page.expect_response(lambda answer: answer.url.endswith(own[0]["id"]) and answer.status == 404):
        reader.open(newsroom.article())

    expect(reader.page.get_by_text("No comments yet")).to_be_visible()
    expect(reader.page.get_by_text("Buy my boats.")).to_have_count(0)
