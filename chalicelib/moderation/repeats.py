"""The same text again: who pastes one text under many articles is told so, whoever it is and wherever on the site.

That a text was left is put down in the transaction that stores its comment, under the condition that it is not down already: of two at
once one is stored. It is forgotten a day later, or when its author withdraws the comment before. Texts are the same when they have the same
letters, digits and emoji in the same order; case, spaces, punctuation and other ways to write the same letter do not matter.
"""

import unicodedata
from datetime import datetime, timedelta

from chalicelib.clock import epoch
from chalicelib.comments.models import Comment
from chalicelib.privacy import fingerprint
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.values import Item, number
from chalicelib.storage.writes import Write

SHORTEST = 40
"""Shorter texts may come again: people do say "Thank you!" twice."""
KEPT_FOR = timedelta(hours=24)
_LEFT_ALONE_FOR = timedelta(hours=1)
"""Before a text is forgotten anyway: by another clock it may be somebody else's by then."""


def text_key(site: str, body: str) -> Key | None:
    """Answer where it is put down that a text was left, None for one that may come again."""
    return None if len(body) < SHORTEST else keys.text(site, fingerprint("text", site, essence(body)))


def essence(body: str) -> str:
    """Answer what makes a text that text: its letters, digits and emoji; of one without any all but the spaces."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", body).casefold())
    said = "".join(character for character in plain if _says_something(character))
    return said or "".join(plain.split())


def is_repeat(item: Item | None, now: datetime) -> bool:
    """Tell whether a text was left within a day before `now`: DynamoDB may keep for days what has expired."""
    return item is not None and number(item, "ttl") > epoch(now)


def put_down(key: Key, comment: str, now: datetime) -> Write:
    """Put down that a text was left by this comment, provided that it was not."""
    item = {"type": "text", "write_id": comment, "ttl": epoch(now + KEPT_FOR)}
    condition = "attribute_not_exists(#pk) OR #ttl <= :now"
    return Write("Put", key, item=item, condition=condition, values={"now": epoch(now)})


def free(site: str, comment: Comment, now: datetime) -> Write | None:
    """Let the text of a comment be left again; None where there is nothing to let go.

    A comment that was edited may have another one's text by now, so its own is forgotten in time.
    """
    key = text_key(site, comment.body)
    ends_at = datetime.fromisoformat(comment.created_at) + KEPT_FOR
    if key is None or comment.edited_at is not None or now >= ends_at - _LEFT_ALONE_FOR:
        return None
    condition = "attribute_not_exists(#pk) OR #write_id = :comment"
    return Write("Delete", key, condition=condition, values={"comment": comment.id})


def _says_something(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LNM" or category == "So"
