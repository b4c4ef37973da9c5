"""The newest comments of a site, as a list and as Atom feeds."""

from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest

from chalicelib.bootstrap import Services
from chalicelib.clock import rfc3339
from chalicelib.comments.feed import atom
from chalicelib.comments.markup import render
from chalicelib.comments.models import Comment
from chalicelib.comments.recent import IN_A_FEED, FeedComments
from chalicelib.ids import is_id, new_id
from chalicelib.pages.models import Page
from chalicelib.pages.service import name_of
from chalicelib.storage import keys
from chalicelib.storage.writes import Write
from tests.abuse.elements import is_harmless
from tests.abuse.markup_inputs import CONFUSING, SCRIPTS
from tests.conftest import SITE, START, Api, Desk, StandingClock
from tests.storage.meter import Meter

BOTH_ENGINES = True

ATOM = "{http://www.w3.org/2005/Atom}"
SHORT = [*SCRIPTS, *CONFUSING]
THREADING = "{http://purl.org/syndication/thread/1.0}"


def recent(api: Api, **parameters: Any) -> list[Any]:
    response = api.get("recent", params=parameters)
    assert response.status_code == 200, response.text
    comments: list[Any] = response.json()["comments"]
    return comments


def feed(api: Api, **parameters: Any) -> Any:
    """Read a feed as a feed reader does, which notes whatever is not well-formed."""
    response = api.get("feed.atom", params=parameters)
    assert response.status_code == 200, response.text
    read = feedparser.parse(response.content, sanitize_html=False)
    assert (read.bozo, read.version) == (False, "atom10")
    return read


def entitle(api: Api, page: str, title: str) -> None:
    """Give a page a title, as those do who know it."""
    place = keys.page(SITE, keys.page_id(page))
    api.services.table.write(Write("Update", place, update="SET #title = :title", values={"title": title}))


def test_the_newest_approved_comments_come_first_each_with_its_page(desk: Desk) -> None:
    first = desk.publish("First.", page="/a", url="https://ada.example")
    second = desk.publish("Second.", page="/b")
    reply = desk.publish("Third, a reply.", page="/a", parent=first)
    entitle(desk.api, "/a", "The Last Ferry")

    found = recent(desk.api)

    shown = [(one["id"], one["page"], one["page_url"], one["page_title"], one["reply_count"]) for one in found]
    assert shown == [
        (reply, "/a", "https://news.example/a", "The Last Ferry", 0),
        (second, "/b", "https://news.example/b", None, 0),
        (first, "/a", "https://news.example/a", "The Last Ferry", 1),
    ]
    alone = desk.api.get(f"comments/{first}").json()
    assert found[2] == {**alone, "page_url": "https://news.example/a", "page_title": "The Last Ferry"}


def test_a_reply_tells_how_many_replies_it_has(desk: Desk) -> None:
    root = desk.publish()
    reply = desk.publish(parent=root)
    answer = desk.publish(parent=reply)

    assert {one["id"]: one["reply_count"] for one in recent(desk.api)} == {root: 2, reply: 1, answer: 0}


def test_what_is_not_approved_is_in_no_list_and_no_feed(desk: Desk) -> None:
    ids = {action: desk.publish(f"To {action}.") for action in ("reject", "spam", "delete")}
    for action, posted in ids.items():
        desk.act(action, posted)
    desk.api.comment("Waits.")
    kept = desk.publish("Kept.")

    assert [one["id"] for one in recent(desk.api)] == [kept]
    assert [one.title for one in feed(desk.api).entries] == ["Ada on /a"]
    assert len(feed(desk.api, page="/a").entries) == 1


def test_what_an_index_lists_late_is_not_shown(desk: Desk) -> None:
    gone, kept = desk.publish("Gone."), desk.publish("Kept.")
    record = keys.comment(SITE, gone)
    change = {"status": "rejected"}  # the index still has it among the approved
    desk.api.services.table.write(Write("Update", record, update="SET #status = :status", values=change))

    assert [one["id"] for one in recent(desk.api)] == [kept]


def test_a_site_has_its_own_comments_alone(desk: Desk) -> None:
    desk.publish()
    desk.api.services.sites.create("other", "Other", ["https://other.example"])

    assert desk.api.call("GET", "/v1/sites/other/recent").json() == {"comments": []}
    assert feedparser.parse(desk.api.call("GET", "/v1/sites/other/feed.atom").text).entries == []


def test_ten_come_unless_another_number_is_asked_for(open_api: Api) -> None:
    posted = [open_api.comment(f"Number {number}.")["id"] for number in range(12)]

    assert [one["id"] for one in recent(open_api)] == posted[:1:-1]
    assert [one["id"] for one in recent(open_api, limit=1)] == posted[-1:]
    assert len(recent(open_api, limit=100)) == 12


@pytest.mark.parametrize("limit", ["0", "101", "many", ""])
def test_a_list_has_one_to_a_hundred(api: Api, limit: str) -> None:
    response = api.get("recent", params={"limit": limit})

    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "limit")


def test_the_newest_comments_take_three_round_trips_whatever_there_is(open_api: Api, meter: Meter) -> None:
    root = open_api.comment()["id"]
    for number in range(12):
        open_api.comment(f"Number {number}.", page=f"/{number % 7}")
        open_api.comment("A reply.", page="/a", parent=root)

    with meter.measure() as used:
        assert len(recent(open_api, limit=20)) == 20
    used.assert_budget(round_trips=3, read_units=30, write_units=0)
    with meter.measure() as used:
        assert len(feed(open_api, page="/a").entries) == 13
    used.assert_budget(round_trips=3, read_units=20, write_units=0)


def test_a_list_for_nobody_takes_one_round_trip(api: Api, meter: Meter) -> None:
    with meter.measure() as used:
        assert recent(api) == []
    used.assert_budget(round_trips=1)


def test_a_feed_of_a_page_says_what_it_is_and_has_its_newest_comments(desk: Desk, clock: StandingClock) -> None:
    root = desk.publish("*First.*", url="https://ada.example")
    clock.pass_by(hours=1)
    desk.publish("A reply.", parent=root, name="Zoë <b>")
    desk.publish("Elsewhere.", page="/b")
    entitle(desk.api, "/a", "Ferries & <more>")

    read = feed(desk.api, page="https://www.news.example/a/?utm_source=x")

    assert read.feed.title == "Comments on Ferries & <more> · News Example"
    assert read.feed.link == "https://news.example/a"
    assert read.feed.updated == "2026-03-14T13:00:00+00:00"
    assert read.feed.language == "en"
    (own,) = [link.href for link in read.feed.links if link.rel == "self"]
    assert own == f"https://service.test/v1/sites/{SITE}/feed.atom?page=/a"
    reply, first = read.entries
    assert (reply.title, reply.author) == ("Zoë <b> on Ferries & <more>", "Zoë <b>")
    assert first.link == f"https://news.example/a#belowline-{root}"
    assert first.content == [{"type": "text/html", "language": "en", "base": "", "value": "<p><em>First.</em></p>"}]
    assert first.author_detail == {"name": "Ada", "href": "https://ada.example/"}
    assert (first.published, first.updated) == ("2026-03-14T12:00:00+00:00", "2026-03-14T12:00:00+00:00")


def test_a_reply_says_in_the_feed_what_it_replies_to(desk: Desk) -> None:
    root = desk.publish()
    desk.publish(parent=root)

    reply, first = ET.fromstring(desk.api.get("feed.atom").text).findall(f"{ATOM}entry")  # noqa: S314 - our own

    said = reply.find(f"{THREADING}in-reply-to")
    assert said is not None
    assert said.get("ref") == first.findtext(f"{ATOM}id")
    assert first.find(f"{THREADING}in-reply-to") is None


def test_a_feed_of_a_site_has_the_comments_of_all_its_pages(desk: Desk) -> None:
    desk.publish(page="/a")
    desk.publish(page="id:post-1", name="Bob")

    read = feed(desk.api)

    assert read.feed.title == "Comments · News Example"
    assert read.feed.link == "https://news.example"
    assert [one.title for one in read.entries] == ["Bob on id:post-1", "Ada on /a"]
    assert read.entries[0].link.startswith(
        f"https://service.test/v1/sites/{SITE}/thread.html?page=id%3Apost-1#belowline-"
    )


def test_a_feed_has_thirty_entries_at_most(open_api: Api) -> None:
    posted = [open_api.comment(f"Number {number}.")["id"] for number in range(31)]

    entries = feed(open_api).entries

    assert [one.link.rpartition("-")[2] for one in entries] == posted[:0:-1]


def test_ids_are_uuids_that_stay_and_differ_between_feeds(desk: Desk, clock: StandingClock) -> None:
    desk.publish()
    before = [feed(desk.api), feed(desk.api, page="/a"), feed(desk.api, page="/b")]
    clock.pass_by(days=2)
    after = [feed(desk.api), feed(desk.api, page="/a/index.html"), feed(desk.api, page="/b")]

    ids = [read.feed.id for read in before]
    assert [read.feed.id for read in after] == ids
    assert len(set(ids)) == 3
    assert all(one.startswith("urn:uuid:") for one in ids)
    assert before[0].entries[0].id == before[1].entries[0].id == after[0].entries[0].id
    assert not is_id(before[0].entries[0].id)


@pytest.mark.parametrize("parameters", [{}, {"page": "/a"}, {"page": "/nowhere"}])
def test_a_feed_is_the_same_text_until_something_changes(
    desk: Desk, clock: StandingClock, parameters: dict[str, str]
) -> None:
    posted = desk.publish()
    first = desk.api.get("feed.atom", params=parameters)
    clock.pass_by(days=3)

    again = desk.api.get("feed.atom", params=parameters, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert first.headers["Cache-Control"].startswith("public, max-age=0")
    desk.act("reject", posted)
    changed = desk.api.get("feed.atom", params=parameters).headers["ETag"] != first.headers["ETag"]
    assert changed == (parameters != {"page": "/nowhere"})


def test_an_empty_feed_is_a_feed(api: Api) -> None:
    read = feed(api, page="/nobody/was/here")

    assert read.entries == []
    assert read.feed.updated == "2026-03-14T12:00:00+00:00"
    assert read.feed.title == "Comments on /nobody/was/here · News Example"


def test_a_closed_page_keeps_its_feed(desk: Desk) -> None:
    desk.publish()
    place = keys.page(SITE, keys.page_id("/a"))
    desk.api.services.table.write(Write("Update", place, update="SET #is_open = :no", values={"no": False}))

    assert len(feed(desk.api, page="/a").entries) == 1


@pytest.mark.parametrize(("page", "code"), [("", "invalid_page"), ("https://elsewhere.example/", "page_not_on_site")])
def test_a_feed_of_no_page_is_refused(api: Api, page: str, code: str) -> None:
    response = api.get("feed.atom", params={"page": page})

    assert (response.status_code, response.json()["code"]) == (422, code)


def test_no_comment_breaks_the_xml_or_brings_markup_of_its_own(services: Services) -> None:
    """Names and titles here are such as no call would take: a feed stays one whatever got into the table."""
    site = services.sites.get(SITE)
    for first in range(0, len(SHORT), IN_A_FEED):
        bodies = [body for body in SHORT[first : first + IN_A_FEED] if "\ud800" not in body]
        page = Page(name_of(site, "/a"), title=f"A \x00 title ]]> & <b>\x1b\ufffe</b> {bodies[0][:80]}")

        text = atom(
            site, FeedComments(page, [(comment(body), page) for body in bodies]), "https://service.test/feed.atom"
        )

        read = feedparser.parse(text.encode(), sanitize_html=False)
        assert not read.bozo
        assert len(ET.fromstring(text).findall(f"{ATOM}entry")) == len(read.entries) == len(bodies)  # noqa: S314 - our own
        assert all(is_harmless(entry.content[0].value) for entry in read.entries)


def comment(body: str) -> Comment:
    """Make a comment of a text, which is its author's name too."""
    return Comment(
        id=new_id(START),
        page_id=keys.page_id("/a"),
        page_key="/a",
        ancestors=(),
        status="approved",
        name=body[:80],
        url="https://evil.example/?a=1&b=<\"'>",
        body=body,
        html=render(body),
        renderer="",
        created_at=rfc3339(START),
    )


def test_what_is_large_ends_near_1_mb(open_api: Api) -> None:
    posted = [open_api.comment("\N{GRINNING FACE}" * (8000 - number))["id"] for number in range(20)]

    answer = open_api.get("recent", params={"limit": 20})

    shown = [comment["id"] for comment in answer.json()["comments"]]
    assert shown == posted[::-1][: len(shown)]
    assert 10 < len(shown) < 20
    assert len(answer.content) < 1_100_000


@pytest.mark.parametrize("path", ["feed.atom?page=/a&utm_source=x", "thread.html?page=/a&fbclid=1"])
def test_addresses_that_people_share_may_have_collected_parameters(open_api: Api, path: str) -> None:
    assert open_api.get(path).status_code == 200
