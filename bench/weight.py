"""Weight: what is sent to browsers, and what is sent to AWS."""

from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import Figure
from chalicelib.web.built import DESK, EMBED, Files
from cli.deploy.package import build
from cli.deploy.target import Target
from cli.web.build import ensure_built

PAGE_GOAL = 2_000
EMBED_GOAL = 8_000
DESK_GOAL = 60_000
LARGEST_UPLOAD = 50 * 1024 * 1024


def embed_page_brotli_bytes() -> Figure:
    """What every page loads of the embed, as it is sent."""
    ensure_built()
    return Figure(_sent(EMBED, "embed.js"), "bytes", None, PAGE_GOAL)


def embed_brotli_bytes() -> Figure:
    """All that shows a page's comments and sends one, in the language that takes most."""
    ensure_built()
    threads = [_sent(EMBED, name) for name in EMBED.names if name.startswith("thread-")]
    return Figure(_sent(EMBED, "embed.js") + max(threads), "bytes", None, EMBED_GOAL)


def desk_brotli_bytes() -> Figure:
    """The moderator page with all its views and one language, the largest, as it is sent."""
    ensure_built()
    languages, others = (
        [_sent(DESK, name) for name in DESK.names if name.endswith(".json") is is_language]
        for is_language in (True, False)
    )
    return Figure(sum(others) + max(languages), "bytes", None, DESK_GOAL)


def _sent(files: Files, name: str) -> int:
    return len(files.content(name, "br"))


def package_bytes() -> Figure:
    """The zip for Lambda; the floor is what our libraries take of it, the goal what Lambda takes in one upload."""
    with TemporaryDirectory() as folder:
        package = build(Target.aws(), Path(folder))
        size = package.path.stat().st_size
    libraries = sum(line.zipped for line in package.lines if line.version)
    return Figure(size, "bytes", libraries, LARGEST_UPLOAD)
