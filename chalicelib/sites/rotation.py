"""The daily job that gives a site a new signing key each month, and lets old ones go when all they signed has expired.

A new key does not sign at once: a process that read its site a moment ago would not know it yet (`secrets.py` waits an hour).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.clock import Clock, rfc3339
from chalicelib.errors import ConditionFailed
from chalicelib.ids import RandomBytes
from chalicelib.sites.secrets import SECRET_BYTES
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from chalicelib.storage.writes import Write

SIGNS_FOR = timedelta(days=30)
HONOURED_FOR = timedelta(days=31)
"""After the next key was made. Author tokens, which live longest, are good for 30 days."""


@dataclass(frozen=True)
class Rotated:
    """What the job did: signing keys made, and those let go."""

    made: int = 0
    dropped: int = 0


class Rotator:
    """Rotates signing keys."""

    def __init__(self, table: Table, clock: Clock, random: RandomBytes) -> None:
        self._table = table
        self._clock = clock
        self._random = random

    def run(self, site: str) -> Rotated:
        """Rotate the keys of a site if it is time. Run twice at once, one run does it."""
        item = self._table.get(keys.signing(site), is_consistent=True)
        if item is None:
            return Rotated()
        now = self._clock()
        values = [value["B"] for value in item["values"]["L"]]
        made_at = [moment["S"] for moment in item["made_at"]["L"]]
        dropped = sum(datetime.fromisoformat(successor) <= now - HONOURED_FOR for successor in made_at[1:])
        is_due = datetime.fromisoformat(made_at[-1]) <= now - SIGNS_FOR
        if not is_due and not dropped:
            return Rotated()
        new = ([self._random(SECRET_BYTES)], [rfc3339(now)]) if is_due else ([], [])
        kept = {"values": values[dropped:] + new[0], "made_at": made_at[dropped:] + new[1], "seen": made_at}
        update = "SET #values = :values, #made_at = :made_at"
        write = Write("Update", keys.signing(site), update=update, condition="#made_at = :seen", values=kept)
        try:
            self._table.write(write)
        except ConditionFailed:
            return Rotated()
        return Rotated(made=len(new[0]), dropped=dropped)
