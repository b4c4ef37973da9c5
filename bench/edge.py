"""What a CDN in front of the service does, by the example of CloudFront: compress what comes uncompressed, for who takes Brotli."""

from typing import TYPE_CHECKING, Any

import brotli  # type: ignore[import-untyped] # it ships none

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_LEAST = 1000
"""Bytes; what is smaller CloudFront sends as it is."""
_QUALITY = 5
"""CloudFront does not tell its own: a guess, by what servers use that compress while somebody waits."""


def compressing(application: "WSGIApplication") -> "WSGIApplication":
    """Answer as the application does, compressed where it has not done that itself."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        told: list[Any] = []
        body = b"".join(application(environ, lambda *start: told.extend(start)))  # type: ignore[arg-type] # nothing here uses `write`
        status, headers = told
        if _is_compressible(environ, headers, body):
            body = brotli.compress(body, quality=_QUALITY)
            headers = [pair for pair in headers if pair[0].lower() != "content-length"]
            headers += [("Content-Encoding", "br"), ("Content-Length", str(len(body)))]
        start_response(status, headers)
        return [body]

    return answer


def _is_compressible(environ: "WSGIEnvironment", headers: list[tuple[str, str]], body: bytes) -> bool:
    takes = "br" in environ.get("HTTP_ACCEPT_ENCODING", "")
    return takes and len(body) >= _LEAST and all(name.lower() != "content-encoding" for name, _ in headers)
