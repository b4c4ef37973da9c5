"""Lines of a CSV file that tells how often pages were viewed, as RFC 4180 has it, with `,`, `;` or a tab between fields.

Its first line names the columns; `page` and `views` must be among them, in any order, and the others are left alone. So no file is
read by guesses. A line that cannot be used is refused by itself.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from chalicelib.errors import InvalidPage, PageNotOnSite
from chalicelib.imports.models import Line, Refusal
from chalicelib.pages.service import page_name
from chalicelib.sites.models import Site
from chalicelib.sites.names import invalid

if TYPE_CHECKING:
    from _csv import Reader

MOST_VIEWS = 10**10
"""Of a page, by one source: more than any page has, and few enough digits for a counter to stay below 1 KB."""

REASONS = {
    "unreadable": "It cannot be read as CSV: {}.",
    "not_utf8": "It is not in UTF-8.",
    "not_a_number": "Its views are no whole number in digits, without signs between them.",
    "negative": "Its views are below zero.",
    "too_many_views": f"Its page would have more than {MOST_VIEWS:,} views.",
    "too_few_views": "Its page has fewer views than it would lose.",
}
"""Why lines are refused, beside what is wrong with their page, by code."""

_DELIMITERS = (",", ";", "\t")


def opened(file: Path) -> TextIO:
    """Open a file, with or without a byte order mark. A byte that is no UTF-8 spoils its own line alone."""
    return file.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def read_views(site: Site, text: Iterable[str]) -> Iterator[Line | Refusal]:
    """Go through the lines of a file. Raises `InvalidRequest` where the first one does not name the columns."""
    lines = iter(text)
    first = next(lines, "")
    delimiter = next((one for one in _DELIMITERS if one in first), _DELIMITERS[0])
    rows = _rows(csv.reader(chain([first], lines), delimiter=delimiter, strict=True))
    page_at, views_at = _columns(next(rows, None))
    for row in rows:
        yield row if isinstance(row, Refusal) else _line(site, row[0], _cell(row[1], page_at), _cell(row[1], views_at))


def refusal(number: int, page: str, code: str, *said: str) -> Refusal:
    """Refuse a line for one of `REASONS`."""
    return Refusal(number, page, code, REASONS[code].format(*said))


def _rows(reader: "Reader") -> Iterator[tuple[int, Sequence[str]] | Refusal]:
    """Go through what is not empty: the number of the line it begins in, and its cells."""
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as failure:
            lines = "" if reader.line_num == number else f", up to line {reader.line_num:,}"
            yield refusal(number, "", "unreadable", f"{failure}{lines}")
            continue
        if cells is None:
            return
        if cells:
            yield number, cells


def _columns(row: tuple[int, Sequence[str]] | Refusal | None) -> tuple[int, int]:
    """Answer where a page and its views stand in each line."""
    names = [cell.strip().lower() for cell in row[1]] if isinstance(row, tuple) else []
    if not {"page", "views"} <= set(names):
        raise invalid("file", "no_columns", "its first line must name the columns, `page` and `views` among them")
    return names.index("page"), names.index("views")


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _line(site: Site, number: int, page: str, views: str) -> Line | Refusal:
    if not _is_utf8(page):
        return refusal(number, page.encode(errors="replace").decode(), "not_utf8")
    try:
        key = page_name(site, page).key
    except (InvalidPage, PageNotOnSite) as refused:
        return Refusal(number, page, refused.code, refused.detail)
    digits = views.strip()
    code = _what_is_wrong(digits)
    return refusal(number, page, code) if code else Line(number, key, int(digits))


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _what_is_wrong(digits: str) -> str | None:
    is_negative = digits.startswith("-")
    if not (digits.isascii() and digits.removeprefix("-").isdigit()):
        return "not_a_number"
    if is_negative:
        return "negative"
    return "too_many_views" if len(digits.lstrip("0")) > len(str(MOST_VIEWS)) or int(digits) > MOST_VIEWS else None
