"""Reactions to a page move to the page that stays when it becomes an alias; who reacted is not known there (`docs/data-model.md`)."""

from collections.abc import Iterator

from chalicelib.clock import Clock
from chalicelib.errors import TransactionFailed, Unavailable
from chalicelib.ids import NewId
from chalicelib.pages.merging import Alias, Content
from chalicelib.pages.reacted import COUNTERS
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from chalicelib.storage.values import Item, number
from chalicelib.storage.writes import Write, checked

_MOST_READS = 30


class PageReactionMover:
    """Moves counts of reactions from one page's item to another's."""

    def __init__(self, table: Table, clock: Clock, new_id: NewId) -> None:
        self._table = table
        self._clock = clock
        self._new_id = new_id

    def content(self, site: str, page_id: str) -> Content:
        """Tell how many reactions a page has."""
        return Content(reactions=sum(_counts(self._table.get(keys.page(site, page_id))).values()))

    def move(self, alias: Alias) -> Iterator[Content]:
        """Add the counts to the target's and take them from the alias, in one transaction."""
        for _ in range(_MOST_READS):
            item = self._table.get(keys.page(alias.site, alias.page.id), is_consistent=True)
            alias.hold(item)
            counts = _counts(item)
            if not counts:
                return
            write_id = self._new_id(self._clock())
            try:
                self._table.transact(_writes(alias, counts, write_id), write_id)
            except TransactionFailed:
                continue  # somebody reacted, or another run was quicker
            yield Content(reactions=sum(counts.values()))
        raise Unavailable


def _counts(item: Item | None) -> dict[str, int]:
    counts = {counter: number(item or {}, counter) for counter in COUNTERS}
    return {counter: count for counter, count in counts.items() if count}


def _writes(alias: Alias, counts: dict[str, int], write_id: str) -> list[Write]:
    changes = ", ".join(f"#{counter} :{counter}" for counter in counts)
    taken = Write(
        "Update",
        keys.page(alias.site, alias.page.id),
        update=f"SET #write_id = :write_id REMOVE {', '.join(f'#{counter}' for counter in counts)} ADD #version :one",
        condition=" AND ".join(f"#{counter} = :{counter}" for counter in counts),
        values={**counts, "write_id": write_id, "one": 1},
    )
    given = Write(
        "Update",
        keys.page(alias.site, alias.target.id),
        update=f"ADD {changes}, #version :one",
        condition="attribute_exists(#pk)",
        values={**counts, "one": 1},
    )
    return [*checked([taken], alias.is_one()), given]
