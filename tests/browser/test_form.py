"""Leaving a comment when something is in the way: a field, the network, the lack of a mouse."""

import json
import re
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Request, Response, Route, expect

from tests.browser.serving import Newsroom
from tests.browser.visitor import SLOWLY, Visitor

pytestmark = pytest.mark.browser


def sent(request: Request) -> Any:
    return json.loads(request.post_data or "")


def posts(reader: Visitor) -> list[Request]:
    return [call for call in reader.calls("/comments") if call.method == "POST"]


def is_after(reader: Visitor, tries: int, _answer: Response) -> bool:
    return len(posts(reader)) == tries


def spoil_the_proof(route: Route) -> None:
    comment = sent(route.request)
    comment["form"]["proof"] = "spoilt"
    route.continue_(post_data=json.dumps(comment))


def lose_the_answer(route: Route) -> None:
    if route.request.method == "POST":
        route.fetch()
        route.abort()
    else:
        route.fallback()


@pytest.mark.firefox
def test_an_empty_field_is_named_where_it_stands_and_nothing_is_sent(newsroom: Newsroom, reader: Visitor) -> None:
    reader.open(newsroom.article())

    reader.write("A comment without a name", name="")

    name = reader.field("Name")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description("Please fill in this field.")
    expect(reader.page.get_by_role("alert")).to_have_text("Please look at the marked fields.")
    assert posts(reader) == []

    reader.write("A comment with a name")
    expect(reader.comment("A comment with a name")).to_be_visible()
    expect(name).not_to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description("")


def test_what_the_service_says_of_a_field_stands_at_the_field(newsroom: Newsroom, reader: Visitor) -> None:
    reader.open(newsroom.article())
    reader.field("Website").fill("no website")

    reader.write("Kept as it is", name="Gr\u202eace")

    name = reader.field("Name")
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description(re.compile("direction"))
    expect(reader.field("Website")).to_have_attribute("aria-invalid", "true")
    expect(reader.field("Comment")).to_have_attribute("aria-invalid", "false")
    expect(reader.field("Comment")).to_have_value("Kept as it is")


def test_an_address_without_a_scheme_is_a_website_too(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.set(moderation_mode="hold_suspect")
    reader.page.add_init_script(SLOWLY)
    reader.open(newsroom.article())
    reader.field("Website").fill("grace.example/about")

    reader.write("Come and see.")

    expect(reader.page.get_by_role("link", name="Grace")).to_have_attribute("href", "https://grace.example/about")
    expect(reader.page.get_by_role("heading", name="1 comment", exact=True)).to_be_visible()


def test_a_service_that_is_down_shows_another_try_which_works_once_it_is_back(
    newsroom: Newsroom, reader: Visitor
) -> None:
    newsroom.publish("Still here")
    reader.page.route("**/v1/**", lambda route: route.abort())
    reader.page.goto(newsroom.article())
    expect(reader.page.get_by_role("alert")).to_have_text("The comments could not be loaded.")

    reader.page.unroute("**/v1/**")
    reader.page.get_by_role("button", name="Try again").click()

    expect(reader.comment("Still here")).to_be_focused()
    expect(reader.page.get_by_role("alert").filter(has_text="could not")).to_have_count(0)


def test_a_lost_answer_costs_no_word_and_the_second_try_stores_nothing_twice(
    newsroom: Newsroom, reader: Visitor
) -> None:
    reader.open(newsroom.article())
    reader.page.route("**/comments", lose_the_answer)
    reader.write("Said once")
    expect(reader.page.get_by_role("alert")).to_contain_text("Nothing you typed is lost")
    expect(reader.field("Comment")).to_have_value("Said once")

    reader.page.unroute("**/comments")
    reader.page.get_by_role("button", name="Post comment").click()

    expect(reader.comment("Said once")).to_contain_text("Waiting for a moderator")
    expect(reader.field("Comment")).to_have_value("")
    first, second = posts(reader)
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert newsroom.waiting() == ["Said once"]


def test_a_try_after_a_reload_is_the_same_try(newsroom: Newsroom, reader: Visitor) -> None:
    reader.open(newsroom.article())
    reader.page.route("**/comments", lose_the_answer)
    reader.write("Said once, and reloaded")
    expect(reader.page.get_by_role("alert")).to_contain_text("Nothing you typed is lost")
    reader.page.unroute("**/comments")

    reader.open(newsroom.article())
    expect(reader.field("Comment")).to_have_value("Said once, and reloaded")
    reader.page.get_by_role("button", name="Post comment").click()

    expect(reader.comment("Said once, and reloaded")).to_contain_text("Waiting for a moderator")
    assert newsroom.waiting() == ["Said once, and reloaded"]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("First thought. And a second", "And a second"),
        ("First thought, no: a better one", "First thought, no: a better one"),
        ("", ""),
    ],
)
def test_what_is_typed_while_a_comment_is_on_its_way_is_kept(
    newsroom: Newsroom, reader: Visitor, typed: str, left: str
) -> None:
    parent = newsroom.publish("Go on", name="Ada")
    held: list[Route] = []
    reader.open(newsroom.article())
    reader.page.get_by_role("button", name="Reply: Ada").click()
    form = reader.page.get_by_role("form", name="Reply to Ada")
    form.get_by_label("Name").fill("Grace")
    form.get_by_label("Comment").fill("First thought.")
    reader.page.route(
        "**/comments", lambda route: held.append(route) if route.request.method == "POST" else route.fallback()
    )
    with reader.page.expect_request(lambda request: request.method == "POST" and request.url.endswith("/comments")):
        form.get_by_role("button", name="Post comment").click()

    form.get_by_label("Comment").fill(typed)
    held[0].continue_()

    expect(reader.page.get_by_text("Only you can see this")).to_be_visible()
    if left:
        expect(form.get_by_label("Comment")).to_have_value(left)
        expect(form.get_by_label("Comment")).to_be_focused()
        reader.open(newsroom.article())
        reader.page.get_by_role("button", name="Reply: Ada").click()
        expect(form.get_by_label("Comment")).to_have_value(left)
    else:
        expect(form).to_have_count(0)
    assert [sent(call)["parent"] for call in posts(reader)] == [parent]


def test_the_form_says_how_it_was_filled_in(newsroom: Newsroom, reader: Visitor) -> None:
    reader.page.add_init_script(SLOWLY)
    reader.open(newsroom.article())

    reader.write("By hand")
    expect(reader.field("Comment")).to_have_value("")
    reader.page.locator("form [name=subject]").evaluate("(field) => { field.value = 'Casino'; }")
    reader.write("By a program")
    expect(reader.field("Comment")).to_have_value("")

    first, second = (sent(call)["form"] for call in posts(reader))
    assert (first["trap"], second["trap"]) == ("", "Casino")
    assert first["seconds"] > 3
    assert not reader.page.locator("form [name=subject]").is_visible()


def test_a_proof_of_work_is_made_while_the_reader_writes(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.set(proof_of_work=True, proof_difficulty=200)
    reader.open(newsroom.article())
    assert reader.calls("/challenge") == []
    with reader.page.expect_response(lambda answer: answer.url.endswith("/challenge")):
        reader.field("Name").fill("Grace")

    for body in ("Proven", "Proven again"):
        reader.write(body)
        expect(reader.comment(body)).to_be_visible()

    assert newsroom.waiting() == ["Proven", "Proven again"]
    assert len(reader.calls("/challenge")) == 2


def test_a_proof_that_is_not_taken_any_more_is_made_anew(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.set(proof_of_work=True, proof_difficulty=20)
    reader.open(newsroom.article())
    with reader.page.expect_response(lambda answer: answer.url.endswith("/challenge")):
        reader.field("Name").fill("Grace")

    reader.page.route("**/comments", spoil_the_proof, times=1)
    reader.write("After a long walk")

    expect(reader.comment("After a long walk")).to_be_visible()
    assert len(reader.calls("/challenge")) == 2


def test_a_page_from_before_the_site_asked_for_proofs_makes_one(newsroom: Newsroom, reader: Visitor) -> None:
    reader.open(newsroom.article())
    reader.field("Comment").fill("Here since the morning")
    expect(reader.page.get_by_text("Markdown works")).to_be_visible()
    newsroom.set(proof_of_work=True, proof_difficulty=20)

    reader.write("Here since the morning")

    expect(reader.comment("Here since the morning")).to_be_visible()
    assert len(reader.calls("/challenge")) == 1


def test_a_proof_that_is_never_taken_is_made_anew_once_for_each_time_that_the_reader_sends(
    newsroom: Newsroom, reader: Visitor
) -> None:
    newsroom.set(proof_of_work=True, proof_difficulty=20)
    reader.page.route("**/comments", spoil_the_proof)
    reader.open(newsroom.article())

    for tries in (2, 4):
        with reader.page.expect_response(partial(is_after, reader, tries)):
            reader.write("In vain")
        expect(reader.page.get_by_role("button", name="Post comment")).to_be_visible()
        expect(reader.page.get_by_role("alert").filter(has_text="could not be sent")).to_be_visible()

    reader.page.get_by_role("button", name="Preview").click()
    expect(reader.page.locator("div[part~=preview]")).to_have_text("In vain")
    assert len(posts(reader)) == 4


def test_who_writes_elsewhere_when_an_answer_comes_goes_on_writing_there(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Go on", name="Ada")
    held: list[Route] = []
    reader.open(newsroom.article())
    reader.page.route(
        "**/comments", lambda route: held.append(route) if route.request.method == "POST" else route.fallback()
    )
    with reader.page.expect_request(lambda request: request.method == "POST" and request.url.endswith("/comments")):
        reader.write("A first thought")
    reader.page.get_by_role("button", name="Reply: Ada").click()
    reply = reader.page.get_by_role("form", name="Reply to Ada").get_by_label("Comment")
    reply.press_sequentially("Half of ")

    held[0].continue_()
    expect(reader.page.get_by_text("Your comment is waiting for a moderator")).to_be_visible()
    reader.page.keyboard.type("my reply")

    expect(reply).to_have_value("Half of my reply")


def test_what_helped_with_a_comment_ends_with_it(newsroom: Newsroom, reader: Visitor) -> None:
    reader.open(newsroom.article())
    reader.field("Comment").fill("a" * 7_900)
    reader.page.get_by_role("button", name="Preview").click()
    expect(reader.page.get_by_text("Characters left: 100")).to_be_visible()

    reader.write("a" * 7_900)

    expect(reader.field("Comment")).to_have_value("")
    expect(reader.page.get_by_text("Characters left")).to_have_count(0)
    expect(reader.page.locator("div[part~=preview]")).to_be_empty()


def test_letters_typed_in_a_form_are_no_shortcuts_of_the_page(newsroom: Newsroom, reader: Visitor) -> None:
    reader.open(newsroom.article())
    reader.page.evaluate("document.addEventListener('keydown', (event) => event.key === 's' && event.preventDefault())")
    reader.field("Comment").fill("On ")
    expect(reader.page.get_by_text("Markdown works")).to_be_visible()

    reader.field("Comment").press_sequentially("ships")

    expect(reader.field("Comment")).to_have_value("On ships")


def test_two_tabs_keep_what_is_typed_in_each(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Ask me", name="Ada")
    reader.open(newsroom.article())
    other = reader.page.context.new_page()
    other.goto(newsroom.article())
    other.get_by_role("button", name="Reply: Ada").click()
    other.get_by_role("form", name="Reply to Ada").get_by_label("Comment").fill("Of you")
    reader.field("Comment").fill("Of the ferry")
    form = other.get_by_role("form", name="Leave a Comment")
    form.get_by_label("Comment").fill("Of the weather, typed last")

    reader.open(newsroom.article())
    other.reload()

    expect(reader.field("Comment")).to_have_value("Of the ferry")
    expect(form.get_by_label("Comment")).to_have_value("Of the weather, typed last")
    other.close()
    reader.page.get_by_role("button", name="Reply: Ada").click()
    expect(reader.page.get_by_role("form", name="Reply to Ada").get_by_label("Comment")).to_have_value("Of you")


def test_the_next_comment_has_a_key_of_its_own(newsroom: Newsroom, reader: Visitor) -> None:
    reader.open(newsroom.article())

    for _ in range(2):
        reader.write("The same again")
        expect(reader.field("Comment")).to_have_value("")

    keys = [call.headers["idempotency-key"] for call in posts(reader)]
    assert len(set(keys)) == 2


@pytest.mark.firefox
def test_a_draft_survives_a_reload(newsroom: Newsroom, reader: Visitor) -> None:
    reader.open(newsroom.article())
    reader.field("Name").fill("Grace")
    reader.field("Comment").fill("Half a thought")

    reader.open(newsroom.article())

    expect(reader.field("Name")).to_have_value("Grace")
    expect(reader.field("Comment")).to_have_value("Half a thought")
    reader.page.evaluate("sessionStorage.clear()")  # as when the tab is closed
    reader.open(newsroom.article())
    expect(reader.field("Comment")).to_have_value("Half a thought")


def test_a_cancelled_reply_gives_the_focus_back_and_keeps_its_draft(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Ask me", name="Ada")
    reader.open(newsroom.article())
    reply = reader.page.get_by_role("button", name="Reply: Ada")
    reply.click()
    form = reader.page.get_by_role("form", name="Reply to Ada")
    form.get_by_label("Comment").fill("What of")

    form.get_by_role("button", name="Cancel").click()

    expect(reply).to_be_focused()
    reply.click()
    expect(form.get_by_label("Comment")).to_have_value("What of")


@pytest.mark.firefox
def test_the_keyboard_alone_is_enough(newsroom: Newsroom, reader: Visitor) -> None:
    reader.open(newsroom.article())
    keyboard = reader.page.keyboard
    reader.page.get_by_role("link", name="Leave a Comment").focus()

    keyboard.press("Enter")
    keyboard.press("Tab")
    expect(reader.field("Name")).to_be_focused()
    keyboard.type("Grace")
    for _ in range(3):
        keyboard.press("Tab")
    keyboard.type("By hand")
    keyboard.press("Tab")
    keyboard.press("Enter")

    expect(reader.comment("By hand")).to_be_focused()


def test_a_browser_that_forbids_storage_can_comment_all_the_same(newsroom: Newsroom, reader: Visitor) -> None:
    reader.page.add_init_script("""
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, { get() { throw new DOMException('forbidden', 'SecurityError'); } });
      }
    """)
    reader.open(newsroom.article())

    reader.write("Without a trace")

    expect(reader.comment("Without a trace")).to_contain_text("Waiting for a moderator")
