"""What a signed-on reader is told of their own comments on a page, on any device."""

from typing import Any

import pytest

from chalicelib.comments import mine
from tests.author import Author
from tests.conftest import SITE, Api, Desk, StandingClock
from tests.signon.publisher import ANOTHER_SECRET, NOW, SECRET, token
from tests.signon.test_sign_on import EMAIL, bearer, faults, left, settle
from tests.storage.meter import Meter


@pytest.fixture(autouse=True)
def signed_on(api: Api) -> None:
    settle(api)


def told(api: Api, page: str = "/a", **claims: Any) -> list[tuple[str, str]]:
    """Answer the ids and statuses of what is a reader's own, with a token that is good at this moment."""
    moment = int(api.services.clock().timestamp())
    response = api.get("mine", params={"page": page}, headers=bearer(iat=moment, exp=moment + 60, **claims))
    assert response.is_success, response.text
    assert response.headers["Cache-Control"] == "no-store"
    return [(comment["id"], comment["status"]) for comment in response.json()["comments"]]


def test_a_reader_is_told_what_waits_and_what_may_still_be_changed(desk: Desk, clock: StandingClock) -> None:
    api = desk.api
    settle(api, banned_words=["casino"])
    public, spam = left(api, email=EMAIL), left(api, "To the casino!")
    settle(api, moderation_mode="hold_all")
    waits, rejected = left(api, name="Ada L.", role="author"), left(api, "Nonsense.")
    desk.act("reject", rejected["id"])
    withdrawn = left(api, "Forget it.")["id"]
    assert api.call("DELETE", f"/v1/sites/{SITE}/comments/{withdrawn}", headers=bearer()).is_success
    elsewhere = api.post("comments", {"page": "/b", "body": "Elsewhere."}, headers=bearer()).json()["comment"]["id"]
    anothers = left(api, sub="reader-7")["id"]
    api.comment(email=EMAIL)
    held = [(waits["id"], "pending"), (spam["id"], "pending")]

    assert told(api) == [*held, (public["id"], "approved")]
    assert api.calls[-1].json()["comments"] == [waits, spam, public]
    assert EMAIL not in api.calls[-1].text
    assert told(api, "/b") == [(elsewhere, "pending")]
    assert told(api, sub="reader-7") == [(anothers, "pending")]
    assert told(api, "/nobody-was-here") == told(api, sub="reader-8") == []
    clock.pass_by(minutes=15)
    assert told(api) == held
    clock.pass_by(days=6, hours=23, minutes=44)
    assert told(api) == held
    clock.pass_by(minutes=2)
    assert told(api) == []


@pytest.mark.parametrize(
    ("sent", "refused"),
    [
        (None, (401, "unauthorized", [])),
        ("of one comment", (401, "unauthorized", [])),
        ("of a moderator", (401, "unauthorized", [])),
        ("nonsense", (401, "unauthorized", [])),
        (token(exp=NOW - 60), (401, "sign_on_refused", ["token_expired"])),
        (token(aud="other"), (401, "sign_on_refused", ["token_audience"])),
        (token(ANOTHER_SECRET), (401, "sign_on_refused", ["token_signature"])),
    ],
)
def test_who_has_no_good_token_of_the_sites_sign_on_is_told_nothing(
    desk: Desk, meter: Meter, sent: str | None, refused: tuple[int, str, list[str]]
) -> None:
    own = {"of one comment": Author.of(desk.api).token, "of a moderator": desk.token}
    desk.api.counts()

    with meter.measure() as used:
        headers = {} if sent is None else {"Authorization": f"Bearer {own.get(sent, sent)}"}
        response = desk.api.get("mine", params={"page": "/a"}, headers=headers)

    assert faults(response) == refused
    assert response.headers["Cache-Control"] == "no-store"
    used.assert_budget(requests=0)


def test_a_token_of_one_site_tells_nothing_of_another(api: Api) -> None:
    api.services.sites.create("other", "Other", ["https://other.example"])
    settle(api, "other", sign_on_secret=SECRET, moderation_mode="hold_all")
    left(api)

    def ask(**claims: Any) -> Any:
        return api.call("GET", "/v1/sites/other/mine", params={"page": "/a"}, headers=bearer(**claims))

    assert faults(ask()) == (401, "sign_on_refused", ["token_audience"])
    assert ask(aud="other").json() == {"comments": []}


def test_at_an_alias_a_reader_is_told_what_is_at_either_page(desk: Desk) -> None:
    settle(desk.api, moderation_mode="hold_all")
    stays, moves = left(desk.api)["id"], desk.api.post("comments", {"page": "/old", "body": "Old."}, headers=bearer())
    both = [(moves.json()["comment"]["id"], "pending"), (stays, "pending")]
    desk.change_page("/old", alias_of="/a")

    assert (told(desk.api, "/old"), told(desk.api)) == (both, both[1:])
    desk.api.services.run_job("merge")
    assert told(desk.api, "/old") == told(desk.api) == both


def test_of_the_latest_of_all_pages_a_part_is_shown(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mine, "LOOKED_AT", 4)
    monkeypatch.setattr(mine, "MOST", 2)
    ids = [left(api, f"Well said, {number}.")["id"] for number in range(3)]
    assert told(api) == [(ids[2], "approved"), (ids[1], "approved")]

    for _ in range(3):
        api.post("comments", {"page": "/b", "body": "Elsewhere."}, headers=bearer())

    assert told(api) == [(ids[2], "approved")]


def test_it_takes_a_round_trip_or_two_and_three_with_replies(api: Api, meter: Meter) -> None:
    left(api, "Said elsewhere by somebody else.", sub="reader-7")

    with meter.measure() as used:
        assert told(api) == []
    used.assert_budget(round_trips=1, requests=2, read_units=1, write_units=0)
    roots = [left(api, f"Well said, {number}.")["id"] for number in range(2)]
    with meter.measure() as used:
        assert len(told(api)) == 2
    used.assert_budget(round_trips=2, requests=3, read_units=2)
    reply = api.post("comments", {"page": "/a", "body": "Indeed.", "parent": roots[0]}, headers=bearer())
    api.comment(parent=reply.json()["comment"]["id"])
    with meter.measure() as used:
        told(api)
    used.assert_budget(round_trips=3, requests=4, read_units=3)
    assert [one["reply_count"] for one in api.calls[-1].json()["comments"]] == [1, 0, 2]
