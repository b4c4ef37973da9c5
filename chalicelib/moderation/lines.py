"""Lines of the log as they are read: a site's from the newest on, or those about one comment."""

from collections.abc import Sequence
from dataclasses import fields

from chalicelib.sites.log import Line
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import Item, unpack
from chalicelib.storage.writes import keyed

_FIELDS = frozenset(field.name for field in fields(Line))


class LogRepository:
    """Reads the log."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def newest(self, site: str, limit: int, after: str | None) -> tuple[list[Line], bool]:
        """Answer up to `limit` lines before the line `after`, from the newest on, and whether there are more. One round trip."""
        start = None if after is None else keyed(keys.log(site, after))
        span = Span(keys.log(site, "")[0])
        found, following = self._table.query_page(span, limit + 1, is_backward=True, after=start)
        return [from_item(item) for item in found[:limit]], following is not None or len(found) > limit

    def about(self, site: str, comment: str, most: int) -> list[Key]:
        """Answer where the newest lines about a comment are, from the newest on."""
        span = Span(keys.log_about(site, comment), index=keys.GSI3)
        return [keys.log(site, entry["gsi3sk"]["S"]) for entry in self._table.query(span, most, is_backward=True)]

    def lines(self, site: str, ids: Sequence[str]) -> dict[str, Line]:
        """Answer the lines of these ids, of those that are of lines: a decision marks what it changes with the id of its line."""
        found = self._table.get_many(keys.log(site, one) for one in ids)
        return {line.id: line for line in map(from_item, found.values())}


def from_item(item: Item) -> Line:
    """Answer the line of an item."""
    return Line(**{name: value for name, value in unpack(item).items() if name in _FIELDS})
