"""Lists of one author's comments, and lists in which somebody looks for words."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from chalicelib.comments.repository import CommentRepository
from chalicelib.moderation.asked import Asked
from chalicelib.moderation.flagged import FlagRepository
from chalicelib.moderation.models import CheckName
from chalicelib.moderation.queue import QueueService
from chalicelib.pages.aliases import AliasBook
from tests.conftest import SITE, Desk, StandingClock, never_hot
from tests.storage.meter import Meter

BOTH_ENGINES = True
NAMES = Path("chalicelib/web/moderate/locales/en.json")


def ids(answer: Any) -> list[str]:
    return [row["id"] for row in answer["comments"]]


def all_of(desk: Desk, **parameters: Any) -> list[str]:
    """Answer the ids of a list, gone through to its end."""
    found, cursor = list[str](), dict[str, str]()
    for _ in range(100):
        answer = listed(desk, **parameters, **cursor)
        found += ids(answer)
        if answer["next"] is None:
            return found
        cursor = {"cursor": answer["next"]}
    raise AssertionError("the list has no end")


def listed(desk: Desk, **parameters: Any) -> Any:
    response = desk.api.get("moderation/comments", params=parameters, headers=desk.headers)
    assert response.is_success, response.text
    return response.json()


def author_of(desk: Desk, comment: str, status: str = "pending") -> str:
    (author,) = [row["author"]["id"] for row in desk.queue(status)["comments"] if row["id"] == comment]
    return str(author)


def test_an_authors_comments_are_listed_whatever_their_status_the_newest_first(desk: Desk) -> None:
    posted = [desk.api.comment(email=email)["id"] for email in ("ada@home.example", "ADA@home.example") * 2]
    desk.api.comment(email="bea@home.example")
    author = author_of(desk, posted[0])
    for action, comment in zip(("approve", "reject", "delete"), posted, strict=False):
        desk.act(action, comment)

    assert all_of(desk, author=author, limit=3) == posted[::-1]
    assert [row["status"] for row in listed(desk, author=author)["comments"]] == [
        "pending",
        "deleted",
        "rejected",
        "approved",
    ]


def test_they_can_be_those_of_one_status_or_page(desk: Desk) -> None:
    posted = [desk.api.comment(email="ada@home.example", page=page)["id"] for page in ("/a", "/b") * 3]
    author = author_of(desk, posted[0])
    desk.act("approve", *posted[:3])

    assert all_of(desk, author=author, status="approved", limit=2) == posted[2::-1]
    assert all_of(desk, author=author, status="pending", limit=2) == posted[3:]
    assert all_of(desk, author=author, page="/b", limit=2) == posted[::-2]
    desk.change_page("/old", alias_of="/b")
    assert all_of(desk, author=author, page="/old") == posted[::-2]


@pytest.mark.parametrize("q", ["BRIDGE", "the bridge", "Zoë", "zoë", "bridge@HOME"])
def test_words_are_looked_for_in_text_name_and_email(desk: Desk, q: str) -> None:
    wanted = desk.api.comment("Across the Bridge.", name="Zoë", email="bridge@home.example")["id"]
    desk.api.comment("Something else.")

    assert all_of(desk, q=q) == [wanted]
    assert all_of(desk, q=q, status="approved") == []


def test_a_list_can_be_of_what_one_check_found(desk: Desk) -> None:
    desk.api.services.sites.change(SITE, settings={"suspect_words": ["bridge"], "max_links": 0})
    one, _, both = (desk.api.comment(body)["id"] for body in ("A bridge.", "A road.", "A bridge: https://a.example"))

    assert all_of(desk, check="has_suspect_words", limit=1) == [one, both]
    assert all_of(desk, check="has_too_many_links", q="bridge") == [both]
    assert all_of(desk, check="has_too_many_links", status="approved") == []


def test_a_check_that_there_is_not_is_refused_by_the_names_of_those_there_are(desk: Desk) -> None:
    response = desk.api.get("moderation/comments", params={"check": "nonsense"}, headers=desk.headers)

    (error,) = response.json()["errors"]
    assert (response.status_code, error["field"], error["code"]) == (422, "check", "not_one_of")
    assert all(name in error["message"] for name in get_args(CheckName))


def test_the_checks_that_can_be_asked_for_are_those_that_the_moderator_page_names() -> None:
    named = {name.removeprefix("checks.") for name in json.loads(NAMES.read_text()) if name.startswith("checks.")}

    assert named == set(get_args(CheckName))


def test_a_list_can_be_of_what_was_left_in_a_time(desk: Desk, clock: StandingClock) -> None:
    posted = []
    for minute in range(5):
        posted.append(desk.api.comment(email="ada@home.example", page=f"/{minute % 2}")["id"])
        clock.pass_by(minutes=1)
    author = author_of(desk, posted[0])
    span = {"since": "2026-03-14T12:01:00Z", "until": "2026-03-14T14:04:00+02:00"}

    assert all_of(desk, **span, limit=1) == posted[1:4]
    assert all_of(desk, until=span["until"], limit=2) == posted[:4]
    assert all_of(desk, since=span["since"], page="/0") == posted[2::2]
    assert all_of(desk, **span, author=author, limit=1) == posted[3:0:-1]
    for comment in posted:
        desk.act("approve", comment)
        desk.api.flag(comment)
    assert all_of(desk, **span, status="approved", limit=2) == posted[3:0:-1]
    assert set(all_of(desk, **span, flagged="true", limit=1)) == set(posted[1:4])


@pytest.mark.parametrize(
    ("parameters", "is_all"),
    [
        ({"since": "0001-01-01T00:00:00Z", "until": "9999-12-31T23:59:59Z"}, True),
        ({"since": "2026-03-14T12:00:00Z"}, True),
        ({"until": "2026-03-14T12:00:00.001Z"}, True),
        ({"until": "2026-03-14T12:00:00Z"}, False),
        ({"since": "2026-03-14T12:00:00.001Z"}, False),
        ({"until": "1960-01-01T00:00:00Z"}, False),
        ({"since": "2026-03-15T00:00:00Z", "until": "2026-03-14T00:00:00Z"}, False),
    ],
)
def test_a_time_begins_with_its_first_moment_and_ends_before_its_last(
    desk: Desk, parameters: dict[str, str], *, is_all: bool
) -> None:
    posted = desk.api.comment()["id"]

    for more in ({}, {"page": "/a"}, {"q": "said"}):
        assert all_of(desk, **parameters, **more) == ([posted] if is_all else [])


def test_all_that_match_are_decided_on_by_lists_and_actions(desk: Desk) -> None:
    posted = [desk.api.comment("Yes." if number % 3 else "No.")["id"] for number in range(9)]
    wanted = [comment for number, comment in enumerate(posted) if number % 3]

    cursor, decided = dict[str, str](), list[str]()
    while True:
        answer = listed(desk, q="yes", limit=2, **cursor)
        decided += [result["id"] for result in desk.act("spam", *ids(answer)) if result["changed"]]
        if answer["next"] is None:
            break
        cursor = {"cursor": answer["next"]}

    assert decided == wanted
    assert all_of(desk) == posted[::3]


def test_each_part_holds_as_many_as_asked_for(desk: Desk) -> None:
    posted = [desk.api.comment("Yes." if number % 2 else "No.")["id"] for number in range(9)]

    first = listed(desk, q="yes", limit=3)

    assert ids(first) == posted[1:7:2]
    assert ids(listed(desk, q="yes", limit=3, cursor=first["next"])) == posted[7::2]


def test_what_is_large_comes_in_parts_of_1_mb(desk: Desk) -> None:
    texts = [f"{number:02}" + "\N{GRINNING FACE}" * 7998 for number in range(20)]
    posted = [desk.api.comment(text, email="ada@home.example")["id"] for text in texts]

    first = listed(desk, author=author_of(desk, posted[0]), status="pending", limit=100)

    assert 10 < len(first["comments"]) < 20
    assert first["next"]
    assert all_of(desk, q="ada@", limit=100) == posted


@pytest.mark.parametrize(
    "parameters",
    [{"q": ""}, {"q": "x" * 101}, {"author": "no-hash"}, {"check": "No check"}, {"since": "today"}, {"until": ""}],
)
def test_what_nobody_can_be_or_say_is_refused(desk: Desk, parameters: dict[str, str]) -> None:
    response = desk.api.get("moderation/comments", params=parameters, headers=desk.headers)

    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, next(iter(parameters)))


def test_a_cursor_is_of_one_search(desk: Desk) -> None:
    for _ in range(2):
        desk.api.comment("Yes.")
    cursor = listed(desk, q="yes", limit=1)["next"]

    for other in (
        {"q": "no"},
        {"q": "yes", "since": "2026-03-14T00:00:00Z"},
        {"q": "yes", "check": "everything_waits"},
    ):
        response = desk.api.get("moderation/comments", params={"cursor": cursor, **other}, headers=desk.headers)
        assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")


def test_a_call_that_has_looked_at_enough_tells_where_to_go_on(desk: Desk) -> None:
    posted = [desk.api.comment("Yes." if number == 3 else "No.")["id"] for number in range(5)]
    services = desk.api.services
    comments, aliases = CommentRepository(services.table), AliasBook(never_hot())
    lists = QueueService(services.table, comments, FlagRepository(services.table), aliases, most_looked_at=2)
    site, asked = services.sites.get(SITE), Asked(words="yes")

    parts = [lists.part(site, asked, 10, None)]
    while parts[-1]["next"]:
        parts.append(lists.part(site, asked, 10, parts[-1]["next"]))

    assert [ids(part) for part in parts] == [[], [posted[3]], []]


def test_a_search_takes_four_round_trips_and_one_more_for_each_further_hundred(desk: Desk, meter: Meter) -> None:
    for number in range(102):
        desk.api.comment("Yes." if number == 101 else "No.", page=f"/{number}")

    with meter.measure() as used:
        assert len(listed(desk, q="yes")["comments"]) == 1
    used.assert_budget(round_trips=5)
    with meter.measure() as used:
        listed(desk, q="no", limit=10)
    used.assert_budget(round_trips=4)
    with meter.measure() as used:
        assert len(listed(desk, since="2026-03-14T12:00:00Z", limit=100)["comments"]) == 100
    used.assert_budget(round_trips=4)
    with meter.measure() as used:
        assert listed(desk, until="2026-03-14T12:00:00Z", limit=100)["comments"] == []
    used.assert_budget(round_trips=2, read_units=2)
