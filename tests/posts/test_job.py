"""The job that reads feeds: what comes, changes, goes, fails, and what is left alone."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.clock import rfc3339
from chalicelib.config import Settings
from chalicelib.errors import Unavailable
from chalicelib.posts.models import Asked, Fetched
from tests.conftest import ORIGIN, SITE, START, Api, Desk, StandingClock
from tests.posts.paper import FEED_URL, Paper, item, read, rss
from tests.recount import recount
from tests.storage.engines import TABLE
from tests.storage.meter import Meter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NOTHING = {"read": 1, "changed": 0, "failed": 0, "posts": 0, "removed": 0}


def day(number: int) -> str:
    return f"2026-03-{number:02d}T08:00:00Z"


def posts(api: Api, limit: int = 100) -> list[Any]:
    response = api.get("posts", params={"limit": limit})
    assert response.is_success, response.text
    found: list[Any] = response.json()["posts"]
    return found


def titles(api: Api) -> list[str]:
    return [post["title"] for post in posts(api)]


def test_a_site_without_a_feed_is_passed_over(services: Services, paper: Paper) -> None:
    services.sites.change(SITE, settings={"feed_url": None})

    assert read(services) == NOTHING | {"read": 0}
    assert paper.asked == []
    assert services.upkeep.feeds.state(SITE) is None


def test_what_a_feed_has_is_there_and_what_it_adds_comes(services: Services, api: Api, paper: Paper) -> None:
    paper.print(item("/b", "B", day(2)), item("/a", "A", day(1)))
    assert read(services) == NOTHING | {"changed": 1, "posts": 2}

    paper.print(item("/c", "C", day(3)), item("/b", "B", day(2)), item("/a", "A", day(1)))
    assert read(services) == NOTHING | {"changed": 1, "posts": 1}

    assert titles(api) == ["C", "B", "A"]


def test_what_was_said_before_is_asked_for_by_its_validators_and_not_taken_in_again(
    services: Services, paper: Paper
) -> None:
    paper.print(item("/a", "A"))
    paper.etag = '"1"'

    assert read(services)["changed"] == 1
    assert read(services) == NOTHING

    assert [asked.etag for asked in paper.asked] == [None, '"1"']
    assert paper.asked[0] == Asked(FEED_URL, (ORIGIN,))


def test_the_same_content_without_validators_is_not_taken_in_again(services: Services, paper: Paper) -> None:
    paper.print(item("/a", "A"))

    assert [read(services)["changed"] for _ in range(3)] == [1, 0, 0]


def test_a_feed_that_tells_when_it_was_made_is_taken_in_only_when_its_posts_change(
    services: Services, paper: Paper
) -> None:
    for minute in range(3):
        made = f"<lastBuildDate>Sat, 14 Mar 2026 12:0{minute}:00 GMT</lastBuildDate>"
        paper.print(made, item("/a", "A"))
        assert read(services)["changed"] == (1 if minute == 0 else 0)


@pytest.mark.parametrize(
    "change",
    [
        {"settings": {"tracking_parameters": ["x"]}},
        {"settings": {"feed_url": f"{ORIGIN}/other.xml"}},
        {"origins": [ORIGIN, "https://www.news.example"]},
    ],
    ids=["other tracking parameters", "another feed", "another origin"],
)
def test_all_is_taken_in_anew_where_its_meaning_may_be_another(
    services: Services, paper: Paper, change: dict[str, Any]
) -> None:
    paper.print(item("/a", "A"))
    paper.etag = '"1"'
    read(services)

    services.sites.change(SITE, **change)

    assert read(services) == NOTHING | {"changed": 1}
    assert paper.asked[-1].etag is None


def test_what_changes_of_a_post_changes_and_no_other_post_is_written(
    services: Services, api: Api, paper: Paper
) -> None:
    paper.print(item("/a", "A", day(1)), item("/b", "B", day(2)))
    read(services)

    paper.print(item("/a", "A, corrected", day(1), "Other words."), item("/b", "B", day(2)))

    assert read(services) == NOTHING | {"changed": 1, "posts": 1}
    (_, corrected) = posts(api)
    assert (corrected["title"], corrected["excerpt"]) == ("A, corrected", "Other words.")


def test_a_post_whose_date_changes_moves(services: Services, api: Api, desk: Desk, paper: Paper) -> None:
    paper.print(item("/a", "A", day(1)), item("/b", "B", day(2)))
    read(services)

    paper.print(item("/a", "A", day(3)), item("/b", "B", day(2)))

    assert read(services) == NOTHING | {"changed": 1, "posts": 1}
    assert titles(api) == ["A", "B"]
    assert desk.page("/a")["published_at"] == "2026-03-03T08:00:00.000Z"


def test_a_post_that_is_too_old_for_the_feed_stays(services: Services, api: Api, paper: Paper) -> None:
    paper.print(item("/b", "B", day(2)), item("/a", "A", day(1)))
    read(services)

    paper.print(item("/c", "C", day(3)), item("/b", "B", day(2)))

    assert read(services)["removed"] == 0
    assert titles(api) == ["C", "B", "A"]


def test_a_post_that_is_missing_among_others_was_taken_back(
    services: Services, api: Api, desk: Desk, paper: Paper
) -> None:
    paper.print(item("/c", "C", day(3)), item("/b", "B", day(2)), item("/a", "A", day(1)))
    read(services)

    paper.print(item("/c", "C", day(3)), item("/a", "A", day(1)))

    assert read(services) == NOTHING | {"changed": 1, "removed": 1}
    assert titles(api) == ["C", "A"]
    assert desk.page("/b")["title"] == "B"


@pytest.mark.parametrize("content", [rss(), rss(item("/c", "C", day(3)), item("/a", "A", day(1)))[:-20]])
def test_a_feed_that_is_empty_or_broken_takes_nothing_back(
    services: Services, api: Api, paper: Paper, content: bytes
) -> None:
    paper.print(item("/c", "C", day(3)), item("/b", "B", day(2)), item("/a", "A", day(1)))
    read(services)

    paper.content = content

    assert read(services) == NOTHING | {"changed": 1}
    assert titles(api) == ["C", "B", "A"]


def test_the_newest_hundred_are_kept(
    services: Services, api: Api, paper: Paper, table_client: "DynamoDBClient", clock: StandingClock
) -> None:
    def numbered(first: int, last: int) -> list[str]:
        return [item(f"/{n}", f"{n}", rfc3339(START - timedelta(days=900 - n))) for n in range(last, first, -1)]

    paper.print(*numbered(0, 120))
    assert read(services)["posts"] == 100
    assert titles(api) == [str(number) for number in range(120, 20, -1)]

    paper.print(*numbered(100, 125))
    assert read(services) == NOTHING | {"changed": 1, "posts": 5, "removed": 5}
    assert titles(api) == [str(number) for number in range(125, 25, -1)]
    assert recount(table_client, TABLE) == []


def test_posts_without_dates_are_of_when_they_were_first_seen_in_the_order_of_the_feed(
    services: Services, api: Api, paper: Paper, clock: StandingClock
) -> None:
    paper.print(item("/b", "B", None), item("/a", "A", None))
    read(services)
    clock.pass_by(hours=1)
    paper.print(item("/c", "C", None), item("/b", "B, corrected", None), item("/a", "A", None))
    read(services)

    assert [(post["title"], post["published_at"]) for post in posts(api)] == [
        ("C", "2026-03-14T13:00:00.000Z"),
        ("B, corrected", "2026-03-14T12:00:00.000Z"),
        ("A", "2026-03-14T11:59:59.999Z"),
    ]


def test_a_date_in_the_future_counts_from_when_it_has_come(
    services: Services, api: Api, paper: Paper, clock: StandingClock
) -> None:
    paper.print(item("/a", "A", "2026-03-14T14:00:00Z"))
    paper.etag = '"1"'
    read(services)
    clock.pass_by(hours=1)
    assert read(services)["changed"] == 0
    assert posts(api)[0]["published_at"] == "2026-03-14T12:00:00.000Z"

    clock.pass_by(hours=2)
    assert read(services)["changed"] == 1

    assert posts(api)[0]["published_at"] == "2026-03-14T14:00:00.000Z"


def test_where_only_the_latest_change_is_told_the_first_one_counts(services: Services, api: Api, paper: Paper) -> None:
    for number in (1, 2):
        dated = item("/a", f"A {number}", None).replace("</item>", f"<dc:date>{day(number)}</dc:date></item>")
        paper.content = rss(dated).replace(b"<rss", b'<rss xmlns:dc="http://purl.org/dc/elements/1.1/"')
        read(services)

    ((post),) = posts(api)
    assert (post["title"], post["published_at"]) == ("A 2", "2026-03-01T08:00:00.000Z")


def test_a_failure_is_told_and_leaves_all_as_it_is(
    services: Services, api: Api, paper: Paper, clock: StandingClock, caplog: pytest.LogCaptureFixture
) -> None:
    paper.print(item("/a", "A"))
    paper.etag = '"1"'
    read(services)
    paper.failure = "answers with status 500"
    clock.pass_by(minutes=10)

    assert [read(services) for _ in range(2)] == [NOTHING | {"failed": 1}] * 2

    state = services.upkeep.feeds.state(SITE)
    assert state
    assert (state.error, state.failure_count) == ("answers with status 500", 2)
    assert (state.succeeded_at, state.failed_at) == ("2026-03-14T12:00:00.000Z", "2026-03-14T12:10:00.000Z")
    assert titles(api) == ["A"]
    logged = {(record.message, record.site, record.error) for record in caplog.records}  # type: ignore[attr-defined] # given as extra
    assert logged == {("feed_failed", SITE, "answers with status 500")}

    paper.failure = None
    assert read(services) == NOTHING
    state = services.upkeep.feeds.state(SITE)
    assert state
    assert (state.error, state.failed_at, state.failure_count) == (None, None, 0)
    assert state.succeeded_at == "2026-03-14T12:10:00.000Z"


def test_what_is_no_feed_is_a_failure(services: Services, api: Api, paper: Paper) -> None:
    paper.print(item("/a", "A"))
    read(services)
    paper.content = b"<html><body>Log in</body></html>"

    assert read(services)["failed"] == 1

    state = services.upkeep.feeds.state(SITE)
    assert state
    assert state.error == "is no RSS or Atom feed"
    assert titles(api) == ["A"]


def test_one_sites_failure_is_not_anothers(services: Services, paper: Paper) -> None:
    services.sites.create("other", "Other", ["https://other.example"])
    services.sites.change("other", settings={"feed_url": "https://other.example/feed"})
    paper.print(item("/a", "A"))

    done = services.run_job("feed")

    assert (done[SITE]["posts"], done["other"]["posts"]) == (1, 0)


def test_of_two_runs_at_once_one_takes_the_feed_in(
    services: Services, api: Api, paper: Paper, clock: StandingClock, ids: Any, table_client: "DynamoDBClient"
) -> None:
    """The other run does all its work while this one is fetching."""
    paper.print(item("/b", "B"))

    def slow(asked: Asked) -> Fetched:
        read(services)
        return Fetched(asked.url, rss(item("/old", "Old news")), "text/xml")

    other = Services(Settings(), services.table, clock, ids, fetch=slow)

    assert read(other) == NOTHING
    assert titles(api) == ["B"]
    assert recount(table_client, TABLE) == []


def test_a_run_that_was_broken_off_is_done_again_by_the_next(
    services: Services, api: Api, paper: Paper, table_client: "DynamoDBClient", faults: Any
) -> None:
    paper.print(*(item(f"/{number}", str(number), day(number)) for number in range(25, 0, -1)))
    paper.etag = '"1"'
    for _ in range(100):
        faults.once("throttle_before", {"TransactWriteItems"}, 2)
    with pytest.raises(Unavailable):
        read(services)
    faults.stop()
    assert len(titles(api)) == 10

    assert read(services) == NOTHING | {"changed": 1, "posts": 15}

    assert len(titles(api)) == 25
    assert recount(table_client, TABLE) == []


def test_nothing_is_written_but_the_state_where_nothing_has_changed(
    services: Services, paper: Paper, meter: Meter
) -> None:
    paper.print(item("/a", "A"))
    read(services)

    with meter.measure() as used:
        services.upkeep.jobs["feed"](SITE)

    used.assert_budget(round_trips=2, requests=2, read_units=2, write_units=1)


def test_a_new_post_costs_its_post_its_page_and_the_state(services: Services, paper: Paper, meter: Meter) -> None:
    old = [item(f"/{number}", str(number), day(number)) for number in range(12, 0, -1)]
    paper.print(*old)
    read(services)
    paper.print(item("/new", "New", day(14)), *old)

    with meter.measure() as used:
        services.upkeep.jobs["feed"](SITE)

    used.assert_budget(round_trips=6, requests=6, read_units=18, write_units=12)
