"""What reading and leaving comments may cost."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bench.stock import approved
from chalicelib.comments import copies
from chalicelib.comments.models import Comment, Status
from chalicelib.comments.repository import from_item, put_comment
from chalicelib.comments.spots import first_spot
from chalicelib.ids import new_id
from chalicelib.pages.service import page_name
from chalicelib.storage import keys
from tests.author import Author
from tests.conftest import SITE, START, Api, Desk, StandingClock
from tests.storage.budget import Used
from tests.storage.meter import Meter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def store(api: Api, count: int, status: Status) -> None:
    """Store comments as the service does, but without transactions, whose cost on moto grows with the table."""
    table = api.services.table
    first = from_item(table.get(keys.comment(SITE, api.comment("One of many.")["id"])) or {})
    for _ in range(count - 1):
        comment: Comment = replace(first, id=new_id(START), status=status)
        public = copies.appear(SITE, comment, first_spot(comment), comment.id) if status == "approved" else []
        for write in (*public, put_comment(SITE, comment)):
            table.write(write)


def reading(api: Api, meter: Meter, **parameters: Any) -> Used:
    """What one part of a page's list uses, once the site is known."""
    api.counts()
    with meter.measure() as used:
        api.thread(**parameters)
    return used


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_a_first_page_takes_one_round_trip(open_api: Api, meter: Meter, sort: str) -> None:
    for _ in range(3):
        open_api.comment(parent=open_api.comment()["id"])

    reading(open_api, meter, sort=sort).assert_budget(round_trips=1, read_units=2 if sort == "newest" else 3)


def test_a_first_page_by_score_takes_two_round_trips(open_api: Api, meter: Meter) -> None:
    for _ in range(3):
        open_api.like(open_api.comment()["id"])

    reading(open_api, meter, sort="top").assert_budget(round_trips=2, requests=3, read_units=3)
    cursor = open_api.thread(sort="top", limit=1)["next"]
    reading(open_api, meter, sort="top", limit=1, cursor=cursor).assert_budget(round_trips=2)


def test_an_empty_page_takes_one_round_trip(api: Api, meter: Meter) -> None:
    reading(api, meter).assert_budget(round_trips=1, requests=1, read_units=0.5)


def test_later_parts_take_one_round_trip_too(open_api: Api, meter: Meter) -> None:
    for _ in range(4):
        open_api.comment()

    for sort in ("newest", "oldest"):
        cursor = open_api.thread(sort=sort, limit=2)["next"]
        reading(open_api, meter, sort=sort, limit=2, cursor=cursor).assert_budget(round_trips=1)


def test_a_page_with_long_threads_takes_two_round_trips_however_many_they_are(open_api: Api, meter: Meter) -> None:
    for thread in range(3):
        root = open_api.comment()["id"]
        for reply in range(2):
            open_api.comment("\N{GRINNING FACE}" * (2500 + 2 * thread + reply), parent=root)

    used = reading(open_api, meter)

    assert used.round_trips == 2
    used.assert_budget(requests=1 + 2 * 3)


def test_further_replies_take_one_round_trip(open_api: Api, meter: Meter) -> None:
    root = open_api.comment()["id"]
    for _ in range(21):
        open_api.comment(parent=root)
    cursor = open_api.thread()["comments"][0]["replies_next"]

    reading(open_api, meter, cursor=cursor).assert_budget(round_trips=1)


def test_a_first_page_costs_the_same_whatever_else_there_is(open_api: Api, meter: Meter) -> None:
    def first_pages() -> list[tuple[int, float]]:
        used = [reading(open_api, meter, sort=sort, limit=10) for sort in ("newest", "oldest")]
        return [(one.round_trips, one.read_units) for one in used]

    store(open_api, 12, "approved")
    few = first_pages()
    store(open_api, 288, "approved")
    many = first_pages()
    store(open_api, 200, "pending")
    store(open_api, 20, "spam")

    assert first_pages() == many == few
    assert [round_trips for round_trips, _ in few] == [1, 1]


def test_a_first_page_among_10_000_comments_costs_what_it_costs_among_100(
    api: Api, table_client: "DynamoDBClient", meter: Meter
) -> None:
    site = api.services.sites.get(SITE)
    for count in (100, 10_000):
        approved(table_client, SITE, page_name(site, f"/{count:05}"), count)

    for sort in ("newest", "oldest", "top"):
        few, many = (reading(api, meter, page=f"/{count:05}", sort=sort) for count in (100, 10_000))
        assert many.requests == few.requests
        assert many.bytes_returned == few.bytes_returned
        assert many.read_units == few.read_units


def test_a_first_page_reads_in_proportion_to_what_it_returns(open_api: Api, meter: Meter) -> None:
    store(open_api, 60, "approved")

    ten, fifty = reading(open_api, meter, limit=10), reading(open_api, meter, limit=50)

    assert 4 < fifty.bytes_returned / ten.bytes_returned < 5
    fifty.assert_budget(read_units=5 * ten.read_units)


def test_one_comment_takes_one_round_trip_and_a_reply_two(open_api: Api, meter: Meter) -> None:
    root = open_api.comment()["id"]
    reply = open_api.comment(parent=root)["id"]

    with meter.measure() as used:
        open_api.get(f"comments/{root}")
    used.assert_budget(round_trips=1, read_units=1)
    with meter.measure() as used:
        open_api.get(f"comments/{reply}")
    used.assert_budget(round_trips=2, read_units=2)


@pytest.mark.parametrize("mode", ["hold_all", "hold_suspect"])
def test_posting_takes_two_round_trips(desk: Desk, meter: Meter, mode: str) -> None:
    api, root = desk.api, desk.publish()
    api.services.sites.change(SITE, settings={"moderation_mode": mode})
    body = {"page": "/a", "body": "Indeed.", "author": {"name": "Ada", "email": "ada@home.example"}, "parent": root}

    with meter.measure() as used:
        answer = api.post("comments", body, headers={"Idempotency-Key": "k-1"})
    assert answer.is_success
    used.assert_budget(round_trips=2)

    with meter.measure() as used:
        assert api.post("comments", body, headers={"Idempotency-Key": "k-1"}).json() == answer.json()
    used.assert_budget(round_trips=1, write_units=0)


def test_posting_takes_three_round_trips_where_a_thread_has_no_room(open_api: Api, meter: Meter) -> None:
    root = open_api.comment()["id"]
    replies = [open_api.comment(parent=root)["id"] for _ in range(20)]

    for parent in (root, replies[0], root):
        with meter.measure() as used:
            open_api.comment(parent=parent)
        used.assert_budget(round_trips=3)
    used.assert_budget(round_trips=2)


def test_a_refused_comment_writes_nothing(api: Api, meter: Meter) -> None:
    for body in ({"page": "/a"}, {"page": "/a", "body": "x", "author": {"name": "Ada"}, "parent": "none"}):
        with meter.measure() as used:
            assert api.post("comments", body).status_code == 422
        used.assert_budget(write_units=0, round_trips=1)


@pytest.mark.parametrize("mode", ["hold_all", "hold_suspect"])
def test_an_edit_takes_three_round_trips_and_a_withdrawal_two(desk: Desk, meter: Meter, mode: str) -> None:
    desk.api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})
    root = Author.of(desk.api)
    reply = Author.of(desk.api, parent=Author.of(desk.api, parent=root.id).id)
    desk.api.services.sites.change(SITE, settings={"moderation_mode": mode})
    waiting = Author.of(desk.api, page="/b")

    for author in (waiting, reply, root):
        with meter.measure() as used:
            author.edit("Better said.")
        used.assert_budget(round_trips=3, write_units=30)
        with meter.measure() as used:
            author.withdraw()
        used.assert_budget(round_trips=2, write_units=30)


def test_an_edit_takes_one_more_round_trip_where_a_reply_outgrows_its_thread(open_api: Api, meter: Meter) -> None:
    root = Author.of(open_api)
    reply = Author.of(open_api, parent=root.id)
    Author.of(open_api, "&" * 2500, parent=root.id)

    with meter.measure() as used:
        reply.edit("&" * 2700)
    assert used.round_trips == 4
    with meter.measure() as used:
        reply.edit("Better said.")
    used.assert_budget(round_trips=3)


def test_an_edit_that_changes_nothing_and_one_that_is_refused_write_nothing(
    open_api: Api, meter: Meter, clock: StandingClock
) -> None:
    author = Author.of(open_api)
    stranger = Author(open_api, author.id, "nonsense")
    with meter.measure() as used:
        author.edit("Well said.")
    used.assert_budget(round_trips=1, write_units=0)
    with meter.measure() as used:
        assert stranger.try_to_edit("Mine now.").status_code == 401
        assert stranger.try_to_withdraw().status_code == 401
    used.assert_budget(requests=0)

    clock.pass_by(seconds=15 * 60)
    open_api.counts()
    with meter.measure() as used:
        assert author.try_to_edit("Too late.").status_code == 403
    used.assert_budget(round_trips=1, write_units=0)
