"""Fetches a feed, from a server that may be anything: slow, endless, compressed a thousandfold, or pointing at what is not its own.

This is the only module that talks to the world on behalf of a site. A name is resolved once, each address is judged by a rule that is
passed in, and the connection goes to the address that was judged; certificates are checked against the name. A redirect is followed only
to an origin of the site, and judged anew. Proxies of the environment are not used: they would resolve the name again.
"""

import http.client
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Timer
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from chalicelib.posts.addresses import Resolve, Rule, allowed, resolve
from chalicelib.posts.models import Asked, FeedFailed, Fetched
from chalicelib.sites.origins import origin_of

USER_AGENT = "Belowline (feed reader for the comments of this site)"
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BYTES_AT_ONCE = 65_536
_GZIP = zlib.MAX_WBITS | 16
_LONGEST_VALIDATOR = 1024
_MOST_ADDRESSES = 4


@dataclass(frozen=True)
class Limits:
    """How much is taken from a server: bytes after decompression, seconds for one step and for all, redirects."""

    size: int = 5_000_000
    step_seconds: float = 10
    seconds: float = 20
    redirects: int = 3


@dataclass(frozen=True)
class Fetcher:
    """Fetches feeds from addresses that `rule` allows."""

    rule: Rule
    limits: Limits = Limits()
    resolve: Resolve = resolve
    seconds: Callable[[], float] = time.monotonic
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def __call__(self, asked: Asked) -> Fetched:
        """Fetch a feed, or learn that it is what is known already. Raises `FeedFailed`, and nothing else."""
        url, ends_at = asked.url, self.seconds() + self.limits.seconds
        for _ in range(self.limits.redirects + 1):
            answer = self._ask(asked, url, ends_at)
            if isinstance(answer, Fetched):
                return answer
            url = answer
        raise FeedFailed(f"redirects more than {self.limits.redirects} times")

    def _ask(self, asked: Asked, url: str, ends_at: float) -> Fetched | str:
        """Fetch from one address, or answer where it redirects to."""
        origin, is_late = _checked_origin(url, asked.origins), Event()
        try:
            with ExitStack() as ends:
                answer = self._exchange(self._connect(origin, ends_at, is_late, ends), asked, url)
        except (FeedFailed, OSError, http.client.HTTPException, ValueError) as failure:
            raise self._late() if is_late.is_set() else self._failed(origin, failure) from failure
        if is_late.is_set():
            raise self._late()
        return answer

    def _exchange(self, connection: http.client.HTTPConnection, asked: Asked, url: str) -> Fetched | str:
        connection.request("GET", _target(url), headers=_headers(asked))
        with closing(connection.getresponse()) as response:
            location = response.getheader("Location")
            if response.status in _REDIRECTS and location:
                return urldefrag(urljoin(url, location)).url
            if response.status == http.client.NOT_MODIFIED and (asked.etag or asked.last_modified):
                return Fetched(url, None, etag=asked.etag, last_modified=asked.last_modified)
            if response.status != http.client.OK:
                raise FeedFailed(f"answers with status {response.status}")
            return Fetched(
                url=url,
                content=b"".join(self._content(response)),
                media_type=response.getheader("Content-Type") or "",
                etag=_validator(response.getheader("ETag")),
                last_modified=_validator(response.getheader("Last-Modified")),
            )

    def _content(self, response: http.client.HTTPResponse) -> Iterator[bytes]:
        left = self.limits.size
        for piece in _decoded(response, left):
            left -= len(piece)
            if left < 0:
                raise FeedFailed(f"is larger than {self.limits.size:,} bytes")
            yield piece

    def _connect(self, origin: str, ends_at: float, is_late: Event, ends: ExitStack) -> http.client.HTTPConnection:
        split = urlsplit(origin)
        host, port = split.hostname or "", split.port or (443 if split.scheme == "https" else 80)
        sock = ends.enter_context(self._socket(host, port, ends_at))
        ends.enter_context(self._watched(sock, ends_at, is_late))
        if split.scheme == "https":
            sock = ends.enter_context(self.tls().wrap_socket(sock, server_hostname=host))
        # Given a socket it makes none of its own; the name goes into the `Host` header alone.
        connection = http.client.HTTPConnection(host, split.port or 80)
        connection.sock = sock
        return connection

    def _socket(self, host: str, port: int, ends_at: float) -> socket.socket:
        try:
            found = self.resolve(host, port)
        except (OSError, UnicodeError) as failure:
            raise FeedFailed(f"{host} cannot be found: {_told(failure)}") from failure
        addresses = allowed(found, self.rule)[:_MOST_ADDRESSES]
        if not addresses:
            raise FeedFailed(f"{host} is at no address that all the world can reach: {', '.join(found) or 'at none'}")
        *others, last = addresses
        for address in others:
            with suppress(OSError):
                return socket.create_connection((address, port), self._step(ends_at))
        return socket.create_connection((last, port), self._step(ends_at))

    def _step(self, ends_at: float) -> float:
        left = ends_at - self.seconds()
        if left <= 0:
            raise self._late()
        return min(self.limits.step_seconds, left)

    @contextmanager
    def _watched(self, sock: socket.socket, ends_at: float, is_late: Event) -> Iterator[None]:
        """Break a connection off when its time is over: a server that sends a byte now and then meets no other limit."""
        same = sock.dup()

        def end() -> None:
            is_late.set()
            with suppress(OSError):  # it may have ended by itself
                same.shutdown(socket.SHUT_RDWR)

        timer = Timer(max(0.0, ends_at - self.seconds()), end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            same.close()

    def _late(self) -> FeedFailed:
        return FeedFailed(f"took longer than {self.limits.seconds:g} seconds in all")

    def _failed(self, origin: str, failure: Exception) -> FeedFailed:
        match failure:
            case FeedFailed():
                return failure
            case TimeoutError():
                return FeedFailed(f"{origin} did not answer within {self.limits.step_seconds:g} seconds")
            case ssl.SSLCertVerificationError():
                return FeedFailed(f"{origin} cannot be trusted: {failure.verify_message}")
            case _:
                return FeedFailed(f"{origin} did not answer as it should: {_told(failure)}")


def _checked_origin(url: str, origins: tuple[str, ...]) -> str:
    origin = origin_of(url)
    if origin is None:
        raise FeedFailed("is not at an http or https address")
    if origin not in origins:
        raise FeedFailed(f"is on {origin}, which is none of the site's origins: {', '.join(origins)}")
    return origin


def _target(url: str) -> str:
    split = urlsplit(url)
    return quote((split.path or "/") + (f"?{split.query}" if split.query else ""), safe="/?&=%:@!$'()*+,;~[]")


def _headers(asked: Asked) -> dict[str, str]:
    known = {"If-None-Match": asked.etag, "If-Modified-Since": asked.last_modified}
    always = {"User-Agent": USER_AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip", "Connection": "close"}
    return always | {name: value for name, value in known.items() if value}


def _validator(value: str | None) -> str | None:
    return value if value and value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR else None


def _decoded(response: http.client.HTTPResponse, most: int) -> Iterator[bytes]:
    """Answer the body in pieces, decompressed no further than one byte beyond `most`."""
    encoding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if encoding == "identity":
        yield from _pieces(response)
        return
    if encoding not in {"gzip", "x-gzip"}:
        raise FeedFailed(f"comes in the encoding {encoding[:40]!r}, which was not asked for")
    unpacking = zlib.decompressobj(_GZIP)
    try:
        for piece in _pieces(response):
            yield unpacking.decompress(piece, most + 1)
            if unpacking.eof:
                return
    except zlib.error as failure:
        raise FeedFailed("says that it is compressed and is not") from failure
    raise FeedFailed("ends in the middle")


def _pieces(response: http.client.HTTPResponse) -> Iterator[bytes]:
    announced, read = response.length, 0
    while piece := response.read1(_BYTES_AT_ONCE):
        read += len(piece)
        yield piece
    if announced is not None and read < announced:
        raise FeedFailed("ends in the middle")


def _told(failure: Exception) -> str:
    if isinstance(failure, OSError):
        return failure.strerror or str(failure) or type(failure).__name__
    return type(failure).__name__
