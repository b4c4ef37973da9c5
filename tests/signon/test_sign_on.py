"""Readers who are signed in on the publisher's site: what they are shown as, what they can change, and what is known of them."""

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from chalicelib.storage import keys
from tests.conftest import SITE, Api, Desk, StandingClock
from tests.recount import recount
from tests.signon.publisher import ANOTHER_SECRET, NOW, SECRET, token
from tests.storage.engines import TABLE
from tests.storage.meter import Meter
from tests.stored import Stored
from tests.web.document import PATH

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SUBJECT = "reader-1042"
EMAIL = "ada@home.example"


@pytest.fixture(autouse=True)
def signed_on(api: Api) -> None:
    settle(api)


def settle(api: Api, site: str = SITE, **settings: Any) -> None:
    api.services.sites.change(site, settings={"moderation_mode": "hold_suspect", "sign_on_secret": SECRET, **settings})


def bearer(**claims: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(**claims)}"}


def send(api: Api, body: str = "Well said.", headers: dict[str, str] | None = None, **new: Any) -> httpx.Response:
    """Send a comment as the reader that these headers name."""
    return api.post("comments", {"page": "/a", "body": body, **new}, headers=bearer() if headers is None else headers)


def left(api: Api, body: str = "Well said.", **claims: Any) -> Any:
    """Leave a comment as the reader of whom a token says this; answer how it is shown."""
    response = send(api, body, bearer(**claims))
    assert response.is_success, response.text
    return response.json()["comment"]


def faults(response: httpx.Response) -> tuple[int, str, list[str]]:
    problem = response.json()
    return response.status_code, problem["code"], [error["code"] for error in problem["errors"]]


def test_name_and_e_mail_are_those_of_the_token_whatever_is_typed(desk: Desk) -> None:
    typed = {"name": "Bob", "email": "bob@home.example", "url": "https://ada.example/"}

    response = send(desk.api, headers=bearer(email="Ada@Home.example"), author=typed)

    assert response.status_code == 201
    assert response.json()["comment"]["author"] == {"name": "Ada", "url": "https://ada.example/", "badge": None}
    author = desk.queue("approved")["comments"][0]["author"]
    assert (author["email"], author["is_signed_in"], author["badge"]) == ("Ada@home.example", True, None)
    assert send(desk.api, headers=bearer(), author=typed).is_success
    assert desk.queue("approved")["comments"][0]["author"]["email"] is None


def test_who_is_signed_in_need_not_say_who_they_are_and_who_is_not_has_to(api: Api) -> None:
    assert send(api).json()["comment"]["author"]["name"] == "Ada"

    response = send(api, headers={})

    assert faults(response) == (422, "invalid_request", ["missing"])
    assert response.json()["errors"][0]["field"] == "author"


def test_who_is_not_signed_in_comments_as_before(desk: Desk) -> None:
    comment = desk.api.comment(email=EMAIL)

    assert comment["author"] == {"name": "Ada", "url": None, "badge": None}
    assert desk.queue("approved")["comments"][0]["author"]["is_signed_in"] is False


def test_the_form_without_javascript_stays_anonymous(desk: Desk) -> None:
    typed = {"name": "Ada", "body": "Well said.", "email": EMAIL}

    desk.api.call("POST", PATH, params={"page": "/a"}, data=typed, headers=bearer(role="moderator"))

    author = desk.queue("approved")["comments"][0]["author"]
    assert (author["is_signed_in"], author["badge"], author["email"]) == (False, None, EMAIL)


@pytest.mark.parametrize(("role", "badge"), [("reader", None), ("author", "author"), ("moderator", "moderator")])
def test_the_badge_is_the_tokens_role_wherever_the_comment_is_shown(desk: Desk, role: str, badge: str | None) -> None:
    api, posted = desk.api, left(desk.api, role=role)
    reply = send(api, "Indeed.", bearer(role=role), parent=posted["id"]).json()["comment"]

    (thread,) = api.thread()["comments"]
    shown = [
        posted,
        thread,
        *thread["replies"],
        api.get(f"comments/{reply['id']}").json(),
        *api.get("recent").json()["comments"],
        *desk.queue("approved")["comments"],
    ]
    assert [one["author"]["badge"] for one in shown] == [badge] * 8
    page = api.call("GET", PATH, params={"page": "/a"}).text
    assert page.count('class="badge"') == (2 if badge else 0)
    assert page.count(f'<span class="badge">{badge}</span>') == (2 if badge else 0)


def test_a_badge_stays_with_its_comment_and_goes_with_its_author(
    desk: Desk, table_client: "DynamoDBClient", table_name: str
) -> None:
    api, posted = desk.api, left(desk.api, role="author")["id"]
    send(api, "Indeed.", bearer(role="moderator", sub="reader-7"), parent=posted)
    path = f"/v1/sites/{SITE}/comments/{posted}"

    edited = api.call("PATCH", path, json={"body": "Better said."}, headers=bearer(role="reader")).json()["comment"]
    assert (edited["author"]["badge"], edited["body"]) == ("author", "Better said.")
    desk.act("reject", posted)
    (tombstone,) = api.thread()["comments"]
    assert (tombstone["author"], tombstone["replies"][0]["author"]["badge"]) == (None, "moderator")
    thread = next(item for item in Stored.read(table_client, table_name).of("thread"))
    assert "badge" not in thread
    desk.act("approve", posted)
    assert api.thread()["comments"][0]["author"]["badge"] == "author"
    assert recount(table_client, table_name) == []


@pytest.mark.parametrize(
    "new",
    [
        {"author": {"name": "Ada", "badge": "moderator"}},
        {"author": {"name": "Ada", "role": "moderator"}},
        {"badge": "moderator"},
        {"role": "moderator"},
    ],
)
def test_nothing_beside_the_token_gives_a_badge(api: Api, new: dict[str, Any]) -> None:
    assert faults(send(api, **new)) == (422, "invalid_request", ["unknown"])
    shown = left(api, header={"role": "moderator", "badge": "moderator"}, badge="moderator")
    assert shown["author"]["badge"] is None


@pytest.mark.parametrize(
    ("name", "imitation"), [("Editor", "Edit\u043er"), ("Ada (Moderator)", "Ada (M\u043ederator)")]
)
def test_a_reserved_name_is_for_who_has_a_badge(api: Api, name: str, imitation: str) -> None:
    settle(api, reserved_names=["Editor"])

    assert send(api, headers=bearer(name=imitation)).json()["code"] == "name_reserved"
    for role in ("author", "moderator"):
        assert left(api, name=name, role=role)["author"] == {"name": name, "url": None, "badge": role}


@pytest.mark.parametrize(
    ("claims", "named"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "Ada\u200b"}, "name"),
        ({"name": "Ada \N{CHECK MARK}"}, "name"),
        ({"email": "ada"}, "email"),
        ({"email": "a" * 250 + "@home.example"}, "email"),
    ],
)
def test_a_name_and_an_e_mail_in_a_token_are_held_to_the_rules_of_typed_ones(
    api: Api, claims: dict[str, str], named: str
) -> None:
    response = send(api, headers=bearer(**claims))

    assert faults(response) == (401, "sign_on_refused", ["token_claim"])
    assert f"`{named}`" in response.json()["detail"]


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        (token(exp=NOW - 60), "token_expired"),
        (token(ANOTHER_SECRET), "token_signature"),
        (token(aud="other"), "token_audience"),
        ("nonsense", "token_malformed"),
    ],
)
def test_a_bad_token_is_refused_and_nothing_is_read_or_stored(api: Api, meter: Meter, sent: str, fault: str) -> None:
    api.counts()

    with meter.measure() as used:
        response = send(api, headers={"Authorization": f"Bearer {sent}"}, author={"name": "Ada"})

    assert faults(response) == (401, "sign_on_refused", [fault])
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert sent not in response.text
    used.assert_budget(requests=0)


def test_a_token_is_good_on_its_own_site_alone(api: Api) -> None:
    api.services.sites.create("other", "Other", ["https://other.example"])
    settle(api, "other", sign_on_secret=None)

    def post(**claims: Any) -> httpx.Response:
        new = {"page": "/a", "body": "Well said."}
        return api.call("POST", "/v1/sites/other/comments", json=new, headers=bearer(**claims))

    assert faults(post(aud="other"))[2] == ["sign_on_off"]
    settle(api, "other")  # even with the same secret
    assert faults(post())[2] == ["token_audience"]
    assert post(aud="other").status_code == 201
    assert faults(send(api, headers=bearer(aud="other")))[2] == ["token_audience"]


def test_a_secret_is_replaced_without_a_gap(api: Api) -> None:
    old, new = bearer(), bearer(secret=ANOTHER_SECRET)

    settle(api, sign_on_second_secret=ANOTHER_SECRET)
    assert [send(api, headers=headers).status_code for headers in (old, new)] == [201, 201]
    settle(api, sign_on_secret=None)
    assert [send(api, headers=headers).status_code for headers in (old, new)] == [401, 201]


def test_what_the_site_expects_of_audience_and_issuer_is_a_setting(api: Api) -> None:
    settle(api, sign_on_audience="https://news.example", sign_on_issuer="accounts")

    assert faults(send(api, headers=bearer(iss="accounts")))[2] == ["token_audience"]
    assert faults(send(api, headers=bearer(aud="https://news.example")))[2] == ["token_issuer"]
    assert send(api, headers=bearer(aud="https://news.example", iss="accounts")).is_success


def test_on_any_device_who_left_a_comment_reads_edits_and_withdraws_it(desk: Desk, clock: StandingClock) -> None:
    settle(desk.api, moderation_mode="hold_all")
    api, posted = desk.api, left(desk.api)["id"]
    path = f"/v1/sites/{SITE}/comments/{posted}"
    clock.pass_by(minutes=1)
    mine, anothers = bearer(iat=NOW + 60, name="Ada L."), bearer(sub="reader-7", role="moderator")

    shown = api.call("GET", path, headers=mine)
    assert (shown.json()["status"], shown.headers["Cache-Control"]) == ("pending", "no-store")
    assert api.call("GET", path, headers=anothers).status_code == api.call("GET", path).status_code == 404
    for method, body in (("PATCH", {"body": "Mine now."}), ("DELETE", None)):
        answer = api.call(method, path, json=body, headers=anothers)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    edited = api.call("PATCH", path, json={"body": "Better said."}, headers=mine)
    assert (edited.json()["comment"]["body"], edited.json()["comment"]["author"]["name"]) == ("Better said.", "Ada")
    assert api.call("DELETE", path, headers=mine).status_code == 204
    assert desk.comment(posted)["status"] == "deleted"


def test_of_a_comment_that_is_not_theirs_nobody_is_told_whether_it_is_there(api: Api) -> None:
    typed = api.comment()["id"]
    answers = [
        api.call(method, f"/v1/sites/{SITE}/comments/{one}", json=body, headers=bearer()).json()
        for one in (typed, "01ARZ3NDEKTSV4RRFFQ69G5FAV", "none")
        for method, body in (("PATCH", {"body": "x"}), ("DELETE", None))
    ]

    assert {(answer["code"], answer["detail"]) for answer in answers} == {(answers[0]["code"], answers[0]["detail"])}
    assert answers[0]["code"] == "unauthorized"


def test_a_bad_token_of_the_sign_on_is_told_wherever_one_can_be_sent(api: Api) -> None:
    posted = left(api)["id"]

    for method, body in (("GET", None), ("PATCH", {"body": "x"}), ("DELETE", None)):
        path = f"/v1/sites/{SITE}/comments/{posted}"
        response = api.call(method, path, json=body, headers=bearer(exp=NOW - 60))
        assert faults(response) == (401, "sign_on_refused", ["token_expired"])


def test_a_comment_knows_who_wrote_it_for_as_long_as_an_author_token_is_good(api: Api, clock: StandingClock) -> None:
    settle(api, moderation_mode="hold_all")
    posted = left(api)["id"]

    def is_shown(days: float) -> bool:
        clock.pass_by(days=days)
        api.services.run_job("rotate")
        moment = int(clock.now.timestamp())
        return api.get(f"comments/{posted}", headers=bearer(iat=moment, exp=moment + 60)).is_success

    assert [is_shown(days) for days in (0, 30, 1, 29.9, 2)] == [True, True, True, True, False]


def test_under_hold_new_a_subject_is_trusted_after_so_many_approved_comments(desk: Desk) -> None:
    settle(desk.api, moderation_mode="hold_new", trust_after=2)

    for number in range(2):
        waiting = left(desk.api, email=EMAIL)
        assert waiting["status"] == "pending", number
        desk.act("approve", waiting["id"])

    assert left(desk.api, email="new@home.example", name="Ada L.")["status"] == "approved"
    assert left(desk.api, sub="reader-7", email=EMAIL)["status"] == "pending"
    assert desk.api.comment(email=EMAIL)["status"] == "pending"
    assert desk.queue()["comments"][-1]["checks"][0]["reason"] == "The author is not signed in."


def test_an_edit_of_a_trusted_subject_is_public_at_once(desk: Desk) -> None:
    settle(desk.api, moderation_mode="hold_new", trust_after=1)
    desk.act("approve", left(desk.api)["id"])
    second = left(desk.api)["id"]

    path = f"/v1/sites/{SITE}/comments/{second}"
    edited = desk.api.call("PATCH", path, json={"body": "Better said."}, headers=bearer())

    assert edited.json()["comment"]["status"] == "approved"


def test_who_moderators_trust_need_not_wait_if_they_are_signed_in(desk: Desk) -> None:
    settle(desk.api, moderation_mode="hold_new")
    left(desk.api)
    desk.api.comment(email=EMAIL)
    for row in desk.queue()["comments"]:
        assert desk.note(row["author"]["id"], is_trusted=True).is_success

    assert left(desk.api)["status"] == "approved"
    assert desk.api.comment(email=EMAIL)["status"] == "pending"


def test_of_a_comment_that_is_erased_nothing_tells_who_was_signed_in(
    desk: Desk, clock: StandingClock, table_client: "DynamoDBClient", table_name: str
) -> None:
    posted = left(desk.api, role="author", email=EMAIL)["id"]
    desk.act("delete", posted)
    clock.pass_by(days=31)

    assert desk.api.services.run_job("retain") == {SITE: {"erased": 1, "busy": 0}}
    assert recount(table_client, table_name) == []
    author = desk.comment(posted)["author"]
    assert (author["badge"], author["is_signed_in"], author["id"]) == (None, False, None)


def test_what_moderators_know_of_a_subject_is_apart_from_what_is_typed(desk: Desk) -> None:
    for number in range(2):
        left(desk.api, f"Well said, {number}.", email=EMAIL)
    left(desk.api, "Well said elsewhere.", email=EMAIL, sub="reader-7")
    desk.api.comment(email=EMAIL)

    authors = {row["author"]["id"]: row["author"]["history"] for row in desk.queue("approved")["comments"]}

    assert sorted(history["approved"] for history in authors.values()) == [1, 1, 2]
    mine = desk.author(next(one for one, history in authors.items() if history == {"approved": 2}))
    assert [comment["author"]["is_signed_in"] for comment in mine["comments"]] == [True, True]


def test_a_bad_history_of_a_subject_makes_their_next_comment_wait(desk: Desk) -> None:
    for number in range(3):
        desk.act("reject", left(desk.api, f"Buy {number}.")["id"])

    assert left(desk.api)["status"] == "pending"
    assert left(desk.api, sub="reader-7")["status"] == "approved"


def test_a_subject_can_be_blocked_by_e_mail_and_as_an_author(desk: Desk) -> None:
    left(desk.api, email=EMAIL)
    author = desk.queue("approved")["comments"][0]["author"]["id"]

    block = desk.block("email", EMAIL)
    assert (
        send(desk.api, headers=bearer(email=EMAIL), author={"name": "Bob", "email": "b@home.example"}).status_code
        == 403
    )
    assert send(desk.api, headers=bearer(email="new@home.example")).is_success
    desk.lift(block["id"])
    block = desk.block("author", author)
    assert faults(send(desk.api, headers=bearer(email="new@home.example")))[:2] == (403, "blocked")
    assert [one["id"] for one in desk.author(author)["blocks"]] == [block["id"]]
    assert desk.api.comment(email=EMAIL)["status"] == "approved"
    desk.lift(block["id"])
    assert send(desk.api).is_success


def test_the_same_reader_may_repeat_with_another_token_and_no_other_reader(api: Api) -> None:
    def post(**claims: Any) -> httpx.Response:
        return send(api, headers=bearer(**claims) | {"Idempotency-Key": "k-1"}, author={"name": "Ada"})

    first = post()

    assert post(exp=NOW + 7200, name="Ada L.").json() == first.json()
    assert post(sub="reader-7").json()["code"] == "idempotency_conflict"
    anonymous = send(api, headers={"Idempotency-Key": "k-1"}, author={"name": "Ada"})
    assert anonymous.json()["code"] == "idempotency_conflict"


def test_a_signed_in_post_an_edit_and_a_withdrawal_take_no_more_round_trips(desk: Desk, meter: Meter) -> None:
    root = desk.publish()
    desk.api.counts()

    with meter.measure() as used:
        posted = send(desk.api, headers=bearer(email=EMAIL) | {"Idempotency-Key": "k-1"}, parent=root).json()["comment"]
    used.assert_budget(round_trips=2)
    path = f"/v1/sites/{SITE}/comments/{posted['id']}"
    for method, body, most in (("PATCH", {"body": "Better said."}, 3), ("DELETE", None, 2)):
        with meter.measure() as used:
            assert desk.api.call(method, path, json=body, headers=bearer()).is_success
        used.assert_budget(round_trips=most)


def test_subject_and_e_mail_are_in_nothing_that_readers_may_see(desk: Desk, table_client: "DynamoDBClient") -> None:
    one, two = (left(desk.api, f"Well said, {number}.", email=EMAIL, sub="subject-8") for number in range(2))
    desk.api.thread()
    desk.api.get("recent")
    desk.api.get("feed.atom")
    desk.api.call("GET", PATH, params={"page": "/a"})
    desk.api.get(f"comments/{one['id']}", headers=bearer(sub="subject-8"))

    told = "".join(answer.text for answer in desk.api.calls)
    items = items_of(table_client)
    (author,) = {item["author"]["S"] for item in items if "author" in item}
    assert not [secret for secret in ("subject-8", EMAIL, author, "writer") if secret in told]
    assert "subject-8" not in held(items)
    readable = [item for item in items if item["pk"]["S"].startswith(("SITE#", "PAGE#", "COMMENT#", "VIEWS#"))]
    assert not [item["pk"] for item in readable if author in held(item) or EMAIL in held(item)]
    records = {item["id"]["S"]: item["writer"]["S"] for item in items if item["pk"]["S"].startswith("COMMENT#")}
    assert records[one["id"]] != records[two["id"]]
    for index in (keys.GSI1, keys.GSI2):
        assert author not in held(items_of(table_client, IndexName=index))


@pytest.mark.parametrize("path", ["moderation/comments", "moderation/log", "settings", "tokens", "stats"])
def test_a_moderators_badge_does_not_open_moderation(api: Api, path: str) -> None:
    response = api.get(path, headers=bearer(role="moderator"))

    assert (response.status_code, response.json()["code"]) == (401, "unauthorized")


def held(items: Any) -> str:
    return json.dumps(items, default=str)


def items_of(client: "DynamoDBClient", **scan: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for page in client.get_paginator("scan").paginate(TableName=TABLE, **scan):
        found += page["Items"]
    return found
