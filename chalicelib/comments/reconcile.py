"""The daily job that counts anew: every page's count of comments is compared with the public copies there are, and mended.

Counts move with what they count, so there should be nothing to mend; what is found is logged as an error. It may be broken off
anywhere and run again, and runs beside readers and moderators: a page that changes while it is counted is counted again.
"""

import logging
from dataclasses import dataclass

from chalicelib.errors import ConditionFailed
from chalicelib.storage import keys
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import number
from chalicelib.storage.writes import Write

_MOST_COUNTS = 5

_log = logging.getLogger("belowline")


@dataclass(frozen=True)
class Reconciled:
    """What the job did: pages looked at, those whose count was wrong, and those that changed too quickly to tell."""

    checked: int = 0
    mended: int = 0
    busy: int = 0

    def __add__(self, other: "Reconciled") -> "Reconciled":
        return Reconciled(self.checked + other.checked, self.mended + other.mended, self.busy + other.busy)


class Reconciler:
    """Counts pages anew."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def run(self, site: str) -> Reconciled:
        """Go through the pages of a site. Reads each page's public copies whole."""
        found = Reconciled()
        for entry in self._table.walk(Span(keys.pages_of(site), index=keys.GSI2)):
            found += self._reconcile(site, entry["gsi2sk"]["S"])
        return found

    def _reconcile(self, site: str, page_id: str) -> Reconciled:
        for _ in range(_MOST_COUNTS):
            page = self._table.get(keys.page(site, page_id), is_consistent=True)
            if page is None:
                return Reconciled()
            stored, counted = number(page, "comment_count"), self._count(site, page_id)
            if stored == counted:
                return Reconciled(checked=1)
            if self._mend(site, page_id, counted, number(page, "version")):
                _log.error("count_mended", extra={"site": site, "page": page_id, "stored": stored, "counted": counted})
                return Reconciled(checked=1, mended=1)
        return Reconciled(checked=1, busy=1)

    def _count(self, site: str, page_id: str) -> int:
        counted = 0
        for item in self._table.walk(Span(keys.page_partition(site, page_id)), is_consistent=True):
            match item["type"]["S"]:
                case "reply":
                    counted += 1
                case "thread":
                    counted += len(item["replies"]["M"]) + (item["status"]["S"] == "approved")
        return counted

    def _mend(self, site: str, page_id: str, counted: int, version: int) -> bool:
        values = {"counted": counted, "version": version, "one": 1}
        update = "SET #comment_count = :counted ADD #version :one"
        write = Write("Update", keys.page(site, page_id), update=update, condition="#version = :version", values=values)
        try:
            self._table.write(write)
        except ConditionFailed:
            return False
        return True
