"""`belowline jobs`: what runs by the clock, run now."""

import importlib

import click
from chalice.app import Chalice

from cli.commands import Operator, command
from cli.local.events import expressions_of


@click.group()
def jobs() -> None:
    """Scheduled jobs."""


@command(jobs)
def list_(operator: Operator) -> None:
    """List the jobs that there are."""
    operator.list([{"name": name, "when": when} for name, when in expressions_of(_app()).items()], ("name", "when"))


@command(jobs)
@click.argument("name")
def run(operator: Operator, name: str) -> None:
    """Run a job now, here, whenever it is due."""
    known = operator.services.jobs
    if name not in known:
        raise click.ClickException(f"There is no job {name!r}; there are: {', '.join(known)}.")
    result = operator.services.run_job(name)
    done = [
        f"{site}: " + ", ".join(f"{count} {what}" for what, count in found.items()) for site, found in result.items()
    ]
    operator.show({"job": name, "result": result}, "\n".join([f"Ran {name}.", *done]))


def _app() -> Chalice:
    # Imported only now: the app reads the environment, which says by now which table it is.
    app: Chalice = importlib.import_module("app").app
    return app
