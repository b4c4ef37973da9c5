"""Where readers came from, from the view to what moderators are told."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.storage import keys
from tests.conftest import SITE, Desk, StandingClock
from tests.recount import recount
from tests.referrers.following import Stream

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True


@pytest.fixture
def stream(services: Services, table_client: "DynamoDBClient", table_name: str) -> Stream:
    return Stream(services, table_client, table_name)


def stats(desk: Desk, **parameters: Any) -> Any:
    response = desk.api.get("stats", params=parameters, headers=desk.headers)
    assert response.is_success, response.text
    return response.json()


def hosts(told: Any) -> dict[str, int]:
    return {one["host"]: one["view_count"] for one in told["referrers"]}


def test_views_are_told_by_the_hosts_that_they_came_from(
    desk: Desk, stream: Stream, table_client: "DynamoDBClient", table_name: str
) -> None:
    for referrer in ("https://www.search.example/?q=a", "https://news.example/b", None, "https://forum.example/t/7"):
        stream.view(referrer)
    stream.view("https://search.example/", "/b")
    stream.follow()

    told = stats(desk)

    assert told["referrers"] == [
        {"host": "search.example", "view_count": 2},
        {"host": "forum.example", "view_count": 1},
    ]
    assert told["other_referrers_view_count"] == 0
    assert recount(table_client, table_name) == []


def test_only_views_that_count_are_counted(desk: Desk, stream: Stream, clock: StandingClock) -> None:
    """A repeat and a bot are not; the same reader from elsewhere half an hour later is, and then from nowhere is not."""
    stream.view("https://search.example/", address="192.0.2.1")
    assert stream.view("https://forum.example/", address="192.0.2.1")["reason"] == "repeat"
    assert stream.view("https://forum.example/", agent="Googlebot/2.1")["reason"] == "bot"
    clock.pass_by(minutes=30)
    assert stream.view("https://social.example/", address="192.0.2.1")["counted"]
    clock.pass_by(minutes=30)
    assert stream.view(None, address="192.0.2.1")["counted"]
    stream.follow()

    assert len(stream.told) > 3
    assert hosts(stats(desk)) == {"search.example": 1, "social.example": 1}


def test_what_the_stream_tells_again_is_not_counted_again(desk: Desk, stream: Stream) -> None:
    for _ in range(4):
        stream.view("https://search.example/")
    stream.follow(slice(2))
    stream.follow(slice(2), slice(None), slice(None))

    assert hosts(stats(desk)) == {"search.example": 4}


def test_days_are_those_of_the_sites_timezone(desk: Desk, stream: Stream, clock: StandingClock) -> None:
    desk.api.services.sites.change(SITE, settings={"timezone": "Pacific/Auckland"})
    for host in ("one", "two", "three"):  # at one o'clock there, at thirteen, and at one on the next day
        stream.view(f"https://{host}.example/")
        clock.pass_by(hours=12)
    stream.follow()

    asked = {day: stats(desk, to=day, **{"from": day}) for day in ("2026-03-15", "2026-03-16")}

    assert {day: hosts(told) for day, told in asked.items()} == {
        "2026-03-15": {"one.example": 1, "two.example": 1},
        "2026-03-16": {"three.example": 1},
    }
    assert len(hosts(stats(desk, to="2026-03-16", **{"from": "2026-03-15"}))) == 3


def test_hours_are_told_with_the_referrers_of_their_whole_days(
    desk: Desk, stream: Stream, clock: StandingClock
) -> None:
    stream.view("https://search.example/")
    clock.pass_by(days=1)
    stream.view("https://forum.example/")
    stream.follow()

    of_one = stats(desk, by="hour", to="2026-03-14T03:00:00Z", **{"from": "2026-03-14T01:00:00Z"})
    of_both = stats(desk, by="hour", to="2026-03-15T01:00:00Z", **{"from": "2026-03-14T23:00:00Z"})

    assert hosts(of_one) == {"search.example": 1}
    assert hosts(of_both) == {"search.example": 1, "forum.example": 1}


def test_the_fifty_hosts_with_most_views_are_told_and_all_others_as_a_number(desk: Desk, stream: Stream) -> None:
    for number in range(60):
        stream.view(f"https://host{number:02}.example/")
    stream.view("https://host59.example/")
    stream.follow()

    told = stats(desk)

    assert list(hosts(told)) == ["host59.example", *(f"host{number:02}.example" for number in range(49))]
    assert told["other_referrers_view_count"] == 10


def test_of_a_page_alone_nobody_knows(desk: Desk, stream: Stream) -> None:
    stream.view("https://search.example/")
    stream.follow()

    assert not {"referrers", "other_referrers_view_count"} & stats(desk, page="/a").keys()


def test_sites_are_counted_apart(desk: Desk, stream: Stream, services: Services) -> None:
    services.sites.create("other", "Other", ["https://other.example"])
    body = {"page": "/a", "referrer": "https://news.example/"}
    desk.api.call("POST", "/v1/sites/other/views", json=body)
    stream.view("https://other.example/")
    stream.follow()

    token, _ = services.tokens.create("other", "moderator", "desk")
    theirs = desk.api.call("GET", "/v1/sites/other/stats", headers={"Authorization": f"Bearer {token}"}).json()

    assert (hosts(stats(desk)), hosts(theirs)) == ({"other.example": 1}, {"news.example": 1})


def test_of_where_a_reader_came_from_nothing_but_the_host_is_kept(
    stream: Stream, table_client: "DynamoDBClient", table_name: str
) -> None:
    stream.view("https://search.example:8443/private/path?q=private#private", address="192.0.2.77")
    stream.follow()

    stored = str(table_client.scan(TableName=table_name)["Items"])
    assert "search.example" in stored
    assert not [word for word in ("/private", "q=", "8443", "192.0.2.77") if word in stored]


def test_a_day_leaves_the_table_with_other_statistics(stream: Stream, services: Services) -> None:
    stream.view("https://search.example/")
    stream.follow()

    item = services.table.get(keys.referrers(SITE, "2026-03-14"))

    assert item is not None
    assert datetime.fromtimestamp(int(item["ttl"]["N"]), UTC) == datetime(2026, 3, 15, tzinfo=UTC) + timedelta(days=400)


@pytest.mark.parametrize(
    "record",
    [
        {"eventID": "1", "dynamodb": {"Keys": {"pk": {"S": "SEEN#demo#page#visitor"}}}},
        {"eventID": "1", "dynamodb": {"NewImage": {"type": {"S": "seen"}, "pk": {"S": "SEEN#demo#page#visitor"}}}},
        {"eventID": "1", "dynamodb": {"NewImage": {"type": {"S": "page"}, "referrer": {"S": "search.example"}}}},
    ],
)
def test_what_tells_of_no_host_is_passed_over(services: Services, desk: Desk, record: Any) -> None:
    services.referrers.add([record])

    assert hosts(stats(desk)) == {}
