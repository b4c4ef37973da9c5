"""Visitors are known by a key of the site that is another each 90 days; the one before is honoured as long again."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from chalicelib.sites.secrets import forgotten_at, period_of
from tests.conftest import SITE, Api, Desk, StandingClock
from tests.recount import recount
from tests.storage.engines import TABLE
from tests.stored import Plain, Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TURN = datetime(2026, 6, 6, tzinfo=UTC)
"""The first moment of a period."""


def of_kind(client: "DynamoDBClient", kind: str) -> list[Plain]:
    return Stored.read(client, TABLE).of(kind)


def test_periods_have_90_days_and_a_key_outlives_the_next_one_by_two() -> None:
    last, first = period_of(TURN - timedelta(milliseconds=1)), period_of(TURN)

    assert first == last + 1
    assert period_of(TURN + timedelta(days=89, hours=23)) == first
    assert period_of(TURN + timedelta(days=90)) == first + 1
    assert forgotten_at(last) == (TURN + timedelta(days=92)).timestamp()


def test_a_like_is_not_doubled_at_the_turn_of_a_period_and_can_be_taken_back(
    desk: Desk, clock: StandingClock, table_client: "DynamoDBClient"
) -> None:
    clock.now = TURN - timedelta(seconds=5)
    comment = desk.publish()
    desk.api.like(comment)
    desk.api.like_page()

    clock.pass_by(seconds=10)  # while the site as it was read is still kept

    assert desk.api.like(comment) == {"reactions": {"like": 1}, "reaction": "like"}
    assert desk.api.like_page() == {"reactions": {"like": 1}, "reaction": "like"}
    assert desk.api.unlike(comment) == {"reactions": {}, "reaction": None}
    assert desk.api.unlike_page() == {"reactions": {}, "reaction": None}
    assert recount(table_client, TABLE) == []


def test_a_flag_is_not_doubled_at_the_turn_of_a_period(desk: Desk, clock: StandingClock) -> None:
    clock.now = TURN - timedelta(seconds=5)
    comment = desk.publish()
    desk.api.flag(comment)

    clock.pass_by(seconds=10)
    desk.api.flag(comment)

    assert [row["flag_count"] for row in desk.queue("approved")["comments"]] == [1]


def test_two_periods_later_nobody_knows_who_it_was(
    desk: Desk, clock: StandingClock, table_client: "DynamoDBClient"
) -> None:
    comment = desk.publish()
    desk.api.like(comment)

    clock.now = TURN + timedelta(days=90)

    assert desk.api.unlike(comment) == {"reactions": {"like": 1}, "reaction": None}
    assert desk.api.like(comment) == {"reactions": {"like": 2}, "reaction": "like"}


def test_a_marker_leaves_the_table_with_its_key(
    desk: Desk, clock: StandingClock, table_client: "DynamoDBClient"
) -> None:
    comment = desk.publish()
    desk.api.like(comment)

    (marker,) = of_kind(table_client, "reaction")
    (key,) = [item for item in of_kind(table_client, "secret") if item["sk"].startswith("VISITORS#")]

    assert marker["ttl"] == key["ttl"] == (TURN + timedelta(days=92)).timestamp()


def test_a_site_without_a_key_of_the_period_before_has_one_alone(api: Api, clock: StandingClock) -> None:
    found = []
    for _ in range(3):
        found.append(api.services.sites.get(SITE).secrets.visitor_keys)
        clock.pass_by(days=90)

    (first,), second, third = found
    assert second[1:] == (first,)
    assert third[1:] == second[:1]
    assert len({first, second[0], third[0]}) == 3


@pytest.mark.parametrize("days", [0, 1, 89])
def test_visitors_of_two_sites_have_nothing_in_common(
    api: Api, clock: StandingClock, table_client: "DynamoDBClient", days: int
) -> None:
    clock.pass_by(days=days)
    api.services.sites.create("other", "Other", ["https://other.example"])
    api.like_page()
    api.call("POST", "/v1/sites/other/reactions", json={"page": "/a", "reaction": "like"})

    visitors = {marker["pk"].rpartition("#")[2] for marker in of_kind(table_client, "reaction")}

    assert len(visitors) == 2


def test_the_table_holds_no_address_and_no_user_agent_of_who_likes_and_flags(
    desk: Desk, table_client: "DynamoDBClient"
) -> None:
    comment = desk.publish()
    desk.api.like_page(address="198.51.100.23")
    desk.api.like(comment, address="198.51.100.23")
    desk.api.flag(comment, address="198.51.100.23")

    held = str(Stored.read(table_client, TABLE).items)

    assert "198.51.100.23" not in held
    assert "Firefox" not in held
