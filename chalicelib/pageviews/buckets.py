"""The names of a counter's buckets: short, since each bucket carries its name and a counter must stay below 1 KB."""

from datetime import datetime

from chalicelib.clock import epoch

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def hour_name(moment: datetime) -> str:
    """Write the hour since 1970 with base 36: four characters."""
    hours, written = epoch(moment) // 3600, ""
    while hours:
        hours, digit = divmod(hours, len(_DIGITS))
        written = _DIGITS[digit] + written
    return written


def hour_of(bucket: str) -> int:
    """Answer the hour since 1970 of a bucket's name, which has an `h` before it."""
    return int(bucket[1:], len(_DIGITS))
