"""Views that a site brings along: counted once, wherever totals are told, and in no hour or day."""

from typing import TYPE_CHECKING

import pytest

from chalicelib.bootstrap import Services
from chalicelib.errors import InvalidRequest
from chalicelib.imports.lines import MOST_VIEWS
from chalicelib.imports.models import Imported, Refusal
from chalicelib.pageviews.buckets import NO_HOUR
from chalicelib.pageviews.imported import ImportRepository
from chalicelib.storage import keys
from chalicelib.storage.writes import Write
from tests.conftest import SITE, Api, Desk, StandingClock
from tests.faults.memory import Memory
from tests.imports.files import import_views
from tests.pageviews.crowd import count_directly, named, spread
from tests.popular.readers import counts, read, renew
from tests.recount import violations
from tests.storage.meter import Meter
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.ids import NewId


@pytest.fixture
def wrong(table_client: "DynamoDBClient") -> "Wrong":
    return Wrong(table_client)


class Wrong:
    """Whatever does not add up in the table."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self._memory = Memory(client.meta.region_name)

    def __call__(self) -> list[str]:
        return violations(Stored.of_items(self._memory.items()))


def told(desk: Desk, page: str = "/a") -> int:
    """Answer the views of a page, of which counts and whoever is not counted must be told the same."""
    counted: int = desk.api.counts(page)["view_count"]
    assert desk.api.view(page, agent="Googlebot/2.1")["view_count"] == counted
    return counted


def test_pages_begin_with_the_views_they_had(desk: Desk, wrong: "Wrong") -> None:
    desk.api.view("/a")

    done = import_views(desk.api.services, [("/a", 1200), ("https://news.example/b/", 30), ("/c", 0)])

    assert done == Imported(changed=2, unchanged=1, views=1230)
    assert [told(desk, page) for page in ("/a", "/b", "/c")] == [1201, 30, 0]
    assert desk.api.view("/b")["view_count"] == 31
    assert wrong() == []


def test_the_same_file_again_changes_nothing(desk: Desk, services: Services) -> None:
    rows = [(f"/{number}", number) for number in range(120)]
    import_views(services, rows)

    assert import_views(services, rows[::-1]) == Imported(unchanged=120)
    assert import_views(services, rows, is_dry_run=True) == Imported(unchanged=120)
    assert [told(desk, page) for page, _ in rows] == [views for _, views in rows]


def test_a_dry_run_tells_what_would_be_added_and_changes_nothing(
    services: Services, table_client: "DynamoDBClient"
) -> None:
    import_views(services, [("/a", 5), ("/b", 5)])
    memory = Memory(table_client.meta.region_name)
    before = memory.items()
    rows = [("/a", 7), ("/b", 5), ("/c", 1)]

    planned = import_views(services, rows, is_dry_run=True)

    assert memory.items() == before
    assert planned == import_views(services, rows) == Imported(changed=2, unchanged=1, views=3)


def test_what_a_source_says_later_replaces_what_it_said(desk: Desk, services: Services, wrong: "Wrong") -> None:
    for views in (50, 70, 20, 0):
        import_views(services, [("/a", views)])

        assert told(desk) == views
        assert wrong() == []


def test_sources_add_up(desk: Desk, services: Services, wrong: "Wrong") -> None:
    import_views(services, [("/a", 5)], source="old-site")
    import_views(services, [("/a", 7)], source="older-site")
    import_views(services, [("/a", 6)], source="old-site")

    assert told(desk) == 13
    assert wrong() == []


def test_a_file_without_pages_leaves_the_lists_alone(services: Services, clock: StandingClock) -> None:
    renew(services)
    clock.pass_by(minutes=1)

    assert import_views(services, []) == Imported()
    assert renew(services)["rebuilt"] == 0


@pytest.mark.parametrize("source", ["", "Old site", "a" * 41, "a#b"])
def test_a_source_has_a_name(services: Services, source: str) -> None:
    with pytest.raises(InvalidRequest, match="source: use 1 to 40 lower-case letters, digits and hyphens"):
        import_views(services, [("/a", 5)], source=source)


def test_views_of_a_hot_page_are_told_with_those_of_all_its_shards(
    desk: Desk, services: Services, wrong: "Wrong"
) -> None:
    spread(services, 4)
    for shard in range(4):
        count_directly(services, 10, shard)

    import_views(services, [("/a", 100)])

    assert told(desk) == 140
    assert wrong() == []


def test_imported_views_are_in_lists_of_all_times_alone(
    desk: Desk, services: Services, clock: StandingClock, wrong: "Wrong"
) -> None:
    desk.publish(page="/read")
    read(services, clock, "/read", 3)
    renew(services)
    import_views(services, [("/read", 10), ("/old", 40), ("/forgotten", 1)])

    for _ in range(3):
        renew(services)
        everything = [("/old", 40, 0), ("/read", 13, 1), ("/forgotten", 1, 0)]
        assert counts(desk.api, window="all") == everything
        assert counts(desk.api, by="comments", window="all") == [("/read", 13, 1)]
        for window in ("hour", "day", "week", "month"):
            assert counts(desk.api, window=window) == [("/read", 3, 1)]
        assert counts(desk.api, by="trend") == [("/read", 3, 1)]
        assert wrong() == []
        clock.pass_by(minutes=1)


def test_a_page_that_was_only_imported_comes_up_when_it_is_viewed(
    desk: Desk, services: Services, clock: StandingClock
) -> None:
    import_views(services, [("/old", 40)])
    clock.pass_by(days=40)
    renew(services)
    desk.api.view("/old")
    renew(services)

    assert counts(desk.api, window="all") == [("/old", 41, 0)]
    assert counts(desk.api, window="hour") == [("/old", 1, 0)]


def test_a_page_that_was_viewed_long_ago_is_listed_for_its_imported_views(
    desk: Desk, services: Services, clock: StandingClock
) -> None:
    """Nothing happened to it in the hours that a run looks at."""
    for number in range(101):
        read(services, clock, f"/{number:03}", 2 if number else 1)
    renew(services)
    clock.pass_by(days=3)
    renew(services)
    assert "/000" not in [page for page, _, _ in counts(desk.api, window="all", limit=100)]

    import_views(services, [("/000", 5)])
    renew(services)

    assert counts(desk.api, window="all", limit=1) == [("/000", 6, 0)]


def test_the_best_hundred_of_very_many_imported_pages_are_listed(desk: Desk, services: Services) -> None:
    pages = {f"/{number:04}": number for number in range(1, 1011)}
    for page, views in pages.items():  # as an import leaves them, which takes moto ten times as long
        page_id = keys.page_id(page)
        unviewed = {"gsi1pk": keys.active_in(SITE, NO_HOUR), "gsi1sk": keys.active_rank(page_id)}
        counter = {"type": "views", "key": page, "shards": 1, "view_count": views, "visit_count": 0}
        services.table.write(Write("Put", keys.views(SITE, page_id), item=counter | unviewed))
    renew(services)

    assert counts(desk.api, window="all", limit=100) == [(page, views, 0) for page, views in [*pages.items()][:-101:-1]]


def test_of_imported_pages_those_that_nobody_named_are_not_listed_where_names_are_wanted(
    desk: Desk, services: Services
) -> None:
    import_views(services, [("/known", 1), ("/unknown", 2)])
    desk.change_page("/known", title="Known")
    services.sites.change(SITE, settings={"popular_known_pages_only": True})
    renew(services)

    assert counts(desk.api, window="all") == [("/known", 1, 0)]


def test_an_import_that_an_index_is_behind_is_looked_for_once_more(services: Services, clock: StandingClock) -> None:
    renew(services)
    import_views(services, [("/a", 1)])
    rebuilt = []
    for _ in range(4):
        rebuilt.append(renew(services)["rebuilt"])
        clock.pass_by(seconds=40)

    assert rebuilt[1:] == [1, 1, 0]


def test_statistics_over_time_have_no_imported_views(desk: Desk, services: Services) -> None:
    desk.api.view("/a")
    import_views(services, [("/a", 100)])
    renew(services)

    for asked in ({}, {"page": "/a"}):
        answer = desk.api.get("stats", params=asked, headers=desk.headers).json()
        assert (answer["view_count"], answer["visit_count"]) == (1, 1)


def test_views_of_an_alias_are_counted_at_the_page_that_stays(desk: Desk, services: Services, wrong: "Wrong") -> None:
    desk.change_page("/old", alias_of="/new")
    rows = [("/old", 100), ("/new", 7)]

    assert import_views(services, rows) == Imported(changed=2, views=107)
    assert import_views(services, rows) == Imported(unchanged=2)
    assert told(desk, "/old") == told(desk, "/new") == 107
    assert wrong() == []
    assert services.upkeep.jobs["merge"](SITE).views == 0


def test_imported_views_move_with_their_page_and_once(
    desk: Desk, services: Services, clock: StandingClock, wrong: "Wrong"
) -> None:
    rows = [("/old", 100), ("/new", 7)]
    desk.api.view("/old")
    import_views(services, rows)
    desk.change_page("/old", alias_of="/new")

    merged = services.upkeep.jobs["merge"](SITE)

    assert merged.views == 101
    assert import_views(services, rows) == Imported(unchanged=2)
    assert import_views(services, [("/old", 90)]) == Imported(changed=1, views=-10)
    assert told(desk, "/old") == told(desk, "/new") == 98
    assert wrong() == []
    clock.pass_by(minutes=1)
    renew(services)
    assert counts(desk.api, window="all") == [("/new", 98, 0)]


@pytest.mark.parametrize("shards", [1, 3])
def test_a_page_with_imported_views_alone_moves(desk: Desk, services: Services, wrong: "Wrong", shards: int) -> None:
    spread(services, shards, page="/old")
    import_views(services, [("/old", 100)])
    desk.change_page("/old", alias_of="/new")

    assert services.upkeep.jobs["merge"](SITE).views == 100
    assert told(desk, "/new") == 100
    assert wrong() == []
    renew(services)
    assert counts(desk.api, window="all") == [("/new", 100, 0)]


def test_a_page_does_not_lose_more_views_than_it_has(desk: Desk, services: Services) -> None:
    """Its views went to another page, whose alias it is no more."""
    import_views(services, [("/old", 100), ("/other", 1)])
    desk.change_page("/old", alias_of="/new")
    services.run_job("merge")
    desk.change_page("/old", alias_of=None)

    done = import_views(services, [("/other", 2), ("/old", 60)])

    assert done == Imported(
        changed=1,
        views=1,
        refused=(Refusal(3, "/old", "too_few_views", "Its page has fewer views than it would lose."),),
    )
    assert [told(desk, page) for page in ("/old", "/new", "/other")] == [0, 100, 2]


def test_of_two_imports_that_meet_each_page_has_what_one_says(
    desk: Desk, services: Services, clock: StandingClock, ids: "NewId", wrong: "Wrong"
) -> None:
    repository = ImportRepository(services.table, clock, ids)
    first, second = (
        repository.compare(SITE, "import", {named("/a"): 10 + number, named("/b"): 20}) for number in range(2)
    )

    assert repository.carry_out(first) == [10, 20]
    assert repository.carry_out(second) == [1, 0]
    assert [told(desk, page) for page in ("/a", "/b")] == [11, 20]
    assert wrong() == []


def test_fifty_pages_take_two_round_trips_and_what_is_there_already_one_and_no_write(
    services: Services, meter: Meter
) -> None:
    services.sites.get(SITE)
    rows = [(f"/{number}", 1_000_000) for number in range(50)]

    with meter.measure() as first:
        import_views(services, rows)
    with meter.measure() as again:
        import_views(services, rows)
    with meter.measure() as more:
        import_views(services, [(page, views + 1) for page, views in rows])

    once = {"requests": 1 + 1 + 1, "round_trips": 1 + 1 + 1}  # the last one marks the site, whose lists are made anew
    first.assert_budget(**once, read_units=100, write_units=50 * 6 + 1)
    again.assert_budget(requests=2, read_units=100, write_units=1)
    more.assert_budget(**once, read_units=100, write_units=50 * 4 + 1)


def test_a_view_costs_the_same_after_an_import(services: Services, api: Api, meter: Meter) -> None:
    api.view(address="192.0.2.2")
    import_views(services, [("/a", MOST_VIEWS)])

    with meter.measure() as used:
        api.view()

    used.assert_budget(round_trips=2, write_units=2, read_units=0.5)
    assert services.table.get(keys.imported(SITE, keys.page_id("/a"), "import"))
