"""Authors as moderators know them: what they left, what was noted of them, and one decision on all that is theirs.

An author is who is signed in, or who gives an e-mail, of which nobody has proven that it is theirs. So trust of the former has an effect,
and that of the latter is only kept.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from chalicelib.clock import Clock
from chalicelib.comments.repository import CommentRepository
from chalicelib.errors import NotFound, TransactionFailed, Unavailable
from chalicelib.ids import NewId
from chalicelib.moderation.blocking import blocks_of_email
from chalicelib.moderation.blocks import BlockService
from chalicelib.moderation.decisions import Decision, DecisionService
from chalicelib.moderation.queue import Two, places_of, rows_of
from chalicelib.moderation.shapes import Author, AuthorActions, AuthorChanges, AuthorResults
from chalicelib.moderation.shown import Known, is_author, known_from_item
from chalicelib.sites.log import line_of, put_line
from chalicelib.sites.models import Site, Token
from chalicelib.storage import keys
from chalicelib.storage.cursor import read_place, write_cursor
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Table
from chalicelib.storage.together import together
from chalicelib.storage.values import Item
from chalicelib.storage.writes import Write

AT_ONCE = 100
"""Comments of an author that one call decides on."""
_MOST_TRIES = 10
_RECENT = 20


class ModeratedAuthors:
    """Reads and changes what is known of authors, and decides on what they left."""

    def __init__(
        self,
        table: Table,
        comments: CommentRepository,
        decisions: DecisionService,
        blocks: BlockService,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._table = table
        self._comments = comments
        self._decisions = decisions
        self._blocks = blocks
        self._clock = clock
        self._new_id = new_id

    def get(self, site: Site, author: str) -> Author:
        """Answer an author. Four round trips. Raises `NotFound`."""
        if not is_author(author):
            raise _no_such_author()
        ids = self._comments.by_author(site.id, author, _RECENT, is_backward=True, after=None)
        found = self._comments.get_many(site.id, ids)
        recent = [found[one] for one in ids if one in found]
        place, blocks = keys.author(site.id, author), _blocks_about(site, author, recent)
        items = self._table.get_many([place, *blocks, *places_of(site, recent)])
        if place not in items:
            raise _no_such_author()
        known = known_from_item(items[place])
        return {
            "id": author,
            "history": dict(known.history),
            "note": known.note,
            "is_trusted": known.is_trusted,
            "comments": rows_of(site, recent, items),
            "blocks": self._blocks.of({key: items[key] for key in blocks if key in items}, site),
        }

    def change(self, site: Site, authorize: Callable[[], Token], author: str, changes: AuthorChanges) -> Author:
        """Note something of an author. Two round trips, and those of `get`; one less where it is so already. Raises `NotFound`."""
        moderator, item = together(authorize, partial(self._read, site, author))
        if item is None:
            raise _no_such_author()
        self._note(site, moderator, author, item, changes)
        return self.get(site, author)

    def act(self, site: Site, authorize: Callable[[], Token], author: str, actions: AuthorActions) -> AuthorResults:
        """Decide on an author's comments, a hundred at most, from the oldest on; `next` leads to the others.

        Two round trips and those of each decision; one before them to note whether the author is trusted, unless that is so already.
        Raises `InvalidCursor`, `NotFound`.
        """
        scope = ("author", site.id, author, actions.action, actions.status or "")
        after = read_place(site.secrets.signing, scope, actions.cursor)
        listed, read_author = partial(self._listed, site, author, after), partial(self._read, site, author)
        moderator, ids, item = together(authorize, listed, read_author)
        if item is None:
            raise _no_such_author()
        if actions.trust is not None:
            self._note(site, moderator, author, item, AuthorChanges(is_trusted=actions.trust))
        part = ids[:AT_ONCE]
        _, read = self._decisions.read(site, part, lambda: moderator)
        wanted = [one for one in part if one in read.comments]
        if actions.status:
            wanted = [one for one in wanted if read.comments[one][0].status == actions.status]
        decision = Decision(actions.action, actions.reason, actions.note)
        results = self._decisions.decide(site, moderator, decision, wanted, read)
        following = write_cursor(site.secrets.signing, scope, [part[-1]]) if len(ids) > AT_ONCE else None
        return {"results": results, "next": following}

    def _note(self, site: Site, moderator: Token, author: str, item: Item | None, changes: AuthorChanges) -> None:
        """Note something of an author, as the item was read, unless it is so already or the author has been erased."""
        for _ in range(_MOST_TRIES):
            if item is None:
                return
            before = known_from_item(item)
            after = _changed(before, changes)
            if before == after:
                return
            try:
                self._write(site, moderator, author, before, after)
            except TransactionFailed:
                item = self._read(site, author)
            else:
                return
        raise Unavailable

    def _read(self, site: Site, author: str) -> Item | None:
        return self._table.get(keys.author(site.id, author), is_consistent=True) if is_author(author) else None

    def _listed(self, site: Site, author: str, after: str | None) -> list[str]:
        if not is_author(author):
            return []
        return self._comments.by_author(site.id, author, AT_ONCE + 1, is_backward=False, after=after)

    def _write(self, site: Site, moderator: Token, author: str, before: Known, after: Known) -> None:
        now = self._clock()
        line = line_of(
            moderator,
            now,
            "author",
            self._new_id(now),
            subject=author,
            before={"note": before.note, "is_trusted": before.is_trusted},
            after={"note": after.note, "is_trusted": after.is_trusted},
        )
        self._table.transact([_note(site.id, author, before, after), put_line(site.id, line)], line.id)


def _changed(before: Known, changes: AuthorChanges) -> Known:
    given = changes.model_dump(include=changes.model_fields_set)
    note: Any = given.get("note", before.note)
    note = note.strip() if note else None
    return Known(before.history, note or None, given.get("is_trusted", before.is_trusted))


def _note(site: str, author: str, before: Known, after: Known) -> Write:
    """Write what is said of an author, provided that it still is what was read."""
    values: dict[str, Any] = {"trusted": after.is_trusted, "was_trusted": before.is_trusted}
    conditions = ["attribute_exists(#pk)"]
    if before.note is None:
        conditions.append("attribute_not_exists(#note)")
    else:
        conditions.append("#note = :was_note")
        values["was_note"] = before.note
    was = "#is_trusted = :was_trusted"
    conditions.append(was if before.is_trusted else f"(attribute_not_exists(#is_trusted) OR {was})")
    update = "SET #is_trusted = :trusted"
    if after.note is None:
        update += " REMOVE #note"
    else:
        update += ", #note = :note"
        values["note"] = after.note
    return Write("Update", keys.author(site, author), update=update, condition=" AND ".join(conditions), values=values)


def _blocks_about(site: Site, author: str, recent: list[Two]) -> list[Key]:
    emails = {private.email for _, private in recent if private.email}
    addresses = {private.address for _, private in recent if private.address}
    places = [keys.block(site.id, "author", author)]
    places += [keys.block(site.id, "address", address) for address in sorted(addresses)]
    places += [place for email in sorted(emails) for place in blocks_of_email(site.id, email)]
    return list(dict.fromkeys(places))


def _no_such_author() -> NotFound:
    return NotFound("There is no such author on this site.")
