"""Blocks: who may not comment, by e-mail, by the domain of the e-mail, as an author, or by the hash of an address, for good or for a while.

A block is found by a key that is known from the request, so a comment is judged by it in the round trip that it takes anyhow. The item
there says which block it is and until when it is in force, and nothing of whom it is about: e-mails and domains enter their keys
hashed, authors and addresses are hashes before they come here. What moderators see of a block is in the list of blocks.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from chalicelib.clock import epoch
from chalicelib.privacy import Client, address_hash, fingerprint
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.values import Item, number

BlockKind = Literal["email", "domain", "author", "address"]

MOST_LABELS = 10
"""Labels of a domain that can be blocked. Of an e-mail's longer domain only the domains above it that are no longer are looked for."""
_FEWEST_LABELS = 2
_HASH = re.compile("[a-z2-7]{24}")


def normal(kind: BlockKind, value: str) -> str:
    """Answer the one way of writing what is to be blocked. Raises `ValueError`, in words that follow the name of a field.

    An e-mail is in small letters, its domain in the script it is written in. A domain is in small ASCII letters (IDNA), with or without
    an `@` before it, and of 2 to 10 labels. An author and an address are hashes as moderators see them.
    """
    match kind:
        case "email":
            return _email(value)
        case "domain":
            return _domain(value)
        case "author":
            return _hash(value, "must be an author's id, `author.id` of a comment in the queue")
        case "address":
            return _hash(value, "must be the hash of an address, as it stands beside a comment in the queue")


def block_key(site: str, kind: BlockKind, value: str) -> Key:
    """Answer where the block of an e-mail, a domain, an author or an address lies. Raises `ValueError` as `normal` does."""
    written = normal(kind, value)
    is_hashed = kind in {"author", "address"}
    return keys.block(site, kind, written if is_hashed else fingerprint("block", site, kind, written))


def block_item(block_id: str, until: datetime | None) -> dict[str, Any]:
    """Answer what is stored at `block_key`. Without `until` a block stays until it is taken away."""
    return {"type": "block", "id": block_id, "ttl": None if until is None else epoch(until)}


def is_in_force(item: Mapping[str, Any], now: datetime) -> bool:
    """Tell whether a block, as it was read, still holds: DynamoDB may keep it for days after its end."""
    return "ttl" not in item or number(dict(item), "ttl") > epoch(now)


def blocks_of(site: Site, email: str | None, author: str | None, client: Client) -> list[Key]:
    """Answer where all blocks lie that would keep this e-mail, this author, or who writes from this address, from commenting."""
    places = [keys.block(site.id, "address", address_hash(key, site.id, client)) for key in site.secrets.visitor_keys]
    if author is not None:
        places.append(keys.block(site.id, "author", author))
    return places if email is None else [*places, *blocks_of_email(site.id, email)]


def blocks_of_email(site: str, email: str) -> list[Key]:
    """Answer where the blocks of an e-mail, its domain and those above it lie."""
    try:
        domains = _domains(_ascii(_email(email).rpartition("@")[2]))
    except ValueError:  # an older rule took it; what is no e-mail by now cannot be blocked as one
        return []
    return [block_key(site, "email", email), *(block_key(site, "domain", domain) for domain in domains)]


def in_the_way(places: Iterable[Key], found: Mapping[Key, Item], now: datetime) -> bool:
    """Tell whether one of the blocks at these places, as they were `found`, is in force."""
    return any(place in found and is_in_force(found[place], now) for place in places)


def _email(value: str) -> str:
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - most comments come without one

    try:
        return validate_email(value.strip(), check_deliverability=False, strict=True).normalized.casefold()
    except EmailNotValidError as failure:
        raise ValueError("must be an e-mail address such as name@example.org") from failure


def _domain(value: str) -> str:
    domain = _ascii(value.strip().removeprefix("@").removesuffix("."))
    if not _FEWEST_LABELS <= domain.count(".") + 1 <= MOST_LABELS:
        raise ValueError(f"must be a domain of {_FEWEST_LABELS} to {MOST_LABELS} parts, such as example.org")
    return domain


def _ascii(domain: str) -> str:
    import idna  # noqa: PLC0415 - as above

    try:
        return idna.encode(domain, uts46=True).decode().lower()
    except idna.IDNAError as failure:
        raise ValueError("must be a domain such as example.org") from failure


def _domains(domain: str) -> list[str]:
    """Answer a domain and those above it, those that can be blocked."""
    labels = domain.split(".")
    return [".".join(labels[-count:]) for count in range(_FEWEST_LABELS, min(len(labels), MOST_LABELS) + 1)]


def _hash(value: str, must: str) -> str:
    written = value.strip()
    if not _HASH.fullmatch(written):
        raise ValueError(must)
    return written
