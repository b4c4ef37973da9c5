"""The embed's files as `cli.embed` has built them: each in both ways that browsers unpack, and all under the hash of their content."""

import gzip
from functools import cache
from pathlib import Path

BUILT = Path(__file__).parent / "built"
VERSION = BUILT / "VERSION"

_SUFFIXES = {"br": ".br", "gzip": ".gz"}


@cache
def version() -> str:
    """Answer the version of the embed, which is another once a file is."""
    return VERSION.read_text(encoding="ascii")


@cache
def names() -> frozenset[str]:
    """Answer the names of all files."""
    return frozenset(path.stem for path in BUILT.glob("*.br"))


@cache
def content(name: str, encoding: str | None) -> bytes:
    """Answer a file in an encoding of `encoding_for`."""
    packed = (BUILT / f"{name}{_SUFFIXES[encoding or 'gzip']}").read_bytes()
    return packed if encoding else gzip.decompress(packed)


def encoding_for(accepted: str) -> str | None:
    """Answer the smallest of our encodings that an `Accept-Encoding` takes, None where it takes neither."""
    asked = dict(_weighted(part) for part in accepted.lower().split(","))
    return next((encoding for encoding in _SUFFIXES if asked.get(encoding, asked.get("*", False))), None)


def _weighted(part: str) -> tuple[str, bool]:
    encoding, _, weight = part.partition(";")
    return encoding.strip(), weight.replace(" ", "").removeprefix("q=").strip("0.") != "" or not weight
