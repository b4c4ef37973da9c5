"""Statistics: what happened on a site and on its pages, hour by hour and day by day."""

from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.stats.models import Period
from tests.author import Author
from tests.conftest import SITE, START, Desk, StandingClock
from tests.recount import recount
from tests.stats.following import Stream

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True


@pytest.fixture
def stream(services: Services) -> Stream:
    return Stream(services)


def stats(desk: Desk, **parameters: Any) -> Any:
    response = desk.api.get("stats", params=parameters, headers=desk.headers)
    assert response.is_success, response.text
    return response.json()


def came(told: Any) -> dict[str, int]:
    """The statuses that comments came into."""
    return {status: count for status, count in told["comments"].items() if count}


def test_a_site_on_which_nothing_happened_has_a_week_of_nothing(desk: Desk) -> None:
    told = stats(desk)

    assert (told["from_at"], told["to_at"], told["by"]) == (
        "2026-03-08T00:00:00.000Z",
        "2026-03-15T00:00:00.000Z",
        "day",
    )
    assert [bucket["day"] for bucket in told["buckets"]] == [f"2026-03-{day:02}" for day in range(8, 15)]
    assert (told["view_count"], came(told), told["decision_count"]) == (0, {}, 0)
    assert (told["share_approved"], told["median_decision_seconds"], told["oldest_pending_at"]) == (None, None, None)


def test_comments_are_counted_by_the_status_they_came_into_when_they_did(
    desk: Desk, clock: StandingClock, stream: Stream
) -> None:
    one, two = (stream.post(desk) for _ in range(2))
    clock.pass_by(days=1)
    stream.act(desk, "approve", one, two)
    stream.act(desk, "spam", two)
    stream.follow()

    told = stats(desk)

    assert came(told) == {"pending": 2, "approved": 2, "spam": 1}
    assert [came(bucket) for bucket in told["buckets"][-2:]] == [{"pending": 2}, {"approved": 2, "spam": 1}]


def test_what_the_stream_tells_again_is_not_counted_again(
    desk: Desk, stream: Stream, table_client: "DynamoDBClient", table_name: str
) -> None:
    posted = stream.post(desk)
    stream.follow()
    stream.act(desk, "approve", posted)
    stream.follow()
    before = stats(desk)

    stream.follow()

    assert stats(desk) == before
    assert came(before) == {"pending": 1, "approved": 1}
    assert recount(table_client, table_name) == []


def test_decisions_are_told_by_moderator_with_the_share_that_approved(desk: Desk, admin: Desk, stream: Stream) -> None:
    posted = [stream.post(desk) for _ in range(4)]
    stream.act(desk, "approve", *posted[:3])
    stream.act(admin, "reject", posted[3])
    stream.follow()

    told = stats(desk)

    names = {token.name: token.id for token in desk.api.services.tokens.of_site(SITE)}
    assert told["moderators"] == [
        {"moderator_id": names["desk"], "name": "desk", "decision_count": 3},
        {"moderator_id": names["chief"], "name": "chief", "decision_count": 1},
    ]
    assert (told["decision_count"], told["share_approved"]) == (4, 0.75)
    assert told["buckets"][-1]["share_approved"] == 0.75


def test_each_hour_and_day_tells_who_decided_then_and_what_share_was_approved(
    desk: Desk, admin: Desk, clock: StandingClock, stream: Stream
) -> None:
    posted = [stream.post(desk) for _ in range(3)]
    stream.act(admin, "spam", posted[0])
    clock.pass_by(days=1)
    stream.act(desk, "approve", posted[1])
    stream.act(admin, "approve", posted[2])
    stream.follow()

    told = stats(desk, to="2026-03-15", **{"from": "2026-03-13"})

    decided = [
        ([(one["name"], one["decision_count"]) for one in bucket["moderators"]], bucket["share_approved"])
        for bucket in told["buckets"]
    ]
    assert decided == [([], None), ([("chief", 1)], 0.0), ([("desk", 1), ("chief", 1)], 1.0)]
    assert [(one["name"], one["decision_count"]) for one in told["moderators"]] == [("chief", 2), ("desk", 1)]


def test_what_authors_and_settings_do_is_no_decision(desk: Desk, stream: Stream) -> None:
    desk.api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})
    author = Author.of(desk.api)
    stream.look(author.id)
    author.withdraw()
    stream.look(author.id)
    stream.follow()

    told = stats(desk)

    assert came(told) == {"approved": 1, "deleted": 1}
    assert (told["decision_count"], told["moderators"]) == (0, [])


def test_the_median_is_of_first_decisions_on_what_waited(desk: Desk, clock: StandingClock, stream: Stream) -> None:
    posted = [stream.post(desk) for _ in range(3)]
    for minutes in (1, 8, 300):
        clock.pass_by(minutes=minutes)
        stream.act(desk, "approve", posted.pop())
        stream.act(desk, "spam", stream.told[-1][1]["id"]["S"])  # type: ignore[index] # it is there
    stream.follow()

    told = stats(desk)

    assert told["decision_count"] == 6
    assert 300 < told["median_decision_seconds"] <= 600  # nine minutes, between two steps


def test_the_oldest_that_waits_is_told_with_its_age(desk: Desk, clock: StandingClock) -> None:
    desk.api.comment(page="/b")
    clock.pass_by(minutes=9)
    desk.api.comment(page="/a")
    clock.pass_by(minutes=1)

    of_site, of_page = stats(desk), stats(desk, page="/a")

    assert (of_site["oldest_pending_at"], of_site["oldest_pending_seconds"]) == ("2026-03-14T12:00:00.000Z", 600)
    assert of_page["oldest_pending_seconds"] == 60


def test_views_of_a_site_are_those_of_all_its_pages(desk: Desk, services: Services, clock: StandingClock) -> None:
    for page in ("/a", "/b", "/b?p=1"):
        desk.api.view(page)
    services.run_job("popular")
    clock.pass_by(minutes=50)
    desk.api.view("/a")
    services.run_job("popular")
    services.run_job("popular")
    clock.pass_by(hours=5)  # in which the job did not run
    desk.api.view("/c")
    clock.pass_by(hours=3)
    services.run_job("popular")

    told = stats(desk, by="hour", **{"from": "2026-03-14", "to": "2026-03-14"})

    assert [bucket["view_count"] for bucket in told["buckets"][12:21]] == [4, 0, 0, 0, 0, 1, 0, 0, 0]
    assert told["view_count"] == stats(desk)["view_count"] == 5


def test_a_page_tells_of_itself_and_an_alias_of_the_page_that_stays(
    desk: Desk, services: Services, clock: StandingClock, stream: Stream
) -> None:
    stream.act(desk, "approve", stream.post(desk, page="/a"))
    stream.post(desk, page="/b")
    stream.follow()
    desk.api.view("/a")
    clock.pass_by(days=4)
    desk.api.view("/a", address="192.0.2.2")
    services.run_job("compact")
    desk.change_page("/old", alias_of="/a")

    told = stats(desk, page="/old")

    assert (told["page"], came(told), told["view_count"]) == ("/a", {"pending": 1, "approved": 1}, 2)
    assert [bucket["view_count"] for bucket in told["buckets"]] == [0, 0, 1, 0, 0, 0, 1]
    by_hour = stats(desk, page="/a", by="hour", to="2026-03-14", **{"from": "2026-03-14T11:30:00Z"})
    assert [bucket["view_count"] for bucket in by_hour["buckets"][:3]] == [0, 1, 0]


@pytest.mark.parametrize(
    ("timezone", "first", "count"),
    [
        ("Europe/London", "2026-03-28T00:00:00.000Z", 23 + 24),
        ("America/New_York", "2026-03-28T04:00:00.000Z", 48),
        ("Asia/Kolkata", "2026-03-27T18:00:00.000Z", 49),
    ],
)
def test_days_are_those_of_the_sites_timezone(desk: Desk, timezone: str, first: str, count: int) -> None:
    desk.api.services.sites.change(SITE, settings={"timezone": timezone})

    told = stats(desk, by="hour", to="2026-03-29", **{"from": "2026-03-28"})

    assert (told["timezone"], told["from_at"], len(told["buckets"])) == (timezone, first, count)
    assert len(stats(desk, to="2026-03-29", **{"from": "2026-03-28"})["buckets"]) == 2


@pytest.mark.parametrize("timezone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("last", ["1971-01-01", "1971-01-01T00:00:00Z", "9998-12-31", "9998-12-31T23:59:59-00:00"])
def test_the_first_and_the_last_times_there_are_can_be_asked_for(last: str, timezone: str) -> None:
    period = Period.asked(None, last, "day", timezone, START)

    assert len(list(period.starts())) == 7
    assert period.hours[0] > 0


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"from": "2026-02-30"}, "from"),
        ({"to": "2026-03-14T12:00:00"}, "to"),
        ({"from": "2026-03-14", "to": "2026-03-13"}, "from"),
        ({"from": "2026-02-01", "by": "hour"}, "from"),
        ({"from": "2025-03-01"}, "from"),
        ({"from": "0001-01-01"}, "from"),
        ({"to": "9999-12-31"}, "to"),
        ({"to": "1969-12-31"}, "to"),
        ({"from": "0001-01-01", "to": "0001-01-02"}, "to"),
        ({"from": "1971-01-01T00:00:00+14:00", "to": "1971-01-02"}, "from"),
        ({"to": "0001-01-01T00:00:00+14:00"}, "to"),
        ({"by": "week"}, "by"),
        ({"until": "2026-03-14"}, "until"),
    ],
)
def test_a_time_that_makes_no_sense_or_is_too_long_is_refused(desk: Desk, asked: dict[str, str], field: str) -> None:
    response = desk.api.get("stats", params=asked, headers=desk.headers)

    assert (response.status_code, [error["field"] for error in response.json()["errors"]]) == (422, [field])
