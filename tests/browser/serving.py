"""The service and the demo publication on this machine, over an empty table of moto: what the browser tests look at."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import httpx

from app import create
from chalicelib.bootstrap import Services
from chalicelib.clock import Clock, system_clock
from chalicelib.config import Settings
from chalicelib.storage.table import Table
from cli.local.gateway import Gateway
from cli.local.publication import DEMO, Publication, PublicationServer
from tests.conftest import never_hot
from tests.storage.engines import TABLE, moto_table

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from mypy_boto3_dynamodb import DynamoDBClient

SITE = "demo"
MOST_SECONDS = 60
SECONDS_TO_NOTICE_THE_END = 0.02


@dataclass(frozen=True)
class Newsroom:
    """A running service with one site, its publication, and a moderator's token. `heard` lists the requests, preflights too."""

    service: str
    publication: str
    pages: Path
    token: str
    services: Services
    heard: list[str]
    client: "DynamoDBClient"

    def article(self, slug: str = "last-ferry") -> str:
        """Answer the address of a demo article."""
        return f"{self.publication}/articles/{slug}/"

    def own_page(self, markup: str, *, head: str = "", site: str = f'data-site="{SITE}"') -> str:
        """Publish a page with this markup and the script, without a policy but what `head` says; answers its address."""
        script = f'<script src="{self.service}/embed.js" {site} async></script>'
        html = f'<!doctype html><html lang="en-GB"><head><title>Own</title>{head}{script}</head><body>{markup}</body></html>'
        (self.pages / "articles" / "own.html").write_text(html, encoding="utf-8")
        return self.article("own")

    def post(self, body: str, *, name: str = "Ada", slug: str = "last-ferry", parent: str | None = None) -> str:
        """Leave a comment as a reader would; answers its id."""
        comment = {"page": self.article(slug), "body": body, "author": {"name": name}, "parent": parent}
        posted: str = self._call("POST", "comments", comment)["comment"]["id"]
        return posted

    def publish(self, body: str, *, name: str = "Ada", slug: str = "last-ferry", parent: str | None = None) -> str:
        """Leave a comment and approve it; answers its id."""
        posted = self.post(body, name=name, slug=slug, parent=parent)
        self.decide("approve", posted)
        return posted

    def decide(self, action: str, *comments: str, **why: str) -> None:
        """Decide on comments as a moderator's program would, with a `reason` and a `note` if any."""
        results = self._call("POST", "moderation/actions", {"action": action, "ids": comments, **why})["results"]
        assert all(result["changed"] for result in results), results

    def counts(self, slug: str = "last-ferry") -> dict[str, Any]:
        """Answer a page's counts as everybody reads them."""
        counted: dict[str, Any] = self._call("GET", f"counts?page={self.article(slug)}")["counts"][0]
        return counted

    def waiting(self) -> list[str]:
        """Answer the texts that wait for a moderator, the oldest first."""
        return [comment["body"] for comment in self.listed("pending")]

    def listed(self, status: str) -> list[dict[str, Any]]:
        """Answer the first hundred comments in a status."""
        comments: list[dict[str, Any]] = self._call("GET", f"moderation/comments?status={status}&limit=100")["comments"]
        return comments

    def statuses(self, *comments: str) -> list[str]:
        """Answer where comments stand."""
        return [self._call("GET", f"moderation/comments/{comment}")["status"] for comment in comments]

    def log(self) -> list[dict[str, Any]]:
        """Answer the newest lines of the log."""
        lines: list[dict[str, Any]] = self._call("GET", "moderation/log")["lines"]
        return lines

    def blocks(self) -> list[dict[str, Any]]:
        """Answer the blocks."""
        blocks: list[dict[str, Any]] = self._call("GET", "moderation/blocks")["blocks"]
        return blocks

    def flag(self, comment: str, reason: str, note: str | None = None) -> None:
        """Flag a comment as a reader would."""
        self._call("POST", f"comments/{comment}/flags", {"reason": reason, "note": note})

    def title(self, page: str, title: str) -> None:
        """Give a page a title."""
        self._call("PUT", f"pages?page={page}", {"title": title})

    def note(self, author: str, note: str) -> None:
        """Note something of an author."""
        self._call("PUT", f"moderation/authors/{author}", {"note": note})

    def tell_desks(self, told: object) -> None:
        """Tell other moderators' desks what one is at, as a page does."""
        self._call("POST", "moderation/desks", told)

    def wait_for(self, method: str, path: str) -> None:
        """Wait until a call has come, as one that a page makes while it is left."""
        deadline = time.monotonic() + MOST_SECONDS
        while f"{method} /v1/sites/{SITE}/{path}" not in self.heard:
            assert time.monotonic() < deadline, f"nobody has called {method} {path}"
            time.sleep(SECONDS_TO_NOTICE_THE_END)

    def flags(self, comment: str) -> dict[str, Any]:
        """Answer what readers told moderators of a comment."""
        flags: dict[str, Any] = self._call("GET", f"moderation/comments/{comment}")["flags"]
        return flags

    def set(self, **settings: object) -> None:
        """Change the site's settings."""
        self.services.sites.change(SITE, settings=settings)

    def _call(self, method: str, path: str, body: object = None) -> Any:
        by_reader = path.startswith("comments")
        headers = {} if by_reader else {"Authorization": f"Bearer {self.token}"}
        address = f"{self.service}/v1/sites/{SITE}/{path}"
        answer = httpx.request(method, address, json=body, headers=headers, trust_env=False, timeout=MOST_SECONDS)
        assert answer.is_success, answer.text
        return answer.json()


@contextmanager
def newsroom(
    clock: Clock = system_clock, edge: "Callable[[WSGIApplication], WSGIApplication]" = lambda gateway: gateway
) -> Iterator[Newsroom]:
    """Serve until the end: the real app behind the local gateway, and the demo pages from an origin of their own.

    `edge` is what stands between the gateway and browsers, as a CDN does.
    """
    with moto_table() as client, ExitStack() as ends:
        heard: list[str] = []
        listening = _Service()
        service = ends.enter_context(_serving(listening))
        # Without a pause: moto never asks for another attempt.
        table = Table(client, TABLE, lambda _attempt: None)
        services = Services(Settings(public_urls=(service,)), table, clock, seconds=never_hot())
        listening.answer_by(edge(Gateway(create(services))), heard)
        ends.callback(listening.fall_silent)
        pages = Path(ends.enter_context(TemporaryDirectory()))
        shutil.copytree(DEMO, pages, dirs_exist_ok=True)
        publication = ends.enter_context(_serving(PublicationServer.listen(Publication(service, pages), 0)))
        services.sites.create(SITE, "The Saltmarsh Courier", [publication])
        services.sites.change(SITE, settings={"posts_per_minute": 0})  # all readers write from one address
        token, _ = services.tokens.create(SITE, "moderator", "desk")
        yield Newsroom(service, publication, pages, token, services, heard, client)


class _Service(ThreadingMixIn, WSGIServer):
    """Connections side by side, for browsers keep idle ones; requests one after another, as Chalice and moto want."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Quiet)
        self._turn = threading.Lock()

    def answer_by(self, application: "WSGIApplication", heard: list[str]) -> None:
        def one_at_a_time(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
            with self._turn:
                heard.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
                return list(application(environ, start_response))

        self.set_app(one_at_a_time)

    def fall_silent(self) -> None:
        """Answer what is being answered, and nothing after that: a page that is closed sends what it holds, and moto is the next test's."""
        self._turn.acquire()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Keep the terminal for the tests."""


@contextmanager
def _serving(server: WSGIServer | PublicationServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, args=(SECONDS_TO_NOTICE_THE_END,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
