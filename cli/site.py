"""`belowline site`: the websites served, their origins and settings."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

from chalicelib.posts.models import FeedState
from chalicelib.sites.models import Site
from chalicelib.sites.origins import normal_origin
from chalicelib.sites.settings import hidden
from cli.commands import Operator, command


@click.group()
def site() -> None:
    """Websites served: origins and settings."""


@command(site)
@click.argument("site_id", metavar="SITE")
@click.option("--origin", "origins", multiple=True, required=True, help="Where its pages are; may be given again.")
@click.option("--name", required=True, help="Its name, as readers know it.")
def create(operator: Operator, site_id: str, origins: Sequence[str], name: str) -> None:
    """Make a site."""
    made = operator.services.sites.create(site_id, name, origins)
    operator.show(_row(made), f"Made the site {made.id} ({made.name}), at home on {', '.join(made.origins)}.")


@command(site)
def list_(operator: Operator) -> None:
    """List all sites."""
    sites = operator.services.sites
    rows = [_row(sites.get(site_id)) for site_id in sites.ids()]
    operator.list(rows, ("id", "name", "origins"))


@command(site)
@click.argument("site_id", metavar="SITE")
def show(operator: Operator, site_id: str) -> None:
    """Show one site with its settings, and how reading its feed went."""
    found = operator.services.sites.get(site_id)
    feed = _feed(operator.services.upkeep.feeds.state(found.id))
    operator.show(_row(found) | {"feed": feed}, "\n".join([_sheet(found), *_told(feed)]))


@command(site)
@click.argument("site_id", metavar="SITE")
@click.option("--name", help="A new name.")
@click.option("--origin", "added", multiple=True, help="An origin to add; may be given again.")
@click.option("--remove-origin", "removed", multiple=True, help="An origin to remove; may be given again.")
@click.option(
    "--setting", "settings", multiple=True, metavar="NAME=VALUE", help="A setting; lists and objects as JSON."
)
def set_(
    operator: Operator,
    site_id: str,
    name: str | None,
    added: Sequence[str],
    removed: Sequence[str],
    settings: Sequence[str],
) -> None:
    """Change a site. Running processes see it within a minute."""
    gone = {normal_origin(origin) for origin in removed}

    def origins(there: Sequence[str]) -> list[str]:
        return [origin for origin in (*there, *added) if normal_origin(origin) not in gone]

    changed = operator.services.sites.change(site_id, name=name, origins=origins, settings=_settings(settings))
    operator.show(_row(changed), _sheet(changed))


def _settings(given: Sequence[str]) -> dict[str, Any]:
    pairs = [setting.partition("=") for setting in given]
    for name, equals, _ in pairs:
        if not equals:
            raise click.BadParameter(f"write it as {name}=VALUE", param_hint="--setting")
    return {name: _value(text) for name, _, text in pairs}


def _value(text: str) -> Any:
    """Read lists, objects, null, true and false as JSON; all else is a text, of which the settings make what they need."""
    if not text.lstrip().startswith(("[", "{")) and text not in {"null", "true", "false"}:
        return text
    try:
        return json.loads(text)
    except ValueError as failure:
        raise click.BadParameter(
            f'{text} is no list or object in JSON, such as ["en", "de"]', param_hint="--setting"
        ) from failure


def _row(found: Site) -> dict[str, Any]:
    return {
        "id": found.id,
        "name": found.name,
        "origins": list(found.origins),
        "created_at": found.created_at,
        "settings": hidden(found.settings.model_dump(mode="json")),
    }


def _feed(state: FeedState | None) -> dict[str, Any] | None:
    if state is None:
        return None
    return {name: getattr(state, name) for name in ("url", "succeeded_at", "failed_at", "failure_count", "error")}


def _told(feed: Mapping[str, Any] | None) -> list[str]:
    """Answer how reading a feed went, in sentences."""
    if feed is None:
        return []
    last = f"last read {feed['succeeded_at']}" if feed["succeeded_at"] else "never read yet"
    lines = ["", f"Its feed {feed['url']} was {last}."]
    if feed["error"]:
        lines.append(f"It failed {_times(feed['failure_count'])} since, last {feed['failed_at']}: it {feed['error']}.")
    return lines


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _sheet(found: Site) -> str:
    facts: Mapping[str, Any] = {
        "site": found.id,
        "name": found.name,
        "origins": " ".join(found.origins),
        "created_at": found.created_at,
        **hidden(found.settings.model_dump(mode="json")),
    }
    width = max(map(len, facts))
    return "\n".join(f"{name:<{width}}  {_as_given(value)}" for name, value in facts.items())


def _as_given(value: Any) -> str:
    """Write a value as `--setting` takes it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
