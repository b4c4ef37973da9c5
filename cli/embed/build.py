"""The build: bundles under the hash of all of them, each compressed as browsers take it, in `chalicelib/web/built`.

`python -m cli.embed.build` builds. Whatever serves the embed or ships it calls `ensure_built`, which does nothing while the source
is what it was. Two builds at once leave the same files, and the version last.
"""

import gzip
import hashlib
import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import brotli  # type: ignore[import-untyped] # it ships none

from chalicelib.web.built import BUILT, VERSION
from cli.embed.bundle import SOURCE, bundles

VERSION_LENGTH = 16
_TOOLS = ("brotli", "rcssmin", "rjsmin")
_SOURCE_DIGEST = "source"
"""The file that names what the others were built from."""


def ensure_built() -> None:
    """Build, unless this source is what was built last."""
    digest = _digest_of_source()
    stamp = BUILT / _SOURCE_DIGEST
    if not stamp.exists() or stamp.read_text(encoding="ascii") != digest:
        build()
        _write(stamp, digest.encode("ascii"))


def build() -> None:
    """Write all files, and remove what earlier builds left."""
    files = dict(bundles())
    named = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()[:VERSION_LENGTH]
    files["embed.js"] = files["embed.js"].replace("{version}", named)
    BUILT.mkdir(exist_ok=True)
    made = {path: content for name, text in files.items() for path, content in _compressed(name, text.encode())}
    for path, content in made.items():
        _write(path, content)
    _write(VERSION, named.encode("ascii"))
    for path in BUILT.iterdir():
        if path.suffix in {".br", ".gz"} and path not in made:
            path.unlink(missing_ok=True)


def _compressed(name: str, content: bytes) -> Iterator[tuple[Path, bytes]]:
    yield BUILT / f"{name}.br", brotli.compress(content)
    yield BUILT / f"{name}.gz", gzip.compress(content, 9, mtime=0)


def _write(path: Path, content: bytes) -> None:
    # Whole or not at all, for another process may be reading.
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)


def _digest_of_source() -> str:
    digest = hashlib.sha256(repr([version(tool) for tool in _TOOLS]).encode())
    ours = [path for folder in (SOURCE, Path(__file__).parent) for path in folder.rglob("*") if path.is_file()]
    for path in sorted(path for path in ours if path.suffix != ".pyc"):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    build()
