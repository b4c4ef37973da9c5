"""Weight: what is sent to browsers, and what is sent to AWS."""

from pathlib import Path
from tempfile import TemporaryDirectory

import brotli  # type: ignore[import-untyped] # it ships none

from bench.figure import Figure
from chalicelib.web.built import content, names
from chalicelib.web.moderate.files import files
from cli.deploy.package import build
from cli.deploy.target import Target
from cli.embed.build import ensure_built

PAGE_GOAL = 2_000
EMBED_GOAL = 8_000
DESK_GOAL = 60_000
LARGEST_UPLOAD = 50 * 1024 * 1024


def embed_page_brotli_bytes() -> Figure:
    """What every page loads of the embed, as it is sent."""
    ensure_built()
    return Figure(_sent("embed.js"), "bytes", None, PAGE_GOAL)


def embed_brotli_bytes() -> Figure:
    """All that shows a page's comments and sends one, in the language that takes most."""
    ensure_built()
    threads = [_sent(name) for name in names() if name.startswith("thread-")]
    return Figure(_sent("embed.js") + max(threads), "bytes", None, EMBED_GOAL)


def _sent(name: str) -> int:
    return len(content(name, "br"))


def desk_brotli_bytes() -> Figure:
    """The moderator page with all its views and one language, the largest, as a CDN sends them."""
    sizes = {name: len(brotli.compress(text.encode())) for name, text in files().items()}
    languages = [size for name, size in sizes.items() if name.startswith("locales/")]
    return Figure(sum(sizes.values()) - sum(languages) + max(languages), "bytes", None, DESK_GOAL)


def package_bytes() -> Figure:
    """The zip for Lambda; the floor is what our libraries take of it, the goal what Lambda takes in one upload."""
    with TemporaryDirectory() as folder:
        package = build(Target.aws(), Path(folder))
        size = package.path.stat().st_size
    libraries = sum(line.zipped for line in package.lines if line.version)
    return Figure(size, "bytes", libraries, LARGEST_UPLOAD)
