"""`belowline jobs`: what runs by the clock, run now."""

import importlib
import uuid
from datetime import UTC, datetime

import click
from chalice.app import Chalice

from cli.commands import Operator, command
from cli.local.events import expressions_of, scheduled_event
from cli.local.gateway import LambdaContext


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
    app = _app()
    if name not in expressions_of(app):
        known = ", ".join(expressions_of(app)) or "none"
        raise click.ClickException(f"There is no job {name!r}; there are: {known}.")
    result = app.handler_map[name](scheduled_event(name, datetime.now(UTC)), LambdaContext(str(uuid.uuid4())))
    operator.show({"job": name, "result": result}, f"Ran {name}.")


def _app() -> Chalice:
    # Imported only now: the app reads the environment, which says by now which table it is.
    app: Chalice = importlib.import_module("app").app
    return app
