"""The demo publication's web server: the pages of `demo/` and their feed, on an origin of its own as a publisher's would be.

`{{service}}` in a page becomes the address of the service. Files under `demo/static/` go out as they are.
"""

import mimetypes
import re
import sys
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

DEMO = Path(__file__).parent / "demo"
ARTICLE = re.compile(r"/articles/([a-z0-9-]+)/?")
FEED = "/feed.atom"
STATIC = re.compile(r"/(static(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+)")


@dataclass(frozen=True)
class Publication:
    """What stands at each path."""

    service: str
    directory: Path = DEMO

    def articles(self) -> list[str]:
        """Answer the articles' paths, in the order of their names."""
        return [f"/articles/{page.stem}/" for page in sorted(self.directory.glob("articles/*.html"))]

    def read(self, path: str) -> tuple[str, bytes] | None:
        """Answer the media type and the bytes at `path`, None where nothing is."""
        file = self._file(path)
        if file is None or not file.is_file():
            return None
        content = file.read_bytes()
        if file.suffix == ".html":
            content = content.replace(b"{{service}}", self.service.encode())
        if path == FEED:
            return "application/atom+xml", content
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        is_text = media_type.startswith(("text/", "image/svg"))
        return f"{media_type}; charset=utf-8" if is_text else media_type, content

    def _file(self, path: str) -> Path | None:
        if path == "/":
            return self.directory / "index.html"
        if path == FEED:
            return self.directory / "feed.atom"
        if article := ARTICLE.fullmatch(path):
            return self.directory / "articles" / f"{article[1]}.html"
        if static := STATIC.fullmatch(path):
            return self.directory / static[1]
        return None


class PublicationServer(ThreadingHTTPServer):
    """Serves a publication on 127.0.0.1. `serve_forever` in a thread, `shutdown` and `server_close` end it."""

    daemon_threads = True
    publication: Publication

    @classmethod
    def listen(cls, publication: Publication, port: int) -> Self:
        """Bind the port; raises OSError where it is taken. Port 0 finds a free one."""
        server = cls(("127.0.0.1", port), _Handler)
        server.publication = publication
        return server

    @property
    def address(self) -> str:
        """Answer the publication's origin."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of readers who left in the middle."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: PublicationServer

    def do_GET(self) -> None:
        found = self.server.publication.read(urlsplit(self.path).path)
        media_type, content = found or ("text/plain; charset=utf-8", b"There is no such page.\n")
        self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_HEAD = do_GET  # noqa: N815 # the name that http.server looks for

    def log_message(self, *_: object) -> None:
        """Keep the terminal for what the service says."""
