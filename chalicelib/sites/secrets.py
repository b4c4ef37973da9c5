"""A site's secrets, made by conditional put at first use: whoever comes second takes what the first has made.

The signing key signs author tokens and cursors. The salt of a day hashes visitors for views; it leaves the table when the day is over.
Visitor keys hash them for reactions and flags. There is a new one each 90 days, and the one before is honoured as long again: so what
somebody did on the last day of a period is known as theirs on the next. Then it leaves the table, and nobody can tell who it was.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.clock import epoch, rfc3339
from chalicelib.errors import ConditionFailed
from chalicelib.ids import RandomBytes
from chalicelib.sites.models import Secrets
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Table
from chalicelib.storage.values import Item
from chalicelib.storage.writes import put_new

SECRET_BYTES = 32
_SALT_IS_KEPT = timedelta(days=2)
_ONE_DAY = timedelta(days=1)
NEW_KEYS_WAIT = timedelta(hours=1)
_DAYS_OF_A_PERIOD = 90
_DAYS_KEPT_LONGER = 2
_SECONDS_OF_A_DAY = 86_400


def day_of(moment: datetime, timezone: str) -> str:
    """Answer the day of `moment` in a timezone, as `2026-01-31`."""
    return moment.astimezone(ZoneInfo(timezone)).date().isoformat()


def period_of(moment: datetime) -> int:
    """Answer the period of `moment`: 90 days, counted since 1970, of UTC since visitors are those of one site all over the world."""
    return epoch(moment) // _SECONDS_OF_A_DAY // _DAYS_OF_A_PERIOD


def forgotten_at(period: int) -> int:
    """Answer when the visitor key of a period leaves the table, in seconds since 1970: two days after the next period's end."""
    return ((period + 2) * _DAYS_OF_A_PERIOD + _DAYS_KEPT_LONGER) * _SECONDS_OF_A_DAY


def secret_keys(site: str, now: datetime) -> list[Key]:
    """Answer where a site's secrets may lie now, before its timezone is known: it may be a day earlier or later there."""
    days = [(now + shift).date().isoformat() for shift in (-_ONE_DAY, 0 * _ONE_DAY, _ONE_DAY)]
    period = period_of(now)
    visitors = [_visitors(site, period), _visitors(site, period - 1)]
    return [keys.signing(site), *(keys.salt(site, day) for day in days), *visitors]


class SecretStore:
    """Makes secrets that are missing."""

    def __init__(self, table: Table, random: RandomBytes) -> None:
        self._table = table
        self._random = random

    def complete(self, found: Mapping[Key, Item], site: str, day: str, now: datetime) -> Secrets:
        """Answer a site's secrets from `found`, making and storing those that are missing."""
        signing = self._read_or_make(found, keys.signing(site), now)
        salt = self._read_or_make(found, keys.salt(site, day), now, ttl=epoch(now + _SALT_IS_KEPT))
        period = period_of(now)
        current = self._read_or_make(found, _visitors(site, period), now, ttl=forgotten_at(period))
        before = found.get(_visitors(site, period - 1))
        return Secrets(
            signing=_in_order(signing, now),
            salt=salt[-1][0],
            salt_day=day,
            visitor_keys=(current[-1][0], *(key for key, _ in (_values(before) if before else ()))),
            visitor_period=period,
        )

    def _read_or_make(
        self, found: Mapping[Key, Item], key: Key, now: datetime, **attributes: Any
    ) -> list[tuple[bytes, str]]:
        if key in found:
            return _values(found[key])
        made = self._random(SECRET_BYTES)
        try:
            item = {"type": "secret", "values": [made], "made_at": [rfc3339(now)], **attributes}
            self._table.write(put_new(key, item))
        except ConditionFailed as failure:
            return _values(failure.item or {})
        return [(made, rfc3339(now))]


def _visitors(site: str, period: int) -> Key:
    return keys.visitors(site, str(period))


def _values(item: Mapping[str, Any]) -> list[tuple[bytes, str]]:
    return [(value["B"], moment["S"]) for value, moment in zip(item["values"]["L"], item["made_at"]["L"], strict=True)]


def _in_order(signing: list[tuple[bytes, str]], now: datetime) -> tuple[bytes, ...]:
    """Answer keys with the one that signs last: the newest that every process has read by now."""
    known = rfc3339(now - NEW_KEYS_WAIT)
    young = [key for key, made_at in signing[1:] if made_at > known]
    return (*young, *(key for key, _ in signing if key not in young))
