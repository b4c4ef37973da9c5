"""The host that a reader came from, of whatever is sent as `referrer`: nothing else of it is kept.

It has one form: lower case, punycode, without `www.` and port. What is no name that all the world can look up (addresses, names of one
word) tells nothing and is left out, and so is what is too long to be a host that readers come from. Nothing of it is ever refused: who
forges a referrer has their view counted as anybody's.
"""

import re
from collections.abc import Sequence

from chalicelib.sites.origins import origin_of

MOST_CHARACTERS = 100
"""Names may have 253. A day's item holds many, and hosts that link to others have shorter ones."""

_PUBLIC = re.compile(r"(?:[a-z0-9_-]{1,63}\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})")


def host_of(referrer: str | None, origins: Sequence[str]) -> str | None:
    """Answer the host that a referrer names; None where it is one of these origins' own, or names none by http or https."""
    host = _name_in(origin_of(referrer or ""))
    if host is None or len(host) > MOST_CHARACTERS or not _PUBLIC.fullmatch(host):
        return None
    return None if host in map(_name_in, origins) else host


def _name_in(origin: str | None) -> str | None:
    if origin is None:
        return None
    name = origin.partition("://")[2].partition(":")[0]
    rest = name.removeprefix("www.")
    return rest if "." in rest else name
