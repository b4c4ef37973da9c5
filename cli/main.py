"""`belowline`, the operator's command: sites, tokens and jobs, of the environment's AWS account or of this machine."""

import click

from cli.commands import command
from cli.embed import embed
from cli.imports import imports
from cli.jobs import jobs
from cli.page import page
from cli.rerender import rerender
from cli.site import site
from cli.stats import stats
from cli.token import token


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Look after the sites that Belowline serves.

    Commands work on the table that BELOWLINE_TABLE names in the environment's AWS account, or with --local on the
    data of `make run`.
    """


main.add_command(site)
main.add_command(token)
main.add_command(page)
main.add_command(imports)
main.add_command(jobs)
main.add_command(embed)
command(main)(rerender)
command(main)(stats)
