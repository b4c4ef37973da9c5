"""Proof of work: without a good one that has not been used nothing is stored, and one is good for one comment."""

import base64
import json
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import altcha
import httpx
import pytest

from chalicelib.bootstrap import Services
from chalicelib.moderation.proof import GOOD_FOR
from tests.author import Author
from tests.conftest import ORIGIN, SITE, Api, Desk, StandingClock
from tests.proofs import AHEAD, challenge, solve, solved
from tests.storage.engines import TABLE, make_client
from tests.storage.meter import Meter
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture(autouse=True)
def wanted(clock: StandingClock, services: Services) -> None:
    """The site asks for proofs, easy ones."""
    clock.now = AHEAD
    services.sites.change(SITE, settings={"proof_of_work": True, "proof_difficulty": 3})


def post(
    api: Api, proof: str | None, *, text: str = "Well said.", key: str | None = None, **more: Any
) -> httpx.Response:
    new = {"page": "/a", "body": text, "author": {"name": "Ada"}, "form": {"proof": proof}, **more}
    return api.post("comments", new, headers={"Idempotency-Key": key} if key else {})


def refusal(response: httpx.Response) -> tuple[int, str, str, str]:
    (problem,) = response.json()["errors"]
    return response.status_code, response.json()["code"], problem["field"], problem["code"]


def refused(code: str) -> tuple[int, str, str, str]:
    return 422, "invalid_request", "form.proof", code


def changed(proof: str, **parameters: Any) -> str:
    """Answer a proof whose challenge says something else."""
    payload = json.loads(base64.b64decode(proof))
    payload["challenge"]["parameters"] |= parameters
    return encoded(payload)


def encoded(payload: Any) -> str:
    return base64.b64encode(json.dumps(payload).encode()).decode()


def stored(kind: str) -> list[Any]:
    return Stored.read(make_client(), TABLE).of(kind)


def test_a_comment_with_a_proof_is_taken_and_its_use_is_stored_until_nobody_could_use_it_again(api: Api) -> None:
    given = challenge(api)

    assert post(api, solve(given)).status_code == 202

    (used,) = stored("proof")
    assert used["ttl"] == given["parameters"]["expiresAt"] + 3600


def test_a_challenge_is_made_anew_for_each_call_and_kept_by_nobody(api: Api, meter: Meter) -> None:
    first = challenge(api)
    with meter.measure() as cost:
        second = challenge(api)

    cost.assert_budget(round_trips=0, requests=0)
    assert first["is_required"] is second["is_required"] is True
    assert first["parameters"]["nonce"] != second["parameters"]["nonce"]
    assert set(first["parameters"]) == {
        "algorithm", "cost", "expiresAt", "keyLength", "keyPrefix", "nonce", "salt"
    }  # fmt: skip
    assert api.calls[-1].headers["Cache-Control"] == "no-store"
    assert "ETag" not in api.calls[-1].headers


def test_a_site_that_wants_none_says_so_and_takes_comments_without(api: Api) -> None:
    api.services.sites.change(SITE, settings={"proof_of_work": False})

    assert challenge(api) == {"is_required": False, "parameters": None, "signature": None}
    assert post(api, None).status_code == 202
    assert post(api, "nonsense", text="Another.").status_code == 202


def test_readers_are_told_whether_a_proof_is_wanted(api: Api) -> None:
    assert api.thread()["settings"]["proof_of_work"] is True


def test_a_solution_takes_no_more_tries_than_the_site_says(api: Api) -> None:
    for _ in range(20):
        given = altcha.Challenge.from_dict(challenge(api))
        solution = altcha.solve_challenge(given)
        assert solution is not None
        assert 1 <= solution.counter <= 3


@cache
def garbage() -> dict[str, Any]:
    return {
        "nothing": "",
        "no base64": "%%%",
        "beyond ASCII": "é",
        "no JSON": base64.b64encode(b"{").decode(),
        "no object": encoded([1]),
        "null": encoded(None),
        "another object": encoded({"challenge": {}, "solution": {}}),
        "texts": encoded({"challenge": "x", "solution": "y"}),
        "a list of parameters": encoded({"challenge": {"parameters": []}, "solution": {}}),
        "deep": base64.b64encode(b"[" * 3000).decode(),
    }


@pytest.mark.parametrize("what", garbage())
def test_what_is_no_proof_is_refused(api: Api, what: str) -> None:
    response = post(api, garbage()[what])

    assert refusal(response) == refused("invalid" if garbage()[what] else "missing")
    assert stored("comment") == []


def test_a_comment_without_a_proof_is_refused(api: Api) -> None:
    assert refusal(post(api, None)) == refused("missing")
    assert refusal(api.post("comments", {"page": "/a", "body": "Hi.", "author": {"name": "Ada"}})) == refused("missing")

    assert stored("comment") == []


@pytest.mark.parametrize(
    "change",
    [
        {"cost": 1},
        {"keyPrefix": "00"},
        {"expiresAt": 5_000_000_000},
        {"expiresAt": None},
        {"expiresAt": "never"},
        {"nonce": "00" * 16},
        {"salt": "zz"},
        {"algorithm": "SHA-256"},
        {"data": {"a": 1}},
        {"keyLength": None},
    ],
)
def test_a_challenge_that_was_changed_is_refused(api: Api, change: Any) -> None:
    proof = solved(api)

    assert refusal(post(api, changed(proof, **change))) == refused("invalid")
    assert stored("comment") == []
    assert post(api, proof).status_code == 202, "as it was it is good"


@pytest.mark.parametrize("solution", [{"counter": 4}, {"counter": -1}, {"counter": True}, {"derivedKey": "00"}])
def test_a_wrong_solution_is_refused(api: Api, solution: Any) -> None:
    payload = json.loads(base64.b64decode(solved(api)))
    payload["solution"] |= solution

    assert refusal(post(api, encoded(payload))) == refused("invalid")
    assert stored("comment") == []


def test_an_unsigned_challenge_is_refused(api: Api) -> None:
    own = altcha.create_challenge("SHA-256", 1, counter=1)

    assert refusal(post(api, solve(own.to_dict()))) == refused("invalid")


def test_a_proof_for_another_site_is_refused(api: Api) -> None:
    api.services.sites.create("other", "Other News", [ORIGIN])
    api.services.sites.change("other", settings={"proof_of_work": True, "proof_difficulty": 3})

    assert refusal(post(api, solved(api, "other"))) == refused("invalid")
    assert stored("comment") == []


def test_a_proof_is_good_until_it_expires(api: Api, clock: StandingClock) -> None:
    first, second = solved(api), solved(api)
    clock.pass_by(seconds=GOOD_FOR.total_seconds() - 1)
    assert post(api, first).status_code == 202

    clock.pass_by(seconds=1)

    assert refusal(post(api, second, text="Later.")) == refused("proof_expired")
    assert len(stored("comment")) == 1


def test_what_the_machine_itself_finds_expired_is_told_as_such(api: Api, clock: StandingClock) -> None:
    clock.now = datetime(2020, 1, 1, tzinfo=UTC)
    api.services.sites.forget(SITE)

    assert refusal(post(api, solved(api))) == refused("proof_expired")


def test_a_proof_outlives_a_change_of_the_keys_that_sign(api: Api, clock: StandingClock) -> None:
    clock.pass_by(days=40)
    proof = solved(api)
    assert api.services.run_job("rotate")[SITE]["made"] == 1
    api.services.sites.forget(SITE)

    assert post(api, proof).status_code == 202


def test_a_proof_is_good_once_whatever_is_written_differently_in_it(api: Api) -> None:
    proof = solved(api)
    assert post(api, proof).status_code == 202
    payload = json.loads(base64.b64decode(proof))
    payload["solution"]["time"] = 12.5
    payload["challenge"]["parameters"]["more"] = "x"

    for again in (proof, encoded(payload)):
        assert refusal(post(api, again, text="Another.")) == refused("proof_used")
    assert len(stored("comment")) == 1


def test_of_two_comments_at_once_with_one_proof_one_is_stored(api: Api, table_client: "DynamoDBClient") -> None:
    """Both have been judged when the first of them is stored."""
    proof = solved(api)
    waiting, others = ["The other."], list[httpx.Response]()

    def meanwhile(**_: Any) -> None:
        while waiting:
            others.append(post(api, proof, text=waiting.pop()))

    table_client.meta.events.register("before-parameter-build.dynamodb.TransactWriteItems", meanwhile)

    response = post(api, proof, text="This one.")

    assert [other.status_code for other in others] == [202]
    assert refusal(response) == refused("proof_used")
    assert [comment["body"] for comment in stored("comment")] == ["The other."]


def test_who_sends_again_with_the_same_key_is_answered_as_before(api: Api, clock: StandingClock) -> None:
    proof = solved(api)
    first = post(api, proof, key="once")
    clock.pass_by(hours=1)

    for again in (post(api, proof, key="once"), post(api, None, key="once")):
        assert (again.status_code, again.json()) == (202, first.json())
    assert len(stored("comment")) == 1


def test_a_proof_is_not_lost_where_the_comment_was_not_taken(api: Api, desk: Desk) -> None:
    proof = solved(api)
    desk.change_page("/a", is_open=False)
    assert post(api, proof).json()["code"] == "page_closed"
    assert stored("proof") == []

    desk.change_page("/a", is_open=True)

    assert post(api, proof).status_code == 202


def test_an_edit_needs_none(api: Api) -> None:
    response = post(api, solved(api))
    left = Author(api, response.json()["comment"]["id"], response.json()["author_token"])

    assert left.edit("Better said.")["body"] == "Better said."


def test_what_comes_by_the_form_without_javascript_waits(api: Api, desk: Desk) -> None:
    api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})
    form = {"page": "/a", "name": "Ada", "body": "By the form."}

    assert "A moderator reads each comment" in api.get("thread.html", params={"page": "/a"}).text
    assert api.call("POST", f"/v1/sites/{SITE}/thread.html", data=form).status_code == 202
    assert post(api, solved(api), text="By script.").status_code == 201

    (waits,) = desk.queue()["comments"]
    assert waits["body"] == "By the form."
    assert [(found["check"], found["verdict"]) for found in waits["checks"]] == [("proof_of_work", "hold")]


def test_a_proof_costs_two_units_and_no_trip(api: Api, meter: Meter) -> None:
    proof = solved(api)
    with meter.measure() as with_proof:
        post(api, proof)
    api.services.sites.change(SITE, settings={"proof_of_work": False})
    with meter.measure() as without:
        post(api, None, text="Well said!")

    assert (with_proof.round_trips, without.round_trips) == (2, 2)
    assert with_proof.write_units == without.write_units + 2
