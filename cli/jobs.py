"""`belowline jobs`: what runs by the clock, run now."""

import importlib
from dataclasses import asdict
from typing import Any

import click
from chalice.app import Chalice

from chalicelib.moderation.retention import Retained
from cli.commands import Operator, command
from cli.local.events import expressions_of
from cli.progress import progress


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
    known = operator.services.upkeep.jobs
    if name not in known:
        raise click.ClickException(f"There is no job {name!r}; there are: {', '.join(known)}.")
    result = _retain(operator) if name == "retain" else operator.services.run_job(name)
    done = [
        f"{site}: " + ", ".join(f"{count} {what}" for what, count in found.items()) for site, found in result.items()
    ]
    operator.show({"job": name, "result": result}, "\n".join([f"Ran {name}.", *done]))


def _retain(operator: Operator) -> dict[str, Any]:
    """Erase all that is due, however long it takes: somebody watches."""
    services, result = operator.services, {}
    for site in services.sites.ids():
        done = Retained()
        with progress(site, 0) as advance:  # how many are due would have to be counted first
            for step in services.upkeep.retention.steps(site):
                done += step
                advance(1)
        result[site] = asdict(done)
    return result


def _app() -> Chalice:
    # Imported only now: the app reads the environment, which says by now which table it is.
    app: Chalice = importlib.import_module("app").app
    return app
