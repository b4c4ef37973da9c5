"""The moderator page when something is wrong: with the line, with the service, with the token. No decision is lost."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Response, Route, expect

from tests.browser.desk import UNTIL_SENT, Desk, sit_down
from tests.browser.serving import MOST_SECONDS, SITE, Newsroom
from tests.browser.stock import many, wait
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

ACTIONS = "**/moderation/actions"
DESKS = "**/moderation/desks"


def decide_while(desk: Desk, moderator: Visitor, answer: object, *keys: str) -> None:
    """Decide while actions are answered so, and let the time come in which they would be sent."""
    moderator.page.route(ACTIONS, answer)  # type: ignore[arg-type] # any of the forms that Playwright takes
    desk.press(*keys)
    desk.page.clock.fast_forward(UNTIL_SENT)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda route: route.abort(), id="no line"),
        pytest.param(lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}, body="{}"), id="busy"),
        pytest.param(lambda route: route.fulfill(status=502, body="<html>"), id="no JSON"),
    ],
)
def test_what_could_not_be_sent_is_said_kept_over_a_reload_and_sent(
    newsroom: Newsroom, moderator: Visitor, answer: object
) -> None:
    ids = wait(newsroom, many(3))
    desk = sit_down(newsroom, moderator)
    decide_while(desk, moderator, answer, "a", "r")
    desk.expect_unsent("2 decisions not sent yet")
    expect(desk.by("Reader 3")).to_be_focused()

    desk.page.reload()
    desk.expect_unsent("2 decisions not sent yet")
    expect(desk.shown).to_have_count(1)
    moderator.page.unroute(ACTIONS)
    desk.button("Send now").click()

    desk.expect_unsent("")
    assert newsroom.statuses(*ids) == ["approved", "rejected", "pending"]


def test_who_closes_the_page_with_what_cannot_be_sent_is_asked_first(newsroom: Newsroom, moderator: Visitor) -> None:
    wait(newsroom, many(3))
    desk = sit_down(newsroom, moderator)
    leaves = "dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert desk.page.evaluate(leaves)
    desk.page.context.set_offline(True)

    desk.press("a")
    desk.expect_unsent("Offline")

    assert not desk.page.evaluate(leaves)


def test_a_decision_whose_answer_was_lost_is_sent_again_and_done_once(newsroom: Newsroom, moderator: Visitor) -> None:
    (posted,) = wait(newsroom, many(1))
    desk = sit_down(newsroom, moderator)

    def lose(route: Route) -> None:
        httpx.post(
            route.request.url,
            content=route.request.post_data or "",
            headers=route.request.headers,
            trust_env=False,
            timeout=MOST_SECONDS,
        ).raise_for_status()
        route.abort()

    decide_while(desk, moderator, lose, "a")
    desk.expect_unsent("1 decision not sent yet")
    moderator.page.unroute(ACTIONS)
    desk.page.clock.fast_forward(UNTIL_SENT)  # it is tried again by itself

    desk.expect_unsent("")
    expect(desk.page.locator(".notes")).to_be_empty()
    assert newsroom.statuses(posted) == ["approved"]
    assert [line["action"] for line in newsroom.log() if line["comment"] == posted] == ["approve"]


def test_offline_is_said_and_what_was_decided_goes_when_the_line_is_back(
    newsroom: Newsroom, moderator: Visitor
) -> None:
    ids = wait(newsroom, many(2))
    desk = sit_down(newsroom, moderator)
    moderator.page.context.set_offline(True)
    desk.expect_unsent("Offline")

    desk.press("s", "d")
    desk.expect_unsent("Offline. 2 decisions are kept")
    desk.page.clock.fast_forward(UNTIL_SENT)
    expect(desk.page.locator("main")).to_be_visible()
    moderator.page.context.set_offline(False)
    desk.page.clock.fast_forward(UNTIL_SENT)

    desk.expect_unsent("")
    assert newsroom.statuses(*ids) == ["spam", "deleted"]


def test_a_slow_line_keeps_nobody_waiting(newsroom: Newsroom, moderator: Visitor) -> None:
    wait(newsroom, many(4))
    desk = sit_down(newsroom, moderator)
    held: list[Route] = []
    with desk.page.expect_request(ACTIONS):
        decide_while(desk, moderator, lambda route: held.append(route), "a")  # noqa: PLW0108 # Playwright marks its handlers, a builtin cannot be

    desk.press("r", "s")

    expect(desk.by("Reader 4")).to_be_focused()
    desk.expect_unsent("3 decisions to send")
    assert len(held) == 1
    held[0].continue_()
    desk.expect_unsent("2 decisions to send")


def test_leaving_the_page_sends_what_is_held(newsroom: Newsroom, moderator: Visitor) -> None:
    ids = wait(newsroom, many(2))
    desk = sit_down(newsroom, moderator)
    desk.press("a")

    desk.page.goto("about:blank")
    newsroom.wait_for("POST", "moderation/actions")
    assert newsroom.statuses(*ids) == ["approved", "pending"]
    desk.page.goto(f"{newsroom.service}/moderate#queue")

    expect(desk.by("Reader 2")).to_be_focused()
    desk.expect_unsent("")  # it was sent again, for nobody had heard the answer
    expect(desk.shown).to_have_count(1)
    expect(desk.page.locator(".notes")).to_be_empty()


def test_signing_out_sends_what_is_held_or_says_that_it_cannot(newsroom: Newsroom, moderator: Visitor) -> None:
    ids = wait(newsroom, many(2))
    desk = sit_down(newsroom, moderator)
    desk.press("a")
    moderator.page.route(ACTIONS, lambda route: route.abort())
    desk.button("Sign out").click()
    expect(desk.dialog).to_contain_text("1 decision could not be sent and will be lost.")
    desk.dialog.get_by_role("button", name="Cancel").click()

    moderator.page.unroute(ACTIONS)
    desk.button("Sign out").click()

    expect(desk.button("Sign in")).to_be_visible()
    assert newsroom.statuses(*ids) == ["approved", "pending"]


def test_a_revoked_token_is_asked_for_in_place_and_nothing_is_lost(newsroom: Newsroom, moderator: Visitor) -> None:
    ids = wait(newsroom, many(3))
    token, known = newsroom.services.tokens.create(SITE, "moderator", "late desk")
    desk = sit_down(newsroom, moderator, token=token)
    desk.press("j", "r")
    newsroom.services.tokens.revoke(SITE, known.id)
    desk.press("e")
    desk.dialog.get_by_label("Text").fill("What I had typed.")
    desk.dialog.get_by_role("button", name="Save").click()
    again = desk.page.get_by_role("dialog", name="Sign in again")
    expect(again).to_contain_text("has been revoked")
    desk.press("Escape")

    again.get_by_label("Token").fill("blw_wrong")
    desk.press("Enter")
    expect(again).to_contain_text("not known")
    new_token, _ = newsroom.services.tokens.create(SITE, "moderator", "late desk")
    again.get_by_label("Token").fill(new_token)
    desk.press("Enter")
    expect(again).to_have_count(0)
    expect(desk.dialog.get_by_label("Text")).to_have_value("What I had typed.")
    desk.dialog.get_by_role("button", name="Save").click()
    expect(desk.by("Reader 3")).to_contain_text("What I had typed.")
    desk.send()

    assert newsroom.statuses(*ids) == ["pending", "rejected", "pending"]
    assert newsroom.waiting() == ["Opinion 1 on the ferry.", "What I had typed."]
    assert [line["by_name"] for line in newsroom.log() if line["action"] == "reject"] == ["late desk"]


def lose_the_token(newsroom: Newsroom, moderator: Visitor, *keys: str) -> Desk:
    """Sit down as the late desk, whose token is revoked before what it decided by these keys is sent."""
    token, known = newsroom.services.tokens.create(SITE, "moderator", "late desk")
    desk = sit_down(newsroom, moderator, token=token)
    newsroom.services.tokens.revoke(SITE, known.id)
    desk.press(*keys)
    desk.page.clock.fast_forward(UNTIL_SENT)
    expect(desk.page.get_by_role("dialog", name="Sign in again")).to_be_visible()
    return desk


def sign_in_here(desk: Desk, newsroom: Newsroom) -> None:
    desk.page.get_by_role("textbox", name="Token").fill(newsroom.token)
    desk.press("Enter")


def sign_in_anew(desk: Desk, newsroom: Newsroom) -> None:
    desk.page.reload()
    expect(desk.button("Sign in")).to_be_visible()
    sign_in_here(desk, newsroom)


def come_by_an_address(desk: Desk, newsroom: Newsroom) -> None:
    desk.page.goto(f"{newsroom.service}/moderate#site={SITE}&token={newsroom.token}")
    expect(desk.dialog).to_contain_text("late desk")
    desk.page.goto(f"{newsroom.service}/moderate#queue")


@pytest.mark.parametrize(
    ("sign_in", "answer"),
    [(sign_in_here, "Throw away"), (sign_in_anew, "Send as mine"), (come_by_an_address, "Throw away")],
)
def test_what_somebody_else_decided_is_not_sent_before_it_is_said_what_becomes_of_it(
    newsroom: Newsroom, moderator: Visitor, sign_in: Callable[[Desk, Newsroom], None], answer: str
) -> None:
    ids = wait(newsroom, many(3))
    desk = lose_the_token(newsroom, moderator, "a", "r")

    sign_in(desk, newsroom)
    expect(desk.dialog).to_contain_text("late desk made 2 decisions in this tab that were not sent.")
    expect(desk.shown).to_have_count(1)
    desk.page.clock.fast_forward(UNTIL_SENT)
    desk.page.evaluate("dispatchEvent(new Event('online'))")
    desk.button(answer).click()
    expect(desk.dialog).to_have_count(0)
    desk.expect_unsent("")

    expect(desk.page.locator(".who")).to_contain_text("desk")
    if answer == "Send as mine":
        assert newsroom.statuses(*ids) == ["approved", "rejected", "pending"]
        assert {line["by_name"] for line in newsroom.log() if line["comment"] in ids} == {"desk"}
    else:
        expect(desk.by("Reader 1")).to_be_focused()
        assert newsroom.statuses(*ids) == ["pending"] * 3
        desk.press("s")
        desk.send()
        assert len(moderator.calls("/moderation/actions")) == 2  # with the one that was refused
        assert newsroom.statuses(*ids) == ["spam", "pending", "pending"]
    desk.page.reload()
    expect(desk.shown.first).to_be_visible()
    expect(desk.dialog).to_have_count(0)


def test_what_is_held_is_sent_as_who_decided_it_before_somebody_else_comes_by_an_address(
    newsroom: Newsroom, moderator: Visitor
) -> None:
    ids = wait(newsroom, many(2))
    token, _ = newsroom.services.tokens.create(SITE, "moderator", "night desk")
    desk = sit_down(newsroom, moderator)
    desk.press("a")

    desk.page.goto(f"{newsroom.service}/moderate#site={SITE}&token={token}")

    expect(desk.page.locator(".who")).to_contain_text("night desk")
    expect(desk.dialog).to_have_count(0)
    assert newsroom.statuses(*ids) == ["approved", "pending"]
    assert newsroom.log()[0]["by_name"] == "desk"


def test_who_signs_out_where_a_token_ended_is_asked_what_becomes_of_what_is_unsent(
    newsroom: Newsroom, moderator: Visitor
) -> None:
    wait(newsroom, many(2))
    desk = lose_the_token(newsroom, moderator, "a")
    again = desk.page.get_by_role("dialog", name="Sign in again")
    leaving = desk.page.get_by_role("dialog", name="Sign out with decisions unsent?")

    again.get_by_role("button", name="Sign out").click()
    expect(leaving).to_contain_text("1 decision could not be sent and will be lost.")
    leaving.get_by_role("button", name="Cancel").click()
    expect(again).to_be_visible()
    again.get_by_role("button", name="Sign out").click()
    desk.button("Sign out, lose them").click()
    expect(desk.dialog).to_have_count(0)
    sign_in_here(desk, newsroom)

    expect(desk.shown).to_have_count(2)
    expect(desk.dialog).to_have_count(0)


def test_a_list_that_cannot_be_read_says_so_and_is_read_again(newsroom: Newsroom, moderator: Visitor) -> None:
    wait(newsroom, many(1))
    lists = "**/moderation/comments?*"
    moderator.page.route(lists, lambda route: route.abort())
    desk = sit_down(newsroom, moderator)
    expect(desk.page.get_by_text("The service does not answer.")).to_be_visible()

    moderator.page.unroute(lists)
    desk.button("Try again").click()

    expect(desk.by("Reader 1")).to_be_visible()


def test_without_its_words_the_page_says_so(newsroom: Newsroom, moderator: Visitor) -> None:
    moderator.page.route("**/locales/*", lambda route: route.abort())

    moderator.page.goto(f"{newsroom.service}/moderate")

    expect(moderator.page.get_by_role("alert")).to_have_text(
        "This page could not be loaded. Please try again in a moment."
    )


def test_a_reload_keeps_the_filter_and_the_place(newsroom: Newsroom, moderator: Visitor) -> None:
    wait(newsroom, many(70))
    desk = sit_down(newsroom, moderator, "queue?age=day")
    desk.press(*"j" * 31)
    expect(desk.shown).to_have_count(70)
    desk.press(*"j" * 30)
    expect(desk.by("Reader 62")).to_be_focused()

    desk.page.reload()

    expect(desk.by("Reader 62")).to_be_focused()
    expect(desk.page.get_by_label("Age", exact=True)).to_have_value("day")


def test_what_a_page_told_before_a_reload_keeps_nobody_from_their_place(newsroom: Newsroom, moderator: Visitor) -> None:
    wait(newsroom, many(3))
    with moderator.page.expect_response(DESKS) as first:
        desk = sit_down(newsroom, moderator)
    told = first.value.request.post_data_json

    def arrive_late(route: Route) -> None:
        newsroom.tell_desks(told)
        route.continue_()

    moderator.page.route(DESKS, arrive_late)
    with moderator.page.expect_response(tells_what_it_is_at):
        desk.page.reload()

    expect(desk.page.locator(".taken")).to_have_count(0)
    expect(desk.by("Reader 1")).to_be_focused()


def tells_what_it_is_at(answer: Response) -> bool:
    told = answer.request.post_data_json
    return answer.url.endswith("/moderation/desks") and bool(told and told["comments"])


def test_a_thousand_comments_are_read_in_parts_as_they_are_needed(newsroom: Newsroom, moderator: Visitor) -> None:
    wait(newsroom, many(1000))
    desk = sit_down(newsroom, moderator)
    expect(desk.shown).to_have_count(50)

    desk.press(*"j" * 31)
    expect(desk.shown).to_have_count(100)

    desk.press(*"a" * 60)
    expect(desk.page.locator(".count")).to_have_text("90 comments or more")
    lists = [call for call in moderator.calls("/moderation/comments") if "limit=50" in call.url]
    assert len(lists) == 3
