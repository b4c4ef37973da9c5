"""`belowline page`: pages, and aliases of pages whose address has changed."""

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from chalicelib.pages.merging import Alias, Content, Merger
from chalicelib.pages.models import PageChanges
from cli.commands import Operator, command


@click.group()
def page() -> None:
    """Pages: their state, and aliases after a change of address."""


@command(page)
@click.argument("site_id", metavar="SITE")
@click.argument("page_name", metavar="PAGE")
def show(operator: Operator, site_id: str, page_name: str) -> None:
    """Show one page, named by its URL, path or id."""
    found = operator.services.pages.get(operator.services.sites.get(site_id), page_name)
    width = max(map(len, found))
    operator.show(found, "\n".join(f"{name:<{width}}  {value}" for name, value in found.items()))


@command(page)
@click.argument("site_id", metavar="SITE")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Tell what would move, and change nothing.")
def alias(operator: Operator, site_id: str, old: str, new: str, *, is_dry_run: bool) -> None:
    """Make the page OLD an alias of NEW, and move its comments, reactions and views there at once."""
    services = operator.services
    site = services.sites.get(site_id)
    name, target = services.pages.check_alias(site, old, new)
    content = services.upkeep.merger.content(site.id, name)
    result = {"site": site.id, "page": name.key, "alias_of": target.key, "is_dry_run": is_dry_run}
    if is_dry_run:
        sentence = f"Would move {_told(content)} from {name.key} to {target.key}. Nothing was changed."
        operator.show(result | {"content": vars(content)}, sentence)
        return
    services.pages.change(site, old, PageChanges(alias_of=new))
    made = services.upkeep.merger.alias(site.id, name)
    moved = _merge(services.upkeep.merger, made, content, is_quiet=operator.wants_json) if made else Content()
    operator.show(
        result | {"content": vars(moved)},
        f"Moved {_told(moved)} from {name.key} to {target.key}. What readers do at {name.key} is done at {target.key} "
        "from now on. Running processes hear of it within a minute; what they still leave there, the job `merge` moves.",
    )


def _merge(merger: Merger, made: Alias, content: Content, *, is_quiet: bool) -> Content:
    columns = (TextColumn("Moving"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    moved = Content()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=is_quiet) as progress:
        bar = progress.add_task("", total=_steps(content))
        for step in merger.merge(made):
            moved += step
            progress.advance(bar, _steps(step))
    return moved


def _steps(content: Content) -> int:
    """Count what moves: comments go one by one, reactions and views at once."""
    return content.comment_count + bool(content.reactions) + bool(content.views)


def _told(content: Content) -> str:
    comments = _number(content.comment_count, "comment")
    if content.comments:
        comments += f" ({', '.join(f'{count:,} {status}' for status, count in content.comments.items())})"
    return f"{comments}, {_number(content.reactions, 'reaction')} and {_number(content.views, 'view')}"


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}" if count else f"no {what}s"
