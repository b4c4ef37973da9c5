"""The job that renews the lists: what comes up when, what is beyond a hundred, and runs that meet."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chalicelib.bootstrap import Services
from chalicelib.popular.models import MOST_LISTED, Listed, Order
from chalicelib.popular.repository import PopularRepository, StoredList
from tests.conftest import SITE, Api, Desk, StandingClock
from tests.popular.readers import counts, listed, popular, read, renew


@pytest.mark.parametrize(
    ("window", "inside", "outside"),
    [
        ("hour", {"minutes": 59}, {"hours": 2}),
        ("day", {"hours": 23}, {"hours": 24}),
        ("week", {"days": 6}, {"days": 7}),
        ("month", {"days": 29}, {"days": 30}),
    ],
)
def test_a_window_ends(
    desk: Desk, services: Services, clock: StandingClock, window: str, inside: dict[str, int], outside: dict[str, int]
) -> None:
    began = clock.now
    desk.api.view()
    desk.publish()

    for passed, expected in ((inside, [("/a", 1, 1)]), (outside, [])):
        clock.now = began
        clock.pass_by(**passed)
        renew(services)
        assert counts(desk.api, by="views", window=window) == expected
        assert counts(desk.api, by="comments", window=window) == expected
    assert counts(desk.api, window="all") == counts(desk.api, by="comments", window="all") == [("/a", 1, 1)]


def test_a_week_has_days_of_the_sites_timezone(api: Api, services: Services, clock: StandingClock) -> None:
    services.sites.change(SITE, settings={"timezone": "Pacific/Auckland"})  # 13 hours ahead: it is past midnight there
    api.view()
    clock.now = datetime(2026, 3, 21, 10, 59, tzinfo=UTC)
    renew(services)
    assert listed(api, window="week") == ["/a"]

    clock.now = datetime(2026, 3, 21, 11, 0, tzinfo=UTC)
    renew(services)

    assert listed(api, window="week") == []


def test_views_that_were_compacted_count_in_a_week(api: Api, services: Services, clock: StandingClock) -> None:
    for _ in range(5):
        read(services, clock, "/a", 2)
        clock.pass_by(days=1)
        services.run_job("compact")
        renew(services)

    assert counts(api, window="week") == [("/a", 10, 0)]


def test_pages_with_the_same_count_are_in_the_order_of_their_keys(
    api: Api, services: Services, clock: StandingClock
) -> None:
    for page in ("/c", "/a", "/d", "/b"):
        read(services, clock, page)
        renew(services)

    assert listed(api) == ["/a", "/b", "/c", "/d"]


def test_a_page_that_is_always_read_does_not_hide_the_news(api: Api, services: Services, clock: StandingClock) -> None:
    for _ in range(24):
        read(services, clock, "/evergreen", 30)
        clock.pass_by(hours=1)
    read(services, clock, "/evergreen", 30)
    read(services, clock, "/news", 25)
    read(services, clock, "/two-views", 2)
    renew(services)

    assert listed(api) == ["/evergreen", "/news", "/two-views"]
    assert listed(api, by="trend") == ["/news", "/evergreen", "/two-views"]
    clock.pass_by(minutes=59)
    renew(services)
    assert counts(api, by="trend") == [("/news", 25, 0), ("/two-views", 2, 0), ("/evergreen", 720, 0)]


def test_what_a_moderator_changes_is_shown_by_the_next_run(
    desk: Desk, services: Services, clock: StandingClock
) -> None:
    desk.api.view()
    renew(services)
    clock.pass_by(hours=5)  # nobody has viewed the page since

    desk.change_page(title="The last ferry")
    renew(services)

    assert [page["title"] for page in popular(desk.api)] == ["The last ferry"]


def test_a_page_that_is_named_late_is_listed_at_once(desk: Desk, services: Services, clock: StandingClock) -> None:
    services.sites.change(SITE, settings={"popular_known_pages_only": True})
    desk.api.view()
    renew(services)
    clock.pass_by(hours=5)
    renew(services)
    assert listed(desk.api, window="all") == []

    desk.change_page(title="The last ferry")
    renew(services)

    assert listed(desk.api, window="all") == listed(desk.api, window="month") == listed(desk.api) == ["/a"]


def test_a_page_with_a_very_long_key_is_listed_once_it_has_a_title(desk: Desk, services: Services) -> None:
    """Its counter has no room for the key."""
    page = "/" + "long" * 100
    desk.api.view(page)
    renew(services)
    assert listed(desk.api) == []

    desk.change_page(page, title="Long")
    renew(services)

    assert counts(desk.api) == [(page, 1, 0)]


def test_after_the_job_has_rested_nothing_is_missing(desk: Desk, services: Services, clock: StandingClock) -> None:
    desk.api.view()
    renew(services)
    for number in range(7):  # within a day of the site, so that lists of a week are not made anew
        clock.pass_by(hours=1)
        read(services, clock, f"/{number}")
        desk.publish(page=f"/{number}")

    renew(services)

    assert listed(desk.api, window="week") == [*(f"/{number}" for number in range(7)), "/a"]
    assert listed(desk.api, by="comments", window="all") == [f"/{number}" for number in range(7)]


def test_a_list_holds_a_hundred_pages_and_another_comes_up_when_one_goes(
    desk: Desk, services: Services, clock: StandingClock
) -> None:
    """Who comes up is found once an hour, since all pages of the window are ranked for it."""
    best = [f"/{number:03}" for number in range(MOST_LISTED + 2)]
    for page in best:
        read(services, clock, page)
    renew(services)
    assert listed(desk.api, window="week", limit=100) == best[:100]
    clock.pass_by(hours=3)
    renew(services)

    desk.change_page(best.pop(10), alias_of="/none")
    assert renew(services)["rebuilt"] == 3  # of a week, a month and all times; that of a day was made in this hour
    assert listed(desk.api, window="week", limit=100) == best[:100]
    desk.change_page(best.pop(10), alias_of="/none")
    assert renew(services)["rebuilt"] == 0
    assert listed(desk.api, window="week", limit=100) == best[:99]
    clock.pass_by(hours=1)
    renew(services)
    assert listed(desk.api, window="week", limit=100) == best


def test_who_was_beyond_a_hundred_comes_up_when_others_fall_out_of_the_window(
    api: Api, services: Services, clock: StandingClock
) -> None:
    for number in range(MOST_LISTED):
        read(services, clock, f"/{number:03}", 3)
    clock.pass_by(hours=6)
    read(services, clock, "/last", 2)
    renew(services)
    assert len(listed(api, limit=100)) == MOST_LISTED
    assert "/last" not in listed(api, limit=100)

    clock.pass_by(hours=18)
    renew(services)

    assert counts(api, limit=100) == [("/last", 2, 0)]


def a_list(clock: StandingClock, key: str) -> StoredList:
    return StoredList(Order("views"), (Listed(key, 1, 0),), "UTC all", "492000", clock.now, 492000)


@pytest.mark.parametrize(
    ("earlier", "is_stored"),
    [
        ({"edition": "491999"}, False),
        ({"edition": "491999", "basis": "UTC known"}, True),
        ({"edition": "492001"}, True),
        ({}, False),
    ],
    ids=["has not gone through this hour", "is by another setting", "has gone through the next hour", "looked before"],
)
def test_of_two_runs_the_one_that_looked_last_stays(
    services: Services, clock: StandingClock, earlier: dict[str, str], *, is_stored: bool
) -> None:
    lists = PopularRepository(services.table)
    began_early = replace(a_list(clock, "/early"), **earlier)  # type: ignore[arg-type] # names of texts
    clock.pass_by(seconds=1)
    assert lists.put(SITE, a_list(clock, "/late"))

    assert lists.put(SITE, began_early) == is_stored

    assert lists.pages(SITE, Order("views"))[0].key == ("/early" if is_stored else "/late")


def test_a_second_run_writes_nothing(desk: Desk, services: Services) -> None:
    desk.publish()
    assert renew(services) == {"pages": 1, "written": 11, "rebuilt": 8}

    assert renew(services) == {"pages": 1, "written": 0, "rebuilt": 0}
