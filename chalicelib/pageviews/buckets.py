"""The names of a counter's buckets: short, since each bucket carries its name and a counter must stay below 1 KB."""

from datetime import datetime

from chalicelib.clock import clock_hour, start_of
from chalicelib.storage.values import Item

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


def month_of(bucket: str) -> str:
    """Answer the month that a bucket is kept under once it is over: a day's own, an hour's in UTC."""
    if bucket.startswith("d"):
        return bucket[1:8]
    return f"{start_of(hour_of(bucket)):%Y-%m}"
