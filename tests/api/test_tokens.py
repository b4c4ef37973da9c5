"""Moderators' calls are for who has a token of the site."""

from typing import Any

import pytest

from app import SLICES
from tests.author import Author
from tests.conftest import SITE, Api, Desk, StandingClock

ROUTES = [
    (endpoint.method, endpoint.path.replace("{site}", SITE).replace("{id}", "01ARZ3NDEKTSV4RRFFQ69G5FAV"))
    for part in SLICES
    for endpoint in part.all
    if "/moderation/" in endpoint.path
]
MODERATION = f"/v1/sites/{SITE}/moderation"
BODIES: dict[str, Any] = {
    f"{MODERATION}/actions": {"action": "delete", "ids": ["x"]},
    f"{MODERATION}/comments/01ARZ3NDEKTSV4RRFFQ69G5FAV": {"body": "x"},
    f"{MODERATION}/blocks": {"kind": "domain", "value": "home.example"},
    f"{MODERATION}/authors/{{author}}": {"note": "x"},
    f"{MODERATION}/authors/{{author}}/actions": {"action": "delete"},
}


@pytest.fixture
def foreign(api: Api) -> str:
    """A good token, of another site."""
    api.services.sites.create("other", "Other", ["https://other.example"])
    secret, _ = api.services.tokens.create("other", "admin", "elsewhere")
    return secret


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_without_a_good_token_nothing_is_answered(api: Api, desk: Desk, method: str, path: str) -> None:
    for authorization in (
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer blw_unknown",
        f"Bearer {desk.token}x",
        f"Bearer {desk.token[:-1]}",
        f"Bearer {desk.token.swapcase()}",
        f"Basic {desk.token}",
        desk.token,
    ):
        headers = {} if authorization is None else {"Authorization": authorization}

        response = api.call(method, path, json=BODIES.get(path), headers=headers)

        assert (response.status_code, response.json()["code"]) == (401, "unauthorized"), authorization
        assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_token_of_another_site_is_refused(api: Api, foreign: str, method: str, path: str) -> None:
    response = api.call(method, path, json=BODIES.get(path), headers={"Authorization": f"Bearer {foreign}"})

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_an_authors_token_is_none(api: Api, method: str, path: str) -> None:
    token = api.post("comments", {"page": "/a", "body": "x", "author": {"name": "Ada"}}).json()["author_token"]

    response = api.call(method, path, json=BODIES.get(path), headers={"Authorization": f"Bearer {token}"})

    assert response.status_code == 401


def test_a_foreign_token_moves_nothing(api: Api, desk: Desk, foreign: str) -> None:
    posted = api.comment()["id"]

    Desk(api, foreign).api.post(
        "moderation/actions",
        {"action": "approve", "ids": [posted]},
        headers={"Authorization": f"Bearer {foreign}"},
    )

    assert [comment["id"] for comment in desk.queue()["comments"]] == [posted]
    assert api.thread()["comments"] == []


@pytest.mark.parametrize("role", ["moderator", "admin"])
def test_moderators_and_admins_may_moderate(api: Api, role: Any) -> None:
    secret, _ = api.services.tokens.create(SITE, role, "desk")

    assert Desk(api, secret).publish()


def test_the_name_of_the_scheme_may_be_written_in_any_case(api: Api, desk: Desk) -> None:
    response = api.get("moderation/comments", headers={"Authorization": f"bearer  {desk.token} "})

    assert response.is_success


def test_a_revoked_token_ends_at_once(api: Api, desk: Desk) -> None:
    token = api.services.tokens.of_site(SITE)[0]
    assert api.get("moderation/comments", headers=desk.headers).is_success

    api.services.tokens.revoke(SITE, token.id)

    assert api.get("moderation/comments", headers=desk.headers).status_code == 401


AUTHORS = [("PATCH", {"body": "Mine now."}), ("DELETE", None), ("PATCH", "no JSON at all")]


@pytest.mark.parametrize(("method", "body"), AUTHORS)
def test_only_its_author_changes_a_comment_and_who_is_not_learns_nothing_of_the_body(
    api: Api, desk: Desk, method: str, body: Any
) -> None:
    author, other = Author.of(api), Author.of(api)
    api.services.sites.create("other", "Other", ["https://other.example"])
    new = {"page": "/a", "body": "Well said.", "author": {"name": "Ada"}}
    foreign = api.call("POST", "/v1/sites/other/comments", json=new).json()["author_token"]

    for authorization in (
        None,
        "Bearer",
        author.token,
        f"Bearer {author.token[:-1]}",
        f"Bearer {author.token.swapcase()}",
        f"Bearer {other.token}",
        f"Bearer {foreign}",
        f"Bearer {desk.token}",
    ):
        headers = {} if authorization is None else {"Authorization": authorization}

        response = api.call(method, author.path, json=body, headers=headers)

        assert (response.status_code, response.json()["code"]) == (401, "unauthorized"), authorization
        assert response.headers["WWW-Authenticate"] == "Bearer"
    assert [row["body"] for row in desk.queue()["comments"]] == ["Well said."] * 2


@pytest.mark.parametrize(("method", "body"), AUTHORS[:2])
def test_an_authors_token_that_has_expired_changes_nothing(
    api: Api, clock: StandingClock, method: str, body: Any
) -> None:
    api.services.sites.change(SITE, settings={"edit_window_minutes": 1440})
    author = Author.of(api)
    clock.pass_by(days=30)

    assert api.call(method, author.path, json=body, headers=author.headers).status_code == 401


def test_a_comment_that_is_not_there_has_no_author(api: Api) -> None:
    author = Author.of(api)

    for unknown in ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "1", "x" * 200):
        assert Author(api, unknown, author.token).try_to_withdraw().status_code == 401
