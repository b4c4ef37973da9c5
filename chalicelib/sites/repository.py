"""Sites and tokens in the table."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.clock import rfc3339
from chalicelib.errors import ConditionFailed, TransactionFailed
from chalicelib.sites.models import Site, SiteSettings, Token
from chalicelib.sites.secrets import SecretStore, day_of, secret_keys
from chalicelib.storage import keys
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import Item
from chalicelib.storage.writes import Write, put_new

_MOST_SITES = 1000
_MOST_TOKENS = 1000


class SiteRepository:
    """Reads and writes sites. A site is read with its secrets in one round trip."""

    def __init__(self, table: Table, secrets: SecretStore) -> None:
        self._table = table
        self._secrets = secrets

    def get(self, site: str, now: datetime) -> Site | None:
        """Answer a site with its secrets of the day, making those that are missing."""
        found = self._table.get_many([keys.site(site), *secret_keys(site, now)], is_consistent=True)
        item = found.get(keys.site(site))
        if item is None:
            return None
        settings = SiteSettings.model_validate(json.loads(item["settings"]["S"]))
        secrets = self._secrets.complete(found, site, day_of(now, settings.timezone), now)
        return Site(
            id=site,
            name=item["name"]["S"],
            origins=tuple(origin["S"] for origin in item["origins"]["L"]),
            settings=settings,
            secrets=secrets,
            created_at=item["created_at"]["S"],
        )

    def create(self, site: str, name: str, origins: tuple[str, ...], now: datetime, write_id: str) -> bool:
        """Store a new site with the default settings; false where there is one of that id."""
        item = {"name": name, "origins": origins, "settings": "{}", "created_at": rfc3339(now)}
        writes = [
            put_new(keys.site(site), {"type": "site", "write_id": write_id} | item),
            Write("Put", keys.directory(site), item={"type": "directory"}),
        ]
        try:
            self._table.transact(writes, write_id)
        except TransactionFailed:
            return False
        return True

    def change(self, site: str, name: str, origins: tuple[str, ...], settings: SiteSettings) -> bool:
        """Store a site's name, origins and settings as they are given; false where there is no such site."""
        values = {"name": name, "origins": origins, "settings": settings.model_dump_json(exclude_unset=True)}
        update = "SET #name = :name, #origins = :origins, #settings = :settings"
        write = Write("Update", keys.site(site), update=update, condition="attribute_exists(#pk)", values=values)
        try:
            self._table.write(write)
        except ConditionFailed:
            return False
        return True

    def ids(self) -> list[str]:
        """Answer the ids of all sites, sorted."""
        return [item["sk"]["S"] for item in self._table.query(Span(keys.SITES), _MOST_SITES)]


class TokenRepository:
    """Reads and writes tokens, found by their hash alone."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, token_hash: str) -> Token | None:
        """Answer the token of a hash."""
        item = self._table.get(keys.token(token_hash), is_consistent=True)
        return None if item is None else _token(item)

    def put(self, token: Token, token_hash: str) -> None:
        """Store a token."""
        attributes: Mapping[str, Any] = {
            "type": "token",
            "id": token.id,
            "site": token.site,
            "role": token.role,
            "name": token.name,
            "created_at": token.created_at,
            "gsi1pk": keys.tokens_of(token.site),
            "gsi1sk": token.id,
        }
        self._table.write(Write("Put", keys.token(token_hash), item=attributes))

    def of_site(self, site: str) -> list[Token]:
        """Answer a site's tokens, the oldest first."""
        entries = self._table.query(Span(keys.tokens_of(site), index=keys.GSI1), _MOST_TOKENS)
        places = [(entry["pk"]["S"], entry["sk"]["S"]) for entry in entries]
        found = self._table.get_many(places)
        return [_token(found[place]) for place in places if place in found]

    def delete(self, site: str, token_id: str) -> bool:
        """Remove a token; false where there is none of that id."""
        entries = self._table.query(Span(keys.tokens_of(site), low=token_id, high=token_id, index=keys.GSI1), 1)
        for entry in entries:
            self._table.write(Write("Delete", (entry["pk"]["S"], entry["sk"]["S"])))
        return bool(entries)


def _token(item: Item) -> Token:
    return Token(
        id=item["id"]["S"],
        site=item["site"]["S"],
        role=item["role"]["S"],
        name=item["name"]["S"],
        created_at=item["created_at"]["S"],
    )
