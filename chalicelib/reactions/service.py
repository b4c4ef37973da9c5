"""Reacting to comments and pages, and taking it back.

Marker and counts change in one transaction under the condition that the marker is as it was read, so that a reaction is counted once
whatever is repeated. Who finds that something else was quicker reads again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from chalicelib.clock import Clock
from chalicelib.comments import copies
from chalicelib.comments.moves import settle
from chalicelib.comments.repository import count_reaction, from_item
from chalicelib.comments.spots import Spot, first_spot
from chalicelib.errors import NotFound, TransactionFailed, Unavailable
from chalicelib.ids import NewId, is_id
from chalicelib.pages import repository as pages
from chalicelib.pages.aliases import AliasBook
from chalicelib.pages.models import PageName
from chalicelib.pages.reacted import Reaction
from chalicelib.pages.service import page_name
from chalicelib.privacy import Client
from chalicelib.reactions.models import Reacted
from chalicelib.reactions.repository import ReactionRepository, delete_marker, markers, put_marker
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Table
from chalicelib.storage.writes import Write

_MOST_READS = 40
"""How often a reaction is made anew since somebody else was quicker. It waits longer each time, for ten seconds in all; with these fifty
visitors can like one comment at once."""


@dataclass(frozen=True)
class _Change:
    """What must be done for a visitor's reaction to be as they want it."""

    reaction: Reaction
    count: int
    markers: list[Write]


class ReactionService:
    """Has a visitor's reaction be as they want it: one, or None. What is so already changes nothing."""

    def __init__(
        self, table: Table, repository: ReactionRepository, aliases: AliasBook, clock: Clock, new_id: NewId
    ) -> None:
        self._table = table
        self._repository = repository
        self._aliases = aliases
        self._clock = clock
        self._new_id = new_id

    def to_comment(self, site: Site, comment_id: str, client: Client, wanted: Reaction | None) -> Reacted:
        """React to an approved comment, or take it back. Two round trips, two more where another was quicker. Raises `NotFound`."""
        if not is_id(comment_id):
            raise _not_public()
        attempt = partial(self._try_comment, site, comment_id, markers(site, comment_id, client), wanted)
        return _until_done(attempt)

    def to_page(self, site: Site, page: str, client: Client, wanted: Reaction | None) -> Reacted:
        """React to a page, or take it back: at the page that stays, for an alias.

        Two round trips, three where the page is a new alias. Raises `InvalidPage`, `PageNotOnSite`.
        """
        name = self._aliases.target(site, page_name(site, page))
        return _until_done(partial(self._try_page, site, name, client, wanted))

    def _try_comment(
        self, site: Site, comment_id: str, places: list[Key], wanted: Reaction | None, turn: int
    ) -> Reacted:
        item, own = self._repository.read(keys.comment(site.id, comment_id), places)
        comment = None if item is None else from_item(item)
        if comment is None or comment.status != "approved":
            raise _not_public()
        write_id = self._write_id()
        change = _change(site, places, own, wanted, write_id)
        if change is None:
            return _reacted(comment.reactions, own)

        def writes(spot: Spot) -> list[Write]:
            return [
                copies.react(site.id, comment, spot, change.reaction, change.count, write_id),
                count_reaction(site.id, comment, change.reaction, change.count),
                *change.markers,
            ]

        settle(self._table, first_spot(comment), write_id, writes, turn=turn)
        return _changed(comment.reactions, change, wanted)

    def _try_page(self, site: Site, name: PageName, client: Client, wanted: Reaction | None, turn: int) -> Reacted:
        places = markers(site, name.id, client)
        item, own = self._repository.read(keys.page(site.id, name.id), places)
        target = self._aliases.learn(site, name, item)
        if target is not None:
            return self._try_page(site, target, client, wanted, turn)
        page = pages.from_item(name, item)
        write_id = self._write_id()
        change = _change(site, places, own, wanted, write_id)
        if change is None:
            return _reacted(page.reactions, own)
        counted = pages.count_reaction(site.id, name.id, name.key, change.reaction, change.count)
        self._table.transact([counted, *change.markers], write_id, turn=turn)
        return _changed(page.reactions, change, wanted)

    def _write_id(self) -> str:
        return self._new_id(self._clock())


def _until_done(attempt: Callable[[int], Reacted]) -> Reacted:
    for turn in range(1, _MOST_READS + 1):
        try:
            return attempt(turn)
        except TransactionFailed:
            continue
    raise Unavailable


def _change(
    site: Site, places: list[Key], own: Mapping[Key, Reaction], wanted: Reaction | None, write_id: str
) -> _Change | None:
    if wanted and not own:
        return _Change(wanted, 1, [put_marker(site, places[0], wanted, write_id)])
    if own and not wanted:
        return _Change(next(iter(own.values())), -len(own), [delete_marker(place) for place in own])
    return None


def _reacted(reactions: Mapping[str, int], own: Mapping[Key, Reaction]) -> Reacted:
    return {"reactions": dict(reactions), "reaction": next(iter(own.values()), None)}


def _changed(reactions: Mapping[str, int], change: _Change, wanted: Reaction | None) -> Reacted:
    counts = {**reactions, change.reaction: reactions.get(change.reaction, 0) + change.count}
    return {"reactions": {reaction: count for reaction, count in counts.items() if count}, "reaction": wanted}


def _not_public() -> NotFound:
    return NotFound("There is no such comment, or it is not public.")
