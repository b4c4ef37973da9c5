"""A site's secrets: made at first use, shared by all processes, and the salt new each day."""

import pytest

from chalicelib.storage import keys
from tests.conftest import SITE, Api, Desk, StandingClock


def salt_days(api: Api) -> list[str]:
    """The days of March whose salts are in the table."""
    days = [f"2026-03-{day:02}" for day in range(1, 32)]
    return [day for day in days if api.services.table.get(keys.salt(SITE, day))]


def test_processes_take_each_others_cursors_and_tokens(desk: Desk, another: Api) -> None:
    for _ in range(2):
        desk.publish()
    posted = desk.api.post("comments", {"page": "/a", "body": "x", "author": {"name": "Ada"}}).json()
    own = {"Authorization": f"Bearer {posted['author_token']}"}

    listed = another.get("comments", params={"page": "/a", "cursor": desk.api.thread(limit=1)["next"]})
    waiting = another.get(f"comments/{posted['comment']['id']}", headers=own)

    assert (listed.status_code, waiting.status_code) == (200, 200)


def test_processes_take_a_visitor_for_the_same(api: Api, another: Api) -> None:
    assert api.view() == {"view_count": 1, "counted": True}
    assert another.view() == {"view_count": 1, "counted": False, "reason": "repeat"}


def test_sites_hash_and_sign_with_keys_of_their_own(api: Api) -> None:
    other = api.services.sites.create("other", "Other", ["https://other.example"])
    site = api.services.sites.get(SITE)

    assert other.secrets.salt != site.secrets.salt
    assert other.secrets.signing != site.secrets.signing
    assert {len(secret) for secret in (site.secrets.salt, *site.secrets.signing)} == {32}


def test_a_salt_is_of_one_day_and_leaves_the_table_after_it(api: Api, clock: StandingClock) -> None:
    api.view()
    before = api.services.sites.get(SITE).secrets
    clock.pass_by(days=1)
    api.view()

    after = api.services.sites.get(SITE).secrets

    assert salt_days(api) == ["2026-03-14", "2026-03-15"]
    assert after.salt != before.salt
    assert after.signing == before.signing
    item = api.services.table.get(keys.salt(SITE, "2026-03-15")) or {}
    assert 1 <= (int(item["ttl"]["N"]) - clock.now.timestamp()) / 86_400 <= 2


@pytest.mark.parametrize(
    ("timezone", "day"), [("Pacific/Kiritimati", "2026-03-15"), ("Pacific/Pago_Pago", "2026-03-14")]
)
def test_a_day_is_one_of_the_sites_timezone(api: Api, timezone: str, day: str) -> None:
    api.services.sites.change(SITE, settings={"timezone": timezone})

    assert api.services.sites.get(SITE).secrets.salt_day == day
    assert day in salt_days(api)


def test_a_kept_site_never_brings_the_salt_of_another_day(api: Api, clock: StandingClock) -> None:
    clock.now = clock.now.replace(hour=23, minute=59, second=50)
    api.view()

    clock.pass_by(seconds=15)

    assert api.services.sites.get(SITE).secrets.salt_day == "2026-03-15"
