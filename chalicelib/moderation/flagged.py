"""What readers have said against a comment, as it is stored: each flag, and one item that counts them.

`flag_count` counts all flags. `unseen_count` counts those since a moderator last decided on the comment, or flags last held it: these
can hold it, so what a moderator has approved is not held again by the flags it had. While there are some the comment is in the list of
what was flagged, by the latest of them. Flags of the usual reasons are counted by reason too, all others together, so that no reader can
make the item large.
"""

from collections.abc import Iterable
from typing import Any

from typing_extensions import TypedDict

from chalicelib.storage import keys
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import Item, number, text
from chalicelib.storage.writes import Write

USUAL_REASONS = frozenset(
    {"spam", "harassment", "hate", "violence", "sexual", "illegal", "false", "off_topic", "privacy", "impersonation"}
)
"""Counted each by itself."""
OTHER = "other"

_REASON = "reason_"
_UNLISTED = " REMOVE #gsi3pk, #gsi3sk"
_MOST_SHOWN = 100
"""Flags of one comment that are shown one by one."""


class FlagCounts(TypedDict):
    """How often a comment was flagged, and by which reasons."""

    count: int
    reasons: dict[str, int]


NONE: FlagCounts = {"count": 0, "reasons": {}}


def count_flag(site: str, comment: str, reason: str, at: str, below: int | None) -> Write:
    """Count one more flag and list its comment by it; fails where it would be the one that reaches `below` unseen ones."""
    update = "SET #type = :type, #gsi3pk = :list, #gsi3sk = :rank"
    update += f" ADD #flag_count :one, #unseen_count :one, #{_counter(reason)} :one"
    values: dict[str, Any] = {
        "type": "flags",
        "one": 1,
        "list": keys.flagged_of(site),
        "rank": keys.flagged_rank(at, comment),
    }
    if below is None:
        return Write("Update", keys.flag_count(site, comment), update=update, values=values)
    condition = "attribute_not_exists(#unseen_count) OR #unseen_count < :last" if below > 1 else "#unseen_count < :last"
    return Write(
        "Update",
        keys.flag_count(site, comment),
        update=update,
        condition=condition,
        values=values | {"last": below - 1},
    )


def count_last_flag(site: str, comment: str, reason: str, below: int) -> Write:
    """Count the flag that holds a comment, and begin anew with those that can hold it; fails unless it is the one that does."""
    update = f"SET #type = :type, #unseen_count = :none ADD #flag_count :one, #{_counter(reason)} :one{_UNLISTED}"
    values: dict[str, Any] = {"type": "flags", "none": 0, "one": 1}
    if below == 1:
        return Write("Update", keys.flag_count(site, comment), update=update, values=values)
    return Write(
        "Update",
        keys.flag_count(site, comment),
        update=update,
        condition="#unseen_count >= :last",
        values=values | {"last": below - 1},
    )


def usual(reason: str) -> str:
    """Answer a reason without a reader's own words: one of the usual ones, or that it is another."""
    return reason if reason in USUAL_REASONS else OTHER


def counts_in(item: Item | None) -> FlagCounts:
    """Answer what the item that counts a comment's flags tells, which is not there before the first."""
    if item is None:
        return NONE
    reasons = {name.removeprefix(_REASON): number(item, name) for name in sorted(item) if name.startswith(_REASON)}
    return {"count": number(item, "flag_count"), "reasons": reasons}


class FlagRepository:
    """Reads flags, and notes that they were seen."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def unseen(self, site: str, comments: Iterable[str]) -> set[str]:
        """Answer which of these comments have flags that no moderator has seen, as they are at this moment."""
        places = {keys.flag_count(site, comment): comment for comment in comments}
        found = self._table.get_many(places, is_consistent=True)
        return {places[place] for place, item in found.items() if number(item, "unseen_count")}

    def look_at(self, site: str, comment: str) -> Write:
        """Note that there is nothing more to do about the flags of a comment that has some: they can hold it no more."""
        update, condition = f"SET #unseen_count = :none{_UNLISTED}", "attribute_exists(#pk)"
        return Write("Update", keys.flag_count(site, comment), update=update, condition=condition, values={"none": 0})

    def listed(self, site: str, limit: int, after: str | None) -> list[str]:
        """Answer the places in the list of comments with such flags, the latest flag first: up to `limit`, after the place `after`."""
        partition, start = keys.flagged_of(site), None
        if after is not None:
            pk, sk = keys.flag_count(site, keys.comment_in_rank(after))
            start = {"pk": {"S": pk}, "sk": {"S": sk}, "gsi3pk": {"S": partition}, "gsi3sk": {"S": after}}
        found = self._table.query(Span(partition, index=keys.GSI3), limit, is_backward=True, after=start)
        return [item["gsi3sk"]["S"] for item in found]

    def given(self, site: str, comment: str) -> list[Item]:
        """Answer up to a hundred flags of a comment, from the oldest on."""
        span = Span(keys.flag_count(site, comment)[0], low=keys.FLAGS_FROM, high=keys.FLAGS_TO)
        found = self._table.query(span, _MOST_SHOWN)
        return sorted(found, key=lambda item: text(item, "created_at") or "")


def _counter(reason: str) -> str:
    return _REASON + usual(reason)
