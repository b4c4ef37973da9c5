"""Lines of a file that is imported, those that are refused, and what came of all of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A line that can be taken over: its number in the file, the key of a page, and how often that was viewed."""

    number: int
    key: str
    views: int


@dataclass(frozen=True)
class Refusal:
    """A line that is not taken over: its number, what it has of a page, and why, as a stable code and a sentence."""

    number: int
    page: str
    code: str
    message: str


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do: pages whose views change and by how many in all, pages that have these views already."""

    changed: int = 0
    unchanged: int = 0
    views: int = 0
    refused: tuple[Refusal, ...] = ()

    def __add__(self, other: "Imported") -> "Imported":
        return Imported(
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.views + other.views,
            self.refused + other.refused,
        )
