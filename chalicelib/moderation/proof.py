"""Proof of work: a puzzle that a browser solves while a person writes, and that is dear to who sends thousands of comments.

It is ALTCHA's, version 2: the challenge is signed and holds all there is to know of it, so nothing is stored when it is given out. Its key
is made of the site's signing key; a challenge of another site is none here. That it is used is stored with the comment, in one
transaction, so one solution is good for one comment, and is not lost where the comment was not taken.
"""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from chalicelib.clock import Clock, epoch
from chalicelib.comments.judging import Claim, Submission
from chalicelib.comments.models import Finding
from chalicelib.errors import FieldError, InvalidRequest
from chalicelib.ids import RandomBytes
from chalicelib.privacy import fingerprint
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.writes import put_new

if TYPE_CHECKING:
    from altcha import Payload

GOOD_FOR = timedelta(minutes=30)
"""Long enough for who writes much. Whoever solves in advance gains no more than the comments of half an hour."""
_KEPT_LONGER = timedelta(hours=1)
"""After the end of a challenge its use is kept, since clocks differ."""
_ALGORITHM = "PBKDF2/SHA-256"
_COST = 1000
"""Rounds of one try, half a millisecond of a browser. What is meant to be changed is the number of tries."""
_FIELD = "form.proof"


class ChallengeParameters(TypedDict):
    """A puzzle as ALTCHA has it: find the counter whose derived key begins with `keyPrefix`."""

    algorithm: Annotated[str, Field(description="How a key is derived.", examples=[_ALGORITHM])]
    cost: Annotated[int, Field(description="The rounds of one derivation.", examples=[_COST], ge=1)]
    keyLength: Annotated[int, Field(description="The bytes of a key.", examples=[32], ge=1)]
    keyPrefix: Annotated[
        str,
        Field(description="How the key begins, in hexadecimal.", examples=["9f1c04bb3a5d27e86650d1f4c2ab7e93"]),
    ]
    nonce: Annotated[
        str,
        Field(
            description="With the counter as four bytes, the password, in hexadecimal.",
            examples=["5b2d8a0e6f914c7a"],
        ),
    ]
    salt: Annotated[str, Field(description="The salt, in hexadecimal.", examples=["c03f9e5d1b7a4286"])]
    expiresAt: Annotated[
        int, Field(description="Until when a solution is taken, in seconds since 1970.", examples=[1773491400])
    ]


class Challenge(TypedDict):
    """What a browser has to solve before it sends a comment."""

    is_required: Annotated[
        bool, Field(description="Whether the site asks for a proof of work. If not, the others are null.")
    ]
    parameters: Annotated[ChallengeParameters | None, Field(description="The puzzle.")]
    signature: Annotated[str | None, Field(description="The service's mark, which goes back with the solution.")]


class ProofService:
    """Gives out challenges and knows their solutions. Reads and writes nothing itself."""

    def __init__(self, clock: Clock, random: RandomBytes) -> None:
        self._clock = clock
        self._random = random

    def challenge(self, site: Site) -> Challenge:
        """Answer a new challenge, or that none is needed."""
        if not site.settings.proof_of_work:
            return {"is_required": False, "parameters": None, "signature": None}
        from altcha import create_challenge  # noqa: PLC0415 - only sites that want proofs wait for it

        made: Any = create_challenge(
            _ALGORITHM,
            _COST,
            counter=1 + int.from_bytes(self._random(8)) % site.settings.proof_difficulty,
            expires_at=epoch(self._clock() + GOOD_FOR),
            hmac_secret=_secret(site, site.secrets.signing[-1]),
        ).to_dict()
        return {"is_required": True, "parameters": made["parameters"], "signature": made["signature"]}


def proof_of(site: Site, submission: Submission) -> Finding | Claim | None:
    """Answer the claim on the proof that came with a comment, or the finding that none can come; None where none is wanted.

    Edits need none. Raises `InvalidRequest`, which names `form.proof`.
    """
    if not site.settings.proof_of_work or submission.is_edit:
        return None
    if submission.is_plain_form:
        reason = "It came by the form without JavaScript, which cannot do the proof of work that this site asks for."
        return Finding("proof_of_work", "hold", reason)
    if not submission.form.proof:
        raise _refused("missing", "solve a challenge of this site and send the solution")
    signature, expires_at = _solved(site, submission.form.proof, submission.at)
    used = {"type": "proof", "ttl": expires_at + int(_KEPT_LONGER.total_seconds())}
    place = keys.proof(site.id, fingerprint(signature))
    return Claim(
        put_new(place, used), _refused("proof_used", "has been used for another comment; solve a new challenge")
    )


def _solved(site: Site, proof: str, now: datetime) -> tuple[str, int]:
    """Answer the signature of a challenge that is solved and its end, in seconds since 1970."""
    payload = _payload(proof)
    results = list(_results(site, payload))
    expires_at = payload.challenge.parameters.expires_at
    if any(result.verified for result in results) and expires_at is not None:
        if epoch(now) < expires_at:
            return str(payload.challenge.signature), expires_at
    elif not any(result.expired for result in results):
        raise _refused("invalid", "is no solution of a challenge of this site")
    raise _refused("proof_expired", "is of a challenge that has expired; solve a new one")


def _payload(proof: str) -> "Payload":
    from altcha import Payload  # noqa: PLC0415 - as above

    try:
        return Payload.from_base64(proof)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as failure:
        raise _refused("invalid", "is not what ALTCHA makes of a solution") from failure


def _results(site: Site, payload: "Payload") -> Iterator[Any]:
    from altcha import verify_solution  # noqa: PLC0415 - as above

    for key in site.secrets.signing:
        yield verify_solution(payload, _secret(site, key))


def _secret(site: Site, signing_key: bytes) -> bytes:
    return hmac.digest(signing_key, f"proof of work\x00{site.id}".encode(), hashlib.sha256)


def _refused(code: str, message: str) -> InvalidRequest:
    return InvalidRequest([FieldError(_FIELD, code, message)])
