"""Keyed hashes of what must not be stored: addresses, visitors, e-mails.

Without the key nobody can go back from a hash, not even by trying all addresses; keys are items of the table (`sites/secrets.py`).
An IPv6 address counts as its /64, since one household or phone has all of that.
"""

import hashlib
import hmac
from base64 import b32encode
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

_BYTES = 15


@dataclass(frozen=True)
class Client:
    """Who calls, as the gateway saw it: never kept, only hashed."""

    address: str
    user_agent: str


def network(address: str) -> str:
    """Answer the part of an address that stands for one visitor: IPv4 whole, IPv6 its /64, IPv4 in IPv6 as IPv4."""
    parsed = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


def keyed_hash(key: bytes, *parts: str) -> str:
    """Answer 24 letters and digits for `parts` under `key`; no two lists of parts share their text by accident."""
    message = b"".join(len(data).to_bytes(4, "big") + data for data in (part.encode() for part in parts))
    return b32encode(hmac.digest(key, message, hashlib.sha256)[:_BYTES]).decode().lower()


def fingerprint(*parts: str) -> str:
    """Answer 24 letters and digits for `parts`, for comparing; who guesses the parts can compute it too."""
    return keyed_hash(b"", *parts)


def visitor(salt: bytes, site: str, client: Client) -> str:
    """Answer the hash that stands for one visitor of one site while `salt` lasts."""
    return keyed_hash(salt, "visitor", site, network(client.address), client.user_agent)


def submission(key: bytes, site: str, client: Client, content: str) -> str:
    """Answer the hash that stands for one visitor's sending of this content: sent again by the same one, it is the same."""
    return keyed_hash(key, "submission", site, network(client.address), client.user_agent, content)


def address_hash(key: bytes, site: str, client: Client) -> str:
    """Answer the hash that stands for one address on one site while `key` lasts."""
    return keyed_hash(key, "address", site, network(client.address))
