"""The build: the files of the embed and of the moderator page, a set under the hash of all of it, a file compressed as browsers take it.

`python -m cli.web.build` builds into `chalicelib/web/built`. Whatever serves these files or ships them calls `ensure_built`, which does
nothing while the source is what it was. Two builds at once leave the same files, and the version last.
"""

import gzip
import hashlib
import os
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

import brotli  # type: ignore[import-untyped] # it ships none

from chalicelib.web.built import BUILT, DESK, EMBED, VERSION
from cli.web import desk, embed, shorten

VERSION_LENGTH = 16
_TOOLS = ("brotli", *shorten.TOOLS)
_SOURCE_DIGEST = BUILT / "source"
"""The file that names what all others were built from."""


def ensure_built() -> None:
    """Build, unless this source is what was built last."""
    digest = _digest_of_source()
    if not _SOURCE_DIGEST.exists() or _SOURCE_DIGEST.read_text(encoding="ascii") != digest:
        build()
        _write(_SOURCE_DIGEST, digest.encode("ascii"))


def build() -> None:
    """Write all files, and remove what earlier builds left."""
    _write_set(EMBED.folder, dict(embed.bundles()), names_itself="embed.js")
    _write_set(DESK.folder, dict(desk.bundles()), names_itself="index.html")
    for licence in desk.SOURCE.glob("*.LICENSE"):
        _write(DESK.folder / licence.name, licence.read_bytes())


def _write_set(folder: Path, files: Mapping[str, str], *, names_itself: str) -> None:
    named = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()[:VERSION_LENGTH]
    texts = {**files, names_itself: files[names_itself].replace("{version}", named)}
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        folder / name: content for file, text in texts.items() for name, content in _compressed(file, text.encode())
    }
    for path, content in made.items():
        _write(path, content)
    _write(folder / VERSION, named.encode("ascii"))
    for path in folder.iterdir():
        if path.suffix in {".br", ".gz"} and path not in made:
            path.unlink(missing_ok=True)


def _compressed(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield f"{name}.br", brotli.compress(content)
    yield f"{name}.gz", gzip.compress(content, 9, mtime=0)


def _write(path: Path, content: bytes) -> None:
    # Whole or not at all, for another process may be reading.
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)


def _digest_of_source() -> str:
    digest = hashlib.sha256(repr([version(tool) for tool in _TOOLS]).encode())
    folders = (embed.SOURCE, desk.SOURCE, Path(__file__).parent)
    ours = [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    for path in sorted(ours):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    build()
