"""The demo site: its origins and feed, a few readers' comments and a moderator's token. Run before the service starts.

The token is kept in the data directory, so that each start shows the same; the table has its hash alone, as ever.
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self

from chalicelib.bootstrap import Services, build
from chalicelib.clock import system_clock
from chalicelib.comments.incoming import NewAuthor, NewComment
from chalicelib.config import Settings
from chalicelib.errors import SiteNotFound, Unauthorized
from chalicelib.moderation.models import Actions
from chalicelib.pages.models import PageChanges
from chalicelib.privacy import Client
from chalicelib.sites.models import Site
from cli.local.publication import FEED
from cli.local.readers import fill_lists

SITE = "demo"
NAME = "The Saltmarsh Courier"
MODERATOR = "Demo moderator"
THIS_MACHINE = ("http://127.0.0.1:", "http://localhost:")


@dataclass(frozen=True)
class Demo:
    """What a start shows of the demo site."""

    token: str

    @classmethod
    def read(cls, data_dir: Path) -> Self:
        """Read what the last `seed` kept."""
        return cls(**json.loads(_file(data_dir).read_bytes()))

    def keep(self, data_dir: Path) -> None:
        """Keep it for the owner's eyes only."""
        descriptor = os.open(_file(data_dir), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file)


@dataclass(frozen=True)
class Said:
    """A comment of the demo: where, how long ago, by whom; `to` is the place in the list of the one it answers."""

    page: str
    hours_ago: float
    name: str
    body: str
    to: int | None = None
    is_approved: bool = True


TITLES = {
    "/articles/last-ferry/": "The last ferry learns to wait",
    "/articles/night-bakery/": "Bread at four, by the light of the door",
    "/articles/seed-library/": "Borrow a bean, bring back a handful",
    "/articles/tide-clock/": "A clock that tells the town when to hurry",
}
"""As the articles have them, by page."""

COMMENTS = (
    Said(
        "/articles/last-ferry/",
        21,
        "Maren Holt",
        "I am one of the forty-one. Thank the crew for me: the camp bed in the linen room **squeaks**.",
    ),
    Said(
        "/articles/last-ferry/",
        20,
        "Old Angler",
        "Six minutes is six minutes. The bus waits for nobody, and the mackerel even less.",
    ),
    Said(
        "/articles/last-ferry/",
        18.5,
        "Bea",
        "> The bus waits for nobody\n\nIt waited for me on Sunday. The driver was finishing his tea.",
        to=1,
    ),
    Said("/articles/last-ferry/", 18, "Old Angler", "Then I shall bring him a larger cup.", to=2),
    Said(
        "/articles/tide-clock/",
        9,
        "Jory",
        "I grew up believing that it was a painting. My mother says I *argued* about it.",
    ),
    Said(
        "/articles/seed-library/",
        5,
        "Allotment 12",
        "Two sentences of my own, for the envelope:\n\n1. Slugs.\n2. More slugs.",
    ),
    Said(
        "/articles/last-ferry/", 2, "Ferdy", "Does anybody know whether it waits on bank holidays?", is_approved=False
    ),
    Said("/articles/night-bakery/", 1, "Wick", "It is not Sunday yet.", is_approved=False),
)


def seed(services: Services, data_dir: Path, origins: Sequence[str]) -> Demo:
    """Make the demo site, or have the one that is there be at home on `origins`."""
    try:
        known = services.sites.get(SITE)
    except SiteNotFound:
        services.sites.create(SITE, NAME, origins)
        demo = _token(services, services.sites.change(SITE, settings=_feed(origins)), data_dir)
        _entitle_all(services)
        _say_all(services, demo)
        return demo
    elsewhere = [origin for origin in known.origins if not origin.startswith(THIS_MACHINE)]
    is_ours = (known.settings.feed_url or THIS_MACHINE[0]).startswith(THIS_MACHINE)
    changed = services.sites.change(SITE, origins=[*origins, *elsewhere], settings=_feed(origins) if is_ours else None)
    return _token(services, changed, data_dir)


def _feed(origins: Sequence[str]) -> dict[str, str]:
    return {"feed_url": origins[0] + FEED}


def _token(services: Services, site: Site, data_dir: Path) -> Demo:
    try:
        demo = Demo.read(data_dir)
        services.tokens.check(demo.token)
    except (OSError, ValueError, TypeError, Unauthorized):
        demo = Demo(services.tokens.create(site.id, "moderator", MODERATOR)[0])
        demo.keep(data_dir)
    return demo


def _entitle_all(services: Services) -> None:
    site = services.sites.get(SITE)
    for page, title in TITLES.items():
        services.pages.change(site, page, PageChanges(title=title))


def _say_all(services: Services, demo: Demo) -> None:
    site, ids = services.sites.get(SITE), list[str]()
    for said in COMMENTS:
        ids.append(_say(services, site, said, None if said.to is None else ids[said.to]))
        if said.is_approved:
            services.moderation.decisions.act(
                site, lambda: services.tokens.check(demo.token), Actions(action="approve", ids=ids[-1:])
            )


def _say(services: Services, site: Site, said: Said, parent: str | None) -> str:
    at = system_clock() - timedelta(hours=said.hours_ago)
    back_then = Services(services.settings, services.table, clock=lambda: at)
    new = NewComment(page=said.page, body=said.body, author=NewAuthor(name=said.name), parent=parent)
    return back_then.comments.post(site, new, Client("127.0.0.1", "demo")).comment["id"]


def _file(data_dir: Path) -> Path:
    return data_dir / "demo.json"


def main() -> None:
    """Seed, and have the front page's lists be there when it is first opened: jobs run by the clock a moment later only."""
    services = build(Settings.from_environment(os.environ))
    seed(services, Path(sys.argv[1]), sys.argv[2:])
    services.upkeep.jobs["feed"](SITE)
    fill_lists(services, services.sites.get(SITE))


if __name__ == "__main__":
    main()
