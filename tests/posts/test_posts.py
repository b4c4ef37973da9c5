"""`GET posts`: the publisher's recent posts with their counts, and what the feed makes of pages."""

from typing import Any

import pytest

from chalicelib.bootstrap import Services
from tests.conftest import ORIGIN, SITE, Api, Desk, StandingClock
from tests.posts.paper import Paper, item, read

BOTH_ENGINES = True


def posts(api: Api, **parameters: Any) -> list[Any]:
    response = api.get("posts", params=parameters)
    assert response.is_success, response.text
    found: list[Any] = response.json()["posts"]
    return found


@pytest.fixture
def printed(services: Services, paper: Paper) -> Paper:
    """Twelve posts, the newest `/12`."""
    paper.print(
        *(item(f"/{n}/", f"No. {n}", f"2026-03-{n:02d}T08:00:00Z", f"<p>Text {n}.</p>") for n in range(12, 0, -1))
    )
    read(services)
    return paper


def test_a_site_without_a_feed_has_no_posts(services: Services, api: Api, printed: Paper) -> None:
    services.sites.change(SITE, settings={"feed_url": None})

    assert posts(api) == []


def test_a_site_whose_feed_was_not_read_yet_has_no_posts(api: Api) -> None:
    assert posts(api) == []


def test_posts_come_newest_first_with_the_counts_of_their_pages(api: Api, printed: Paper) -> None:
    api.comment(page="/12")
    api.view("/12/?utm_source=x")

    found = posts(api)

    assert found[0] == {
        "key": "/12",
        "url": f"{ORIGIN}/12/",
        "title": "No. 12",
        "excerpt": "Text 12.",
        "published_at": "2026-03-12T08:00:00.000Z",
        "view_count": 1,
        "comment_count": 1,
    }
    assert [post["key"] for post in found] == [f"/{number}" for number in range(12, 2, -1)]
    assert (found[1]["view_count"], found[1]["comment_count"]) == (0, 0)


def test_limit_says_how_many(api: Api, printed: Paper) -> None:
    assert [len(posts(api, limit=limit)) for limit in (1, 5, 100)] == [1, 5, 12]


@pytest.mark.parametrize("parameters", [{"limit": 0}, {"limit": 101}, {"limit": "many"}, {"page": "/a"}])
def test_wrong_parameters_are_refused(api: Api, parameters: dict[str, Any]) -> None:
    response = api.get("posts", params=parameters)

    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


def test_posts_may_be_read_from_anywhere_and_kept(api: Api, printed: Paper) -> None:
    first = api.get("posts", headers={"Origin": "https://elsewhere.example"})
    again = api.get("posts", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Cache-Control"].startswith("public")
    assert (again.status_code, again.content) == (304, b"")


def test_a_post_whose_page_is_an_alias_is_shown_under_the_page_that_stays(api: Api, desk: Desk, printed: Paper) -> None:
    api.comment(page="/new")
    desk.change_page("/12", alias_of="/new")

    post = posts(api, limit=1)[0]

    assert (post["key"], post["url"], post["title"]) == ("/new", f"{ORIGIN}/new", "No. 12")
    assert post["comment_count"] == 1


def test_a_post_at_its_old_and_its_new_address_is_shown_once(
    services: Services, api: Api, desk: Desk, paper: Paper
) -> None:
    desk.change_page("/old", alias_of="/new")
    dated = "2026-03-02T08:00:00Z"
    paper.print(item("/new", "New", dated), item("/old", "Old", "2026-03-01T08:00:00Z"))
    read(services)

    assert [post["title"] for post in posts(api)] == ["New"]
    assert desk.page("/new")["title"] == "New"


def test_the_page_that_stays_has_the_title_that_the_feed_gives_its_alias(
    services: Services, desk: Desk, paper: Paper
) -> None:
    desk.change_page("/old", alias_of="/new")
    paper.print(item("/old", "Old", "2026-03-01T08:00:00Z"))
    read(services)

    page = desk.page("/new")

    assert (page["title"], page["published_at"]) == ("Old", "2026-03-01T08:00:00.000Z")
    assert page["url"] == f"{ORIGIN}/new"


def test_a_page_is_told_by_the_feed(services: Services, api: Api, desk: Desk, printed: Paper) -> None:
    page = desk.page("/12")

    assert (page["title"], page["title_by"]) == ("No. 12", "feed")
    assert (page["url"], page["published_at"]) == (f"{ORIGIN}/12/", "2026-03-12T08:00:00.000Z")
    assert api.thread("/12")["page"] | {"title": "No. 12", "url": f"{ORIGIN}/12/"} == api.thread("/12")["page"]


def test_a_moderators_title_stays_whatever_the_feed_says(
    services: Services, api: Api, desk: Desk, printed: Paper
) -> None:
    desk.change_page("/12", title="As we say")
    printed.print(item("/12/", "No. 12, corrected", "2026-03-12T08:00:00Z"))
    read(services)

    page = desk.page("/12")
    assert (page["title"], page["title_by"]) == ("As we say", "moderator")
    assert posts(api)[0]["title"] == "No. 12, corrected"

    page = desk.change_page("/12", title=None)
    assert (page["title"], page["title_by"]) == ("No. 12, corrected", "feed")
    assert desk.page("/12") == page


def test_a_moderator_may_hold_on_to_the_title_of_the_feed(services: Services, desk: Desk, printed: Paper) -> None:
    assert desk.change_page("/12", title="No. 12")["title_by"] == "moderator"

    printed.print(item("/12/", "Another", "2026-03-12T08:00:00Z"))
    read(services)

    assert desk.page("/12")["title"] == "No. 12"


def test_a_title_that_moderators_gave_before_stays(services: Services, desk: Desk, paper: Paper) -> None:
    desk.change_page("/a", title="Ours")
    paper.print(item("/a", "The feed's"))
    read(services)

    assert desk.page("/a")["title"] == "Ours"


class TestClosing:
    """With `close_after_days` a page closes so long after its publication."""

    @pytest.fixture(autouse=True)
    def dated(self, services: Services, paper: Paper) -> None:
        services.sites.change(SITE, settings={"close_after_days": 7})
        paper.print(item("/a", "A", "2026-03-08T12:00:00Z"))
        read(services)

    def is_taken(self, api: Api, page: str = "/a") -> bool:
        response = api.post("comments", {"page": page, "body": "Still on?", "author": {"name": "Ada"}})
        assert response.is_success or response.json()["code"] == "page_closed"
        is_open: bool = api.thread(page)["page"]["is_open"]
        assert is_open == response.is_success
        return is_open

    def test_it_closes_then_and_not_before(self, api: Api, desk: Desk, clock: StandingClock) -> None:
        clock.pass_by(hours=23, minutes=59, seconds=59)
        assert self.is_taken(api)

        clock.pass_by(seconds=1)

        assert not self.is_taken(api)
        assert self.is_taken(api, "/unknown-to-the-feed")
        assert desk.page()["is_open"]  # as moderators set it

    def test_it_never_closes_where_the_site_does_not_want_that(
        self, services: Services, api: Api, clock: StandingClock
    ) -> None:
        services.sites.change(SITE, settings={"close_after_days": 0})
        clock.pass_by(days=400)

        assert self.is_taken(api)

    def test_a_moderators_time_wins(self, api: Api, desk: Desk, clock: StandingClock) -> None:
        desk.change_page(closes_at="2026-03-20T00:00:00Z")
        clock.pass_by(days=2)
        assert self.is_taken(api)

        desk.change_page(closes_at=None)
        assert not self.is_taken(api)

    def test_a_page_that_a_moderator_closed_is_closed(self, api: Api, desk: Desk) -> None:
        desk.change_page(is_open=False)

        assert not self.is_taken(api)

    def test_a_page_of_the_oldest_date_is_closed(self, services: Services, api: Api, paper: Paper) -> None:
        services.sites.change(SITE, settings={"close_after_days": 36_500})
        paper.print(item("/a", "A", "1970-01-01T00:00:00Z"))
        read(services)

        assert self.is_taken(api)
