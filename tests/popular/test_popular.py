"""Lists of popular pages, as readers see them."""

import pytest

from chalicelib.bootstrap import Services
from chalicelib.storage import keys
from chalicelib.storage.writes import Write
from tests.conftest import SITE, Api, Desk, StandingClock
from tests.popular.readers import counts, listed, popular, renew

BOTH_ENGINES = True

WINDOWS = ("hour", "day", "week", "month", "all")


def publish_at(services: Services, page: str, moment: str) -> None:
    """Note when a page was published, as its feed tells."""
    place = keys.page(SITE, keys.page_id(page))
    services.table.write(Write("Update", place, update="SET #published_at = :at", values={"at": moment}))


def test_the_most_read_come_first_with_the_counts_of_the_window(
    desk: Desk, services: Services, clock: StandingClock
) -> None:
    desk.change_page("/a", title="The last ferry")
    publish_at(services, "/a", "2026-03-14T10:00:00.000Z")
    for number in range(3):
        desk.api.view("/a", address=f"192.0.2.{number}")
    desk.api.view("id:post-1")
    desk.publish(page="/a")

    assert popular(desk.api) == []
    renew(services)

    first = {
        "key": "/a",
        "url": "https://news.example/a",
        "title": "The last ferry",
        "view_count": 3,
        "comment_count": 1,
        "published_at": "2026-03-14T10:00:00.000Z",
    }
    second = {"key": "id:post-1", "url": None, "title": None, "view_count": 1, "comment_count": 0}
    assert popular(desk.api) == [first, second]
    for window in WINDOWS:
        assert popular(desk.api, by="views", window=window) == [first, second]
        assert popular(desk.api, by="comments", window=window) == [first]
    assert popular(desk.api, by="trend") == [first, second]
    clock.pass_by(days=2)
    renew(services)
    assert popular(desk.api) == []
    assert popular(desk.api, window="week") == [first, second]


def test_a_page_is_linked_as_its_feed_has_it(api: Api, services: Services) -> None:
    """A feed names the host among several origins, and writes the address as the site does."""
    told = {"/a": "https://blog.news.example/a/", "/b": f"https://news.example/{'b' * 1024}"}
    for page, url in told.items():
        api.view(page)
        place = keys.page(SITE, keys.page_id(page))
        services.table.write(Write("Update", place, update="SET #url = :url", values={"url": url}))
    api.view("/c")

    renew(services)

    shown = {page["key"]: page["url"] for page in popular(api)}
    assert shown == {"/a": told["/a"], "/b": "https://news.example/b", "/c": "https://news.example/c"}
    told_anew = Write("Update", keys.page(SITE, keys.page_id("/a")), update="REMOVE #url")
    services.table.write(told_anew)
    renew(services)
    assert popular(api, limit=1)[0]["url"] == "https://news.example/a"


def test_the_most_discussed_come_first_and_only_what_is_approved_counts(desk: Desk, services: Services) -> None:
    for page, times in (("/a", 1), ("/b", 2)):
        for _ in range(times):
            desk.publish(page=page)
    desk.api.comment("It waits.", page="/a")
    removed = desk.publish(page="/c")
    renew(services)
    assert counts(desk.api, by="comments") == [("/b", 0, 2), ("/a", 0, 1), ("/c", 0, 1)]

    desk.act("reject", removed)
    renew(services)

    assert (
        counts(desk.api, by="comments")
        == counts(desk.api, by="comments", window="all")
        == [
            ("/b", 0, 2),
            ("/a", 0, 1),
        ]
    )


def test_ten_come_unless_another_number_is_asked_for(api: Api, services: Services) -> None:
    for number in range(12):
        api.view(f"/{number:02}")
    renew(services)

    assert listed(api) == [f"/{number:02}" for number in range(10)]
    assert listed(api, limit=1) == ["/00"]
    assert len(listed(api, limit=100)) == 12


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": ""}, "limit"),
        ({"by": "likes"}, "by"),
        ({"window": "year"}, "window"),
        ({"by": "trend", "window": "hour"}, "window"),
        ({"by": "trend", "window": "day"}, "window"),
        ({"page": "/a"}, "page"),
    ],
)
def test_what_is_no_list_is_refused(api: Api, parameters: dict[str, str], field: str) -> None:
    response = api.get("popular", params=parameters)

    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_a_list_may_be_cached_and_is_the_same_until_it_changes(api: Api, services: Services) -> None:
    api.view()
    renew(services)
    first = api.get("popular")
    renew(services)

    again = api.get("popular", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Cache-Control"].startswith("public, max-age=0")
    api.view("/b")
    renew(services)
    assert api.get("popular").headers["ETag"] != first.headers["ETag"]


def test_a_site_has_its_own_pages_alone(api: Api, services: Services) -> None:
    services.sites.create("other", "Other", ["https://other.example"])
    api.view()
    services.run_job("popular")

    assert listed(api) == ["/a"]
    assert api.call("GET", "/v1/sites/other/popular").json() == {"pages": []}
    assert api.call("GET", "/v1/sites/nowhere/popular").json()["code"] == "site_not_found"


def test_an_alias_is_not_listed_and_its_views_are_those_of_the_page_that_stays(desk: Desk, services: Services) -> None:
    for number in range(3):
        desk.api.view("/old", address=f"192.0.2.{number}")
    desk.publish(page="/old")
    desk.api.view("/new")
    renew(services)
    assert counts(desk.api) == [("/old", 3, 1), ("/new", 1, 0)]

    desk.change_page("/old", alias_of="/new")
    renew(services)
    assert counts(desk.api) == [("/new", 1, 0)]
    services.run_job("merge")
    renew(services)

    for window in WINDOWS:
        assert counts(desk.api, window=window) == [("/new", 4, 1)]
        assert counts(desk.api, by="comments", window=window) == [("/new", 4, 1)]
    assert counts(desk.api, by="trend") == [("/new", 4, 1)]


def test_with_a_feed_only_pages_that_somebody_named_are_listed(desk: Desk, services: Services) -> None:
    for page in ("/titled", "/published", "/neither"):
        desk.api.view(page)
    desk.change_page("/titled", title="Titled")
    publish_at(services, "/published", "2026-03-14T10:00:00.000Z")
    renew(services)
    assert len(listed(desk.api)) == 3

    services.sites.change(SITE, settings={"feed_url": "https://news.example/feed"})
    renew(services)
    for window in WINDOWS:
        assert listed(desk.api, window=window) == ["/published", "/titled"]
    assert listed(desk.api, by="trend") == ["/published", "/titled"]
    desk.change_page("/neither", title="Named by now")
    desk.change_page("/titled", title=None)
    renew(services)
    assert listed(desk.api, window="all") == ["/neither", "/published"]

    services.sites.change(SITE, settings={"popular_known_pages_only": False})
    renew(services)
    assert listed(desk.api, window="month") == ["/neither", "/published", "/titled"]


def test_a_list_tells_nothing_that_readers_sent_but_counts(desk: Desk, services: Services) -> None:
    desk.publish("Secret words.", name="Somebody", email="ada@example.org", url="https://ada.example")
    desk.api.post("views", {"page": "/a", "referrer": "https://search.example/?q=secret"})
    renew(services)

    answer = desk.api.get("popular")

    assert answer.json()["pages"][0].keys() == {"key", "url", "title", "view_count", "comment_count"}
    assert not [word for word in ("ecret", "omebody", "ada", "192.0.2") if word in answer.text]
