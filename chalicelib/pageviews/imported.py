"""Views that a site brings along: they are in a page's total, and in no hour or day.

What each source says of a page is kept beside the page, under the name that the source has for it. The total moves by the difference to
what it said before, in the transaction that keeps what it says now: so the same again changes nothing. Of an alias the views are
counted at the page that stays; what the alias has moves there with all its views, and what its sources said stays where it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.clock import Clock
from chalicelib.errors import TransactionFailed, Unavailable
from chalicelib.ids import NewId
from chalicelib.pages.models import PageName
from chalicelib.pageviews.buckets import NO_HOUR
from chalicelib.pageviews.repository import named_beside_counts
from chalicelib.storage import keys
from chalicelib.storage.keys import page_id
from chalicelib.storage.table import Table
from chalicelib.storage.values import Item, number, text
from chalicelib.storage.writes import Write

MOST_AT_ONCE = 50
"""Pages: two keys of each are a whole BatchGet, and two writes of each a whole transaction."""
_MOST_READS = 10


@dataclass(frozen=True)
class Import:
    """The views that a page is to have from a source, beside what it had from it when it was read.

    They are counted at `target`. `read` is the mark of the write by which there were `before`, None where there was none.
    """

    site: str
    source: str
    page: PageName
    target: PageName
    views: int
    before: int
    read: str | None

    @property
    def change(self) -> int:
        """By how many views the total is to move."""
        return self.views - self.before


class ImportRepository:
    """Compares imported views with those that are there, and writes them."""

    def __init__(self, table: Table, clock: Clock, new_id: NewId) -> None:
        self._table = table
        self._clock = clock
        self._new_id = new_id

    def compare(self, site: str, source: str, wanted: Mapping[PageName, int]) -> list[Import]:
        """Answer what there is to do for pages to have so many views, in their order. One round trip, two read units a page."""
        pages = {page: keys.page(site, page.id) for page in wanted}
        said = {page: keys.imported(site, page.id, source) for page in wanted}
        found = self._table.get_many((*pages.values(), *said.values()), is_consistent=True)
        return [
            Import(
                site=site,
                source=source,
                page=page,
                target=_staying(page, found.get(pages[page])),
                views=views,
                before=number(found.get(said[page], {}), "view_count"),
                read=text(found.get(said[page], {}), "write_id"),
            )
            for page, views in wanted.items()
        ]

    def carry_out(self, wanted: Sequence[Import]) -> list[int | None]:
        """Answer by how many views the total of each page has moved; None where it has fewer than it would lose.

        Nothing is written where nothing changes. All are written at once, in several transactions only where one total has to move
        more than once; where one of them is in the way, each is written by itself. Four write units a page, six where it was never viewed.
        """
        moved: dict[str, int | None] = {one.page.id: 0 for one in wanted}
        for part in _apart([one for one in wanted if one.change]):
            try:
                self._write(part)
            except TransactionFailed:
                moved |= {one.page.id: self._carry_out_alone(one) for one in part}
            else:
                moved |= {one.page.id: one.change for one in part}
        return list(moved.values())

    def _carry_out_alone(self, wanted: Import) -> int | None:
        """Carry out one; where another import was quicker, of what that has left."""
        for _ in range(_MOST_READS):
            (wanted,) = self.compare(wanted.site, wanted.source, {wanted.page: wanted.views})
            if not wanted.change:
                return 0
            try:
                self._write([wanted])
            except TransactionFailed as failure:
                if failure.failed[1] is not None:
                    return None
            else:
                return wanted.change
        raise Unavailable

    def _write(self, part: Sequence[Import]) -> None:
        write_id = self._new_id(self._clock())
        self._table.transact([write for one in part for write in (_keep(one, write_id), _count(one))], write_id)


def _apart(wanted: Sequence[Import]) -> list[list[Import]]:
    """Answer parts in which no two are counted at one page: a transaction may touch each item only once."""
    parts: list[dict[str, Import]] = []
    for one in wanted:
        free = next((part for part in parts if one.target.id not in part), None)
        if free is None:
            parts.append(free := {})
        free[one.target.id] = one
    return [list(part.values()) for part in parts]


def _staying(page: PageName, item: Item | None) -> PageName:
    target = text(item or {}, "alias_of")
    return page if target is None else PageName(target, page_id(target), None)


def _keep(wanted: Import, write_id: str) -> Write:
    """Keep what the source says now, provided that it is still what it was before."""
    place = keys.imported(wanted.site, wanted.page.id, wanted.source)
    item = {"type": "imported", "view_count": wanted.views, "write_id": write_id}
    if wanted.read is None:
        return Write("Put", place, item=item, condition="attribute_not_exists(#pk)")
    return Write("Put", place, item=item, condition="#write_id = :read", values={"read": wanted.read})


def _count(wanted: Import) -> Write:
    """Move the total of the page; a counter that nobody has viewed gets a place among those that lists are made of."""
    target = wanted.target
    values = {
        "type": "views",
        "one": 1,
        "none": 0,
        "change": wanted.change,
        "unviewed": keys.active_in(wanted.site, NO_HOUR),
        "rank": keys.active_rank(target.id),
    }
    update = (
        "SET #type = :type, #shards = if_not_exists(#shards, :one), "
        "#gsi1pk = if_not_exists(#gsi1pk, :unviewed), #gsi1sk = if_not_exists(#gsi1sk, :rank)"
    )
    if named_beside_counts(target.key):
        update += ", #key = :key"
        values["key"] = target.key
    update += " ADD #view_count :change, #visit_count :none"
    condition = ""
    if wanted.change < 0:
        condition = "#view_count >= :least"
        values["least"] = -wanted.change
    return Write("Update", keys.views(wanted.site, target.id), update=update, condition=condition, values=values)
