"""Tokens of moderators: shown once, kept as a hash, listed and revoked by operators."""

import pytest

from chalicelib.errors import InvalidRequest, NotFound, SiteNotFound, Unauthorized
from tests.conftest import SITE, Api, StandingClock


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
