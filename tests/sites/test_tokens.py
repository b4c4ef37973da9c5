"""Tokens of moderators: shown once, kept as a hash, listed and revoked by operators."""

import pytest

from chalicelib.errors import InvalidRequest, NotFound, SiteNotFound, Unauthorized
from chalicelib.storage import keys
from chalicelib.storage.writes import Write
from tests.conftest import SITE, Api, StandingClock
from tests.storage.faults import Faults
from tests.storage.meter import Meter


def test_a_token_is_shown_once_and_known_from_then_on(api: Api) -> None:
    secret, token = api.services.tokens.create(SITE, "moderator", " night desk ")

    assert secret.startswith("blw_")
    assert len(secret) == 44
    assert (token.site, token.role, token.name) == (SITE, "moderator", "night desk")
    assert api.services.tokens.check(secret) == token


def test_no_two_tokens_are_the_same(api: Api) -> None:
    assert len({api.services.tokens.create(SITE, "admin", "desk")[0] for _ in range(20)}) == 20


@pytest.mark.parametrize("secret", ["", "blw_", "blw_x", "x", "\u00e9", "blw_" + "A" * 40])
def test_an_unknown_token_is_refused(api: Api, secret: str) -> None:
    with pytest.raises(Unauthorized):
        api.services.tokens.check(secret)


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "a\nb"])
def test_a_token_has_a_name_that_can_be_read(api: Api, name: str) -> None:
    with pytest.raises(InvalidRequest):
        api.services.tokens.create(SITE, "moderator", name)


def test_a_token_is_of_a_site_that_there_is(api: Api) -> None:
    with pytest.raises(SiteNotFound):
        api.services.tokens.create("nobody", "moderator", "desk")


def test_a_sites_tokens_are_listed_from_the_oldest_on(api: Api, clock: StandingClock) -> None:
    api.services.sites.create("other", "Other", ["https://other.example"])
    made = []
    for name in ("one", "two", "three"):
        made.append(api.services.tokens.create(SITE, "moderator", name)[1])
        clock.pass_by(minutes=1)
    api.services.tokens.create("other", "admin", "elsewhere")

    assert api.services.tokens.of_site(SITE) == made


def test_a_revoked_token_is_refused_and_the_others_are_not(api: Api) -> None:
    (lost, token), (kept, _) = (api.services.tokens.create(SITE, "moderator", name) for name in ("lost", "kept"))

    api.services.tokens.revoke(SITE, token.id)

    with pytest.raises(Unauthorized):
        api.services.tokens.check(lost)
    assert [left.name for left in api.services.tokens.of_site(SITE)] == ["kept"]
    assert api.services.tokens.check(kept).name == "kept"


def test_a_token_is_revoked_by_its_own_site_alone(api: Api) -> None:
    api.services.sites.create("other", "Other", ["https://other.example"])
    _, token = api.services.tokens.create(SITE, "moderator", "desk")

    for site, token_id in (("other", token.id), (SITE, "unknown"), (SITE, token.id[:-1])):
        with pytest.raises(NotFound):
            api.services.tokens.revoke(site, token_id)
    assert api.services.tokens.of_site(SITE) == [token]


def stored_names(api: Api) -> dict[str, str] | None:
    """The names of tokens as the site's item has them, by their ids; None where it has no place for them."""
    names = (api.services.table.get(keys.site(SITE)) or {}).get("moderator_names")
    return None if names is None else {token: name["S"] for token, name in names["M"].items()}


def make_old(api: Api) -> None:
    """Make the site as it was before names were kept with it."""
    api.services.table.write(Write("Update", keys.site(SITE), update="REMOVE #moderator_names"))
    api.services.sites.forget(SITE)


def test_a_site_knows_the_names_of_its_tokens_and_of_no_other(api: Api) -> None:
    api.services.sites.create("other", "Other", ["https://other.example"])
    assert stored_names(api) == {}

    _, desk = api.services.tokens.create(SITE, "moderator", "desk")
    _, chief = api.services.tokens.create(SITE, "admin", "chief")
    api.services.tokens.create("other", "admin", "elsewhere")
    assert api.services.sites.get(SITE).moderator_names == ("desk", "chief")

    api.services.tokens.revoke(SITE, desk.id)
    assert stored_names(api) == {chief.id: "chief"}
    assert api.services.sites.get(SITE).moderator_names == ("chief",)


def test_a_name_is_kept_as_long_as_one_of_its_tokens(api: Api) -> None:
    tokens = [api.services.tokens.create(SITE, "moderator", "desk")[1] for _ in range(2)]

    api.services.tokens.revoke(SITE, tokens[0].id)

    assert stored_names(api) == {tokens[1].id: "desk"}


def test_an_old_site_learns_all_names_with_its_next_token(api: Api) -> None:
    _, old = api.services.tokens.create(SITE, "moderator", "old")
    make_old(api)
    assert api.services.sites.get(SITE).moderator_names == ()

    _, new = api.services.tokens.create(SITE, "moderator", "new")

    assert stored_names(api) == {old.id: "old", new.id: "new"}


def test_an_old_site_learns_those_that_are_left_when_a_token_is_revoked(api: Api) -> None:
    tokens = [api.services.tokens.create(SITE, "moderator", name)[1] for name in ("lost", "kept")]
    make_old(api)

    api.services.tokens.revoke(SITE, tokens[0].id)

    assert stored_names(api) == {tokens[1].id: "kept"}
    assert api.services.tokens.of_site(SITE) == tokens[1:]


def test_a_change_of_the_site_leaves_the_names_alone(api: Api) -> None:
    api.services.tokens.create(SITE, "moderator", "desk")

    changed = api.services.sites.change(SITE, name="News", settings={"reserved_names": ["Editor"]})

    assert changed.reserved_names == ("Editor", "desk")


def test_a_token_beyond_the_most_a_site_can_name_is_refused(api: Api) -> None:
    names = {f"{number:026}": "desk" for number in range(500)}
    update = Write("Update", keys.site(SITE), update="SET #moderator_names = :names", values={"names": names})
    api.services.table.write(update)

    with pytest.raises(InvalidRequest) as refusal:
        api.services.tokens.create(SITE, "moderator", "one more")

    assert [(field.field, field.code) for field in refusal.value.fields] == [("site", "too_many_tokens")]
    assert api.services.tokens.of_site(SITE) == []
    assert stored_names(api) == names


def test_a_token_of_a_site_that_has_gone_meanwhile_is_not_made(api: Api) -> None:
    api.services.sites.get(SITE)
    api.services.table.write(Write("Delete", keys.site(SITE)))

    with pytest.raises(SiteNotFound):
        api.services.tokens.create(SITE, "moderator", "desk")


def test_what_making_and_revoking_a_token_costs(api: Api, meter: Meter) -> None:
    with meter.measure() as used:
        _, token = api.services.tokens.create(SITE, "moderator", "desk")
    used.assert_budget(round_trips=1, write_units=8)
    api.services.sites.get(SITE)

    with meter.measure() as used:
        api.services.tokens.revoke(SITE, token.id)
    used.assert_budget(round_trips=3, write_units=8, read_units=1.5)


def test_a_token_made_again_after_a_lost_answer_is_one_token(api: Api, faults: Faults) -> None:
    faults.once("timeout_after", {"TransactWriteItems"})

    secret, token = api.services.tokens.create(SITE, "moderator", "desk")

    assert faults.struck
    assert api.services.tokens.check(secret) == token
    assert api.services.tokens.of_site(SITE) == [token]


def test_other_processes_know_within_a_minute_whose_name_is_taken(api: Api, another: Api, clock: StandingClock) -> None:
    new = {"page": "/a", "body": "Well said.", "author": {"name": "Night Desk"}}
    assert another.post("comments", new).status_code == 202
    _, token = api.services.tokens.create(SITE, "moderator", "Night Desk")

    clock.pass_by(seconds=60)
    assert another.post("comments", new).json()["code"] == "name_reserved"

    api.services.tokens.revoke(SITE, token.id)
    clock.pass_by(seconds=60)
    assert another.post("comments", new).status_code == 202
