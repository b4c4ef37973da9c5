"""Digests in the table: an item for each hour of a site, and of each page on which somebody decided or commented.

Comments and decisions are added by who follows the table's stream, in the transaction that makes each count once. Views and visits
of the site are set by the job that lists popular pages, which has the counters in its hands. An item stays for 400 days.
"""

from collections.abc import Mapping

from chalicelib.clock import AN_HOUR
from chalicelib.digests.models import Decided, Digest, step_of
from chalicelib.errors import ConditionFailed
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import Item, number
from chalicelib.storage.writes import Write

_KEPT_HOURS = 400 * 24
_MOST_HOURS = 400 * 24


def count_change(place: Key, hour: int, to: str, decided: Decided | None) -> Write:
    """Count that a comment came into the status `to` in an hour, and by whose decision if it was one."""
    values = {"type": "digest", "ttl": (hour + _KEPT_HOURS) * AN_HOUR, "one": 1}
    names = {"came": f"came_{to}"}
    update, adds = "SET #type = :type, #ttl = :ttl", ["#came :one"]
    if decided is not None:
        names |= {
            "decided": f"decided_{decided.to}",
            "by": f"by_{decided.moderator}",
            "name": f"name_{decided.moderator}",
        }
        adds += ["#decided :one", "#by :one"]
        update, values = f"{update}, #name = :name", {**values, "name": decided.name}
        if decided.waited is not None:
            names["waited"] = f"waited_{step_of(decided.waited)}"
            adds.append("#waited :one")
    return Write("Update", place, update=f"{update} ADD {', '.join(adds)}", values=values, names=names)


class DigestRepository:
    """Reads digests, and sets views."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def between(self, site: str, page_id: str | None, first: int, last: int) -> list[Digest]:
        """Answer the hours from `first` to `last`, both included, in which something was counted: one request a megabyte."""
        low, high = place_of(site, page_id, first), place_of(site, page_id, last)
        return [_from_item(item) for item in self._table.query(Span(low[0], low=low[1], high=high[1]), _MOST_HOURS)]

    def set_views(self, site: str, counts: Mapping[int, tuple[int, int]]) -> int:
        """Set the views and visits of hours of a site where there are more views by now; answers how many hours were set.

        It is safe to repeat. A visit is a view, so visits cannot have become more alone.
        """
        places = {hour: place_of(site, None, hour) for hour, (views, _) in counts.items() if views}
        found = self._table.get_many(places.values())
        due = [hour for hour, place in places.items() if number(found.get(place, {}), "view_count") < counts[hour][0]]
        return sum(self._is_set(places[hour], hour, *counts[hour]) for hour in due)

    def _is_set(self, place: Key, hour: int, views: int, visits: int) -> bool:
        values = {"type": "digest", "ttl": (hour + _KEPT_HOURS) * AN_HOUR, "views": views, "visits": visits}
        update = "SET #type = :type, #ttl = :ttl, #view_count = :views, #visit_count = :visits"
        condition = "attribute_not_exists(#view_count) OR #view_count < :views"
        try:
            self._table.write(Write("Update", place, update=update, condition=condition, values=values))
        except ConditionFailed:
            return False
        return True


def place_of(site: str, page_id: str | None, hour: int) -> Key:
    """Answer where the digest of an hour since 1970 lies: of a page, or of the whole site."""
    named = keys.hour_rank(hour)
    return keys.digest(site, named) if page_id is None else keys.page_digest(site, page_id, named)


def _from_item(item: Item) -> Digest:
    def counts(prefix: str) -> dict[str, int]:
        return {name.removeprefix(prefix): int(value["N"]) for name, value in item.items() if name.startswith(prefix)}

    return Digest(
        hour=keys.hour_in_rank(item["sk"]["S"]),
        view_count=number(item, "view_count"),
        visit_count=number(item, "visit_count"),
        came=counts("came_"),
        decided=counts("decided_"),
        by=counts("by_"),
        names={name.removeprefix("name_"): value["S"] for name, value in item.items() if name.startswith("name_")},
        waits={int(step): count for step, count in counts("waited_").items()},
    )
