"""Public keys that sign tokens, as a site gives them: a JSON Web Key Set (RFC 7517), of which what verifying needs is kept.

Their form is judged each time that a site is read, and so by plain rules; whether each is a key, once, when it is set.
"""

import warnings
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, NotRequired

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from typing_extensions import TypedDict

MOST_KEYS = 10

Algorithm = Literal["RS256", "ES256", "EdDSA", "Ed25519"]
"""Those of public keys that we take. A shared secret is for HS256."""

_ALGORITHMS: Mapping[str, tuple[Algorithm, ...]] = {
    "RSA": ("RS256",),
    "EC": ("ES256",),
    "OKP": ("EdDSA", "Ed25519"),
}
_CURVES = {"RSA": None, "EC": "P-256", "OKP": "Ed25519"}
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
"""Members that only private and shared keys have."""

_AS_OTHERS_MAKE_THEM = ConfigDict(extra="ignore")

_Number = Annotated[str, Field(min_length=1, max_length=1400, pattern="^[A-Za-z0-9_-]+$")]
"""In base64url. The modulus of an RSA key of 8,192 bits has 1,366 characters."""


class PublicKey(TypedDict):
    """One public key. Other members than these are left out."""

    __pydantic_config__ = _AS_OTHERS_MAKE_THEM  # type: ignore[misc] # pydantic's own way

    kty: Annotated[Literal["RSA", "EC", "OKP"], Field(description="Its type.", examples=["OKP"])]
    kid: NotRequired[
        Annotated[str, Field(min_length=1, max_length=200, description="Its name, which tokens call it by.")]
    ]
    alg: NotRequired[Annotated[Algorithm, Field(description="The algorithm that it is for.")]]
    use: NotRequired[Annotated[Literal["sig"], Field(description="What it is for: signatures.")]]
    crv: NotRequired[Annotated[Literal["P-256", "Ed25519"], Field(description="The curve, of EC and OKP.")]]
    n: NotRequired[Annotated[_Number, Field(description="The modulus, of RSA; of 2,048 bits at least.")]]
    e: NotRequired[Annotated[_Number, Field(description="The exponent, of RSA.")]]
    x: NotRequired[Annotated[_Number, Field(description="The point, of EC and OKP.")]]
    y: NotRequired[Annotated[_Number, Field(description="Its other part, of EC.")]]


def _holds_nothing_secret(key: Any) -> Any:
    if isinstance(key, Mapping) and not _PRIVATE.isdisjoint(key):
        raise ValueError("has a key that is private; give only public ones, and make another in place of this one")
    return key


def _is_of_one_kind(key: PublicKey) -> PublicKey:
    if key.get("crv") != _CURVES[key["kty"]]:
        raise ValueError("must be of type RSA, EC with the curve P-256, or OKP with the curve Ed25519")
    if "alg" in key and key["alg"] not in _ALGORITHMS[key["kty"]]:
        raise ValueError("must not be for an algorithm of another type of keys")
    return key


def _can_be_told_apart(keys: list[PublicKey]) -> list[PublicKey]:
    names = {key.get("kid") for key in keys}
    if len(names) < len(keys) or (None in names and len(keys) > 1):
        raise ValueError("must have keys that each have a kid of their own")
    return keys


class PublicKeys(TypedDict):
    """A JSON Web Key Set."""

    __pydantic_config__ = _AS_OTHERS_MAKE_THEM  # type: ignore[misc] # as above

    keys: Annotated[
        list[Annotated[PublicKey, BeforeValidator(_holds_nothing_secret), AfterValidator(_is_of_one_kind)]],
        Field(
            min_length=1, max_length=MOST_KEYS, description="Public keys, each with a `kid` where there are several."
        ),
        AfterValidator(_can_be_told_apart),
    ]


def algorithms_of(key: PublicKey) -> Sequence[str]:
    """Answer the algorithms by which a key may have signed."""
    return (key["alg"],) if "alg" in key else _ALGORITHMS[key["kty"]]


def broken_key(keys: Sequence[PublicKey]) -> int | None:
    """Answer the place of the first of these that is of the right form and yet no key, or one that is too short to be safe."""
    from joserfc.errors import JoseError, SecurityWarning  # noqa: PLC0415 - only who sets keys waits for the library
    from joserfc.jwk import import_key  # noqa: PLC0415 - as above

    for place, key in enumerate(keys):
        plain: dict[str, Any] = {**key}
        with warnings.catch_warnings():
            warnings.simplefilter("error", SecurityWarning)
            try:
                import_key(plain)
            except (JoseError, SecurityWarning, ValueError):
                return place
    return None
