"""The policy: what each check says of a comment, and in which order they are asked."""

from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.moderation.checks import CHECKS, FASTEST_SECONDS, FEWEST_DECIDED
from tests.author import Author
from tests.conftest import SITE, Api, Desk, StandingClock
from tests.recount import recount
from tests.storage.engines import make_client
from tests.storage.meter import Meter
from tests.stored import Plain, Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

EMAIL = "ada@home.example"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """A moderator of a site where only what a check holds waits."""
    settle(desk, moderation_mode="hold_suspect")
    return desk


def settle(desk: Desk, **settings: Any) -> None:
    desk.api.services.sites.change(SITE, settings=settings)


def left(desk: Desk, body: str = "Well said.", *, form: Any = None, **author: str) -> tuple[str, list[str]]:
    """Leave a comment and answer its status with the names of the checks that found something, in their order."""
    new = {"page": "/a", "body": body, "author": {"name": "Ada", **author}} | ({"form": form} if form else {})
    response = desk.api.post("comments", new)
    assert response.is_success, response.text
    seen = desk.comment(response.json()["comment"]["id"])
    return seen["status"], [check["check"] for check in seen["checks"]]


def reasons(desk: Desk, status: str = "pending") -> list[str]:
    return [check["reason"] for check in desk.queue(status)["comments"][-1]["checks"]]


def test_the_policy_reads_from_refusals_by_spam_and_what_waits_to_the_mode() -> None:
    assert [check.__name__ for check in CHECKS] == [
        "author_is_blocked",
        "address_posts_too_often",
        "text_is_a_repeat",
        "has_banned_words",
        "program_filled_the_form",
        "trap_was_filled",
        "form_was_too_fast",
        "has_suspect_words",
        "has_too_many_links",
        "author_was_rejected_before",
        "author_is_new",
        "everything_waits",
    ]


def test_a_comment_on_which_no_check_has_anything_to_say_is_public(desk: Desk) -> None:
    assert left(desk, email=EMAIL, url="https://ada.example/") == ("approved", [])


@pytest.mark.parametrize(
    ("form", "status", "checks"),
    [
        pytest.param({"trap": "Cheap watches"}, "pending", ["trap_was_filled"], id="the trap alone may be a browser"),
        pytest.param({"trap": " "}, "pending", ["trap_was_filled"], id="a space is not nothing"),
        pytest.param({"seconds": 0}, "pending", ["form_was_too_fast"], id="at once"),
        pytest.param({"seconds": 2.9}, "pending", ["form_was_too_fast"], id="too fast"),
        pytest.param(
            {"trap": "x", "seconds": 0.2},
            "spam",
            ["program_filled_the_form", "trap_was_filled", "form_was_too_fast"],
            id="both are no chance",
        ),
        pytest.param({"seconds": FASTEST_SECONDS}, "approved", [], id="as fast as a person"),
        pytest.param({"trap": "", "seconds": 40}, "approved", [], id="a person"),
        pytest.param({"trap": ""}, "approved", [], id="no seconds say nothing"),
        pytest.param(None, "approved", [], id="a program that has no form"),
    ],
)
def test_the_form_tells_people_from_programs(desk: Desk, form: Any, status: str, checks: list[str]) -> None:
    assert left(desk, form=form) == (status, checks)


def test_who_left_what_is_taken_for_spam_is_told_that_it_waits(desk: Desk) -> None:
    new = {"page": "/a", "body": "x", "author": {"name": "Ada"}, "form": {"trap": "x", "seconds": 0}}

    response = desk.api.post("comments", new)

    assert (response.status_code, response.json()["comment"]["status"]) == (202, "pending")


@pytest.mark.parametrize(
    ("body", "is_held"),
    [
        ("https://a.example and https://b.example", False),
        ("https://a.example, https://b.example, https://c.example", True),
        ("[a](https://a.example) [b](https://b.example) <https://c.example>", True),
        ("`https://a.example` https://b.example <a href='https://c.example'>", False),
        ("[a](javascript:a) [b](ftp://b.example) www.c.example d.example", False),
    ],
)
def test_more_links_than_the_site_lets_pass_wait_as_they_are_shown(desk: Desk, body: str, *, is_held: bool) -> None:
    expected = ("pending", ["has_too_many_links"]) if is_held else ("approved", [])

    assert left(desk, body, url="https://ada.example/") == expected


def test_the_reason_counts_the_links(desk: Desk) -> None:
    settle(desk, max_links=0)
    left(desk, "https://a.example")

    assert reasons(desk) == ["It has 1 links, more than 0."]


@pytest.mark.parametrize(
    "comment",
    [
        {"body": "Best CASINO in town"},
        {"body": "Best c\u0430s\u0456no in town"},
        {"body": "Best ca**si**no in town"},
        {"body": "[Look](https://casino.example/)"},
        {"body": "Hello.", "name": "Casino Royal"},
        {"body": "Hello.", "url": "https://www.casino.example/"},
    ],
)
def test_a_word_is_found_in_all_that_is_shown_or_linked(desk: Desk, comment: Any) -> None:
    settle(desk, banned_words=["casino"])

    assert left(desk, **comment) == ("spam", ["has_banned_words"])
    assert reasons(desk, "spam") == ["Banned words: “casino”."]


def test_suspect_words_wait(desk: Desk) -> None:
    settle(desk, suspect_words=["crypto", "get rich"])

    assert left(desk, "Get rich by crypto.") == ("pending", ["has_suspect_words"])
    assert reasons(desk) == ["Suspect words: “crypto”, “get rich”."]
    assert left(desk, "Cryptography makes nobody rich.") == ("approved", [])


def test_of_very_many_words_the_first_are_named(desk: Desk) -> None:
    words = [f"word{chr(97 + number)}" for number in range(12)]
    settle(desk, suspect_words=words)
    left(desk, " ".join(words))

    (reason,) = reasons(desk)
    assert reason.endswith("“wordj” and 2 more.")


def test_the_first_finding_decides_and_all_are_kept(desk: Desk) -> None:
    settle(desk, banned_words=["casino"], suspect_words=["crypto"], max_links=0, moderation_mode="hold_all")

    assert left(desk, "Casino, crypto, https://a.example", form={"seconds": 1}) == (
        "spam",
        ["has_banned_words", "form_was_too_fast", "has_suspect_words", "has_too_many_links", "everything_waits"],
    )


@pytest.mark.parametrize(
    ("decisions", "is_held"),
    [
        (["reject"] * (FEWEST_DECIDED - 1), False),
        (["reject", "spam", "reject"], True),
        (["reject", "spam", "approve"], True),
        (["reject", "spam", "approve", "approve"], False),
        (["reject", "spam", "delete"], False),
    ],
)
def test_an_email_of_which_most_was_rejected_waits(desk: Desk, decisions: list[str], *, is_held: bool) -> None:
    settle(desk, moderation_mode="hold_all")
    for decision in decisions:
        desk.act(decision, desk.api.comment(email=EMAIL)["id"])
    settle(desk, moderation_mode="hold_suspect")

    expected = ("pending", ["author_was_rejected_before"]) if is_held else ("approved", [])
    assert left(desk, email=EMAIL.upper()) == expected
    assert left(desk, email="bob@home.example") == left(desk) == ("approved", [])


def test_a_typed_email_with_a_good_history_earns_nothing(desk: Desk) -> None:
    for _ in range(5):
        assert left(desk, email=EMAIL)[0] == "approved"
    settle(desk, moderation_mode="hold_new")

    assert left(desk, email=EMAIL) == ("pending", ["author_is_new"])


def test_an_edit_is_judged_by_words_and_links_too(desk: Desk) -> None:
    settle(desk, banned_words=["casino"])
    author = Author.of(desk.api)

    assert author.edit("https://a.example https://b.example https://c.example")["status"] == "pending"
    assert desk.comment(author.id)["checks"][0]["check"] == "has_too_many_links"
    assert author.edit("Casino")["status"] == "pending"
    assert desk.comment(author.id)["status"] == "spam"


@pytest.mark.parametrize(
    ("kind", "value", "email", "is_blocked"),
    [
        ("email", "Ada@Home.Example", EMAIL, True),
        ("email", EMAIL, "ada+news@home.example", False),
        ("email", EMAIL, "bob@home.example", False),
        ("email", "ada@b\u00fccher.example", "ADA@xn--bcher-kva.example", True),
        ("domain", "home.example", EMAIL, True),
        ("domain", "@Home.Example.", EMAIL, True),
        ("domain", "home.example", "ada@mail.home.example", True),
        ("domain", "home.example", "ada@a.b.c.home.example", True),
        ("domain", "home.example", "ada@" + "x." * 90 + "home.example", True),
        ("domain", "home.example", "ada@my-home.example", False),
        ("domain", "mail.home.example", EMAIL, False),
        ("domain", "b\u00fccher.example", "ada@b\u00fccher.example", True),
        ("domain", "xn--bcher-kva.example", "ada@b\u00fccher.example", True),
    ],
)
def test_whom_a_block_keeps_out(desk: Desk, kind: str, value: str, email: str, *, is_blocked: bool) -> None:
    desk.block(kind, value)

    response = desk.api.post("comments", {"page": "/a", "body": "x", "author": {"name": "Ada", "email": email}})

    assert (response.status_code == 403) == is_blocked, response.text
    assert len(desk.queue("approved")["comments"]) == (0 if is_blocked else 1)


def test_a_block_of_an_address_holds_under_the_key_of_the_period_before(desk: Desk, clock: StandingClock) -> None:
    new = {"page": "/a", "body": "x", "author": {"name": "Ada"}}
    desk.api.post("comments", new, address="2001:db8::1")
    (row,) = desk.queue("approved")["comments"]
    desk.block("address", row["author"]["address"])
    clock.pass_by(days=90)

    refused = desk.api.post("comments", new, address="2001:db8::ffff", headers={"User-Agent": "another"})
    others = desk.api.post("comments", new, address="2001:db8:0:1::1")

    assert (refused.json()["code"], others.status_code) == ("blocked", 201)


def test_who_is_blocked_cannot_edit_either_but_withdraw(desk: Desk) -> None:
    author = Author.of(desk.api)
    desk.block("domain", "home.example")

    response = author.try_to_edit("Better said.")

    assert (response.status_code, response.json()["code"]) == (403, "blocked")
    assert desk.comment(author.id)["body"] == "Well said."
    author.withdraw()


def test_a_refused_comment_stores_nothing_and_counts_nothing(desk: Desk, table_name: str, meter: Meter) -> None:
    unmetered = make_client()
    desk.block("email", EMAIL)
    before = Stored.read(unmetered, table_name).items
    text = "A text of more than forty characters, which would be put down."

    with meter.measure() as used:
        desk.api.post("comments", {"page": "/a", "body": text, "author": {"name": "Ada", "email": EMAIL}})

    used.assert_budget(round_trips=1, write_units=0)
    assert same(Stored.read(unmetered, table_name).items, before)
    assert recount(unmetered, table_name) == []


def same(one: list[Plain], other: list[Plain]) -> bool:
    return sorted(map(str, one)) == sorted(map(str, other))


@pytest.mark.parametrize("mode", ["hold_all", "hold_new", "hold_suspect"])
def test_posting_takes_two_round_trips_with_all_checks_on(desk: Desk, meter: Meter, mode: str) -> None:
    settle(desk, moderation_mode=mode, banned_words=["casino"], suspect_words=["crypto"], profile="strict")
    root = desk.publish()
    author = {"name": "Ada", "email": EMAIL, "url": "https://ada.example/"}
    body = "A text of more than forty characters, which is put down."
    new = {"page": "/a", "body": body, "author": author, "parent": root, "form": {"seconds": 30}}
    desk.api.counts()

    with meter.measure() as used:
        assert desk.api.post("comments", new, headers={"Idempotency-Key": "k"}).is_success

    # page, parent, two threads, idempotency, address, e-mail, domain, minute, text, author; 1 of them is there in two
    used.assert_budget(round_trips=2, read_units=12, write_units=32)


def test_no_item_of_the_checks_tells_an_address_an_email_or_a_text(
    desk: Desk, table_client: "DynamoDBClient", table_name: str
) -> None:
    body = "A text of more than forty characters, which is put down."
    new = {"page": "/a", "body": body, "author": {"name": "Ada", "email": EMAIL}}
    desk.api.post("comments", new, address="192.0.2.77")
    desk.block("email", "troll@away.example")
    desk.block("domain", "trolls.example")

    items = [item for kind in ("block", "rate", "text") for item in Stored.read(table_client, table_name).of(kind)]

    assert {item["type"] for item in items} == {"block", "rate", "text"}
    for told in ("192.0.2", "home.example", "troll", "forty"):
        assert told not in str(items)


def test_the_api_of_another_site_knows_nothing_of_blocks_here(desk: Desk) -> None:
    desk.api.services.sites.create("other", "Other", ["https://other.example"])
    desk.block("email", EMAIL)
    new = {"page": "/a", "body": "x", "author": {"name": "Ada", "email": EMAIL}}

    assert Api(desk.api.services).call("POST", "/v1/sites/other/comments", json=new).status_code == 202
