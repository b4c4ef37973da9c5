"""The import of views. Each page has what the file says, by itself: so it may be broken off anywhere, run again or run twice at once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chalicelib.clock import Clock
from chalicelib.ids import NewId
from chalicelib.imports.lines import refusal
from chalicelib.imports.models import Imported, Line
from chalicelib.pages.service import name_of
from chalicelib.pageviews.imported import MOST_AT_ONCE, Import, ImportRepository
from chalicelib.popular.repository import PopularRepository
from chalicelib.sites.models import SITE_ID, Site
from chalicelib.sites.names import invalid

if TYPE_CHECKING:
    from chalicelib.imports.tally import (
        Tally,  # its database is none of the jobs' business, which start with this module
    )


class ViewImporter:
    """Imports views."""

    def __init__(self, repository: ImportRepository, lists: PopularRepository, clock: Clock, new_id: NewId) -> None:
        self._repository = repository
        self._lists = lists
        self._clock = clock
        self._new_id = new_id

    def run(self, site: Site, source: str, tally: "Tally", *, is_dry_run: bool) -> Iterator[Imported]:
        """Have each page of `tally` have these views from `source`, or tell what that would do; answers each time what was done.

        What the same source said of a page before is replaced. Raises `InvalidRequest` for a source that is no name, `Unavailable`.
        """
        if not SITE_ID.fullmatch(source):
            raise invalid("source", "invalid_source", "use 1 to 40 lower-case letters, digits and hyphens")
        for lines in tally.parts(MOST_AT_ONCE):
            wanted = {name_of(site, line.key): line.views for line in lines}
            found = self._repository.compare(site.id, source, wanted)
            yield _planned(found) if is_dry_run else self._done(lines, found)
        if tally and not is_dry_run:
            self._lists.have_made_anew(site.id, self._new_id(self._clock()))

    def _done(self, lines: list[Line], found: list[Import]) -> Imported:
        changes = self._repository.carry_out(found)
        refused = [line for line, change in zip(lines, changes, strict=True) if change is None]
        return Imported(
            changed=sum(bool(change) for change in changes),
            unchanged=changes.count(0),
            views=sum(change or 0 for change in changes),
            refused=tuple(refusal(line.number, line.key, "too_few_views") for line in refused),
        )


def _planned(found: list[Import]) -> Imported:
    changes = [one.change for one in found]
    return Imported(sum(map(bool, changes)), changes.count(0), sum(changes))
