"""Proofs of work as browsers make them."""

from datetime import UTC, datetime
from typing import Any

import altcha

from tests.conftest import SITE, Api

AHEAD = datetime(2100, 1, 1, 12, 0, tzinfo=UTC)
"""ALTCHA's library looks at the machine's clock besides ours, and finds nothing expired at this moment: what is tested is ours."""


def challenge(api: Api, site: str = SITE) -> Any:
    """Ask for a challenge."""
    response = api.call("GET", f"/v1/sites/{site}/challenge")
    assert response.status_code == 200, response.text
    return response.json()


def solve(given: Any) -> str:
    """Answer what goes with a comment: the challenge and its solution as JSON, in base64."""
    asked = altcha.Challenge.from_dict(given)
    solution = altcha.solve_challenge(asked)
    assert solution is not None
    return altcha.Payload(asked, solution).to_base64()


def solved(api: Api, site: str = SITE) -> str:
    """Ask for a challenge and solve it."""
    return solve(challenge(api, site))
