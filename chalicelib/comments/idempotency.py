"""Idempotency keys: a call repeated with the same key and body is given the same answer, and stores nothing.

The answer is kept for 24 hours in the transaction that stores the comment: it is there exactly if the comment is. Of two requests that
race, one stores; the other meets the answer where its own should go.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.clock import epoch
from chalicelib.comments.incoming import NewComment
from chalicelib.comments.public import PublicComment
from chalicelib.errors import FieldError, IdempotencyConflict, InvalidRequest
from chalicelib.privacy import fingerprint
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.values import Item, number
from chalicelib.storage.writes import Write

KEPT_FOR = timedelta(hours=24)
_LONGEST_KEY = 255


@dataclass(frozen=True)
class Posted:
    """What posting answers: whether the comment is public at once, how its author sees it, and the author's token."""

    is_public: bool
    comment: PublicComment
    author_token: str


@dataclass(frozen=True)
class Promise:
    """An idempotency key of a request: where its answer is kept, what the request was, and when it was made."""

    key: Key
    request: str
    now: datetime


def promise(
    site: str, idempotency_key: str | None, new: NewComment, identity: str | None, now: datetime
) -> Promise | None:
    """Answer the promise that a request asks for with its `Idempotency-Key`.

    How long its form took to fill in does not make it another, nor does a newer token of the same reader; another reader's does.
    """
    if idempotency_key is None:
        return None
    if not 1 <= len(idempotency_key) <= _LONGEST_KEY or not idempotency_key.isprintable():
        problem = FieldError("Idempotency-Key", "invalid", f"must have 1 to {_LONGEST_KEY} printable characters")
        raise InvalidRequest([problem])
    sent = new.model_dump_json(exclude={"form"})
    request = fingerprint(sent) if identity is None else fingerprint(sent, identity)
    return Promise(keys.idempotency(site, fingerprint(idempotency_key)), request, now)


def kept(promise: Promise | None, found: Mapping[Key, Item]) -> Posted | None:
    """Answer what was answered before, without the token; raises `IdempotencyConflict` for another request."""
    item = found.get(promise.key) if promise else None
    if promise is None or item is None or number(item, "ttl") <= epoch(promise.now):
        return None
    if item["request"]["S"] != promise.request:
        raise IdempotencyConflict
    return Posted(item["is_public"]["BOOL"], json.loads(item["comment"]["S"]), "")


def keep(promise: Promise, posted: Posted) -> Write:
    """Store an answer, provided that there is none."""
    item = {
        "type": "idempotency",
        "request": promise.request,
        "is_public": posted.is_public,
        "comment": json.dumps(posted.comment, ensure_ascii=False),
        "ttl": epoch(promise.now + KEPT_FOR),
    }
    condition = "attribute_not_exists(#pk) OR #ttl <= :now"
    return Write("Put", promise.key, item=item, condition=condition, values={"now": epoch(promise.now)})
