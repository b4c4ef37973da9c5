"""The files that browsers get, as `cli.web` has built them: each in both ways that browsers unpack, a set under the hash of its content."""

import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BUILT = Path(__file__).parent / "built"
VERSION = "VERSION"

_SUFFIXES = {"br": ".br", "gzip": ".gz"}


@dataclass(frozen=True)
class Files:
    """One set of files, all of which come of one version."""

    name: str

    @property
    def folder(self) -> Path:
        """Answer where they lie."""
        return BUILT / self.name

    @property
    def version(self) -> str:
        """Answer the version of the set, which is another once a file is."""
        return _read(self.folder / VERSION).decode("ascii")

    @property
    def names(self) -> frozenset[str]:
        """Answer the names of all files."""
        return _names(self.folder)

    def content(self, name: str, encoding: str | None) -> bytes:
        """Answer a file in an encoding of `encoding_for`."""
        packed = _read(self.folder / f"{name}{_SUFFIXES[encoding or 'gzip']}")
        return packed if encoding else gzip.decompress(packed)


EMBED = Files("embed")
DESK = Files("desk")
"""The moderator page."""


def encoding_for(accepted: str) -> str | None:
    """Answer the smallest of our encodings that an `Accept-Encoding` takes, None where it takes neither."""
    asked = dict(_weighted(part) for part in accepted.lower().split(","))
    return next((encoding for encoding in _SUFFIXES if asked.get(encoding, asked.get("*", False))), None)


def _weighted(part: str) -> tuple[str, bool]:
    encoding, _, weight = part.partition(";")
    return encoding.strip(), weight.replace(" ", "").removeprefix("q=").strip("0.") != "" or not weight


@cache
def _names(folder: Path) -> frozenset[str]:
    return frozenset(path.stem for path in folder.glob("*.br"))


@cache
def _read(path: Path) -> bytes:
    return path.read_bytes()
