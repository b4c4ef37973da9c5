"""Which user agents are programs that read pages by themselves, by the list that the crawler-user-agents project keeps.

Loading and compiling the list takes a while, so the first view pays for it and not every start.
"""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_CHARACTERS = 512
"""As much of a user agent is looked at; those of browsers and of known bots are shorter."""

_REMEMBERED = 1024


def is_bot(user_agent: str | None) -> bool:
    """Tell whether a user agent is a known bot's; nothing but spaces, or none at all, is no browser's either."""
    named = (user_agent or "").strip()
    return not named or _is_listed(named[:MOST_CHARACTERS])


@lru_cache(_REMEMBERED)  # few user agents make most of the views, and the list takes 1,500 expressions to go through
def _is_listed(user_agent: str) -> bool:
    return _is_crawler()(user_agent)


@cache
def _is_crawler() -> "Callable[[str], bool]":
    from crawleruseragents import is_crawler  # noqa: PLC0415 - see above

    return is_crawler  # type: ignore[no-any-return] # it ships no types
