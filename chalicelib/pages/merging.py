"""The job that merges: what an alias still has moves to the page that stays, a thing at a time.

What is a slice's own is moved by its `Mover`, passed in. Each step is a transaction that holds the alias to being one of that page, so
the job may be broken off anywhere, run again or run twice at once, and it stops where a moderator changes the alias meanwhile.

An alias is listed in gsi1 by the moment from which it is due. It stays due for some minutes, since processes that have not heard of it
may still write to it, and is looked at once more a day later, for whatever took longer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from chalicelib.clock import Clock, rfc3339
from chalicelib.errors import ConditionFailed
from chalicelib.pages.models import PageName
from chalicelib.storage import keys
from chalicelib.storage.keys import Key, page_id
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import Item, text
from chalicelib.storage.writes import Write, check

LOOKED_AFTER_FOR = timedelta(minutes=15)
"""Since an alias was set; a process believes what it knows for one minute."""
LOOKED_AT_AGAIN_AFTER = timedelta(days=1)
RUNS_FOR = timedelta(minutes=10)
"""Then a run ends and leaves the rest to the next one; its function may take 15 minutes."""


class NoAliasAnyMore(Exception):
    """The page is no alias of that page, or not any more."""


@dataclass(frozen=True)
class Content:
    """What a page has, or what of it was moved: comments by status, reactions to the page itself, views."""

    comments: Mapping[str, int] = field(default_factory=dict)
    reactions: int = 0
    views: int = 0

    @property
    def comment_count(self) -> int:
        """All comments, whatever their status."""
        return sum(self.comments.values())

    def __add__(self, other: "Content") -> "Content":
        statuses = {**self.comments, **other.comments}
        comments = {status: self.comments.get(status, 0) + other.comments.get(status, 0) for status in statuses}
        return Content(comments, self.reactions + other.reactions, self.views + other.views)


@dataclass(frozen=True)
class Alias:
    """A page, the page that stays, and since when."""

    site: str
    page: PageName
    target: PageName
    since: str

    def is_one(self) -> Write:
        """Answer a check for a transaction: it fails where the page is no alias of the target any more."""
        return check(keys.page(self.site, self.page.id), "#alias_of = :is_alias_of", is_alias_of=self.target.key)

    def hold(self, item: Item | None) -> None:
        """Raise `NoAliasAnyMore` unless the page's item says that it still is one."""
        if item is None or text(item, "alias_of") != self.target.key:
            raise NoAliasAnyMore


class Mover(Protocol):
    """Moves what belongs to one slice from an alias to the page that stays."""

    def content(self, site: str, page_id: str) -> Content:
        """Tell what a page has of it."""

    def move(self, alias: Alias) -> Iterator[Content]:
        """Move it until nothing is left, answering each time what was moved. Raises `NoAliasAnyMore`, `Unavailable`."""


@dataclass(frozen=True)
class Merged:
    """What the job did: aliases looked at, those that need no more looking at, and what was moved."""

    aliases: int = 0
    finished: int = 0
    comments: int = 0
    reactions: int = 0
    views: int = 0


class Merger:
    """Merges aliases into the pages that stay."""

    def __init__(self, table: Table, movers: Sequence[Mover], clock: Clock) -> None:
        self._table = table
        self._movers = movers
        self._clock = clock

    def run(self, site: str) -> Merged:
        """Look after the aliases of a site that are due, for ten minutes at most. Where there are none it costs one Query."""
        started, aliases, finished, moved = self._clock(), 0, 0, Content()
        span = Span(keys.aliases_of(site), high=keys.alias_rank(rfc3339(started), "~"), index=keys.GSI1)
        for entry in self._table.walk(span):
            alias = alias_in(site, self._table.get(_key(entry), is_consistent=True))
            if alias is None:
                continue  # the index is a moment behind
            aliases += 1
            found = Content()
            for step in self.merge(alias):
                found += step
                if self._clock() - started > RUNS_FOR:
                    return Merged(aliases, finished, *_sums(moved + found))
            moved += found
            if found == Content():
                finished += self._put_off(alias, entry["gsi1sk"]["S"], started)
        return Merged(aliases, finished, *_sums(moved))

    def merge(self, alias: Alias) -> Iterator[Content]:
        """Move all that an alias has, answering each time what was moved. It ends early where it is no alias any more."""
        try:
            for mover in self._movers:
                yield from mover.move(alias)
        except NoAliasAnyMore:
            return

    def content(self, site: str, name: PageName) -> Content:
        """Tell what a page has, that would be moved. Changes nothing."""
        return sum((mover.content(site, name.id) for mover in self._movers), Content())

    def alias(self, site: str, name: PageName) -> Alias | None:
        """Answer the alias that a page is, None where it is none."""
        return alias_in(site, self._table.get(keys.page(site, name.id), is_consistent=True))

    def _put_off(self, alias: Alias, rank: str, now: datetime) -> bool:
        """List an alias that has nothing left for when it is due again, or not any more. Tell whether it is done with."""
        since = datetime.fromisoformat(alias.since)
        if now < since + LOOKED_AFTER_FOR:
            return False
        is_over = now >= since + LOOKED_AT_AGAIN_AFTER
        due = keys.alias_rank(rfc3339(since + LOOKED_AT_AGAIN_AFTER), alias.page.id)
        update, later = ("REMOVE #gsi1pk, #gsi1sk", {}) if is_over else ("SET #gsi1sk = :due", {"due": due})
        values: dict[str, Any] = {"target": alias.target.key, "since": alias.since, "rank": rank, **later}
        condition = "#alias_of = :target AND #aliased_at = :since AND #gsi1sk = :rank"
        place = keys.page(alias.site, alias.page.id)
        try:
            self._table.write(Write("Update", place, update=update, condition=condition, values=values))
        except ConditionFailed:
            return False  # changed meanwhile, or done by another run
        return is_over


def alias_in(site: str, item: Item | None) -> Alias | None:
    """Answer the alias that a page's item is, None where it is none."""
    target = None if item is None else text(item, "alias_of")
    if item is None or target is None:
        return None
    return Alias(site, _name(item["key"]["S"]), _name(target), item["aliased_at"]["S"])


def _name(key: str) -> PageName:
    return PageName(key=key, id=page_id(key), url=None)


def _key(entry: Item) -> Key:
    return entry["pk"]["S"], entry["sk"]["S"]


def _sums(content: Content) -> tuple[int, int, int]:
    return content.comment_count, content.reactions, content.views
