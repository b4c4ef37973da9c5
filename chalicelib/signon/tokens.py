"""Tokens of the publisher's sign-on, judged: JSON Web Tokens in compact form (RFC 7519) that name a reader.

The library checks signatures and claims; here is which key may have signed, what a token must say, and how each fault is told. Nothing of a
token is believed before its signature is found good, but for the two members of its header by which the key is chosen; and the key says
which algorithms it is for, not the token. This module is imported only when a token comes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from joserfc.errors import (
    ClaimError,
    ExceededSizeError,
    ExpiredTokenError,
    JoseError,
)
from joserfc.jwk import Key, OctKey, import_key
from joserfc.jws import CompactSignature, JWSRegistry, extract_compact, validate_compact
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry
from joserfc.util import urlsafe_b64decode
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chalicelib.clock import epoch
from chalicelib.errors import SignOnRefused
from chalicelib.signon.keys import PublicKey, algorithms_of
from chalicelib.signon.models import Role, Signed, Trust

MOST_BYTES = 4096
LONGEST = timedelta(hours=24)
"""From when a token is made until it expires."""
LEEWAY = timedelta(seconds=60)
"""So much may the clocks of the two sites differ."""

_SHARED = "HS256"
_ANOTHER = "Have the site make a new one, and send the call again."

_Moment = Annotated[float, Field(allow_inf_nan=False)]


class _Claims(BaseModel):
    """What a token has to say, beside for whom and by whom it is. Whatever else it says does not matter."""

    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)

    sub: str = Field(min_length=1, max_length=255)
    name: str
    email: str | None = None
    role: Role | None = None
    iat: _Moment
    exp: _Moment
    nbf: _Moment = 0.0


class _Algorithms(JWSRegistry):
    """Knows all that a key may be for. Which of them is allowed is decided by key; the library's own list would warn of `EdDSA`."""

    def get_alg(self, name: str) -> Any:
        return self.algorithms[name]


_ALGORITHMS = _Algorithms(
    strict_check_header=False
)  # what a header says beyond what we ask is to be ignored, by RFC 7515


def read(token: str, trust: Trust, now: datetime) -> Signed:
    """Answer what a good token says. Raises `SignOnRefused`."""
    if not trust.secrets and not trust.keys:
        raise SignOnRefused("sign_on_off", "The site has no sign-on. Send the call without `Authorization`.")
    if len(token) > MOST_BYTES:
        raise _too_long()
    signed = _signed(token, trust)
    try:
        said = json.loads(signed.payload, object_pairs_hook=_once)
        claims = _Claims.model_validate(said)
    except ValidationError as failure:
        raise _claim(failure) from failure
    except (ValueError, RecursionError) as failure:
        raise _malformed() from failure
    _judge(claims, said, trust, now)
    return Signed(claims.sub, claims.name, claims.email, claims.role or "reader")


def _signed(token: str, trust: Trust) -> CompactSignature:
    """Answer a token that one of the site's keys has signed."""
    header = _header(token)
    keys = _keys(header, trust)
    try:
        signed = extract_compact(token.encode(), registry=_ALGORITHMS)
        is_good = any(validate_compact(signed, key, registry=_ALGORITHMS) for key in keys)
    except ExceededSizeError as failure:
        raise _too_long() from failure
    except (JoseError, ValueError) as failure:
        raise _malformed() from failure
    if not is_good:
        message = (
            "No key of the site has signed the token. Sign it with a key or secret that is in the site's settings."
        )
        raise SignOnRefused("token_signature", message)
    return signed


def _header(token: str) -> Mapping[str, Any]:
    try:
        header = json.loads(urlsafe_b64decode(token.partition(".")[0].encode()), object_pairs_hook=_once)
    except (ValueError, RecursionError) as failure:
        raise _malformed() from failure
    if not isinstance(header, dict):
        raise _malformed()
    if "crit" in header:  # of what must be understood we understand nothing
        message = "The token's header says by `crit` that more must be understood than is. Make tokens without it."
        raise SignOnRefused("token_malformed", message)
    return header


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Answer an object; raises `ValueError` where a member is named twice, of which others might read the other one."""
    found = dict(members)
    if len(found) < len(members):
        raise ValueError("a member is named twice")
    return found


def _keys(header: Mapping[str, Any], trust: Trust) -> Sequence[Key]:
    """Answer the keys that may have signed a token with this header."""
    algorithm = header.get("alg")
    if algorithm == _SHARED and trust.secrets:
        return [OctKey.import_key(secret) for secret in trust.secrets]
    known = [name for key in trust.keys for name in algorithms_of(key)] + ([_SHARED] if trust.secrets else [])
    if algorithm not in known:
        message = f"The token is signed by an algorithm that the site has no key for. Sign it by {_either(known)}."
        raise SignOnRefused("token_algorithm", message)
    named: dict[str, Any] = {**_named(header, trust.keys)}
    return [import_key(named)]


def _named(header: Mapping[str, Any], keys: Sequence[PublicKey]) -> PublicKey:
    """Answer the key that a header names; without a name the only one."""
    name = header.get("kid")
    named = [key for key in keys if key.get("kid") == name] if "kid" in header or len(keys) > 1 else list(keys)
    if not named:
        message = "The token's header names no key of the site. Set its `kid` to that of a key in `sign_on_keys`."
        raise SignOnRefused("token_key", message)
    if header["alg"] not in algorithms_of(named[0]):
        message = f"The key that the token names is for {_either(algorithms_of(named[0]))}. Sign by that."
        raise SignOnRefused("token_algorithm", message)
    return named[0]


def _judge(claims: _Claims, said: Mapping[str, Any], trust: Trust, now: datetime) -> None:
    """Raise `SignOnRefused` unless a token is for this site, of its issuer, and good at this moment."""
    expected: dict[str, ClaimsOption] = {"aud": {"essential": True, "value": trust.audience}}
    if trust.issuer is not None:
        expected["iss"] = {"essential": True, "value": trust.issuer}
    registry = JWTClaimsRegistry(now=epoch(now), leeway=int(LEEWAY.total_seconds()), **expected)
    try:
        registry.validate({name: said[name] for name in ("aud", "iss", "exp", "nbf", "iat") if name in said})
    except ClaimError as failure:
        raise _faults(failure, trust) from failure
    if claims.exp - claims.iat > LONGEST.total_seconds():
        hours = LONGEST // timedelta(hours=1)
        raise SignOnRefused(
            "token_lifetime", f"The token is good for too long. Let `exp` be {hours} hours after `iat` at most."
        )


def _faults(failure: ClaimError, trust: Trust) -> SignOnRefused:
    if isinstance(failure, ExpiredTokenError):
        return SignOnRefused("token_expired", f"The token has expired. {_ANOTHER}")
    match failure.claim.partition(",")[0]:
        case "aud":
            return SignOnRefused(
                "token_audience", f"The token is not for this site. Set its `aud` to {trust.audience!r}."
            )
        case "iss":
            return SignOnRefused(
                "token_issuer", f"The token is not of this site's issuer. Set its `iss` to {trust.issuer!r}."
            )
    message = "The token is not good yet. Set the clock of the machine that makes tokens, and `iat` and `nbf` by it."
    return SignOnRefused("token_early", message)


def _claim(failure: ValidationError) -> SignOnRefused:
    first = failure.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "payload"
    return bad_claim(name, str(first["msg"]))


def bad_claim(name: str, message: str) -> SignOnRefused:
    """Answer the refusal of a token that says something which cannot be."""
    return SignOnRefused("token_claim", f"The token's `{name}` cannot be used: {message}. Mend what the site puts in.")


def _malformed() -> SignOnRefused:
    message = "It is no JSON Web Token in compact form. Send it as it was made, as `Authorization: Bearer TOKEN`."
    return SignOnRefused("token_malformed", message)


def _too_long() -> SignOnRefused:
    message = (
        f"The token is too long. Let it have {MOST_BYTES:,} characters at most, and no certificates in its header."
    )
    return SignOnRefused("token_too_long", message)


def _either(names: Iterable[str]) -> str:
    return " or ".join(sorted(set(names)))
