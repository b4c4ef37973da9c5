"""Sites and tokens in the table."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.clock import rfc3339
from chalicelib.errors import ConditionFailed, SiteNotFound, TransactionFailed
from chalicelib.sites.log import Line, put_line
from chalicelib.sites.models import Site, SiteSettings, Token
from chalicelib.sites.secrets import SecretStore, day_of, secret_keys
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import Item, text
from chalicelib.storage.writes import Write, check, put_new

_MOST_SITES = 1000
_MOST_TOKENS = 500
"""Of a site. All their names, of 320 bytes at most, have room in its item beside its settings."""


def given_in(item: Item) -> dict[str, Any]:
    """Answer the settings that a site has given, from its item; `SiteSettings.of` makes all of them."""
    given: dict[str, Any] = json.loads(item["settings"]["S"])
    return given


def origins_in(item: Item) -> tuple[str, ...]:
    """Answer the origins of a site from its item."""
    return tuple(origin["S"] for origin in item["origins"]["L"])


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
        given = given_in(item)
        settings = SiteSettings.of(given)
        secrets = self._secrets.complete(found, site, day_of(now, settings.timezone), now)
        return Site(
            id=site,
            name=item["name"]["S"],
            origins=origins_in(item),
            settings=settings,
            secrets=secrets,
            created_at=item["created_at"]["S"],
            moderator_names=tuple(name["S"] for name in _moderator_names(item).values()),
            given=given,
            version=text(item, "write_id"),
        )

    def create(self, site: str, name: str, origins: tuple[str, ...], now: datetime, write_id: str) -> bool:
        """Store a new site with the default settings; false where there is one of that id."""
        item = {"name": name, "origins": origins, "settings": "{}", "created_at": rfc3339(now), "moderator_names": {}}
        writes = [
            put_new(keys.site(site), {"type": "site", "write_id": write_id} | item),
            Write("Put", keys.directory(site), item={"type": "directory"}),
        ]
        try:
            self._table.transact(writes, write_id)
        except TransactionFailed:
            return False
        return True

    def change(self, before: Site, after: Site, line: Line) -> bool:
        """Store a site's name, origins and the settings it has given, and the line of the log that tells of it.

        False where the site is no longer as it was read, or there is none any more.
        """
        values = {
            "name": after.name,
            "origins": after.origins,
            "settings": json.dumps(after.given, ensure_ascii=False),
            "write_id": line.id,
        }
        update = "SET #name = :name, #origins = :origins, #settings = :settings, #write_id = :write_id"
        condition = "attribute_exists(#pk) AND attribute_not_exists(#write_id)"
        if before.version is not None:
            condition, values["read"] = "#write_id = :read", before.version
        write = Write("Update", keys.site(before.id), update=update, condition=condition, values=values)
        try:
            self._table.transact([write, put_line(before.id, line)], line.id)
        except TransactionFailed:
            return False
        return True

    def ids(self) -> list[str]:
        """Answer the ids of all sites, sorted."""
        return [item["sk"]["S"] for item in self._table.query(Span(keys.SITES), _MOST_SITES)]


class TokenRepository:
    """Reads and writes tokens, found by their hash alone.

    The names of a site's tokens are in its own item too, `moderator_names` by token id: readers' code may not read tokens, and has to
    know whom nobody may imitate. Both change in one transaction.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, token_hash: str) -> Token | None:
        """Answer the token of a hash."""
        item = self._table.get(keys.token(token_hash), is_consistent=True)
        return None if item is None else _token(item)

    def put(self, token: Token, token_hash: str, line: Line) -> bool:
        """Store a new token, its name with the site and the line that tells of it; false where the site has all it may have.

        The line's id is the token's.
        """
        attributes: Mapping[str, Any] = {
            "type": "token",
            "write_id": token.id,
            "id": token.id,
            "site": token.site,
            "role": token.role,
            "name": token.name,
            "created_at": token.created_at,
            "gsi3pk": keys.tokens_of(token.site),
            "gsi3sk": token.id,
        }
        has_room = "attribute_exists(#moderator_names) AND size(#moderator_names) < :most"
        named = Write(
            "Update",
            keys.site(token.site),
            update="SET #moderator_names.#token = :name",
            condition=has_room,
            values={"name": token.name, "most": _MOST_TOKENS},
            names={"token": token.id},
        )
        try:
            writes = [put_new(keys.token(token_hash), attributes), put_line(token.site, line), named]
            self._transact(token.site, writes, token.id)
        except TransactionFailed:
            return False
        return True

    def of_site(self, site: str, limit: int = _MOST_TOKENS, after: str | None = None) -> list[Token]:
        """Answer a site's tokens, the oldest first, from the one after the id `after` on."""
        return [token for token, _ in self.listed(site, limit, after)]

    def listed(self, site: str, limit: int = _MOST_TOKENS, after: str | None = None) -> list[tuple[Token, Key]]:
        """Answer the same with the place of each."""
        low = None if after is None else f"{after}!"  # sorts before all that ids are made of
        entries = self._table.query(Span(keys.tokens_of(site), low=low, index=keys.GSI3), limit)
        places = [(entry["pk"]["S"], entry["sk"]["S"]) for entry in entries]
        found = self._table.get_many(places, is_consistent=True)
        return [(_token(found[place]), place) for place in places if place in found]

    def delete(self, token: Token, place: Key, line: Line, *, unless_gone: Key | None) -> bool:
        """Remove a token and its name from the site, and write the line that tells of it; false where it is gone already.

        The token at `unless_gone` has to be there still. Raises `ConditionFailed` where it is not.
        """
        unnamed = Write(
            "Update",
            keys.site(token.site),
            update="REMOVE #moderator_names.#token",
            condition="attribute_exists(#moderator_names)",
            names={"token": token.id},
        )
        gone = Write("Delete", place, condition="attribute_exists(#pk)")
        stays = [] if unless_gone is None else [check(unless_gone, "attribute_exists(#pk)")]
        try:
            self._transact(token.site, [gone, *stays, put_line(token.site, line), unnamed], line.id)
        except TransactionFailed as failure:
            if failure.failed[0] is not None:
                return False
            raise ConditionFailed(None) from failure
        return True

    def _transact(self, site: str, writes: Sequence[Write], write_id: str) -> None:
        """Carry out writes of which the last is that of the site."""
        try:
            self._table.transact(writes, write_id)
        except TransactionFailed as failure:
            of_the_site = failure.failed[-1]
            if of_the_site is None or "moderator_names" in of_the_site:
                raise
            self._gather_names(site)
            self._table.transact(writes, write_id, attempt_id=1)

    def _gather_names(self, site: str) -> None:
        """Give a site that was made before names were kept with it those of the tokens it has."""
        update = Write(
            "Update",
            keys.site(site),
            update="SET #moderator_names = :names",
            condition="attribute_exists(#pk) AND attribute_not_exists(#moderator_names)",
            values={"names": {token.id: token.name for token in self.of_site(site)}},
        )
        try:
            self._table.write(update)
        except ConditionFailed as failure:  # another process was quicker, or there is no such site
            if failure.item is None:
                raise SiteNotFound from failure


def _moderator_names(site: Item) -> Item:
    names: Item = site.get("moderator_names", {"M": {}})["M"]
    return names


def _token(item: Item) -> Token:
    return Token(
        id=item["id"]["S"],
        site=item["site"]["S"],
        role=item["role"]["S"],
        name=item["name"]["S"],
        created_at=item["created_at"]["S"],
    )
