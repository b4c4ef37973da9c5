"""The publisher's own site, which signs what it says of readers. It is made with no code of the service, nor with its library."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.conftest import SITE, START

NOW = int(START.timestamp())
SECRET = "5f1c0c7e5c9b4f0fa1d2b7c6e8f90a1b"
ANOTHER_SECRET = "a-secret-of-another-newsroom-0123"
CLAIMS: Mapping[str, Any] = {
    "aud": SITE,
    "sub": "reader-1042",
    "name": "Ada",
    "role": "reader",
    "iat": NOW,
    "exp": NOW + 3600,
}

Sign = Callable[[bytes], bytes]


def in_base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(header: Any, payload: Any, sign: Sign) -> str:
    """Sign a payload under a header; either may be the text that stands there instead."""
    parts = [in_base64((part if isinstance(part, str) else json.dumps(part)).encode()) for part in (header, payload)]
    signed = ".".join(parts)
    return f"{signed}.{in_base64(sign(signed.encode()))}"


def by_secret(secret: str | bytes) -> Sign:
    key = secret.encode() if isinstance(secret, str) else secret
    return lambda text: hmac.digest(key, text, hashlib.sha256)


@dataclass(frozen=True)
class Pair:
    """A pair of keys: what signs, and the public one as a JSON Web Key."""

    algorithm: str
    sign: Sign
    public: dict[str, str]
    pem: bytes = field(repr=False)

    def named(self, name: str) -> dict[str, str]:
        return {**self.public, "kid": name}


@cache
def rsa_pair(bits: int = 2048) -> Pair:
    key = rsa.generate_private_key(65537, bits)
    numbers = key.public_key().public_numbers()
    public = {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}
    return Pair("RS256", lambda text: key.sign(text, padding.PKCS1v15(), SHA256()), public, _pem(key.public_key()))


@cache
def ec_pair() -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    numbers = key.public_key().public_numbers()
    public = {"kty": "EC", "crv": "P-256", "x": _number(numbers.x, 32), "y": _number(numbers.y, 32)}

    def sign(text: bytes) -> bytes:
        return b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(key.sign(text, ec.ECDSA(SHA256()))))

    return Pair("ES256", sign, public, _pem(key.public_key()))


@cache
def ed_pair() -> Pair:
    key = ed25519.Ed25519PrivateKey.generate()
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    public = {"kty": "OKP", "crv": "Ed25519", "x": in_base64(raw)}
    return Pair("EdDSA", key.sign, public, _pem(key.public_key()))


def ed_private_pem() -> bytes:
    """A new private key on Ed25519, as openssl writes it."""
    key = ed25519.Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def token(secret: str = SECRET, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
    """Sign by a shared secret; a claim that is None is left out."""
    return compact({"alg": "HS256", "typ": "JWT", **(header or {})}, said(**claims), by_secret(secret))


def token_by(pair: Pair, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
    """Sign by a pair of keys."""
    return compact({"alg": pair.algorithm, "typ": "JWT", **(header or {})}, said(**claims), pair.sign)


def said(**claims: Any) -> dict[str, Any]:
    return {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}


def _number(number: int, length: int | None = None) -> str:
    return in_base64(number.to_bytes(length or (number.bit_length() + 7) // 8, "big"))


def _pem(key: Any) -> bytes:
    pem: bytes = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem
