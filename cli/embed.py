"""`belowline embed`: the versions of the script for publishers' pages."""

import click

from chalicelib.web.built import EMBED
from cli.commands import Operator, command
from cli.web.build import ensure_built
from cli.web.tags import integrity


@click.group()
def embed() -> None:
    """The script for publishers' pages."""


@command(embed)
def keep(operator: Operator) -> None:
    """Keep this checkout's version of the embed, once it is deployed, for pages that name it.

    May be broken off and run again.
    """
    ensure_built()
    written = operator.services.versions.keep_current()
    result = {"version": EMBED.version, "integrity": integrity(EMBED.content("embed.js", None)), "written": written}
    what = f"Kept the {written} files of version" if written else "Nothing to do: kept already is version"
    operator.show(result, f"{what} {EMBED.version}.")
