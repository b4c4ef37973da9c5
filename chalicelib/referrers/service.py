"""Adding up where readers came from, as the table's stream tells it: no request waits for that, nor writes an item that all share.

The marker of a view that counts has the host and the day, so each write of one that has them is a view.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.clock import Clock
from chalicelib.errors import Unavailable
from chalicelib.ids import NewId
from chalicelib.referrers.models import Told
from chalicelib.referrers.repository import ReferrerRepository
from chalicelib.storage import keys
from chalicelib.storage.values import text

_MOST_READS = 50
"""How often a day is made anew since another part of the stream was quicker. There are seldom more than a few parts."""


def told_in(record: Mapping[str, Any]) -> Told | None:
    """Answer what a record of the stream tells of a view; None where it is none that came from another host."""
    image = record["dynamodb"].get("NewImage", {})
    host = text(image, "referrer")
    if host is None or text(image, "type") != "seen":
        return None
    site, *_ = keys.named_in(image["pk"]["S"])
    return Told(host=host, day=image["day"]["S"], site=site, id=record["eventID"])


class ReferrerService:
    """Adds up referrers by site and day."""

    def __init__(self, repository: ReferrerRepository, clock: Clock, new_id: NewId) -> None:
        self._repository = repository
        self._clock = clock
        self._new_id = new_id

    def add(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Add a batch of the stream: one write for each day of a site in it. It may come again, whole or in part.

        Raises `Unavailable`; then some days may have it, and will pass it over when it comes again.
        """
        batches: dict[tuple[str, str], list[Told]] = defaultdict(list)
        for record in records:
            if told := told_in(record):
                batches[told.site, told.day].append(told)
        for (site, day), batch in batches.items():
            self._add(site, day, batch)

    def _add(self, site: str, day: str, batch: Sequence[Told]) -> None:
        for _ in range(_MOST_READS):
            before = self._repository.of_day(site, day)
            after = before.plus(batch)
            if after is before or self._repository.put(site, day, after, self._new_id(self._clock())):
                return
        raise Unavailable
