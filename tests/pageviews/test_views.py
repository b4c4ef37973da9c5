"""Which loads of a page count as views, and who is taken for the same visitor."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.pageviews.buckets import views_of, visits_of
from chalicelib.storage import keys
from chalicelib.storage.values import Item, number
from tests.conftest import BROWSER, SITE, Api, StandingClock
from tests.storage.faults import Faults, Kind
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BOTH_ENGINES = True

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/604.1"
REPEAT = {"counted": False, "reason": "repeat"}


def counter(api: Api, page: str = "/a") -> Item:
    return api.services.table.get(keys.views(SITE, keys.page_id(page))) or {}


def test_a_view_is_counted_and_answered(api: Api) -> None:
    assert api.view() == {"view_count": 1, "counted": True}
    assert api.counts()["view_count"] == 1


@pytest.mark.parametrize(
    ("minutes", "is_counted"),
    [(0, False), (1, False), (29, False), (29.99, False), (30, True), (31, True), (600, True)],
)
def test_the_same_visitor_counts_again_after_half_an_hour(
    api: Api, clock: StandingClock, minutes: float, *, is_counted: bool
) -> None:
    api.view()
    clock.pass_by(minutes=minutes)

    answer = api.view()

    assert answer == ({"view_count": 2, "counted": True} if is_counted else {"view_count": 1, **REPEAT})


def test_a_repeat_does_not_put_the_next_view_off(api: Api, clock: StandingClock) -> None:
    api.view()
    clock.pass_by(minutes=20)
    api.view()
    clock.pass_by(minutes=10)

    assert api.view() == {"view_count": 2, "counted": True}


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        pytest.param(("192.0.2.1", BROWSER), ("192.0.2.1", BROWSER), True, id="the same address and agent"),
        pytest.param(("192.0.2.1", BROWSER), ("192.0.2.2", BROWSER), False, id="another address"),
        pytest.param(("192.0.2.1", BROWSER), ("192.0.2.1", PHONE), False, id="another agent"),
        pytest.param(("2001:db8:1:2::1", BROWSER), ("2001:db8:1:2:ffff::9", BROWSER), True, id="the same /64"),
        pytest.param(("2001:db8:1:2::1", BROWSER), ("2001:db8:1:3::1", BROWSER), False, id="another /64"),
        pytest.param(
            ("2001:db8::1", BROWSER), ("2001:0DB8:0:0::2", BROWSER), True, id="the same /64, written otherwise"
        ),
        pytest.param(("192.0.2.1", BROWSER), ("::ffff:192.0.2.1", BROWSER), True, id="IPv4 within IPv6"),
        pytest.param(("::ffff:192.0.2.1", BROWSER), ("::ffff:192.0.2.2", BROWSER), False, id="two of those"),
    ],
)
def test_a_visitor_is_an_address_and_an_agent(
    api: Api, one: tuple[str, str], other: tuple[str, str], *, are_same: bool
) -> None:
    for address, agent in (one, other):
        api.view(address=address, agent=agent)

    assert api.counts()["view_count"] == (1 if are_same else 2)


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "CloudFront-Viewer-Address"],
)
def test_nobody_becomes_another_visitor_by_a_header(api: Api, header: str) -> None:
    for address in ("198.51.100.1", "for=198.51.100.2", "198.51.100.3:443"):
        api.post("views", {"page": "/a"}, headers={header: address})

    assert api.counts()["view_count"] == 1


@pytest.mark.parametrize("agent", ["Googlebot/2.1 (+http://www.google.com/bot.html)", "curl/8.5.0", "", " "])
def test_a_bot_is_not_counted(api: Api, agent: str) -> None:
    api.view()

    assert api.view(agent=agent) == {"view_count": 1, "counted": False, "reason": "bot"}
    assert api.counts()["view_count"] == 1


@pytest.mark.parametrize(
    ("header", "value", "is_prefetch"),
    [
        ("Sec-Purpose", "prefetch", True),
        ("Sec-Purpose", "prefetch;prerender", True),
        ("Sec-Purpose", "prefetch;anonymous-client-ip", True),
        ("Purpose", "prefetch", True),
        ("X-Purpose", "preview", True),
        ("X-Purpose", "Preview", True),
        ("Sec-Purpose", "", False),
        ("Purpose", "reading", False),
    ],
)
def test_a_prefetch_is_not_counted(api: Api, header: str, value: str, *, is_prefetch: bool) -> None:
    answer = api.post("views", {"page": "/a"}, headers={header: value}).json()

    assert answer == (
        {"view_count": 0, "counted": False, "reason": "prefetch"} if is_prefetch else {"view_count": 1, "counted": True}
    )


def test_a_prefetch_does_not_use_up_the_view_that_follows(api: Api) -> None:
    api.post("views", {"page": "/a"}, headers={"Sec-Purpose": "prefetch"})

    assert api.view() == {"view_count": 1, "counted": True}


@pytest.mark.parametrize("media_type", ["text/plain", "text/plain;charset=UTF-8", "application/json"])
def test_a_beacon_is_a_view(api: Api, media_type: str) -> None:
    response = api.call(
        "POST", f"/v1/sites/{SITE}/views", content='{"page": "/a"}', headers={"Content-Type": media_type}
    )

    assert response.json() == {"view_count": 1, "counted": True}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "page"),
        ({"page": "/a", "referrer": "x" * 2049}, "referrer"),
        ({"page": "/a", "visitor": "me"}, "visitor"),
        ({"page": ["/a"]}, "page"),
    ],
)
def test_a_view_is_well_formed(api: Api, body: dict[str, Any], field: str) -> None:
    response = api.post("views", body)

    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, field)


def test_a_referrer_may_be_told(api: Api) -> None:
    assert api.post("views", {"page": "/a", "referrer": "https://search.example/?q=a"}).json()["counted"]
    assert api.post("views", {"page": "/b", "referrer": None}).json()["counted"]


def test_pages_and_sites_are_counted_apart(api: Api) -> None:
    api.services.sites.create("other", "Other", ["https://other.example"])
    api.view("/a")
    api.view("https://news.example/a/?utm_source=x")
    api.view("/b")
    foreign = api.call("POST", "/v1/sites/other/views", json={"page": "/a"})

    assert (api.counts("/a")["view_count"], api.counts("/b")["view_count"]) == (1, 1)
    assert foreign.json() == {"view_count": 1, "counted": True}


@pytest.mark.parametrize(
    ("timezone", "midnight"),
    [
        ("UTC", datetime(2026, 3, 15, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 14, 23, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 3, 14, 11, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 3, 15, 7, tzinfo=UTC)),
    ],
)
def test_visitors_are_forgotten_at_the_sites_midnight(
    api: Api, clock: StandingClock, timezone: str, midnight: datetime
) -> None:
    api.services.sites.change(SITE, settings={"timezone": timezone})
    clock.now = midnight
    clock.pass_by(minutes=-2)

    before = api.view()["counted"]
    clock.pass_by(minutes=1)
    same_day = api.view()["counted"]
    clock.pass_by(minutes=1)
    next_day = api.view()["counted"]

    assert (before, same_day, next_day) == (True, False, True)


def test_a_visit_is_a_visitors_first_view_of_a_page_in_a_day(api: Api, clock: StandingClock) -> None:
    api.view()
    api.view(address="192.0.2.2")
    clock.pass_by(hours=1)
    api.view()
    assert (number(counter(api), "view_count"), number(counter(api), "visit_count")) == (3, 2)

    clock.pass_by(days=1)
    api.view()

    assert (number(counter(api), "view_count"), number(counter(api), "visit_count")) == (4, 3)


def test_a_visitor_is_known_until_the_end_of_a_day_of_25_hours(
    api: Api, clock: StandingClock, table_client: "DynamoDBClient", table_name: str
) -> None:
    api.services.sites.change(SITE, settings={"timezone": "Europe/Berlin"})
    clock.now = datetime(2027, 10, 30, 22, tzinfo=UTC)
    api.view()

    (mark,) = Stored.read(table_client, table_name).of("seen")

    assert mark["ttl"] >= datetime(2027, 10, 31, 23, tzinfo=UTC).timestamp()


def test_views_are_kept_by_the_hour_and_by_the_day(api: Api, clock: StandingClock) -> None:
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.3"):
        api.view(address=address)
        clock.pass_by(hours=8)

    buckets = {name: int(value["N"]) for name, value in counter(api).items() if "N" in value and name[-5:] != "count"}
    told = {name: (views_of(bucket), visits_of(bucket)) for name, bucket in buckets.items()}
    assert sorted(value for name, value in told.items() if name.startswith("h")) == [(1, 0), (1, 1), (1, 1)]
    assert {name: value for name, value in told.items() if name.startswith("d")} == {
        "d2026-03-14": (2, 1),
        "d2026-03-15": (1, 1),
    }


@pytest.mark.parametrize("kind", ["timeout_after", "timeout_before", "throttle_before"])
def test_a_view_is_never_counted_twice_whatever_fails(api: Api, faults: Faults, kind: Kind) -> None:
    api.counts()

    for number_of_runs, _ in enumerate(faults.at_every(kind), 1):
        page = f"/{number_of_runs}"
        for _ in range(2):
            api.post("views", {"page": page})
        assert api.counts(page)["view_count"] <= 1
