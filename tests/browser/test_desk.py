"""The moderator page: every key, undo, many at once, and two moderators at the same comments."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from chalicelib.comments.models import Finding
from tests.browser.desk import Desk, sit_down
from tests.browser.serving import SITE, Newsroom
from tests.browser.stock import HELD, Waiting, author_of, many, wait
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

Heard = Callable[[Desk], None]
"""What must be seen once a key was pressed."""

VIEWS = ("Overview", "Comments", "Authors", "Pages", "Blocks", "Log", "Settings", "Tokens")
LINKS = Finding("has_too_many_links", "hold", "It has 3 links, more than 2.")


@pytest.fixture
def colleague(browser: Browser) -> Iterator[Visitor]:
    with visiting(browser) as visitor:
        yield visitor


def test_a_moderator_signs_in_by_hand_and_out(newsroom: Newsroom, moderator: Visitor) -> None:
    page = moderator.page
    page.goto(f"{newsroom.service}/moderate/#queue")
    expect(page).to_have_url(f"{newsroom.service}/moderate#queue")
    page.get_by_label("Site").fill(SITE)
    page.get_by_label("Token").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").first).to_contain_text("token")
    page.get_by_label("Token").fill(newsroom.token)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    expect(page.get_by_text("desk", exact=True)).to_be_visible()
    expect(page.get_by_text("Moderator", exact=True)).to_be_visible()

    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_label("Token")).to_have_value("")
    page.reload()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_the_token_leaves_the_address_at_once(newsroom: Newsroom, moderator: Visitor) -> None:
    desk = sit_down(newsroom, moderator)

    assert newsroom.token not in desk.page.url
    desk.page.reload()
    expect(desk.page.get_by_text("Nothing waits for you")).to_be_visible()


def test_two_hundred_comments_are_cleared_with_the_keyboard_alone(newsroom: Newsroom, moderator: Visitor) -> None:
    wait(newsroom, many(200))
    desk = sit_down(newsroom, moderator)
    expect(desk.by("Reader 1")).to_be_focused()

    focused = desk.page.locator("article:focus")
    for number in range(200):
        focused.wait_for()  # a person looks before deciding; this one would be quicker than the line
        desk.press("arsd"[number % 4])

    expect(desk.page.get_by_text("Nothing waits for you")).to_be_visible()
    desk.send()
    assert newsroom.waiting() == []
    counted = Counter(status for status in ("approved", "rejected", "spam", "deleted") for _ in newsroom.listed(status))
    assert counted == dict.fromkeys(("approved", "rejected", "spam", "deleted"), 50)
    # Two hundred decisions are four kinds, a hundred at most a call; and what came in was read in parts of fifty.
    assert len(moderator.calls("/moderation/actions")) < 20


def at(name: str) -> Heard:
    return lambda desk: expect(desk.by(name)).to_be_focused()


def told(text: str) -> Heard:
    return lambda desk: desk.expect_told(text)


def selected(text: str) -> Heard:
    return lambda desk: expect(desk.dock).to_contain_text(text)


def asked(text: str, key: str = "Escape") -> Heard:
    """Expect a dialog that says this, and leave it by a key."""

    def see(desk: Desk) -> None:
        expect(desk.dialog).to_contain_text(text)
        desk.press(key)
        expect(desk.dialog).to_have_count(0)

    return see


def view(name: str) -> Heard:
    return lambda desk: expect(desk.page.locator("h1")).to_have_text(name)


def filled_in(label: str, text: str, button: str, then: Heard) -> Heard:
    """Expect a dialog with a field of this label, and send it filled in so."""

    def fill(desk: Desk) -> None:
        desk.dialog.get_by_label(label).fill(text)
        desk.dialog.get_by_role("button", name=button, exact=True).click()
        expect(desk.dialog).to_have_count(0)
        then(desk)

    return fill


def searching(desk: Desk) -> None:
    expect(desk.page.get_by_role("searchbox")).to_be_focused()
    desk.by("Ada").first.focus()


def of_ada(desk: Desk) -> None:
    expect(desk.page.get_by_role("search")).to_contain_text("Author Ada")
    expect(desk.shown).to_have_count(2)


def pinned(desk: Desk) -> None:
    expect(desk.by("Pia")).to_contain_text("pinned")


KEYS: tuple[tuple[str, Heard], ...] = (
    ("j", at("Reader 2")),
    ("k", at("Reader 1")),
    ("a", at("Reader 2")),
    ("r", at("Reader 3")),
    ("s", at("Reader 4")),
    ("d", at("Reader 5")),
    ("u", at("Reader 4")),
    ("?", asked("Undo the last decision")),
    ("x", selected("1 selected")),
    ("X", selected("4 selected")),
    ("A", selected("4 selected")),
    ("Escape", lambda desk: expect(desk.dock).to_be_hidden()),
    ("Enter", asked("What was done with it")),
    (
        "e",
        filled_in("Text", "Put right.", "Save", lambda desk: expect(desk.by("Reader 4")).to_contain_text("Put right.")),
    ),
    ("R", filled_in("Reason", "off_topic", "Decide", at("Reader 5"))),
    ("/", searching),
    (
        "n",
        filled_in(
            "Note", "A rival.", "Write a note", lambda desk: expect(desk.by("Ada").last).to_contain_text("A rival.")
        ),
    ),
    ("t", asked("Approve all that waits of Ada, and trust them?")),
    ("T", asked("Reject all by Ada")),
    ("S", asked("Mark all by Ada as spam")),
    ("b", filled_in("Why", "Insults others.", "Block", told("Blocked: "))),
    ("c", of_ada),
    *((str(number), view(name)) for number, name in enumerate(VIEWS, start=1)),
    ("p", pinned),
    ("o", told("Restored the comment by Gus.")),
)
"""Every key with what it leads to, in an order in which each finds what it is about."""

PLACES = {"p": "queue?list=approved", "o": "queue?list=deleted"}
"""Where the keys are that do nothing for what waits."""


def as_shown(key: str) -> str:
    """Answer a key as the help shows it."""
    return f"Shift + {key.lower()}" if key.isupper() else {"Escape": "Esc"}.get(key, key)


def test_each_key_does_what_the_help_says_and_none_is_without_a_test(newsroom: Newsroom, moderator: Visitor) -> None:
    _, gone = newsroom.publish("Keep me on top.", name="Pia"), newsroom.publish("Bring me up again.", name="Gus")
    newsroom.decide("delete", gone)
    ada = [Waiting(f"Of Ada, {number}", "Ada", "ada@home.example") for number in range(2)]
    ids = wait(newsroom, [*many(5), *ada])
    token, _ = newsroom.services.tokens.create(SITE, "admin", "chief")
    desk = sit_down(newsroom, moderator, token=token)
    desk.press("?")
    keys = desk.dialog.locator("dt")
    expect(keys.first).to_be_visible()
    assert sorted(keys.all_inner_texts()) == sorted(as_shown(key) for key, _ in KEYS)
    desk.press("Escape")

    for key, leads_to in KEYS:
        if key in PLACES:
            desk.page.goto(f"{newsroom.service}/moderate#{PLACES[key]}")
            expect(desk.page.locator("article:focus")).to_be_visible()
        desk.press(key)
        leads_to(desk)
    desk.send()

    assert newsroom.statuses(*ids, gone) == ["approved", "rejected", "spam", "rejected", *["pending"] * 3, "approved"]
    assert [line["reason"] for line in newsroom.log() if line["action"] == "reject"] == ["off_topic", None]
    assert [block["reason"] for block in newsroom.blocks()] == ["Insults others."]


def test_what_is_public_or_gone_has_keys_of_its_own(newsroom: Newsroom, moderator: Visitor) -> None:
    public, gone = newsroom.publish("Keep me up.", name="Ada"), newsroom.publish("Bring me back.", name="Bea")
    newsroom.decide("delete", gone)
    newsroom.flag(public, "spam")
    desk = sit_down(newsroom, moderator, "queue?list=approved")

    expect(desk.by("Ada")).to_be_focused()
    desk.press("p")
    expect(desk.by("Ada")).to_contain_text("pinned")
    desk.page.get_by_role("link", name="Deleted", exact=True).click()
    expect(desk.by("Bea")).to_be_focused()
    desk.press("a", "o")
    desk.page.get_by_role("link", name="Reported").click()
    expect(desk.by("Ada").get_by_role("button", name="Keep: comment by Ada")).to_be_visible()
    desk.press("a")
    desk.send()

    assert newsroom.statuses(public, gone) == ["approved", "approved"]
    assert sorted(line["action"] for line in newsroom.log()[:3]) == ["approve", "pin", "restore"]
    desk.page.reload()
    expect(desk.page.get_by_text("No reports to look at")).to_be_visible()


def test_no_key_is_heard_while_somebody_types_in_dialogs_or_once_they_are_off(
    newsroom: Newsroom, moderator: Visitor
) -> None:
    wait(newsroom, [Waiting("Wait for me.", "Ada", "ada@home.example")])
    desk = sit_down(newsroom, moderator)
    every = [key for key, _ in KEYS if key not in {"Enter", "Escape"}]

    desk.press("/", *every)
    expect(desk.page.get_by_role("searchbox")).to_have_value("".join(every))
    desk.by("Ada").focus()
    desk.press("?", *every)
    expect(desk.dialog).to_have_count(1)
    desk.dialog.get_by_label("Keys are on").uncheck()
    desk.press("Escape")
    desk.by("Ada").focus()
    desk.press(*every)

    expect(desk.dialog).to_have_count(0)
    expect(desk.dock).to_be_hidden()
    expect(desk.page).to_have_url(f"{newsroom.service}/moderate#queue")
    desk.page.reload()
    expect(desk.by("Ada")).to_be_visible()
    assert newsroom.waiting() == ["Wait for me."]


def test_a_decision_can_be_undone_until_it_is_sent(newsroom: Newsroom, moderator: Visitor) -> None:
    wait(newsroom, many(3))
    desk = sit_down(newsroom, moderator)

    desk.press("r")
    desk.expect_told("Rejected the comment by Reader 1.")
    desk.expect_unsent("1 decision to send")
    desk.page.clock.fast_forward(9_000)
    desk.button("Undo").click()
    expect(desk.by("Reader 1")).to_be_focused()
    assert moderator.calls("/moderation/actions") == []
    desk.press("a", "a")
    desk.send()
    desk.press("u")

    expect(desk.page.get_by_role("status")).to_have_text("There is nothing to undo: all decisions have been sent.")
    expect(desk.shown).to_have_count(1)
    assert newsroom.waiting() == ["Opinion 3 on the ferry."]


def test_a_comment_shows_what_a_decision_needs(newsroom: Newsroom, moderator: Visitor) -> None:
    root = newsroom.publish("Who holds the boat?", name="Maureen")
    newsroom.flag(root, "harassment", "He means me.")
    earlier = wait(newsroom, [Waiting("Before.", "Bea", "bea@home.example")])
    newsroom.decide("spam", *earlier)
    wait(newsroom, [Waiting("See **here**: ...", "Bea", "bea@home.example", (LINKS, HELD), (root,), badge="author")])
    newsroom.note(author_of("bea@home.example"), "Writes for a rival.")

    desk = sit_down(newsroom, moderator)

    card = desk.by("Bea")
    for text in (
        "See **here**",
        "authorsigned in",
        "It has 3 links",
        "1 spam",
        "Writes for a rival.",
        "In reply to Maureen",
        "Who holds the boat?",
    ):
        expect(card).to_contain_text(text)
    expect(card.get_by_role("link").first).to_have_attribute("href", re.compile("/articles/last-ferry"))
    desk.press("Enter")
    expect(desk.dialog).to_contain_text("Before.")
    desk.dialog.get_by_role("button", name="Block").click()
    desk.dialog.get_by_label("Whom").select_option("Their account on your site")
    desk.dialog.get_by_role("button", name="Block", exact=True).click()
    desk.expect_told("Blocked: ")
    assert [block["kind"] for block in newsroom.blocks()] == ["author"]
    desk.page.get_by_role("link", name="Reported").click()
    expect(desk.by("Maureen")).to_contain_text("by 1 reader: harassment 1")
    desk.press("Enter")
    expect(desk.dialog).to_contain_text("He means me.")
    expect(desk.dialog).to_contain_text("pending → approved")


def test_two_moderators_do_not_trip_over_each_other(newsroom: Newsroom, moderator: Visitor, colleague: Visitor) -> None:
    wait(newsroom, many(60))
    token, _ = newsroom.services.tokens.create(SITE, "moderator", "night desk")
    desk = sit_down(newsroom, moderator)
    expect(desk.by("Reader 1")).to_be_focused()
    newsroom.wait_for("POST", "moderation/desks")
    other = sit_down(newsroom, colleague, token=token)

    expect(other.by("Reader 11")).to_be_focused()
    expect(other.page.get_by_text("desk is at this one")).to_have_count(10)
    expect(other.by("Reader 1")).to_have_accessible_description("desk is at this one")
    desk.page.clock.fast_forward(21_000)
    expect(desk.page.get_by_text("night desk is at this one")).to_have_count(10)
    with other.page.expect_request_finished(lambda request: request.url.endswith("/desks")):
        other.page.goto(f"{newsroom.service}/moderate#log")
    desk.page.clock.fast_forward(21_000)
    expect(desk.page.get_by_text("night desk is at this one")).to_have_count(0)
    other.page.goto(f"{newsroom.service}/moderate#queue")
    expect(other.by("Reader 11")).to_be_focused()
    for rest in range(25, -1, -5):
        for one in (desk, other):
            if not rest:
                one.press(*"aaaaa")
                continue
            with one.page.expect_request_finished(lambda request: request.url.endswith("/desks")):
                one.press(*"aaaaa")
    for one in (desk, other):
        one.send()
        expect(one.page.locator(".notes .grave")).to_have_count(0)

    assert newsroom.waiting() == []
    assert sorted(Counter(line["by_name"] for line in newsroom.log()).values()) == [20, 30]  # of the newest fifty


def test_of_two_who_decide_on_the_same_the_second_is_told(
    newsroom: Newsroom, moderator: Visitor, colleague: Visitor
) -> None:
    ids = wait(newsroom, many(4))
    token, _ = newsroom.services.tokens.create(SITE, "moderator", "night desk")
    desk = sit_down(newsroom, moderator)
    newsroom.wait_for("POST", "moderation/desks")
    other = sit_down(newsroom, colleague, token=token)
    expect(other.by("Reader 4")).to_be_focused()  # all are with the first one, who will come to that last
    other.by("Reader 1").focus()
    other.press("r")
    other.by("Reader 2").focus()
    other.press("a")
    other.send()

    desk.press("a", "a")
    desk.page.clock.fast_forward(14_000)

    desk.expect_told("2 decisions changed nothing")
    assert newsroom.statuses(*ids) == ["rejected", "approved", "pending", "pending"]
    other.by("Reader 3").focus()
    other.press("s")
    other.send()
    desk.page.clock.fast_forward(21_000)
    expect(desk.shown).to_have_count(2)  # the one that is looked at stays until it is left
    desk.press("a")
    desk.page.clock.fast_forward(14_000)
    desk.expect_told("night desk was first: the comment by Reader 3 is spam and stays so.")
    assert newsroom.statuses(*ids) == ["rejected", "approved", "spam", "pending"]


def test_what_others_decide_on_leaves_the_list_where_one_is(newsroom: Newsroom, moderator: Visitor) -> None:
    ids = wait(newsroom, many(70))
    desk = sit_down(newsroom, moderator)
    desk.by("Reader 45").focus()
    expect(desk.shown).to_have_count(70)
    desk.by("Reader 65").focus()

    newsroom.decide("reject", ids[60])
    wait(newsroom, [Waiting("I have just come.", "Zoe")])
    desk.page.clock.fast_forward(21_000)

    expect(desk.by("Zoe")).to_be_attached()
    expect(desk.by("Reader 61")).to_have_count(0)
    expect(desk.shown).to_have_count(70)


def test_filters_narrow_the_list_and_stay_in_the_address(newsroom: Newsroom, moderator: Visitor) -> None:
    rows = [
        Waiting("A ferry.", "Ada", "ada@home.example"),
        Waiting("A bridge.", "Bea", findings=(LINKS,)),
        Waiting("A tide.", "Cid", slug="tide-clock"),
    ]
    wait(newsroom, rows)
    desk = sit_down(newsroom, moderator)
    page = desk.page

    desk.press("/")
    page.keyboard.type("bridge")
    desk.press("Enter")
    expect(desk.shown).to_have_count(1)
    expect(desk.by("Bea")).to_be_focused()
    page.reload()
    expect(desk.by("Bea")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("bridge")
    page.get_by_role("button", name="Show all").click()
    expect(desk.shown).to_have_count(3)
    page.get_by_label("Why it waits").select_option("Many links")
    desk.button("Filter").click()
    expect(desk.by("Bea")).to_be_focused()
    expect(desk.shown).to_have_count(1)
    for place, names in (
        ("page=/articles/tide-clock/", ["Cid"]),
        ("age=over-day", []),
        ("age=hour", ["Ada", "Bea", "Cid"]),
    ):
        page.goto(f"{newsroom.service}/moderate#queue?{place}")
        expect(page.locator("ol.comments")).to_have_attribute("aria-busy", "false")
        expect(desk.shown).to_have_count(len(names))
    desk.by("Ada").focus()
    desk.press("Enter")
    desk.dialog.get_by_role("link", name="All comments of this author").click()
    expect(desk.shown).to_have_count(1)
    expect(page.get_by_role("link", name="All", exact=True)).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("search")).to_contain_text("Author Ada")
    desk.button("Comments of all authors").click()
    expect(desk.shown).to_have_count(3)
    desk.by("Ada").get_by_role("link", name="1 pending").click()
    expect(desk.shown).to_have_count(1)
    page.goto(f"{newsroom.service}/moderate#queue?author=nobody-of-ours")
    expect(page.get_by_role("search")).to_contain_text("Author nobody-of-ours")


def decide_on_all_that_match(desk: Desk, key: str, name: str) -> None:
    desk.press("A")
    expect(desk.dock).to_contain_text("All that match are selected")
    desk.press(key)
    desk.dialog.get_by_role("button", name=name, exact=True).click()


def test_all_that_match_are_decided_on_also_those_that_are_not_loaded(newsroom: Newsroom, moderator: Visitor) -> None:
    wait(newsroom, [*many(60), Waiting("Stay.", "Zoe", findings=(LINKS,))])
    desk = sit_down(newsroom, moderator, "queue?check=everything_waits")

    decide_on_all_that_match(desk, "s", "Spam")

    expect(desk.dialog).to_contain_text("Done. 60 comments changed.")
    desk.dialog.get_by_role("button", name="Close").last.click()
    expect(desk.page.get_by_text("Nothing matches")).to_be_visible()
    assert newsroom.waiting() == ["Stay."]


def test_all_that_were_reported_are_approved_again_at_once(newsroom: Newsroom, moderator: Visitor) -> None:
    ids = wait(newsroom, many(51))  # one more than are shown at first
    newsroom.decide("approve", *ids)
    for comment in ids:
        newsroom.flag(comment, "spam")
    desk = sit_down(newsroom, moderator, "queue?list=flagged")

    decide_on_all_that_match(desk, "a", "Approve")

    expect(desk.dialog).to_contain_text("Done. 51 comments changed.")
    desk.dialog.get_by_role("button", name="Close").last.click()
    expect(desk.shown).to_have_count(0)


def test_an_author_is_decided_on_as_a_whole(newsroom: Newsroom, moderator: Visitor) -> None:
    rows = [Waiting(f"Number {number}", name, f"{name}@home.example") for name in ("ada", "bea") for number in range(3)]
    ids = wait(newsroom, rows)
    newsroom.decide("approve", ids[0], ids[3])
    desk = sit_down(newsroom, moderator)

    desk.by("ada").first.focus()
    desk.press("T")
    desk.dialog.get_by_label("Which comments").select_option("All of theirs")
    desk.dialog.get_by_role("button", name="Reject", exact=True).click()
    expect(desk.dialog).to_contain_text("Done. 3 comments changed.")
    desk.dialog.get_by_role("button", name="Close").last.click()
    expect(desk.shown).to_have_count(2)
    desk.press("Enter")
    desk.button("Approve all and trust").click()
    desk.dialog.get_by_role("button", name="Approve and trust").click()
    expect(desk.dialog).to_contain_text("Done. 2 comments changed.")
    desk.dialog.get_by_role("button", name="Close").last.click()

    expect(desk.page.get_by_text("Nothing waits for you")).to_be_visible()
    assert newsroom.statuses(*ids) == ["rejected"] * 3 + ["approved"] * 3
    assert newsroom.log()[0]["action"] in {"approve", "author"}
