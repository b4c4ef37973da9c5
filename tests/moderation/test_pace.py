"""Too many comments in a minute, and the same text again: what is refused, for how long, and what is not counted."""

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from chalicelib.moderation.repeats import SHORTEST, essence, text_key
from tests.author import Author
from tests.conftest import SITE, Api, Desk, StandingClock
from tests.recount import recount
from tests.storage.meter import Meter
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True
TEXT = "The ferry waits six minutes, and the bus waits for nobody at all."


def post(
    api: Api, body: str = "Well said.", *, address: str = "192.0.2.7", agent: str = "a", page: str = "/a", **more: Any
) -> httpx.Response:
    new = {"page": page, "body": body, "author": {"name": "Ada"}}
    headers = {"User-Agent": agent, **more}
    return api.post("comments", new, address=address, headers=headers)


def codes(responses: list[httpx.Response]) -> list[Any]:
    return [response.json().get("code", response.status_code) for response in responses]


def limit(api: Api, count: int) -> None:
    api.services.sites.change(SITE, settings={"posts_per_minute": count})


def test_as_many_as_the_site_lets_are_taken_in_a_minute_and_then_none(api: Api) -> None:
    assert codes([post(api) for _ in range(7)]) == [202] * 5 + ["rate_limited"] * 2


def test_retry_after_says_when_the_next_is_taken(api: Api, clock: StandingClock) -> None:
    limit(api, 1)
    clock.pass_by(seconds=17.4)
    post(api)

    refused = post(api)
    wait = int(refused.headers["Retry-After"])
    clock.pass_by(seconds=wait - 1)
    still = post(api)
    clock.pass_by(seconds=1)

    assert (refused.status_code, wait, still.status_code) == (429, 43, 429)
    assert str(wait) in refused.json()["detail"]
    assert post(api).status_code == 202


def test_neither_another_page_nor_another_user_agent_is_a_way_around(api: Api) -> None:
    limit(api, 1)
    post(api)

    assert (
        codes([post(api, agent="b"), post(api, page="/b"), post(api, address="::ffff:192.0.2.7")])
        == ["rate_limited"] * 3
    )


def test_nobody_is_silenced_by_others(api: Api) -> None:
    limit(api, 1)
    for _ in range(3):
        post(api, address="2001:db8::1")

    assert codes([post(api, address="2001:db8::2"), post(api, address="2001:db8:0:1::1"), post(api)]) == [
        "rate_limited",
        202,
        202,
    ]


def test_0_is_no_limit(api: Api) -> None:
    limit(api, 0)

    assert codes([post(api) for _ in range(8)]) == [202] * 8


def test_only_what_is_stored_counts(api: Api, table_client: "DynamoDBClient", table_name: str) -> None:
    limit(api, 2)
    key = {"Idempotency-Key": "once"}
    sent = [post(api, TEXT, **key), post(api, TEXT, **key), post(api, TEXT), post(api, ""), post(api, "Else.")]

    assert codes(sent) == [202, 202, "duplicate_comment", "invalid_request", 202]
    (counted,) = Stored.read(table_client, table_name).of("rate")
    assert counted["post_count"] == 2
    assert recount(table_client, table_name) == []


def test_the_limit_reached_a_post_sent_again_with_its_key_is_answered_as_before(api: Api) -> None:
    limit(api, 1)
    first = post(api, TEXT, **{"Idempotency-Key": "once"})

    again = post(api, TEXT, **{"Idempotency-Key": "once"})

    assert (again.status_code, again.json()) == (202, first.json())


def test_edits_are_no_repeats(api: Api) -> None:
    post(api, TEXT)
    author = Author.of(api)

    assert author.edit(TEXT)["body"] == TEXT
    assert author.edit(TEXT.upper())["body"] == TEXT.upper()


def test_edits_count_with_comments(
    api: Api, clock: StandingClock, table_client: "DynamoDBClient", table_name: str
) -> None:
    """Who has said enough in this minute can neither edit nor post, but can send the same edit again."""
    limit(api, 3)
    author, here = Author.of(api), "192.0.2.7"
    clock.pass_by(seconds=20)
    post(api)

    sent = [author.try_to_edit(body, address=here) for body in ("One.", "Two.", "Two.", "Three.")]

    assert codes(sent) == [200, 200, 200, "rate_limited"]
    assert (sent[-1].status_code, sent[-1].headers["Retry-After"]) == (429, "40")
    assert codes([post(api), author.try_to_edit("Three.", address="192.0.2.8")]) == ["rate_limited", 200]
    assert recount(table_client, table_name) == []
    clock.pass_by(seconds=40)
    assert codes([author.try_to_edit("Four.", address=here)]) == [200]


def test_an_edit_that_is_one_too_many_asks_nobody_and_stores_nothing(api: Api, meter: Meter) -> None:
    limit(api, 1)
    author = Author.of(api)
    post(api)

    with meter.measure() as used:
        assert author.try_to_edit("Better said.", address="192.0.2.7").status_code == 429

    used.assert_budget(round_trips=2, write_units=0)


def test_a_post_that_is_one_too_many_takes_one_round_trip_and_stores_nothing(api: Api, meter: Meter) -> None:
    limit(api, 1)
    post(api)

    with meter.measure() as used:
        post(api, TEXT)

    used.assert_budget(round_trips=1, write_units=0)


@pytest.mark.parametrize(
    ("again", "is_refused"),
    [
        pytest.param(TEXT, True, id="the same"),
        pytest.param(TEXT.upper(), True, id="in capitals"),
        pytest.param(f"  {TEXT.replace(' ', chr(10))}!!!", True, id="with other spaces and punctuation"),
        pytest.param(f"**{TEXT}**", True, id="in bold"),
        pytest.param(TEXT.replace("f", "\uff46"), True, id="with wide letters"),
        pytest.param(f"{TEXT} Yes.", False, id="with a word more"),
        pytest.param(TEXT.replace("six", "7"), False, id="with another number"),
    ],
)
def test_the_same_text_is_refused_a_day_long_on_the_whole_site(
    api: Api, clock: StandingClock, again: str, *, is_refused: bool
) -> None:
    post(api, TEXT)

    response = post(api, again, page="/b", address="192.0.2.8", agent="b")

    assert response.json().get("code") == ("duplicate_comment" if is_refused else None)
    assert response.status_code == (409 if is_refused else 202)
    clock.pass_by(hours=24)
    assert post(api, TEXT).status_code == 202


def test_what_its_author_withdraws_may_be_left_again(api: Api, table_client: "DynamoDBClient", table_name: str) -> None:
    author = Author.of(api, TEXT)
    assert post(api, TEXT).status_code == 409

    author.withdraw()

    assert codes([post(api, TEXT.upper()), post(api, TEXT)]) == [202, "duplicate_comment"]
    author.withdraw()  # once more, as one whose answer was lost
    assert post(api, TEXT).status_code == 409
    assert recount(table_client, table_name) == []


def test_who_has_edited_a_comment_to_anothers_text_frees_neither(api: Api) -> None:
    post(api, TEXT)
    other = "Another text, also of more than forty characters."
    author = Author.of(api, other)
    author.edit(TEXT)

    author.withdraw()

    assert codes([post(api, TEXT), post(api, other)]) == ["duplicate_comment"] * 2


def test_a_text_that_is_about_to_be_forgotten_is_left_alone(
    api: Api, clock: StandingClock, table_client: "DynamoDBClient", table_name: str
) -> None:
    api.services.sites.change(SITE, settings={"edit_window_minutes": 1440})
    author = Author.of(api, TEXT)
    clock.pass_by(hours=23, minutes=1)

    author.withdraw()

    assert len(Stored.read(table_client, table_name).of("text")) == 1


def test_short_texts_may_come_again(api: Api) -> None:
    short, long = "x" * (SHORTEST - 1), "y" * SHORTEST

    assert codes([post(api, body) for body in (short, short, long, long)]) == [202, 202, 202, "duplicate_comment"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("&" * 50, "!" * 50), ("\N{GRINNING FACE}" * 50, "\N{CRYING FACE}" * 50), ("1" + "?" * 50, "2" + "?" * 50)],
)
def test_texts_without_words_are_told_apart(one: str, other: str) -> None:
    assert essence(one) != essence(other)
    assert text_key(SITE, one) == text_key(SITE, f" {one} ") != text_key("other", one)


def test_another_site_takes_the_same_text(api: Api) -> None:
    api.services.sites.create("other", "Other", ["https://other.example"])
    post(api, TEXT)

    new = {"page": "/a", "body": TEXT, "author": {"name": "Ada"}}
    assert api.call("POST", "/v1/sites/other/comments", json=new).status_code == 202


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        pytest.param({"body": TEXT}, {"body": TEXT, "address": "192.0.2.8"}, "duplicate_comment", id="the same text"),
        pytest.param({"body": "One."}, {"body": "Two."}, "rate_limited", id="one too many"),
    ],
)
def test_who_is_slower_by_a_moment_is_refused_by_the_transaction(
    api: Api, table_client: "DynamoDBClient", table_name: str, first: Any, second: Any, code: str
) -> None:
    """The other comment comes between reading and storing: both have read that there is room."""
    limit(api, 1)
    others: list[int] = []

    def come_between(**_: Any) -> None:
        if not others:
            others.append(0)
            others[0] = post(api, **first).status_code

    table_client.meta.events.register("before-call.dynamodb.TransactWriteItems", come_between)
    response = post(api, **second)
    table_client.meta.events.unregister("before-call.dynamodb.TransactWriteItems", come_between)

    assert (others, response.json()["code"]) == ([202], code)
    assert len(Stored.read(table_client, table_name).of("comment")) == 1
    assert recount(table_client, table_name) == []


def test_so_is_an_edit_and_then_the_text_stays(api: Api, table_client: "DynamoDBClient", table_name: str) -> None:
    limit(api, 1)
    author, others = Author.of(api), list[int]()

    def come_between(**_: Any) -> None:
        if not others:
            others.append(0)
            others[0] = post(api).status_code

    table_client.meta.events.register("before-call.dynamodb.TransactWriteItems", come_between)
    response = author.try_to_edit("Better said.", address="192.0.2.7")
    table_client.meta.events.unregister("before-call.dynamodb.TransactWriteItems", come_between)

    assert (others, response.json()["code"], author.sees()["body"]) == ([202], "rate_limited", "Well said.")
    assert recount(table_client, table_name) == []


def test_the_form_says_it_in_plain_words(desk: Desk) -> None:
    limit(desk.api, 1)

    def send(body: str) -> httpx.Response:
        form = {"page": "/a", "name": "Ada", "body": body}
        return desk.api.call("POST", f"/v1/sites/{SITE}/thread.html", data=form)

    assert send(TEXT).status_code == 202
    refused = send("Else.")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert "Nothing you typed is lost" in refused.text
    limit(desk.api, 5)
    repeated = send(f"{TEXT}!")
    assert repeated.status_code == 409
    assert "left on this site already" in repeated.text
    desk.block("email", "ada@home.example")
    form = {"page": "/a", "name": "Ada", "email": "ada@home.example", "body": "Else."}
    blocked = desk.api.call("POST", f"/v1/sites/{SITE}/thread.html", data=form)
    assert blocked.status_code == 403
    assert "moderators have blocked you" in blocked.text
