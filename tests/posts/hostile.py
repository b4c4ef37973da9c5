"""A server on this machine that answers as a test says, be it well or ill."""

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        with suppress(ConnectionError):  # whoever asked has had enough
            self.server.answer(self)

    def say(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    answer: Answer
    asked: list[tuple[str, dict[str, str]]]

    def handle_error(self, *_: Any) -> None:
        pass


@dataclass
class Hostile:
    """The server: its port, and what it was asked."""

    port: int
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(answer: Answer, tls: SSLContext | None = None) -> Iterator[Hostile]:
    server = _Server(("127.0.0.1", 0), Handler)
    made = Hostile(server.server_port)
    server.answer, server.asked = answer, made.asked
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield made
    finally:
        made.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


def redirecting(location: str, status: int = 302) -> Answer:
    return lambda handler: handler.say(status, Location=location)


def endless(handler: Handler) -> None:
    """A gigabyte, made as it is taken."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b"x" * 1_000_000)


def bomb(handler: Handler) -> None:
    """A gigabyte in a megabyte."""
    packed = gzip.compress(b"\0" * 50_000_000, 9)
    handler.say(200, packed * 20, Content_Encoding="gzip")


def dripping(head: bytes, drip: bytes, ended: threading.Event) -> Answer:
    """A byte now and then, for as long as somebody listens."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(head)
        while not ended.wait(0.02):
            handler.wfile.write(drip)

    return answer
