"""Blocks as moderators make, read and lift them. `blocking.py` has what the checks of a new comment read of them.

A block is two items, made and lifted in one transaction with the line of the log: one is found by whom it is about, the other by its id.
The log is never erased, so of a person it tells only enough to know a block again by: see `_traced`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from chalicelib.clock import Clock, epoch, rfc3339
from chalicelib.errors import FieldError, InvalidRequest, NotFound, TransactionFailed, Unavailable
from chalicelib.ids import NewId, is_id
from chalicelib.moderation.blocking import BlockKind, block_item, block_key, is_in_force, normal
from chalicelib.moderation.shapes import Block, Blocks, NewBlock
from chalicelib.sites.log import line_of, put_line
from chalicelib.sites.models import Site, Token
from chalicelib.storage import keys
from chalicelib.storage.cursor import read_place, write_cursor
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Span, Table
from chalicelib.storage.together import together
from chalicelib.storage.values import Item, text
from chalicelib.storage.writes import Write, keyed, put_new

_MOST_TRIES = 10
"""How often a block is made anew since somebody else was quicker."""
_SHOWN_OF_HASH = 6
"""Characters: enough to tell one address from another beside a comment, and no key by which any could be found."""


class BlockService:
    """Makes, lists and lifts blocks."""

    def __init__(self, table: Table, clock: Clock, new_id: NewId) -> None:
        self._table = table
        self._clock = clock
        self._new_id = new_id

    def block(self, site: Site, authorize: Callable[[], Token], new: NewBlock) -> tuple[Block, bool]:
        """Block somebody; answers the block, and whether it is a new one. The same again changes nothing, another end or reason does.

        Two round trips; three where there is that very one already, four where another. Raises `InvalidRequest`.
        """
        value, place = _whom(site, new)
        self._check_end(new)
        moderator, item = together(authorize, partial(self._table.get, place, is_consistent=True))
        for _ in range(_MOST_TRIES):
            before = None if item is None else self._entry(site, item["id"]["S"])
            if before is not None and (before["reason"], before["until"]) == (new.reason, new.until):
                return before, False
            try:
                return self._put(site, moderator, new, value, place, item, before), item is None
            except TransactionFailed:
                item = self._table.get(place, is_consistent=True)
        raise Unavailable

    def listed(self, site: Site, limit: int, cursor: str | None) -> Blocks:
        """Answer part of the blocks that are in force, from the newest on. One round trip. Raises `InvalidCursor`."""
        scope = ("blocks", site.id)
        after = read_place(site.secrets.signing, scope, cursor)
        start = None if after is None else keyed(keys.block_entry(site.id, after))
        found, following = self._table.query_page(
            Span(keys.blocks_of(site.id)), limit + 1, is_backward=True, after=start
        )
        part, has_more = found[:limit], following is not None or len(found) > limit
        now = rfc3339(self._clock())
        shown = [_shown(item) for item in part]
        return {
            "blocks": [block for block in shown if block["until"] is None or block["until"] > now],
            "next": write_cursor(site.secrets.signing, scope, [part[-1]["sk"]["S"]]) if part and has_more else None,
        }

    def lift(self, site: Site, authorize: Callable[[], Token], block_id: str) -> None:
        """End a block. Two round trips. Raises `NotFound`."""
        moderator, before = together(authorize, partial(self._entry, site, block_id))
        if before is None:
            raise NotFound("There is no such block on this site.")
        now = self._clock()
        write_id = self._new_id(now)
        line = line_of(moderator, now, "unblock", write_id, subject=block_id, before=_told(before))
        place = block_key(site.id, before["kind"], before["value"])
        writes = [
            Write("Delete", keys.block_entry(site.id, block_id), condition="attribute_exists(#pk)"),
            Write("Delete", place),
            put_line(site.id, line),
        ]
        try:
            self._table.transact(writes, write_id)
        except TransactionFailed as failure:
            raise NotFound("There is no such block on this site.") from failure

    def of(self, items: Mapping[Key, Item], site: Site) -> list[Block]:
        """Answer the blocks that these items, found by whom they are about, belong to, those that are in force."""
        now = self._clock()
        ids = {item["id"]["S"] for item in items.values() if is_in_force(item, now)}
        found = self._table.get_many(keys.block_entry(site.id, one) for one in sorted(ids))
        return sorted(map(_shown, found.values()), key=lambda block: block["id"], reverse=True)

    def _check_end(self, new: NewBlock) -> None:
        if new.until is not None and new.until <= rfc3339(self._clock()):
            raise InvalidRequest([FieldError("until", "in_the_past", "must be later than now")])

    def _entry(self, site: Site, block_id: str) -> Block | None:
        if not is_id(block_id):
            return None
        item = self._table.get(keys.block_entry(site.id, block_id), is_consistent=True)
        return None if item is None else _shown(item)

    def _put(
        self,
        site: Site,
        moderator: Token,
        new: NewBlock,
        value: str,
        place: Key,
        item: Item | None,
        before: Block | None,
    ) -> Block:
        now = self._clock()
        write_id = self._new_id(now)
        made: Block = {
            "id": write_id if before is None else before["id"],
            "kind": new.kind,
            "value": value,
            "reason": new.reason,
            "until": new.until,
            "created_at": rfc3339(now) if before is None else before["created_at"],
            "by": moderator.id,
            "by_name": moderator.name,
        }
        until = None if new.until is None else datetime.fromisoformat(new.until)
        kept: dict[str, Any] = {"type": "entry", "write_id": write_id, **made, "ttl": until and epoch(until)}
        line = line_of(
            moderator,
            now,
            "block",
            write_id,
            subject=made["id"],
            before=before and _told(before),
            after=_told(made),
            reason=new.reason,
        )
        found = block_item(made["id"], until)
        writes = [
            put_new(place, found) if item is None else _in_place_of(place, found, item),
            Write("Put", keys.block_entry(site.id, made["id"]), item=kept),
            put_line(site.id, line),
        ]
        self._table.transact(writes, write_id)
        return made


def _whom(site: Site, new: NewBlock) -> tuple[str, Key]:
    try:
        return normal(new.kind, new.value), block_key(site.id, new.kind, new.value)
    except ValueError as failure:
        raise InvalidRequest([FieldError("value", "not_of_its_kind", str(failure))]) from failure


def _in_place_of(place: Key, found: Mapping[str, Any], item: Item) -> Write:
    """Put a block where there was one; nobody may have lifted or changed that meanwhile."""
    values: dict[str, Any] = {"read_id": item["id"]["S"]}
    if "ttl" not in item:
        condition = "attribute_not_exists(#ttl)"
    else:
        condition, values["read_ttl"] = "#ttl = :read_ttl", int(item["ttl"]["N"])
    return Write("Put", place, item=found, condition=f"#id = :read_id AND {condition}", values=values)


def _told(block: Block) -> dict[str, str | None]:
    """Answer what the log tells of a block."""
    return {
        "kind": block["kind"],
        "value": _traced(block["kind"], block["value"]),
        "reason": block["reason"],
        "until": block["until"],
    }


def _traced(kind: BlockKind, value: str) -> str:
    """Answer what may be kept for good of whom a block is about: a domain or an author's id, of all else only the outline."""
    match kind:
        case "email":
            local, _, domain = value.rpartition("@")
            return f"{local[0]}…@{domain}"
        case "address":
            return f"{value[:_SHOWN_OF_HASH]}…"
    return value


def _shown(item: Item) -> Block:
    kind: Any = item["kind"]["S"]
    return {
        "id": item["id"]["S"],
        "kind": kind,
        "value": item["value"]["S"],
        "reason": text(item, "reason"),
        "until": text(item, "until"),
        "created_at": item["created_at"]["S"],
        "by": item["by"]["S"],
        "by_name": item["by_name"]["S"],
    }
