"""Tokens of moderators and admins: made, listed, revoked, and told from those that are none."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from chalicelib.clock import Clock, rfc3339
from chalicelib.errors import ConditionFailed, LastAdmin, NotFound, Unauthorized, Unavailable
from chalicelib.ids import NewId, RandomBytes
from chalicelib.incoming import Incoming
from chalicelib.sites.log import OPERATOR, Doer, line_of
from chalicelib.sites.models import Role, Site, Token
from chalicelib.sites.names import invalid, printable
from chalicelib.sites.repository import TokenRepository
from chalicelib.sites.service import SiteService
from chalicelib.storage.cursor import read_place, write_cursor

MOST_OF_NAME = 80

_MOST_READS = 10
_BYTES = 30
_PREFIX = "blw_"
"""Tells people and secret scanners what they found."""

TokenName = Annotated[str, Field(description="Whose it is.", examples=["night desk"])]
TokenRole = Annotated[Role, Field(description="`moderator`, or `admin`, who may change settings and tokens too.")]


class NewToken(Incoming):
    """A token that is to be made."""

    role: Role = Field("moderator", description="`moderator`, or `admin`, who may change settings and tokens too.")
    name: str = Field(
        description="Whose it is, shown beside decisions: 1 to 80 printable characters. No reader may take it.",
        examples=["night desk"],
        json_schema_extra={"minLength": 1, "maxLength": MOST_OF_NAME, "format": "listed-name"},
    )


class ShownToken(TypedDict):
    """A token, without what is secret of it."""

    id: Annotated[str, Field(description="By this it is revoked.", examples=["01KKP3FDG00000000000000004"])]
    role: TokenRole
    name: TokenName
    created_at: Annotated[
        str,
        Field(
            description="When it was made.",
            examples=["2026-03-14T12:00:00.000Z"],
            json_schema_extra={"format": "date-time"},
        ),
    ]


class MadeToken(ShownToken):
    """A token that was made, with its secret, this once."""

    token: Annotated[
        str,
        Field(
            description="What is sent as `Bearer`. It is not stored and never shown again.",
            examples=["blw_c2FtcGxlLXNhbXBsZS1zYW1wbGUtc2FtcGxlLTE"],
        ),
    ]


class TokenList(TypedDict):
    """A part of a site's tokens."""

    tokens: Annotated[list[ShownToken], Field(description="The oldest first.")]
    next: Annotated[
        str | None, Field(description="The `cursor` of the following part; null at the end.", examples=[None])
    ]


class OwnSite(TypedDict):
    """What a moderator needs to know of the site."""

    id: Annotated[str, Field(description="Its id.", examples=["demo"])]
    name: Annotated[str, Field(description="Its name.", examples=["News Example"])]
    timezone: Annotated[str, Field(description="In which its days are.", examples=["Europe/London"])]


class Me(ShownToken):
    """The token that asks, and its site."""

    site: OwnSite


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

    def create(self, site: str, role: Role, name: str, *, by: Doer = OPERATOR) -> tuple[str, Token]:
        """Make a token; answers its secret and what is known of it from now on. Its name is no reader's any more."""
        self._sites.get(site)
        now = self._clock()
        secret = _PREFIX + urlsafe_b64encode(self._random(_BYTES)).decode()
        token = Token(
            id=self._new_id(now),
            site=site,
            role=role,
            name=printable(name, "name", MOST_OF_NAME),
            created_at=rfc3339(now),
        )
        line = line_of(by, now, "token_create", token.id, subject=token.id, after=_told(token))
        if not self._repository.put(token, _hash(secret), line):
            raise invalid("site", "too_many_tokens", "revoke tokens that are not used any more")
        self._sites.forget(site)
        return secret, token

    def check(self, secret: str) -> Token:
        """Answer the token of a secret; raises `Unauthorized`. Read anew each time, so that a revoked one ends at once."""
        token = self._repository.get(_hash(secret)) if secret.startswith(_PREFIX) else None
        if token is None:
            raise Unauthorized
        return token

    def of_site(self, site: str) -> list[Token]:
        """Answer a site's tokens, the oldest first."""
        return self._repository.of_site(self._sites.get(site).id)

    def listed(self, site: Site, limit: int, cursor: str | None) -> TokenList:
        """Answer a part of a site's tokens, the oldest first; two round trips. Raises `InvalidCursor`."""
        scope = ("tokens", site.id)
        after = read_place(site.secrets.signing, scope, cursor)
        found = self._repository.of_site(site.id, limit + 1, after)
        last = found[limit - 1].id if len(found) > limit else None
        following = None if last is None else write_cursor(site.secrets.signing, scope, [last])
        return {"tokens": [shown(token) for token in found[:limit]], "next": following}

    def revoke(self, site: str, token_id: str, *, by: Doer = OPERATOR) -> None:
        """End a token. Raises `NotFound`, and `LastAdmin` where no admin's token would be left, unless it is the operator who asks."""
        for _ in range(_MOST_READS):
            listed = {token.id: (token, place) for token, place in self._repository.listed(self._sites.get(site).id)}
            if token_id not in listed:
                raise NotFound(f"There is no token {token_id!r} of this site.")
            now, (token, place) = self._clock(), listed.pop(token_id)
            admin = _who_stays(token, {one: other for one, (other, _) in listed.items()}, by)
            line = line_of(by, now, "token_revoke", self._new_id(now), subject=token.id, before=_told(token))
            try:
                is_done = self._repository.delete(
                    token, place, line, unless_gone=None if admin is None else listed[admin.id][1]
                )
            except ConditionFailed:  # that admin's token is gone since
                continue
            self._sites.forget(site)
            if is_done:
                return
        raise Unavailable


def _who_stays(token: Token, others: Mapping[str, Token], by: Doer) -> Token | None:
    """Answer an admin whose token has to be left once `token` is gone, who asks if it is another's; None where none has to."""
    if token.role != "admin" or by.id == OPERATOR.id:
        return None
    if by.id in others:
        return others[by.id]
    admins = [other for other in others.values() if other.role == "admin"]
    if not admins:
        raise LastAdmin
    return admins[0]


def _told(token: Token) -> dict[str, str]:
    return {"role": token.role, "name": token.name}


def _hash(secret: str) -> str:
    # The secret is random and long: a slow hash would protect nothing more.
    return hashlib.sha256(secret.encode()).hexdigest()


def shown_to_its_owner(token: Token, site: Site) -> Me:
    """Answer what whoever has a token may know of it."""
    own: OwnSite = {"id": site.id, "name": site.name, "timezone": site.settings.timezone}
    return {**shown(token), "site": own}


def shown(token: Token) -> ShownToken:
    """Answer what may be shown of a token at any time."""
    return {"id": token.id, "role": token.role, "name": token.name, "created_at": token.created_at}
