"""A WSGI request as the event that API Gateway hands to a Lambda (REST API, or payload format 1.0 of an HTTP API).

WSGI gives header names in capitals and repeated headers joined by commas, and the path already decoded: `%2F` in a path
cannot be told from `/` here, which the gateway could.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.types import WSGIEnvironment

UNKNOWN_ROUTE = "$default"  # what an HTTP API calls it; no route of Chalice can have this name


@dataclass(frozen=True)
class Route:
    """The template that a path matched, with what stood in its braces."""

    template: str = UNKNOWN_ROUTE
    parameters: Mapping[str, str] | None = None


class Router:
    """Finds the template of a path as the gateway does: one segment a brace, literal segments before braces."""

    def __init__(self, templates: Sequence[str]) -> None:
        self._templates = sorted((template.split("/") for template in templates), key=_braces_last)

    def match(self, path: str) -> Route:
        """Answer the route of a decoded path; a slash at the end does not matter."""
        segments = (path.rstrip("/") or "/").split("/")
        for template in self._templates:
            parameters = _parameters(template, segments)
            if parameters is not None:
                return Route("/".join(template), parameters or None)
        return Route()


def _braces_last(template: Sequence[str]) -> list[bool]:
    return [segment.startswith("{") for segment in template]


def _parameters(template: Sequence[str], segments: Sequence[str]) -> dict[str, str] | None:
    if len(template) != len(segments):
        return None
    found = {}
    for expected, segment in zip(template, segments, strict=True):
        if expected.startswith("{") and segment:
            found[expected[1:-1]] = segment
        elif expected != segment:
            return None
    return found


def path_of(environ: WSGIEnvironment) -> str:
    """Answer the decoded path; bytes that are no UTF-8 become replacement characters."""
    return _text(environ.get("PATH_INFO", "")) or "/"


def proxy_event(environ: WSGIEnvironment, route: Route, body: bytes, request_id: str, at: datetime) -> dict[str, Any]:
    """Build the event. `sourceIp` is the socket's peer, whatever any header says."""
    path = path_of(environ)
    headers = {name: [value] for name, value in _headers(environ)}
    query = _grouped(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True, errors="replace"))
    method = environ["REQUEST_METHOD"]
    return {
        "resource": route.template,
        "path": path,
        "httpMethod": method,
        "headers": _last(headers),
        "multiValueHeaders": headers,
        "queryStringParameters": _last(query) or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": route.parameters,
        "stageVariables": None,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "stage": "$default",
            "resourcePath": route.template,
            "path": path,
            "httpMethod": method,
            "protocol": environ.get("SERVER_PROTOCOL", "HTTP/1.1"),
            "requestId": request_id,
            "domainName": environ.get("HTTP_HOST", ""),
            "requestTime": at.strftime("%d/%b/%Y:%H:%M:%S %z"),
            "requestTimeEpoch": int(at.timestamp() * 1000),
            "identity": {"sourceIp": environ["REMOTE_ADDR"], "userAgent": environ.get("HTTP_USER_AGENT")},
        },
        **_body(body),
    }


def _headers(environ: WSGIEnvironment) -> Iterator[tuple[str, str]]:
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            yield _header_name(key.removeprefix("HTTP_")), _text(value)
        elif key in {"CONTENT_TYPE", "CONTENT_LENGTH"} and value:
            yield _header_name(key), _text(value)


def _header_name(key: str) -> str:
    return key.replace("_", "-").title()


def _text(value: str) -> str:
    # WSGI hands bytes over as if they were Latin-1; they mean UTF-8.
    return value.encode("latin-1", "replace").decode("utf-8", "replace")


def _grouped(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


def _last(grouped: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {name: values[-1] for name, values in grouped.items()}


def _body(body: bytes) -> dict[str, Any]:
    if not body:
        return {"body": None, "isBase64Encoded": False}
    try:
        return {"body": body.decode(), "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
