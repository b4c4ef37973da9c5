"""The views of each page that a file names, added up: in a file of its own, since there may be a million of them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Self

from chalicelib.imports.lines import MOST_VIEWS, refusal
from chalicelib.imports.models import Line, Refusal

_TABLE = "CREATE TABLE tally (key TEXT PRIMARY KEY, number INTEGER NOT NULL, views INTEGER NOT NULL) WITHOUT ROWID"
_ADD = "INSERT INTO tally VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET views = views + excluded.views"


class Tally:
    """Pages by key, each with its views of all lines that name it, and the number of the first of these."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")  # on disk, where temporary files are, and gone when it is closed
        self._database.execute(_TABLE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add(self, line: Line) -> None:
        """Add the views of a line to those of its page."""
        self._database.execute(_ADD, (line.key, line.number, line.views))

    def without_too_many(self) -> Iterator[Refusal]:
        """Refuse the lines of pages that have more views than one may have, and take these pages out."""
        large = "FROM tally WHERE views > ?"
        with closing(self._database.execute(f"SELECT number, key {large} ORDER BY number", (MOST_VIEWS,))) as found:
            for number, key in found:
                yield refusal(number, key, "too_many_views")
        self._database.execute(f"DELETE {large}", (MOST_VIEWS,))

    def __len__(self) -> int:
        ((count,),) = self._database.execute("SELECT count(*) FROM tally")
        return int(count)

    def parts(self, size: int) -> Iterator[list[Line]]:
        """Go through all pages, so many at a time."""
        with closing(self._database.execute("SELECT number, key, views FROM tally ORDER BY key")) as found:
            while rows := found.fetchmany(size):
                yield [Line(*row) for row in rows]
