"""What every command has: `--local`, `--json`, and errors that are one sentence.

A command is a function that is given an `Operator` and the command's own options.
"""

import functools
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import click
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from chalicelib.bootstrap import Services, build
from chalicelib.config import InvalidEnvironmentError, Settings
from chalicelib.errors import BelowlineError, Unavailable
from cli.local.engine import EngineFailedError, local_environment
from cli.local.plan import directory_in_use
from cli.local.reach import reach

_WIDEST = 1000
"""Columns of a terminal; no table is wider."""


@dataclass(frozen=True)
class Operator:
    """Who gave a command: reaches the services, and is shown what came of it."""

    wants_json: bool

    @cached_property
    def services(self) -> Services:
        """Answer the services on the table of the environment."""
        return build(Settings.from_environment(os.environ))

    def show(self, result: Mapping[str, Any], sentence: str) -> None:
        """Show what came of the command: the sentence, or all of it as JSON."""
        click.echo(json.dumps(result, indent=2, default=str) if self.wants_json else sentence)

    def list(self, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
        """Show rows: these columns as a table, or all of them as JSON."""
        if self.wants_json:
            click.echo(json.dumps(rows, indent=2, default=str))
            return
        table = Table(*columns, box=None)
        console = Console()
        for row in rows:
            table.add_row(*(_cell(row[column]) for column in columns))
        # Wider than the terminal rather than cut: an id is to be copied.
        console.print(
            table, width=Measurement.get(console, console.options.update(max_width=_WIDEST), table).maximum, crop=False
        )


def _cell(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)


def command(group: click.Group) -> Callable[[Callable[..., None]], click.Command]:
    """Make a command of a function, named as it is. What its own options are stands below this decorator."""

    def decorate(act: Callable[..., None]) -> click.Command:
        @functools.wraps(act)
        def run(*, is_local: bool, wants_json: bool, **options: Any) -> None:
            with _in_sentences(), _local() if is_local else _account():
                act(Operator(wants_json), **options)

        for option in (
            click.option("--json", "wants_json", is_flag=True, help="Answer in JSON."),
            click.option("--local", "is_local", is_flag=True, help="Work on the data of `make run` on this machine."),
        ):
            run = option(run)
        return group.command(name=act.__name__.removesuffix("_"))(run)

    return decorate


@contextmanager
def _in_sentences() -> Iterator[None]:
    try:
        yield
    except Unavailable as failure:
        raise click.ClickException(f"{failure.title}; try again.") from failure
    except (BelowlineError, InvalidEnvironmentError, EngineFailedError, BotoCoreError, ClientError) as failure:
        raise click.ClickException(str(failure)) from failure


def _account() -> AbstractContextManager[None]:
    if not os.environ.get("BELOWLINE_TABLE"):
        raise click.ClickException("Name the table in BELOWLINE_TABLE, or add --local to work on this machine.")
    return nullcontext()


@contextmanager
def _local() -> Iterator[None]:
    before = dict(os.environ)
    with reach(directory_in_use(before)) as endpoint:
        _set_environment(local_environment(before, endpoint))
        try:
            yield
        finally:
            _set_environment(before)


def _set_environment(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
