"""What was used of the table, and the budget that a test holds it to."""

from dataclasses import dataclass, field

from tests.storage.limits import Key


@dataclass(frozen=True)
class Call:
    """One request: what it asked for and what it cost.

    `branch` is what `chalicelib/storage/together.py` says of requests made side by side: their group and the place in
    it. `outcome` is empty where all went well, else the code of the error.
    """

    operation: str
    keys: list[Key]
    branch: tuple[object, int] | None = None
    read_units: float = 0
    write_units: int = 0
    bytes_returned: int = 0
    outcome: str = ""

    def __str__(self) -> str:
        keys = " ".join("/".join(key) for key in self.keys)
        costs = f"{self.read_units:>6} {self.write_units:>6} {self.bytes_returned:>8}"
        return f"{self.operation:<18} {costs}  {keys} {self.outcome}".rstrip()


@dataclass
class Used:
    """What was used while it was measured."""

    calls: list[Call] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many requests were made."""
        return len(self.calls)

    @property
    def round_trips(self) -> int:
        """How long the longest chain of requests is; those made side by side count as their longest branch."""
        branches: dict[tuple[object, int], int] = {}
        for call in self.calls:
            if call.branch:
                branches[call.branch] = branches.get(call.branch, 0) + 1
        groups: dict[object, int] = {}
        for (group, _place), length in branches.items():
            groups[group] = max(length, groups.get(group, 0))
        return sum(call.branch is None for call in self.calls) + sum(groups.values())

    @property
    def read_units(self) -> float:
        """How many read units were consumed."""
        return sum(call.read_units for call in self.calls)

    @property
    def write_units(self) -> int:
        """How many write units were consumed, by the table and its indexes."""
        return sum(call.write_units for call in self.calls)

    @property
    def bytes_returned(self) -> int:
        """How large all items were that came back."""
        return sum(call.bytes_returned for call in self.calls)

    def assert_budget(
        self,
        *,
        round_trips: float | None = None,
        requests: float | None = None,
        read_units: float | None = None,
        write_units: float | None = None,
        bytes_returned: float | None = None,
    ) -> None:
        """Hold what was used to the bounds given; a failure shows every request."""
        bounds = {
            "round_trips": round_trips,
            "requests": requests,
            "read_units": read_units,
            "write_units": write_units,
            "bytes_returned": bytes_returned,
        }
        used = {name: getattr(self, name) for name, bound in bounds.items() if bound is not None}
        over = [f"{name} {amount} > {bounds[name]}" for name, amount in used.items() if amount > bounds[name]]
        assert not over, f"over budget: {', '.join(over)}\n{self}"

    def __str__(self) -> str:
        head = f"{'operation':<18} {'reads':>6} {'writes':>6} {'bytes':>8}  keys"
        return "\n".join([head, *map(str, self.calls)])
