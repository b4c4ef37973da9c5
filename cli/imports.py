"""`belowline import`: what a site brings along from where it was before."""

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from chalicelib.imports.lines import opened, read_views
from chalicelib.imports.models import Imported, Refusal
from chalicelib.imports.tally import Tally
from chalicelib.sites.models import Site
from cli.commands import Operator, command
from cli.progress import progress

_MOST_TOLD = 1000
"""Refused lines that are told one by one; the others are counted. A whole file may be another site's."""
_LINES_A_STEP = 1000
_UNCHANGED = "Nothing was changed; without --dry-run it will be."
_NEXT = (
    "Counts have them now, lists of popular pages within two minutes. "
    "Where a page has another address by now, `belowline page alias` joins the two."
)


@dataclass
class _Refused:
    """Refused lines: how many, and the first of them."""

    count: int = 0
    told: list[Refusal] = field(default_factory=list)

    def add(self, *refusals: Refusal) -> None:
        self.count += len(refusals)
        self.told += refusals[: _MOST_TOLD - len(self.told)]


@click.group(name="import")
def imports() -> None:
    """What a site brings along from where it was before."""


@command(imports)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", "site_id", required=True, help="The site whose pages these are.")
@click.option("--source", default="import", show_default=True, help="Who counted; views of several sources add up.")
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Tell what would be added, and change nothing.")
def views(operator: Operator, file: Path, site_id: str, source: str, *, is_dry_run: bool) -> None:
    """Have pages begin with the views that they had elsewhere, by a CSV file with the columns `page` and `views`.

    The same file again changes nothing, so an import that was broken off is given again. Lines that are refused are told
    with why, and the command then ends with 1.
    """
    site, refused = operator.services.sites.get(site_id), _Refused()
    with Tally() as tally:
        lines = _add_up(site, file, tally, refused)
        about = {"site": site.id, "source": source, "is_dry_run": is_dry_run, "lines": lines, "pages": len(tally)}
        done = _import(operator, site, source, tally, refused, is_dry_run=is_dry_run)
    _show(operator, about, done, refused)


def _add_up(site: Site, file: Path, tally: Tally, refused: _Refused) -> int:
    """Add up the lines of a file by page, and answer how many there are."""
    count = 0
    with opened(file) as text, progress("Reading", 0) as advance:
        for line in read_views(site, text):
            count += 1
            if isinstance(line, Refusal):
                refused.add(line)
            else:
                tally.add(line)
            if not count % _LINES_A_STEP:
                advance(_LINES_A_STEP)
    for refusal in tally.without_too_many():
        refused.add(refusal)
    return count


def _import(
    operator: Operator, site: Site, source: str, tally: Tally, refused: _Refused, *, is_dry_run: bool
) -> Imported:
    done = Imported()
    with progress("Comparing" if is_dry_run else "Importing", len(tally)) as advance:
        for part in operator.services.upkeep.views.run(site, source, tally, is_dry_run=is_dry_run):
            done += replace(part, refused=())
            refused.add(*part.refused)
            advance(part.changed + part.unchanged + len(part.refused))
    return done


def _show(operator: Operator, about: dict[str, Any], done: Imported, refused: _Refused) -> None:
    told = {"changed": done.changed, "unchanged": done.unchanged, "views": done.views, "refused": refused.count}
    if not operator.wants_json:
        for one in refused.told:
            click.echo(f"Line {one.number:,}: {one.page!r} is refused ({one.code}). {one.message}", err=True)
        if refused.count > len(refused.told):
            click.echo(f"And {refused.count - len(refused.told):,} more.", err=True)
    refusals = [asdict(one) for one in refused.told]
    operator.show(about | told | {"refusals": refusals}, _sentences(about, done, refused.count))
    if refused.count:
        click.get_current_context().exit(1)


def _sentences(about: dict[str, Any], done: Imported, refused: int) -> str:
    said = [f"Read {_number(about['lines'], 'line')} about {_number(about['pages'], 'page')}."]
    is_dry_run, views, pages = about["is_dry_run"], _number(abs(done.views), "view"), _number(done.changed, "page")
    if done.views < 0:
        said.append(f"{'Would take' if is_dry_run else 'Took'} {views} from {pages}.")
    else:
        said.append(f"{'Would add' if is_dry_run else 'Added'} {views} to {pages}.")
    if done.unchanged:
        said.append(f"{_number(done.unchanged, 'page')} had these views from {about['source']} already.")
    if refused:
        said.append(
            f"Refused {_number(refused, 'line')}: correct them and import the file again, nothing counts twice."
        )
    return " ".join([*said, _UNCHANGED if is_dry_run else _NEXT])


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
