"""The built-in checks, as readers and moderators notice them. What is refused stores and counts nothing."""

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from chalicelib.errors import TransactionFailed
from chalicelib.moderation.pace import count_post, rate_key
from chalicelib.privacy import Client
from tests.author import Author
from tests.conftest import SITE, START, Api, Desk, StandingClock
from tests.recount import recount
from tests.storage.meter import Meter
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True
LONG = "The bridge over the Lenn should never have been closed for so long."


@pytest.fixture
def newsroom(desk: Desk) -> Desk:
    """A desk of a site where only what a check holds waits."""
    desk.api.services.sites.change(
        SITE,
        settings={
            "moderation_mode": "hold_suspect",
            "banned_words": ["casino", "easy money"],
            "suspect_words": ["idiot"],
        },
    )
    return desk


def left(
    api: Api, body: str = "Well said.", *, page: str = "/a", email: str | None = None, **more: Any
) -> httpx.Response:
    author = {"name": more.pop("name", "Ada"), "email": email}
    form = more.pop("form", {})
    return api.post("comments", {"page": page, "body": body, "author": author, "form": form}, **more)


def found(desk: Desk, comment: str) -> tuple[str, list[str]]:
    """The status of a comment, and the names of the checks that found something."""
    row = desk.comment(comment)
    return row["status"], [check["check"] for check in row["checks"]]


@pytest.mark.parametrize(
    ("given", "status", "checks"),
    [
        ({}, "approved", []),
        ({"body": "Win at the Casino!"}, "spam", ["has_banned_words"]),
        ({"body": "Win at the c\u0430sin\u043e!"}, "spam", ["has_banned_words"]),
        ({"body": "E**asy** *money*"}, "spam", ["has_banned_words"]),
        ({"body": "Well said.", "name": "Casino"}, "spam", ["has_banned_words"]),
        ({"body": "Casinos are another word."}, "approved", []),
        ({"body": "What an idiot."}, "pending", ["has_suspect_words"]),
        ({"body": "An idiot in a casino."}, "spam", ["has_banned_words", "has_suspect_words"]),
        ({"body": "https://a.example https://b.example"}, "approved", []),
        ({"body": "https://a.example https://b.example https://c.example"}, "pending", ["has_too_many_links"]),
        ({"form": {"trap": "x"}}, "pending", ["trap_was_filled"]),
        ({"form": {"seconds": 2.5}}, "pending", ["form_was_too_fast"]),
        ({"form": {"seconds": 3}}, "approved", []),
        (
            {"form": {"trap": "x", "seconds": 0}},
            "spam",
            ["program_filled_the_form", "trap_was_filled", "form_was_too_fast"],
        ),
    ],
)
def test_the_first_finding_decides_and_all_are_kept(
    newsroom: Desk, given: dict[str, Any], status: str, checks: list[str]
) -> None:
    response = left(newsroom.api, **given)

    posted = response.json()["comment"]
    assert response.status_code == (201 if status == "approved" else 202)
    assert posted["status"] == ("pending" if status == "spam" else status)
    assert found(newsroom, posted["id"]) == (status, checks)


def test_where_everything_waits_spam_is_told_from_the_rest(newsroom: Desk) -> None:
    newsroom.api.services.sites.change(SITE, settings={"moderation_mode": "hold_all"})

    spam, plain = (left(newsroom.api, body).json()["comment"]["id"] for body in ("A casino.", "Well said."))

    assert found(newsroom, spam) == ("spam", ["has_banned_words", "everything_waits"])
    assert found(newsroom, plain) == ("pending", ["everything_waits"])


def test_an_e_mail_that_is_typed_earns_no_trust(newsroom: Desk) -> None:
    newsroom.api.services.sites.change(SITE, settings={"moderation_mode": "hold_new", "trust_after": 1})
    first = left(newsroom.api, email="ada@home.example").json()["comment"]["id"]
    newsroom.act("approve", first)

    second = left(newsroom.api, email="ada@home.example").json()["comment"]["id"]

    assert found(newsroom, second) == ("pending", ["author_is_new"])


def test_who_was_rejected_before_waits(newsroom: Desk) -> None:
    before = [left(newsroom.api, email="troll@home.example").json()["comment"]["id"] for _ in range(3)]
    newsroom.act("reject", *before[:2])

    now, other = (
        left(newsroom.api, email=email).json()["comment"]["id"] for email in ("Troll@home.example", "ada@home.example")
    )

    assert found(newsroom, now) == ("pending", ["author_was_rejected_before"])
    assert found(newsroom, other) == ("approved", [])


def test_an_address_may_leave_five_comments_a_minute(
    newsroom: Desk, clock: StandingClock, table_client: "DynamoDBClient", table_name: str
) -> None:
    clock.pass_by(seconds=20)
    address = "192.0.2.7"
    for _ in range(5):
        assert left(newsroom.api, address=address).status_code == 201
    before = Stored.read(table_client, table_name)

    refused = left(newsroom.api, address=address, page="/b", headers={"User-Agent": "Another/1.0"})

    assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"]) == (429, "rate_limited", "40")
    assert Stored.read(table_client, table_name).items == before.items
    assert left(newsroom.api, address="192.0.2.8").status_code == 201
    clock.pass_by(seconds=40)
    assert left(newsroom.api, address=address).status_code == 201
    assert recount(table_client, table_name) == []


def test_of_comments_at_once_no_more_than_the_limit_are_stored(api: Api) -> None:
    services, client = api.services, Client("192.0.2.7", "")
    site = services.sites.get(SITE)
    write = count_post(site, rate_key(site, client, START), START)
    for number in range(5):
        services.table.transact([write], f"post-{number}")

    with pytest.raises(TransactionFailed):
        services.table.transact([write], "post-5")


def test_a_site_may_set_no_limit(newsroom: Desk) -> None:
    newsroom.api.services.sites.change(SITE, settings={"posts_per_minute": 0})

    assert {left(newsroom.api, address="192.0.2.7").status_code for _ in range(12)} == {201}


@pytest.mark.parametrize("again", [LONG, LONG.upper(), f"  {LONG.replace(' ', '   ')} ", LONG.replace(".", "!!")])
def test_the_same_text_is_taken_once_a_day(
    newsroom: Desk, clock: StandingClock, table_client: "DynamoDBClient", table_name: str, again: str
) -> None:
    assert left(newsroom.api, LONG).status_code == 201
    before = Stored.read(table_client, table_name)

    refused = left(newsroom.api, again, page="/b", name="Bob")

    assert (refused.status_code, refused.json()["code"]) == (409, "duplicate_comment")
    assert Stored.read(table_client, table_name).items == before.items
    clock.pass_by(days=1)
    assert left(newsroom.api, again, page="/b").status_code == 201
    assert recount(table_client, table_name) == []


def test_short_texts_may_come_again_and_so_may_what_is_repeated_by_its_key(newsroom: Desk) -> None:
    key = {"Idempotency-Key": "once"}
    first = left(newsroom.api, LONG, headers=key)

    assert left(newsroom.api, LONG, headers=key).json() == first.json()
    assert {left(newsroom.api, "Thank you!").status_code for _ in range(3)} == {201}


def test_an_edit_is_judged_but_neither_limited_nor_a_repeat(newsroom: Desk) -> None:
    newsroom.api.services.sites.change(SITE, settings={"posts_per_minute": 1})
    author, other = Author.of(newsroom.api, LONG), Author.of(newsroom.api)

    assert other.edit(LONG)["status"] == "approved"
    assert author.edit("What an idiot.")["status"] == "pending"
    assert found(newsroom, author.id) == ("pending", ["has_suspect_words"])


def test_who_is_blocked_cannot_edit(newsroom: Desk) -> None:
    author = Author.of(newsroom.api)
    newsroom.block("email", "ada@home.example")

    refused = author.try_to_edit("Better said.")

    assert (refused.status_code, refused.json()["code"]) == (403, "blocked")
    assert author.sees()["body"] == "Well said."


@pytest.mark.parametrize("value", ["home.example", "example.org"])
def test_a_domain_is_blocked_with_those_below_it(newsroom: Desk, value: str) -> None:
    newsroom.block("domain", value)

    told = {
        email: left(newsroom.api, email=email).status_code
        for email in ("ada@home.example", "ada@mail.home.example", "ada@nothome.example", "ada@example.org")
    }

    assert told == {
        email: 403 if email.partition("@")[2].endswith((f".{value}", value)) and "nothome" not in email else 201
        for email in told
    }


def test_posting_takes_two_round_trips_with_all_built_in_checks_on(newsroom: Desk, meter: Meter) -> None:
    newsroom.api.services.sites.change(SITE, settings={"max_links": 0})
    left(newsroom.api, email="ada@home.example")

    with meter.measure() as used:
        assert left(newsroom.api, LONG, email="ada@home.example", form={"seconds": 30}).status_code == 201

    used.assert_budget(round_trips=2, write_units=30)
