"""Aliases: which there may be, and that whatever readers do with one is done at the page that stays."""

from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.pages.aliases import KNOWN_FOR, MOST_KNOWN, AliasBook
from chalicelib.pages.models import PageName
from chalicelib.pages.service import page_name
from chalicelib.sites.models import Site
from chalicelib.storage.keys import page_id
from tests.conftest import BROWSER, SITE, Api, Desk, Seconds
from tests.recount import recount
from tests.storage.engines import TABLE
from tests.storage.meter import Meter
from tests.stored import Plain, Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.bootstrap import Services

ALIAS = {"alias_of": {"S": "/new"}}


@pytest.fixture
def site(services: "Services") -> Site:
    return services.sites.get(SITE)


@pytest.fixture
def book(seconds: Seconds) -> AliasBook:
    return AliasBook(seconds)


@pytest.fixture
def reader(lasting: "Services") -> Api:
    """A reader whose process keeps what it has read, and knows the site."""
    lasting.sites.get(SITE)
    return Api(lasting)


def named(site: Site, page: str) -> PageName:
    return page_name(site, page)


def pages(client: "DynamoDBClient") -> dict[str, Plain]:
    return {page["key"]: page for page in Stored.read(client, TABLE).of("page")}


def test_what_nobody_has_read_is_not_known(book: AliasBook, site: Site) -> None:
    assert book.known(site, named(site, "/a")) is None
    assert book.target(site, named(site, "/a")) == named(site, "/a")


def test_an_alias_is_known_for_a_minute(book: AliasBook, site: Site, seconds: Seconds) -> None:
    assert book.learn(site, named(site, "/a"), ALIAS) == named(site, "/new")

    seconds.now += KNOWN_FOR - 1
    assert book.target(site, named(site, "/a")) == named(site, "/new")
    seconds.now += 1
    assert book.known(site, named(site, "/a")) is None


@pytest.mark.parametrize("item", [None, {"title": {"S": "A"}}], ids=["not stored", "no alias"])
def test_a_page_that_is_no_alias_is_known_to_be_itself(
    book: AliasBook, site: Site, item: dict[str, Any] | None
) -> None:
    assert book.learn(site, named(site, "/a"), item) is None

    assert book.known(site, named(site, "/a")) == named(site, "/a")


def test_the_book_has_an_end(book: AliasBook, site: Site) -> None:
    for number in range(MOST_KNOWN + 1):
        book.learn(site, PageName(f"/{number}", str(number), None), None)

    assert book.known(site, PageName("/0", "0", None)) is None
    assert book.known(site, PageName("/1", "1", None)) is not None


def test_an_alias_is_set_changed_and_cleared(desk: Desk, table_client: "DynamoDBClient") -> None:
    assert desk.change_page("/old", alias_of="https://www.news.example/new/")["alias_of"] == "/new"
    assert pages(table_client)["/new"]["alias_count"] == 1

    assert desk.change_page("/old", alias_of="/newer")["alias_of"] == "/newer"
    assert (pages(table_client)["/new"]["alias_count"], pages(table_client)["/newer"]["alias_count"]) == (0, 1)
    assert recount(table_client, TABLE) == []

    assert desk.change_page("/old", alias_of=None)["alias_of"] is None
    assert pages(table_client)["/newer"]["alias_count"] == 0
    assert not pages(table_client)["/old"].keys() & {"alias_of", "aliased_at", "gsi1pk", "gsi1sk"}
    assert recount(table_client, TABLE) == []


@pytest.mark.parametrize(
    ("before", "refused", "code"),
    [
        ([], ("/a", "/a"), "alias_of_itself"),
        ([("/b", "/c")], ("/a", "/b"), "alias_chain"),
        ([("/a", "/b")], ("/b", "/c"), "alias_chain"),
        ([("/a", "/b")], ("/b", "/a"), "alias_circle"),
    ],
)
def test_chains_and_circles_are_refused(
    desk: Desk,
    table_client: "DynamoDBClient",
    before: list[tuple[str, str]],
    refused: tuple[str, str],
    code: str,
) -> None:
    for page, target in before:
        desk.change_page(page, alias_of=target)
    stored = pages(table_client)

    response = desk.put_page(refused[0], alias_of=refused[1], title="A")

    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [("alias_of", code)]
    assert pages(table_client) == stored


def test_a_page_may_have_several_aliases_and_one_that_lost_them_all_may_become_one(
    desk: Desk, table_client: "DynamoDBClient"
) -> None:
    desk.change_page("/a", alias_of="/b")
    desk.change_page("/c", alias_of="/b")
    assert pages(table_client)["/b"]["alias_count"] == 2

    desk.change_page("/a", alias_of="/d")
    desk.change_page("/c", alias_of=None)
    desk.change_page("/b", alias_of="/d")

    assert pages(table_client)["/d"]["alias_count"] == 2
    assert recount(table_client, TABLE) == []


def test_two_moderators_at_once_make_no_chain(desk: Desk, table_client: "DynamoDBClient", services: "Services") -> None:
    """What the one reads is no longer so when it writes: the other came between."""
    others: list[Any] = []

    def come_between(**_: Any) -> None:
        if not others:
            others.append(None)
            desk.change_page("/b", alias_of="/c")

    table_client.meta.events.register_first("before-call.dynamodb.TransactWriteItems", come_between)

    response = desk.put_page("/a", alias_of="/b")

    assert others
    assert response.json()["errors"][0]["code"] == "alias_chain"
    assert recount(table_client, TABLE) == []


def test_moderators_act_on_the_alias_itself(desk: Desk) -> None:
    desk.change_page("/old", alias_of="/new")

    desk.change_page("/old", title="Old")

    assert desk.page("/old")["title"] == "Old"
    assert desk.page("/new")["title"] is None


def test_a_comment_to_an_alias_goes_to_the_page_that_stays(desk: Desk, table_client: "DynamoDBClient") -> None:
    root = desk.publish(page="/new")
    desk.change_page("/old", alias_of="/new")

    posted = desk.api.comment(page="/old", parent=root)

    assert posted["page"] == "/new"
    desk.act("approve", posted["id"])
    (thread,) = desk.api.thread("/new")["comments"]
    assert [reply["id"] for reply in thread["replies"]] == [posted["id"]]
    assert recount(table_client, TABLE) == []


def test_a_reply_to_what_still_waits_at_an_alias_goes_there_too(desk: Desk, table_client: "DynamoDBClient") -> None:
    root = desk.publish(page="/old")
    desk.change_page("/old", alias_of="/new")

    reply = desk.publish(page="/old", parent=root)
    assert recount(table_client, TABLE) == []
    desk.api.services.run_job("merge")

    (thread,) = desk.api.thread("/new")["comments"]
    assert [shown["id"] for shown in thread["replies"]] == [reply]
    assert recount(table_client, TABLE) == []


def test_the_page_that_stays_tells_whether_it_is_open(desk: Desk) -> None:
    desk.change_page("/old", alias_of="/new", is_open=False)
    new = {"page": "/old", "body": "Well said.", "author": {"name": "Ada"}}

    assert desk.api.post("comments", new).is_success
    desk.change_page("/new", is_open=False)
    assert desk.api.post("comments", new).json()["code"] == "page_closed"


def test_posting_takes_one_more_round_trip_while_an_alias_is_not_known(
    desk: Desk, reader: Api, meter: Meter, seconds: Seconds
) -> None:
    desk.change_page("/old", alias_of="/new")

    for trips in (3, 2):
        with meter.measure() as used:
            reader.comment(page="/old")
        assert used.round_trips == trips
    seconds.now += KNOWN_FOR
    reader.services.sites.get(SITE)
    with meter.measure() as used:
        reader.comment(page="/old")
    assert used.round_trips == 3


def test_a_repetition_with_an_idempotency_key_is_answered_whether_the_alias_is_known_or_not(
    desk: Desk, reader: Api
) -> None:
    desk.change_page("/old", alias_of="/new")
    new = {"page": "/old", "body": "Well said.", "author": {"name": "Ada"}}

    answers = [api.post("comments", new, headers={"Idempotency-Key": "k"}) for api in (reader, reader, desk.api)]

    assert [answer.json() for answer in answers] == [answers[0].json()] * 3
    assert len(desk.queue()["comments"]) == 1


def test_counts_of_an_alias_are_those_of_the_page_that_stays(desk: Desk) -> None:
    desk.publish(page="/new")
    desk.api.view("/new")
    desk.change_page("/old", alias_of="/new")

    answer = desk.api.get("counts", params={"page": ["/old/", "/new", "/b"]}).json()["counts"]

    assert answer == [
        {"page": "/old/", "key": "/new", "comment_count": 1, "view_count": 1},
        {"page": "/new", "key": "/new", "comment_count": 1, "view_count": 1},
        {"page": "/b", "key": "/b", "comment_count": 0, "view_count": 0},
    ]


def test_counts_take_two_round_trips_with_aliases_that_are_not_known_and_one_after(
    desk: Desk, reader: Api, meter: Meter
) -> None:
    for number in range(50):
        desk.change_page(f"/old/{number}", alias_of=f"/new/{number}")
    asked = {"page": [f"/old/{number}" for number in range(50)] + [f"/b/{number}" for number in range(50)]}

    for trips in (2, 1):
        with meter.measure() as used:
            assert reader.get("counts", params=asked).is_success
        assert used.round_trips == trips


def test_a_view_of_an_alias_counts_at_the_page_that_stays(desk: Desk, table_client: "DynamoDBClient") -> None:
    desk.api.view("/new")
    desk.change_page("/old", alias_of="/new")

    assert desk.api.view("/old") == {"view_count": 2, "counted": True}
    assert desk.api.view("/old") == {"view_count": 2, "counted": False, "reason": "repeat"}
    assert desk.api.view("/old", agent="Googlebot/2.1")["view_count"] == 2
    counters = Stored.read(table_client, TABLE).of("views")
    assert [counter["pk"] for counter in counters] == [f"VIEWS#{SITE}#{page_id('/new')}#0"]
    assert recount(table_client, TABLE) == []


@pytest.mark.parametrize(
    ("agent", "address", "trips"),
    [(BROWSER, "192.0.2.2", 2), (BROWSER, "192.0.2.1", 2), ("Googlebot/2.1", "192.0.2.1", 2)],
    ids=["a view", "a repeat", "a bot"],
)
def test_a_view_of_an_alias_takes_two_round_trips_at_most(
    desk: Desk, reader: Api, meter: Meter, agent: str, address: str, trips: int
) -> None:
    desk.change_page("/old", alias_of="/new")
    desk.api.view("/old")

    for _ in range(2):
        with meter.measure() as used:
            reader.view("/old", agent=agent, address=address)
        used.assert_budget(round_trips=trips, write_units=2)


def test_a_hot_page_is_not_read_for_every_view(reader: Api, meter: Meter, seconds: Seconds) -> None:
    reader.view("/a")

    with meter.measure() as used:
        for number in range(10):
            reader.view("/a", address=f"192.0.2.{10 + number}")
    used.assert_budget(read_units=0, write_units=20)

    seconds.now += KNOWN_FOR
    with meter.measure() as used:
        reader.view("/a", address="192.0.2.30")
    used.assert_budget(read_units=0.5, round_trips=2, write_units=2)


def test_a_process_that_does_not_know_yet_writes_to_the_alias_and_the_job_moves_it(
    desk: Desk, reader: Api, table_client: "DynamoDBClient"
) -> None:
    reader.view("/old")
    desk.change_page("/old", alias_of="/new")
    desk.api.services.run_job("merge")

    reader.view("/old", address="192.0.2.2")
    desk.api.services.run_job("merge")

    assert desk.api.counts("/new")["view_count"] == 2
    assert recount(table_client, TABLE) == []


@pytest.mark.parametrize("sort", ["newest", "oldest", "top"])
def test_readers_of_an_alias_see_the_page_that_stays(desk: Desk, sort: str) -> None:
    ids = [desk.publish(page="/new") for _ in range(3)]
    desk.change_page("/old", alias_of="/new", title="Old")
    desk.change_page("/new", title="New")

    first = desk.api.thread("/old", sort=sort, limit=2)
    rest = desk.api.thread("/old", sort=sort, limit=2, cursor=first["next"])

    assert (first["page"]["key"], first["page"]["title"], first["page"]["comment_count"]) == ("/new", "New", 3)
    assert sorted(root["id"] for part in (first, rest) for root in part["comments"]) == ids
    assert {root["page"] for root in first["comments"]} == {"/new"}
    assert first == desk.api.thread("/new", sort=sort, limit=2)


def test_a_cursor_of_nobody_is_refused_at_an_alias_too(desk: Desk) -> None:
    desk.change_page("/old", alias_of="/new")

    response = desk.api.get("comments", params={"page": "/old", "cursor": "x"})

    assert response.json()["code"] == "invalid_cursor"


def test_reading_takes_one_more_round_trip_while_an_alias_is_not_known(
    desk: Desk, reader: Api, meter: Meter, seconds: Seconds
) -> None:
    for _ in range(2):
        desk.publish(page="/new")
    desk.change_page("/old", alias_of="/new")

    for trips in (2, 1):
        with meter.measure() as used:
            cursor = reader.thread("/old", limit=1)["next"]
        assert used.round_trips == trips
        seconds.now += 10
    seconds.now += KNOWN_FOR
    reader.services.sites.get(SITE)
    for trips in (3, 1):  # the page's item, its alias, and what the cursor points at
        with meter.measure() as used:
            reader.thread("/old", limit=1, cursor=cursor)
        assert used.round_trips <= trips


def test_an_answer_of_an_alias_has_the_validator_of_the_page_that_stays(desk: Desk) -> None:
    desk.publish(page="/new")
    desk.change_page("/old", alias_of="/new")
    etag = desk.api.get("comments", params={"page": "/new"}).headers["ETag"]

    answer = desk.api.get("comments", params={"page": "/old"}, headers={"If-None-Match": etag})

    assert answer.status_code == 304


def test_a_reaction_to_an_alias_is_one_to_the_page_that_stays(desk: Desk, table_client: "DynamoDBClient") -> None:
    desk.change_page("/old", alias_of="/new")

    for page in ("/old", "/new"):  # the same visitor
        answer = desk.api.post("reactions", {"page": page, "reaction": "like"}).json()
        assert answer == {"reactions": {"like": 1}, "reaction": "like"}

    assert desk.page("/new")["reactions"] == {"like": 1}
    assert desk.page("/old")["reactions"] == {}
    assert recount(table_client, TABLE) == []
    taken_back = desk.api.call("DELETE", f"/v1/sites/{SITE}/reactions", params={"page": "/old"}).json()
    assert taken_back == {"reactions": {}, "reaction": None}


def test_the_feed_of_an_alias_is_that_of_the_page_that_stays(desk: Desk) -> None:
    desk.publish("Said at the page that stays.", page="/new")
    desk.change_page("/old", alias_of="/new")

    of_alias, of_page = (desk.api.get("feed.atom", params={"page": page}) for page in ("/old", "/new"))

    assert "Said at the page that stays." in of_page.text
    assert of_alias.text.replace("page=%2Fold", "page=%2Fnew") == of_page.text
