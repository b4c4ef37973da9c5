"""What authors may see with the token that came with their comment."""

from typing import Any

import pytest

from tests.conftest import SITE, Api, Desk, StandingClock

BOTH_ENGINES = True

NEW: dict[str, Any] = {"page": "/a", "body": "Well said.", "author": {"name": "Ada", "email": "ada@home.example"}}


def post(api: Api) -> tuple[str, dict[str, str]]:
    """Leave a comment; answer its id, and the header that proves who wrote it."""
    answer = api.post("comments", NEW).json()
    return answer["comment"]["id"], {"Authorization": f"Bearer {answer['author_token']}"}


def test_authors_see_their_comment_while_it_waits(api: Api) -> None:
    posted, own = post(api)

    response = api.get(f"comments/{posted}", headers=own)

    assert response.status_code == 200
    assert (response.json()["status"], response.json()["body"]) == ("pending", "Well said.")
    assert "home.example" not in response.text


@pytest.mark.parametrize(
    ("action", "status"), [("approve", "approved"), ("spam", "pending"), ("reject", None), ("delete", None)]
)
def test_what_authors_see_after_a_decision(desk: Desk, action: str, status: str | None) -> None:
    posted, own = post(desk.api)
    desk.act(action, posted)

    response = desk.api.get(f"comments/{posted}", headers=own)

    assert response.json().get("status") == (status or 404)


def test_a_token_is_of_one_comment(api: Api) -> None:
    one, own = post(api)
    two, _ = post(api)

    assert api.get(f"comments/{one}", headers=own).status_code == 200
    assert api.get(f"comments/{two}", headers=own).status_code == 404


def test_nobody_else_sees_what_waits(desk: Desk) -> None:
    posted, own = post(desk.api)
    token = own["Authorization"]

    for authorization in (
        "",
        token[:-1],
        f"{token}x",
        token.swapcase(),
        token.removeprefix("Bearer "),
        f"Bearer {desk.token}",
    ):
        response = desk.api.get(f"comments/{posted}", headers={"Authorization": authorization})
        assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_token_of_another_site_opens_nothing(api: Api) -> None:
    api.services.sites.create("other", "Other", ["https://other.example"])
    foreign = api.call("POST", "/v1/sites/other/comments", json=NEW).json()["author_token"]
    posted, _ = post(api)

    assert api.get(f"comments/{posted}", headers={"Authorization": f"Bearer {foreign}"}).status_code == 404


def test_a_token_is_good_for_30_days(api: Api, clock: StandingClock) -> None:
    posted, own = post(api)

    clock.pass_by(days=29, hours=23)
    assert api.get(f"comments/{posted}", headers=own).status_code == 200
    clock.pass_by(hours=1)
    assert api.get(f"comments/{posted}", headers=own).status_code == 404


def test_an_approved_comment_is_for_everybody_token_or_not(desk: Desk) -> None:
    posted = desk.publish()

    assert desk.api.get(f"comments/{posted}", headers={"Authorization": "Bearer nonsense"}).status_code == 200


@pytest.mark.parametrize("unknown", ["1", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "01KKP3FDG0000000000000000O", "x" * 200, SITE])
def test_an_unknown_comment_is_not_found(api: Api, unknown: str) -> None:
    response = api.get(f"comments/{unknown}")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
