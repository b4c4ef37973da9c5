"""Tokens by the API: admins make, list and revoke them, and cannot lock everybody out."""

from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.errors import LastAdmin
from chalicelib.storage import keys
from chalicelib.storage.table import Span
from chalicelib.storage.values import unpack
from tests.conftest import SITE, Api, Desk
from tests.storage.meter import Meter

if TYPE_CHECKING:
    import httpx

BOTH_ENGINES = True


def listed(admin: Desk, **parameters: Any) -> Any:
    response = admin.api.get("tokens", params=parameters, headers=admin.headers)
    assert response.is_success, response.text
    return response.json()


def make(admin: Desk, **token: Any) -> "httpx.Response":
    return admin.api.post("tokens", token, headers=admin.headers)


def revoke(admin: Desk, token_id: str) -> "httpx.Response":
    return admin.api.call("DELETE", f"/v1/sites/{SITE}/tokens/{token_id}", headers=admin.headers)


def lines(api: Api) -> list[dict[str, Any]]:
    """The lines of the log that tell of tokens, the oldest first."""
    found = api.services.table.query(Span(keys.log(SITE, "")[0]), 1000)
    return [line for line in map(unpack, found) if line["action"].startswith("token_")]


def test_who_has_a_token_learns_whose_it_is(admin: Desk, desk: Desk) -> None:
    admin.api.services.sites.change(SITE, settings={"timezone": "Europe/London"})

    for one, role, name in ((admin, "admin", "chief"), (desk, "moderator", "desk")):
        told = one.api.get("moderation/me", headers=one.headers).json()

        assert (told["role"], told["name"]) == (role, name)
        assert told["site"] == {"id": SITE, "name": "News Example", "timezone": "Europe/London"}
        assert not any(one.token in str(value) for value in told.values())


def test_a_token_is_shown_once_and_good_from_then_on(admin: Desk) -> None:
    response = make(admin, role="moderator", name=" night desk ")

    made = response.json()
    assert response.status_code == 201
    assert response.headers["Cache-Control"] == "no-store"
    assert (made["role"], made["name"], made["created_at"]) == ("moderator", "night desk", "2026-03-14T12:00:00.000Z")
    assert Desk(admin.api, made["token"]).queue()["comments"] == []
    shown = listed(admin)
    assert [token["name"] for token in shown["tokens"]] == ["chief", "night desk"]
    assert shown["tokens"][1] == {name: value for name, value in made.items() if name != "token"}
    assert made["token"] not in str(shown)


def test_two_calls_make_two_tokens_also_of_one_name(admin: Desk) -> None:
    assert make(admin, name="desk").json()["token"] != make(admin, name="desk").json()["token"]

    assert [token["name"] for token in listed(admin)["tokens"]] == ["chief", "desk", "desk"]


def test_the_name_of_a_token_is_no_readers_any_more(admin: Desk) -> None:
    made = make(admin, name="Night Desk").json()
    new = {"page": "/a", "body": "Well said.", "author": {"name": "night desk"}}
    assert admin.api.post("comments", new).json()["code"] == "name_reserved"

    assert revoke(admin, made["id"]).status_code == 204
    assert admin.api.post("comments", new).status_code == 202


def test_a_list_of_tokens_comes_in_parts(admin: Desk) -> None:
    for number in range(4):
        make(admin, name=f"desk {number}")

    names: list[str] = []
    cursor = None
    while cursor is not None or not names:
        part = listed(admin, limit=2, **({"cursor": cursor} if cursor else {}))
        names += [token["name"] for token in part["tokens"]]
        cursor = part["next"]

    assert names == ["chief", "desk 0", "desk 1", "desk 2", "desk 3"]


def test_a_revoked_token_ends_at_once_and_is_not_found_again(admin: Desk, desk: Desk) -> None:
    (token,) = [token for token in listed(admin)["tokens"] if token["name"] == "desk"]

    assert revoke(admin, token["id"]).status_code == 204

    assert desk.api.get("moderation/comments", headers=desk.headers).status_code == 401
    assert [left["name"] for left in listed(admin)["tokens"]] == ["chief"]
    assert (revoke(admin, token["id"]).status_code, len(lines(admin.api))) == (404, 3)


@pytest.mark.parametrize("token_id", ["unknown", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "%23", "a" * 500])
def test_an_unknown_token_is_not_found(admin: Desk, token_id: str) -> None:
    assert revoke(admin, token_id).json()["code"] == "not_found"


def test_the_log_tells_who_made_and_who_revoked_a_token(admin: Desk) -> None:
    made = make(admin, role="admin", name="deputy").json()
    revoke(Desk(admin.api, made["token"]), listed(admin)["tokens"][0]["id"])

    chief, deputy, gone = lines(admin.api)
    assert (chief["action"], chief["moderator"], chief["after"]) == (
        "token_create",
        "operator",
        {"role": "admin", "name": "chief"},
    )
    assert (deputy["action"], deputy["moderator_name"], deputy["subject"]) == ("token_create", "chief", made["id"])
    assert (gone["action"], gone["moderator_name"], gone["subject"]) == ("token_revoke", "deputy", chief["subject"])
    assert gone["before"] == {"role": "admin", "name": "chief"}
    assert made["token"] not in str(lines(admin.api))


def test_the_last_admins_token_is_revoked_by_the_operator_alone(admin: Desk, desk: Desk) -> None:
    (chief,) = [token for token in listed(admin)["tokens"] if token["role"] == "admin"]
    before = lines(admin.api)

    response = revoke(admin, chief["id"])

    assert (response.status_code, response.json()["code"]) == (409, "last_admin")
    assert lines(admin.api) == before
    assert len(listed(admin)["tokens"]) == 2
    admin.api.services.tokens.revoke(SITE, chief["id"])
    assert admin.api.get("tokens", headers=admin.headers).status_code == 401


def test_an_admin_may_revoke_the_own_token_while_there_is_another(admin: Desk) -> None:
    deputy = Desk(admin.api, make(admin, role="admin", name="deputy").json()["token"])
    chief = listed(admin)["tokens"][0]

    assert revoke(admin, chief["id"]).status_code == 204

    assert [token["name"] for token in listed(deputy)["tokens"]] == ["deputy"]


def test_of_two_admins_who_revoke_each_others_tokens_at_once_one_stays(admin: Desk) -> None:
    tokens = admin.api.services.tokens
    deputy = tokens.check(make(admin, role="admin", name="deputy").json()["token"])
    chief = tokens.check(admin.token)
    tokens.revoke(SITE, deputy.id, by=chief)

    # The other call has been let in before that, and goes on now.
    with pytest.raises(LastAdmin):
        tokens.revoke(SITE, chief.id, by=deputy)

    assert tokens.of_site(SITE) == [chief]


@pytest.mark.parametrize(
    ("new", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "desk", "role": "author"}, "role"),
        ({"name": "desk", "site": "other"}, "site"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(admin: Desk, new: dict[str, str], field: str) -> None:
    response = make(admin, **new)

    assert (response.status_code, [error["field"] for error in response.json()["errors"]]) == (422, [field])
    assert len(listed(admin)["tokens"]) == 1


def test_a_moderator_may_not_see_or_touch_tokens(desk: Desk) -> None:
    (token,) = desk.api.services.tokens.of_site(SITE)

    assert desk.api.get("tokens", headers=desk.headers).status_code == 403
    assert make(desk, role="admin", name="me").status_code == 403
    assert revoke(desk, token.id).status_code == 403
    assert desk.api.services.tokens.of_site(SITE) == [token]


def test_what_tokens_cost(admin: Desk, meter: Meter) -> None:
    listed(admin)
    with meter.measure() as used:
        listed(admin)
    used.assert_budget(round_trips=3, write_units=0)  # the admin's token, then the list

    with meter.measure() as used:
        made = make(admin, role="admin", name="deputy").json()
    used.assert_budget(round_trips=2, write_units=8)
    listed(admin)

    with meter.measure() as used:
        revoke(admin, made["id"])
    used.assert_budget(round_trips=4, write_units=10)
