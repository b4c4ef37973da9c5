"""What can be done with sites."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.clock import Clock
from chalicelib.errors import SiteNotFound, Unavailable
from chalicelib.ids import NewId
from chalicelib.sites.log import OPERATOR, Doer, line_of
from chalicelib.sites.models import SITE_ID, Secrets, Site, SiteSettings
from chalicelib.sites.names import invalid, printable
from chalicelib.sites.origins import normal_origin
from chalicelib.sites.repository import SiteRepository
from chalicelib.sites.secrets import day_of, period_of
from chalicelib.sites.settings import differences, hidden, merged, valid

KEPT_FOR = timedelta(seconds=60)
_MOST_READS = 10
"""How often a change is made anew since somebody else was quicker."""


class SiteService:
    """Sites, kept in the process for 60 seconds once read."""

    def __init__(self, repository: SiteRepository, clock: Clock, new_id: NewId) -> None:
        self._repository = repository
        self._clock = clock
        self._new_id = new_id
        self._kept: dict[str, tuple[datetime, Site]] = {}

    def get(self, site: str) -> Site:
        """Answer a site; raises `SiteNotFound`.

        What it knows is at most 60 seconds old, its salt never of another day, its visitor keys never of another period.
        """
        now = self._clock()
        kept = self._kept.get(site)
        if kept and now - kept[0] < KEPT_FOR and _are_of(now, kept[1].settings, kept[1].secrets):
            return kept[1]
        found = self._repository.get(site, now) if SITE_ID.fullmatch(site) else None
        if found is None:
            self._kept.pop(site, None)
            raise SiteNotFound
        self._kept[site] = (now, found)
        return found

    def create(self, site: str, name: str, origins: Sequence[str]) -> Site:
        """Make a site with the default settings."""
        if not SITE_ID.fullmatch(site):
            raise invalid("site", "invalid_site", "use 1 to 40 lower-case letters, digits and hyphens")
        now = self._clock()
        if not self._repository.create(site, _site_name(name), _origins(origins), now, self._new_id(now)):
            raise invalid(
                "site", "site_exists", f"there is a site {site!r} already; change it with `belowline site set`"
            )
        return self.get(site)

    def read(self, site: str) -> Site:
        """Answer a site as it is at this moment; raises `SiteNotFound`."""
        self.forget(site)
        return self.get(site)

    def change(
        self,
        site: str,
        *,
        by: Doer = OPERATOR,
        name: str | None = None,
        origins: Sequence[str] | Callable[[Sequence[str]], Sequence[str]] | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> Site:
        """Change what is given of a site, or nothing if it is so already; a setting that is None has its default again.

        `origins` are all there are to be, or make these of those there are. Of several changes at once each stands: who comes second
        makes theirs of what the first has left. Other processes see it within 60 seconds. Raises `InvalidRequest`, `SiteNotFound`.
        """
        for _ in range(_MOST_READS):
            before = self.read(site)
            given = merged(before.given, settings or {})
            wanted = origins(before.origins) if callable(origins) else origins
            after = replace(
                before,
                name=before.name if name is None else _site_name(name),
                origins=before.origins if wanted is None else _origins(wanted),
            )
            given = valid(given, after.origins)
            after = replace(after, given=given, settings=SiteSettings.of(given))
            if after == before or self._is_stored(before, after, by):
                return self.get(site)
        raise Unavailable

    def _is_stored(self, before: Site, after: Site, by: Doer) -> bool:
        now = self._clock()
        told = {name: hidden(values) for name, values in differences(_known(before), _known(after)).items()}
        line = line_of(by, now, "settings", self._new_id(now), subject=before.id, **told)
        is_stored = self._repository.change(before, after, line)
        self._kept[before.id] = (now, replace(after, version=line.id))
        if not is_stored:
            self.forget(before.id)
        return is_stored

    def forget(self, site: str) -> None:
        """Read a site anew when it is next asked for. Other processes do so within 60 seconds."""
        self._kept.pop(site, None)

    def ids(self) -> list[str]:
        """Answer the ids of all sites."""
        return self._repository.ids()


def _are_of(now: datetime, settings: SiteSettings, secrets: Secrets) -> bool:
    return secrets.salt_day == day_of(now, settings.timezone) and secrets.visitor_period == period_of(now)


def _site_name(name: str) -> str:
    return printable(name, "name", 120)


def _origins(origins: Sequence[str]) -> tuple[str, ...]:
    normal = tuple(dict.fromkeys(normal_origin(origin) for origin in origins))
    if not normal:
        raise invalid("origins", "missing", "name at least one origin, such as https://news.example")
    return normal


def _known(site: Site) -> dict[str, Any]:
    """Answer what the log tells changes of. It is told of a secret that it was changed, and not what it is."""
    return {"name": site.name, "origins": list(site.origins), **site.given}
