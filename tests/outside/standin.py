"""A stand-in for another service: a server on this machine that answers as it is told, or not at all, and remembers what it was asked."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

Behaviour = Callable[["Talk"], None]
"""What the server does once it has read a request."""


@dataclass
class Request:
    """What was asked."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Talk:
    """One request as a behaviour answers it. `over` is set when the test ends."""

    request: Request
    handler: BaseHTTPRequestHandler
    over: Event

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()
        self.write(body)

    def write(self, data: bytes) -> None:
        self.handler.wfile.write(data)
        self.handler.wfile.flush()

    def drip(self) -> None:
        """Send a byte from time to time: no timeout of the socket ever strikes."""
        while not self.over.wait(0.02):
            self.write(b" ")


@dataclass
class StandIn:
    """The server. `behaviour` may be changed at any time."""

    behaviour: Behaviour
    requests: list[Request] = field(default_factory=list)
    address: str = ""


def answers(body: bytes | str, status: int = 200, **headers: str) -> Behaviour:
    sent = body.encode() if isinstance(body, str) else body
    return lambda talk: talk.answer(sent, status, **headers)


def says_nothing(talk: Talk) -> None:
    talk.over.wait()


def drips_its_head(talk: Talk) -> None:
    talk.write(b"HTTP/1.1 200 OK\r\nX-Slow:")
    talk.drip()


def drips_its_body(talk: Talk) -> None:
    talk.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    talk.drip()


def closes(talk: Talk) -> None:
    talk.handler.connection.shutdown(socket.SHUT_RDWR)


def closes_half_way(talk: Talk) -> None:
    talk.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ntru")
    closes(talk)


def never_ends(talk: Talk) -> None:
    talk.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not talk.over.is_set():
        talk.write(b"true" * 1000)


def speaks_no_http(talk: Talk) -> None:
    talk.write(b"220 mail.example ESMTP\r\n")


@contextmanager
def standing_in(behaviour: Behaviour, certificate: Path | None = None) -> Iterator[StandIn]:
    """Run a server that behaves so; with a certificate and its key in one file, by TLS."""
    stand_in, over = StandIn(behaviour), Event()
    server = _Server(("127.0.0.1", 0), _handler(stand_in, over))
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    stand_in.address = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield stand_in
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def nobody() -> Iterator[str]:
    """Answer an address at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: callers that go away are what is tested."""


def _handler(stand_in: StandIn, over: Event) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            request = Request(self.path, dict(self.headers), body)
            stand_in.requests.append(request)
            stand_in.behaviour(Talk(request, self, over))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
