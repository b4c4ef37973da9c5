"""Files of views, imported as the operator's command does."""

from collections.abc import Iterable

from chalicelib.bootstrap import Services
from chalicelib.imports.lines import read_views
from chalicelib.imports.models import Imported, Line
from chalicelib.imports.tally import Tally
from tests.conftest import SITE

Row = tuple[str, int]


def import_views(
    services: Services, rows: Iterable[Row], *, source: str = "import", is_dry_run: bool = False
) -> Imported:
    """Import a file of these lines, none of which may be refused when it is read."""
    site = services.sites.get(SITE)
    with Tally() as tally:
        for line in read_views(site, ["page,views\n", *(f'"{page}",{views}\n' for page, views in rows)]):
            assert isinstance(line, Line), line
            tally.add(line)
        return sum(services.upkeep.views.run(site, source, tally, is_dry_run=is_dry_run), Imported())
