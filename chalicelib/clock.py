"""Time as an input: who needs the time is given a `Clock`, so that tests can set it.

Times leave the service as RFC 3339 in UTC with milliseconds, ending in `Z`; stored they are the same strings, which sort.
"""

from collections.abc import Callable
from datetime import UTC, datetime

AN_HOUR = 3600
"""Seconds."""

Clock = Callable[[], datetime]
"""Answers the present moment, always aware and in UTC."""


def system_clock() -> datetime:
    """Answer the machine's time."""
    return datetime.now(UTC)


def rfc3339(moment: datetime) -> str:
    """Write `moment` as `2026-01-31T23:59:59.123Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def epoch(moment: datetime) -> int:
    """Answer whole seconds since 1970, as DynamoDB's time to live wants them."""
    return int(moment.timestamp())


def clock_hour(moment: datetime) -> int:
    """Answer the clock hour that a moment is in, counted since 1970."""
    return epoch(moment) // AN_HOUR


def start_of(hour: int) -> datetime:
    """Answer the moment at which a clock hour begins."""
    return datetime.fromtimestamp(hour * AN_HOUR, UTC)
