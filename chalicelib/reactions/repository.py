"""Markers in the table: that a visitor reacted to something. One is there exactly while it is counted.

A marker is under the visitor's hash, so it lasts as long as the key of the hash: until then it can be taken back.
"""

from collections.abc import Sequence

from chalicelib.pages.reacted import Reaction
from chalicelib.privacy import Client, visitor
from chalicelib.sites.models import Site
from chalicelib.sites.secrets import forgotten_at
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Table
from chalicelib.storage.values import Item
from chalicelib.storage.writes import Write, put_new


def markers(site: Site, target: str, client: Client) -> list[Key]:
    """Answer where a visitor's reaction to `target` may be: where a new one goes, and where one of the period before is."""
    return [keys.reaction(site.id, target, visitor(key, site.id, client)) for key in site.secrets.visitor_keys]


def put_marker(site: Site, place: Key, reaction: Reaction, write_id: str) -> Write:
    """Note a visitor's reaction, provided that there is none."""
    item = {
        "type": "reaction",
        "reaction": reaction,
        "ttl": forgotten_at(site.secrets.visitor_period),
        "write_id": write_id,
    }
    return put_new(place, item)


def delete_marker(place: Key) -> Write:
    """Remove a visitor's reaction, provided that it is there."""
    return Write("Delete", place, condition="attribute_exists(#pk)")


class ReactionRepository:
    """Reads what is reacted to, with a visitor's own reactions to it."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def read(self, target: Key, places: Sequence[Key]) -> tuple[Item | None, dict[Key, Reaction]]:
        """Read an item and the markers at `places` that there are, as they are at this moment, in one round trip."""
        found = self._table.get_many([target, *places], is_consistent=True)
        return found.get(target), {place: found[place]["reaction"]["S"] for place in places if place in found}
