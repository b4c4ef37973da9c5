"""The buckets of a counter, one for each hour and day: their names, and the views and visits in their numbers.

Each view writes the counter, which therefore must stay below 1 KB. So names are short, and visits have no attribute of their own: a
view adds 1 to its buckets, and one that is a visit `A_VISIT` beside it. Buckets are added, moved and merged as they are; only who
tells what is in one takes it apart.
"""

from datetime import datetime

from chalicelib.clock import clock_hour, start_of
from chalicelib.storage.values import Item

A_VISIT = 10**8
"""An item takes 1,000 writes a second, so a day's views of a counter are at most 86 million: they never run over into visits."""

NO_HOUR = "0"
"""In place of an hour's name, where a counter has views and none of them in an hour: it sorts before the names of all hours."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def hour_name(moment: datetime) -> str:
    """Write the hour since 1970 with base 36: four characters."""
    hours, written = clock_hour(moment), ""
    while hours:
        hours, digit = divmod(hours, len(_DIGITS))
        written = _DIGITS[digit] + written
    return written


def hour_of(bucket: str) -> int:
    """Answer the hour since 1970 of a bucket's name, which has an `h` before it."""
    return int(bucket[1:], len(_DIGITS))


def buckets_in(item: Item) -> dict[str, int]:
    """Answer the buckets of a counter or of a month: hours begin with `h`, days with `d`."""
    return {name: int(value["N"]) for name, value in item.items() if name[0] in "hd" and "N" in value}


def views_of(bucket: int) -> int:
    """Answer the views in a bucket's number."""
    return bucket % A_VISIT


def visits_of(bucket: int) -> int:
    """Answer the visits in a bucket's number; each of them is one of its views."""
    return bucket // A_VISIT


def month_of(bucket: str) -> str:
    """Answer the month that a bucket is kept under once it is over: a day's own, an hour's in UTC."""
    if bucket.startswith("d"):
        return bucket[1:8]
    return f"{start_of(hour_of(bucket)):%Y-%m}"
