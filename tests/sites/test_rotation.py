"""Signing keys change each month, and what they signed stays good until it expires."""

from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.comments.tokens import author_token, is_author
from chalicelib.sites.rotation import Rotated
from chalicelib.storage import keys
from tests.conftest import SITE, StandingClock

if TYPE_CHECKING:
    from chalicelib.bootstrap import Services

COMMENT = "01KKP3FDG00000000000000003"


def signing(services: "Services") -> tuple[bytes, ...]:
    """Answer the keys as a process reads them that knows nothing yet."""
    services.sites._kept.clear()
    return services.sites.get(SITE).secrets.signing


@pytest.mark.parametrize(("days", "made"), [(0, 0), (29, 0), (30, 1), (300, 1)])
def test_a_key_signs_for_a_month(services: "Services", clock: StandingClock, days: int, made: int) -> None:
    clock.pass_by(days=days)

    assert services.upkeep.jobs["rotate"](SITE) == Rotated(made=made)
    assert services.upkeep.jobs["rotate"](SITE) == Rotated()
    assert len(signing(services)) == 1 + made


def test_a_new_key_signs_only_once_every_process_knows_it(services: "Services", clock: StandingClock) -> None:
    (old,) = signing(services)
    clock.pass_by(days=30)
    services.run_job("rotate")

    assert signing(services)[-1] == old
    clock.pass_by(hours=2)
    assert signing(services)[-1] != old


def test_what_an_old_key_signed_is_good_until_it_expires(services: "Services", clock: StandingClock) -> None:
    clock.pass_by(days=30)
    site = services.sites.get(SITE)
    token = author_token(site, COMMENT, clock.now)
    services.run_job("rotate")

    for _ in range(29):
        clock.pass_by(days=1)
        services.run_job("rotate")
        signing(services)
        assert is_author(services.sites.get(SITE), COMMENT, token, clock.now)


def test_an_old_key_goes_when_all_it_signed_has_expired(services: "Services", clock: StandingClock) -> None:
    (old,) = signing(services)
    dropped = 0
    for _ in range(70):
        clock.pass_by(days=1)
        dropped += services.upkeep.jobs["rotate"](SITE).dropped

    assert dropped == 1
    assert old not in signing(services)


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before", "throttle_before"])
def test_a_key_is_made_once_when_the_table_does_not_answer(
    services: "Services", clock: StandingClock, faults: Any, fault: str
) -> None:
    clock.pass_by(days=30)
    faults.once(fault, {"UpdateItem"})

    services.run_job("rotate")
    services.run_job("rotate")

    assert len(signing(services)) == 2


def test_a_run_that_comes_second_changes_nothing(services: "Services", clock: StandingClock) -> None:
    clock.pass_by(days=30)
    services.run_job("rotate")
    before = services.table.get(keys.signing(SITE))

    services.run_job("rotate")

    assert services.table.get(keys.signing(SITE)) == before
