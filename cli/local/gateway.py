"""API Gateway on this machine: a WSGI application in front of the Chalice app.

`chalice local` cannot do this: it hard-wires the client's address, drops chunked bodies, answers unknown routes itself.
Chalice keeps the current request on the app object, so one `Gateway` serves one request at a time, as one Lambda does:
serve it with several processes of one thread each.
"""

import base64
import json
import logging
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from chalice.app import Chalice, CORSConfig

from chalicelib.errors import BodyTooLarge
from cli.local.event import Route, Router, path_of, proxy_event

MAX_BODY_BYTES = 10 * 1024 * 1024  # the gateway's own limit; the service's is lower
WITHOUT_BODY = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LambdaContext:
    """The second argument of a Lambda's handler, as far as handlers look at it."""

    aws_request_id: str
    function_name: str = "belowline-local"


@dataclass(frozen=True)
class Answer:
    """What goes back to the client."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes = b""


class Gateway:
    """Turns each request into the gateway's event, calls the app with it and turns its answer back.

    Unknown paths and wrong methods go to the app too, which answers them in the service's own form.
    """

    def __init__(
        self,
        app: Chalice,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        self._app = app
        self._router = Router(list(app.routes))
        self._now = now
        self._new_id = new_id

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """Answer one request. Whatever goes wrong is logged and answered without a traceback."""
        request_id = self._new_id()
        try:
            answer = self._answer(environ, request_id)
        except Exception:
            log.exception("the gateway failed on %s", path_of(environ))
            answer = _problem(500, "internal_error", "Internal error", "Something went wrong here.", request_id)
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", answer.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def _answer(self, environ: WSGIEnvironment, request_id: str) -> Answer:
        route = self._router.match(path_of(environ))
        if environ["REQUEST_METHOD"] == "OPTIONS" and (preflight := self._preflight(route)):
            return preflight
        body = _read_body(environ)
        if body is None:
            return _problem(413, BodyTooLarge.code, BodyTooLarge.title, BodyTooLarge.help, request_id)
        event = proxy_event(environ, route, body, request_id, self._now())
        return _from_lambda(self._app(event, LambdaContext(request_id)))

    def _preflight(self, route: Route) -> Answer | None:
        """Answer as the mock that Chalice generates for each path with CORS; None where there is none."""
        methods = self._app.routes.get(route.template, {})
        cors: dict[str, CORSConfig | None] = {method: entry.cors for method, entry in methods.items()}
        with_cors = {method: configuration for method, configuration in cors.items() if configuration is not None}
        if not with_cors or "OPTIONS" in methods:
            return None
        headers = next(iter(with_cors.values())).get_access_control_headers()
        headers["Access-Control-Allow-Methods"] = ",".join([*with_cors, "OPTIONS"])
        return Answer(200, [*headers.items(), ("Content-Length", "0")])


def _read_body(environ: WSGIEnvironment) -> bytes | None:
    """Read the body, with a length or chunked; None if it is over the gateway's limit."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > MAX_BODY_BYTES:
        return None
    # Without a length only a server that marks the end of the body may be read to its end.
    ends_by_itself = not length and environ.get("wsgi.input_terminated", False)
    body: bytes = environ["wsgi.input"].read(MAX_BODY_BYTES + 1 if ends_by_itself else length)
    return None if len(body) > MAX_BODY_BYTES else body


def _from_lambda(result: dict[str, Any]) -> Answer:
    text = result.get("body") or ""
    body = base64.b64decode(text) if result.get("isBase64Encoded") else text.encode()
    status = int(result["statusCode"])
    length = [] if status in WITHOUT_BODY else [("Content-Length", str(len(body)))]
    return Answer(status, [*_headers_of(result), *length], body)


def _headers_of(result: dict[str, Any]) -> Iterator[tuple[str, str]]:
    several = result.get("multiValueHeaders") or {}
    single = {name: [value] for name, value in (result.get("headers") or {}).items()}
    for name, values in (single | several).items():
        for value in values:
            yield name, str(value)


def _problem(status: int, code: str, title: str, detail: str, request_id: str) -> Answer:
    problem = {"type": f"urn:belowline:error:{code}", "title": title, "status": status, "code": code, "detail": detail}
    body = json.dumps(problem | {"errors": [], "request_id": request_id}).encode()
    headers = {
        "Content-Type": "application/problem+json",
        "X-Request-Id": request_id,
        "Access-Control-Allow-Origin": "*",
    }
    return Answer(status, [*headers.items(), ("Content-Length", str(len(body)))], body)
