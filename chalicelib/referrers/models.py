"""The hosts of a day, and how what the stream tells is added to them, each view once.

The stream brings each view at least once, in batches. One that was added may come again, as the function that adds it may fail or end after
that. So a day remembers the first and the last view of the batches that were added lately, and in one that comes again finds either: what
lies between them was added. That is all of it where the batch is as it was, and what it has in common with the old one where it has grown,
or was cut in two.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

MOST_HOSTS = 200
"""A day has so many hosts by name, those with the most views; what others brought is one number."""
MOST_BATCHES = 64
"""So many batches are remembered. One comes again soon or never; a part of the stream brings one a minute, or each ten thousand views."""

_MARK_BYTES = 6


@dataclass(frozen=True)
class Referred:
    """That a view came from a host, on a day of the site."""

    host: str
    day: str


@dataclass(frozen=True)
class Told(Referred):
    """The same as the stream tells it, of a site. `id` is that of its record, and no other one's."""

    site: str
    id: str


@dataclass(frozen=True)
class Day:
    """The views that came from other hosts on one day, by host; and `other_count` from hosts that are not named.

    `batches` are those that were added last. `version` is the mark of the write that made it so, None where nothing was written yet.
    """

    hosts: Mapping[str, int] = field(default_factory=dict)
    other_count: int = 0
    batches: tuple[bytes, ...] = ()
    version: str | None = None

    def plus(self, batch: Sequence[Told]) -> "Day":
        """Answer the day with what is new of a batch, in its order; the same day if nothing is."""
        marks = [_mark(told.id) for told in batch]
        known = self._known(marks)
        new = Counter(told.host for place, told in enumerate(batch) if place not in known)
        if not new:
            return self
        counts = sorted((Counter(self.hosts) + new).items(), key=lambda one: (-one[1], one[0]))
        return replace(
            self,
            hosts=dict(counts[:MOST_HOSTS]),
            other_count=self.other_count + sum(count for _, count in counts[MOST_HOSTS:]),
            batches=(*self.batches, marks[0] + marks[-1])[-MOST_BATCHES:],
        )

    def _known(self, marks: Sequence[bytes]) -> set[int]:
        """Answer which places of a batch were added before."""
        places = {mark: place for place, mark in enumerate(marks)}
        known: set[int] = set()
        for batch in self.batches:
            first, last = batch[:_MARK_BYTES], batch[_MARK_BYTES:]
            if first in places or last in places:
                known.update(range(places.get(first, 0), places.get(last, len(marks) - 1) + 1))
        return known


def _mark(record: str) -> bytes:
    return blake2b(record.encode(), digest_size=_MARK_BYTES).digest()
