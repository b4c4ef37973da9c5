"""Versions of the embed that were deployed, kept in the table for good: the package has the current one alone.

A page that was opened before an update goes on with the version it began with, and one that insists on a version by `integrity` gets
that very one, whatever was deployed since. A version is named by its content, so what is kept is never another.
"""

import gzip
import re
from collections.abc import Mapping

from chalicelib.storage import keys
from chalicelib.storage.table import Table
from chalicelib.storage.writes import Write
from chalicelib.web.built import EMBED

_ENCODINGS = ("br", "gzip")
_ADDRESS = re.compile(r"[0-9a-f]{16}/[a-z0-9-]{1,60}\.js")


class Versions:
    """Keeps versions and answers their files."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def keep_current(self) -> int:
        """Keep the version that is built here. Answers as `keep`."""
        files = {name: {way: EMBED.content(name, way) for way in _ENCODINGS} for name in EMBED.names}
        return self.keep(EMBED.version, files)

    def keep(self, version: str, files: Mapping[str, Mapping[str, bytes]]) -> int:
        """Keep files by their names, each in all encodings; answers how many were written, 0 where they are kept already.

        May be broken off and done again: they are written one after another, and the last one tells that all are there.
        """
        names = sorted(files)
        if self._table.get(keys.script(version, names[-1]), is_consistent=True):
            return 0
        for name in names:
            self._table.write(Write("Put", keys.script(version, name), item={"type": "script", **files[name]}))
        return len(names)

    def content(self, version: str, name: str, encoding: str | None) -> bytes | None:
        """Answer a file in an encoding of `built.encoding_for`, None where it was not kept."""
        if not _ADDRESS.fullmatch(f"{version}/{name}"):
            return None  # nor may it be asked for: keys have limits
        item = self._table.get(keys.script(version, name))
        if item is None:
            return None
        packed: bytes = item[encoding or "gzip"]["B"]
        return packed if encoding else gzip.decompress(packed)
