"""What a site trusts, and what a token that it trusts says of a reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chalicelib.signon.keys import PublicKey

Role = Literal["reader", "author", "moderator"]
"""What the site says a reader is. It is shown, and opens nothing."""


@dataclass(frozen=True)
class Trust:
    """By what the tokens of a site are known: shared secrets, public keys, for whom they are, and who makes them if that is told."""

    secrets: Sequence[str]
    keys: Sequence[PublicKey]
    audience: str
    issuer: str | None


@dataclass(frozen=True)
class Signed:
    """What a good token says. `name` and `email` are as the site wrote them, and still to be judged as if they were typed."""

    subject: str
    name: str
    email: str | None
    role: Role
