"""What DynamoDB can take, as AWS's Developer Guide says: buckets into which capacity drips, and out of which requests take it.

- "Best practices for designing and using partition keys effectively": each partition gives at most 3,000 read units and 1,000 write
  units a second. An index has partitions of its own, by its own key, with the same limits.
- "DynamoDB burst and adaptive capacity": what is often asked for is moved to a partition of its own, up to a single partition key. So
  each partition key has a bucket here. That takes minutes: `neighbours` puts many keys into one partition, as they lie before that.
- The same page, on bursts: up to 300 seconds of what a table did not use are kept for a burst. AWS's Knowledge Center ("spiky workloads in
  short intervals") says that they lift no partition above its limit, and that nobody should count on them. So no bucket here holds more
  than a moment's capacity.
- "DynamoDB warm throughput": a table on demand begins with 4,000 write units and 12,000 read units a second, can be warmed to any
  number beforehand, and throttles beyond.
- "Understanding GSI write throttling and back pressure": where an index has no capacity left, the write to the table is throttled.
- "DynamoDB Transactions: How it works": a write costs twice as much in a transaction. None takes part in a view.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from zlib import crc32

PARTITION_WRITES, PARTITION_READS = 1000, 3000
STARTS_WITH_WRITES, STARTS_WITH_READS = 4000, 12000
MOMENT = 0.1
"""Seconds of capacity that a bucket holds, so within any second a partition gives a tenth more than its limit at most."""


@dataclass
class Bucket:
    """Units that come in at `rate` a second."""

    rate: float
    filled_at: float = 0.0
    units: float = field(init=False)

    def __post_init__(self) -> None:
        self.units = self.rate * MOMENT

    def has(self, units: float, now: float) -> bool:
        """Tell whether so many can be taken out. One request may take more than a moment's capacity, if the bucket is full."""
        most = self.rate * MOMENT
        self.units = min(most, self.units + self.rate * (now - self.filled_at))
        self.filled_at = now
        return self.units >= min(units, most)

    def take(self, units: float) -> None:
        """Take them out."""
        self.units -= units


class Capacity:
    """The capacity of a table and its indexes. `used` tells the units that each partition key gave."""

    def __init__(self, writes: float, reads: float, neighbours: int | None = None) -> None:
        self.used: Mapping[tuple[str, str], float]
        self.throttled = 0
        self._used: defaultdict[tuple[str, str], float] = defaultdict(float)
        self.used = self._used
        self._table = {"write": Bucket(writes), "read": Bucket(reads)}
        self._limits = {"write": PARTITION_WRITES, "read": PARTITION_READS}
        self._partitions: dict[tuple[str, str], Bucket] = {}
        self._place: Callable[[str], str] = (
            (lambda key: key) if neighbours is None else (lambda key: f"{crc32(key.encode()) % neighbours}")
        )

    def take(self, kind: str, units: Mapping[str, float], now: float) -> bool:
        """Take units from the partitions of these keys and from the table, or answer that some have not enough; then none are taken."""
        parts: defaultdict[str, float] = defaultdict(float)
        for key, wanted in units.items():
            parts[self._place(key)] += wanted
        wants = [(self._partition(kind, place), wanted) for place, wanted in parts.items()]
        wants.append((self._table[kind], sum(units.values())))
        if not all(bucket.has(wanted, now) for bucket, wanted in wants):
            self.throttled += 1
            return False
        for bucket, wanted in wants:
            bucket.take(wanted)
        for key, wanted in units.items():
            self._used[kind, key] += wanted
        return True

    def _partition(self, kind: str, place: str) -> Bucket:
        found = self._partitions.get((kind, place))
        if found is None:
            found = self._partitions[kind, place] = Bucket(self._limits[kind])
        return found
