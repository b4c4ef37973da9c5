"""How fast comments and edits of them may come from one address: so many in each minute of the clock.

They are counted in the transaction that stores one, under the condition that there is room: of any number at once no more than
the limit are stored, and what is refused is not counted. Counted is the address alone, hashed under the salt of the day. So nobody can
use up somebody else's minute, but for who shares the address, and another User-Agent or page is no way around.
"""

from datetime import datetime

from chalicelib.clock import epoch
from chalicelib.privacy import Client, address_hash
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.values import Item, number
from chalicelib.storage.writes import Write

_MINUTE = 60
_KEPT_LONGER = 60
"""Seconds for which a minute is still there when it is over: clocks of processes differ."""


def rate_key(site: Site, client: Client, now: datetime) -> Key:
    """Answer where the comments and edits are counted that come from this address in this minute."""
    return keys.rate(site.id, address_hash(site.secrets.salt, site.id, client), epoch(now) // _MINUTE)


def is_full(site: Site, item: Item | None) -> bool:
    """Tell whether as many came in a minute, as it was read, as may."""
    return item is not None and number(item, "post_count") >= site.settings.posts_per_minute


def seconds_left(now: datetime) -> int:
    """Answer how long it takes until the next minute begins, when there is room again: 1 to 60."""
    return _MINUTE - epoch(now) % _MINUTE


def count_post(site: Site, key: Key, now: datetime) -> Write:
    """Count one more comment or edit, provided that there is room."""
    values = {
        "type": "rate",
        "ttl": epoch(now) + seconds_left(now) + _KEPT_LONGER,
        "one": 1,
        "most": site.settings.posts_per_minute,
    }
    return Write(
        "Update",
        key,
        update="SET #type = :type, #ttl = :ttl ADD #post_count :one",
        condition="attribute_not_exists(#post_count) OR #post_count < :most",
        values=values,
    )
