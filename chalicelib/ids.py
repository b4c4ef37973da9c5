"""Ids as an input: ULIDs, 26 letters and digits that sort by the time they were made."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from ulid import ULID

NewId = Callable[[datetime], str]
"""Answers a new id for something that happens at this moment."""

RandomBytes = Callable[[int], bytes]
"""Answers so many bytes that nobody can guess."""

_LETTERS_OF_TIME = 10
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
"""There are no ids of an earlier time."""
_FORM = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")


def new_id(moment: datetime) -> str:
    """Answer a new ULID: 48 bits of milliseconds, then 80 random ones."""
    return str(ULID.from_datetime(moment))


def made_at(one: str) -> datetime:
    """Answer the moment an id was made at, to the millisecond."""
    return ULID.from_str(one).datetime


def first_id(moment: datetime) -> str:
    """Answer what sorts before all ids made at this moment or later, and after all made before."""
    return str(ULID.from_datetime(max(moment, _EARLIEST)))[:_LETTERS_OF_TIME]


def is_id(text: str) -> bool:
    """Tell whether `text` has the form of an id; others need not be looked up."""
    return _FORM.fullmatch(text) is not None
