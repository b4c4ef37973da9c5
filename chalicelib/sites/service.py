"""What can be done with sites and tokens."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from chalicelib.clock import Clock, rfc3339
from chalicelib.errors import FieldError, InvalidRequest, NotFound, SiteNotFound, Unauthorized
from chalicelib.ids import NewId, RandomBytes
from chalicelib.sites.models import SITE_ID, Role, Secrets, Site, SiteSettings, Token
from chalicelib.sites.origins import normal_origin, origin_of
from chalicelib.sites.repository import SiteRepository, TokenRepository
from chalicelib.sites.secrets import day_of, period_of

KEPT_FOR = timedelta(seconds=60)
_TOKEN_BYTES = 30
_TOKEN_PREFIX = "blw_"  # noqa: S105 - tells people and secret scanners what they found


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
            raise _invalid("site", "invalid_site", "use 1 to 40 lower-case letters, digits and hyphens")
        now = self._clock()
        if not self._repository.create(site, _site_name(name), _origins(origins), now, self._new_id(now)):
            raise _invalid(
                "site", "site_exists", f"there is a site {site!r} already; change it with `belowline site set`"
            )
        return self.get(site)

    def change(
        self,
        site: str,
        *,
        name: str | None = None,
        origins: Sequence[str] | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> Site:
        """Change what is given of a site; a setting that is None has its default again. Other processes see it within 60 seconds."""
        self._kept.pop(site, None)
        before = self.get(site)
        changed_name = before.name if name is None else _site_name(name)
        changed_origins = before.origins if origins is None else _origins(origins)
        given = _given({**before.given, **(settings or {})}, changed_origins)
        if not self._repository.change(site, changed_name, changed_origins, given):
            raise SiteNotFound
        self._kept.pop(site, None)
        return self.get(site)

    def forget(self, site: str) -> None:
        """Read a site anew when it is next asked for. Other processes do so within 60 seconds."""
        self._kept.pop(site, None)

    def ids(self) -> list[str]:
        """Answer the ids of all sites."""
        return self._repository.ids()


class TokenService:
    """Tokens of moderators and admins. The secret is shown once, when made; stored is its hash."""

    def __init__(
        self,
        repository: TokenRepository,
        sites: SiteService,
        clock: Clock,
        new_id: NewId,
        random: RandomBytes,
    ) -> None:
        self._repository = repository
        self._sites = sites
        self._clock = clock
        self._new_id = new_id
        self._random = random

    def create(self, site: str, role: Role, name: str) -> tuple[str, Token]:
        """Make a token; answers its secret and what is known of it from now on. Its name is no reader's any more."""
        self._sites.get(site)
        now = self._clock()
        secret = _TOKEN_PREFIX + urlsafe_b64encode(self._random(_TOKEN_BYTES)).decode()
        token = Token(id=self._new_id(now), site=site, role=role, name=_token_name(name), created_at=rfc3339(now))
        if not self._repository.put(token, _hash(secret)):
            raise _invalid("site", "too_many_tokens", "revoke tokens that are not used any more")
        self._sites.forget(site)
        return secret, token

    def check(self, secret: str) -> Token:
        """Answer the token of a secret; raises `Unauthorized`. Read anew each time, so that a revoked one ends at once."""
        token = self._repository.get(_hash(secret)) if secret.startswith(_TOKEN_PREFIX) else None
        if token is None:
            raise Unauthorized
        return token

    def of_site(self, site: str) -> list[Token]:
        """Answer a site's tokens, the oldest first."""
        return self._repository.of_site(self._sites.get(site).id)

    def revoke(self, site: str, token_id: str) -> None:
        """End a token; raises `NotFound`."""
        if not self._repository.delete(self._sites.get(site).id, token_id, self._new_id(self._clock())):
            raise NotFound(f"There is no token {token_id!r} of this site.")
        self._sites.forget(site)


def _are_of(now: datetime, settings: SiteSettings, secrets: Secrets) -> bool:
    return secrets.salt_day == day_of(now, settings.timezone) and secrets.visitor_period == period_of(now)


def _hash(secret: str) -> str:
    # The secret is random and long: a slow hash would protect nothing more.
    return hashlib.sha256(secret.encode()).hexdigest()


def _site_name(name: str) -> str:
    return _short(name, "name", 120)


def _token_name(name: str) -> str:
    return _short(name, "name", 80)


def _short(text: str, field: str, most: int) -> str:
    trimmed = text.strip()
    if not 0 < len(trimmed) <= most or not trimmed.isprintable():
        raise _invalid(field, "invalid_name", f"use 1 to {most} printable characters")
    return trimmed


def _origins(origins: Sequence[str]) -> tuple[str, ...]:
    normal = tuple(dict.fromkeys(normal_origin(origin) for origin in origins))
    if not normal:
        raise _invalid("origins", "missing", "name at least one origin, such as https://news.example")
    return normal


def _given(settings: Mapping[str, Any], origins: Sequence[str]) -> dict[str, Any]:
    """Answer the settings that differ from what they are by themselves, as they are stored. Raises `InvalidRequest`."""
    given = {name: value for name, value in settings.items() if value is not None}
    try:
        valid = SiteSettings.of(given)
    except ValidationError as failure:
        problems = [
            FieldError(".".join(str(part) for part in error["loc"]), str(error["type"]), str(error["msg"]))
            for error in failure.errors(include_url=False, include_context=False)
        ]
        raise InvalidRequest(problems) from failure
    if valid.feed_url is not None and origin_of(valid.feed_url) not in origins:
        raise _invalid("feed_url", "not_on_site", f"must be on one of the site's origins: {', '.join(origins)}")
    stored: dict[str, Any] = valid.model_dump(mode="json", include=set(given))
    return stored


def _invalid(field: str, code: str, message: str) -> InvalidRequest:
    return InvalidRequest([FieldError(field, code, message)])
