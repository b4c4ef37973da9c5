"""Events: what API Gateway sends, in the one shape that Chalice reads, and the answer in the shape that was asked for.

A REST API and an HTTP API's payload format 1.0 send the same; format 2.0 is translated here, both ways. What no route of the gateway
took comes by a catch-all, `$default` or `/{proxy+}`. That one is never served, only told apart: a path that is none of ours, and one
of ours by a wrong method. So each route is reached through its own function alone, under that function's role.
"""

import base64
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from chalice.app import Chalice

Event = Mapping[str, Any]


class Application(Chalice):
    """A Chalice app for the events of REST APIs and of HTTP APIs in either payload format."""

    def __call__(self, event: Event, context: Any) -> Any:
        """Answer one event, in the format it came in."""
        if event.get("version") != "2.0":
            return packed(super().__call__(located(decoded(event), self.routes), context))
        return to_format_2(packed(super().__call__(located(from_format_2(event), self.routes), context)))


def from_format_2(event: Event) -> dict[str, Any]:
    """Answer an event of payload format 2.0 as one of a REST API. Cookies, which come apart, are left out: nothing reads any."""
    context = event["requestContext"]
    http = context["http"]
    resource = event["routeKey"].rpartition(" ")[2]
    # Here and not in queryStringParameters, which joins repeated ones with commas that may be a value's own.
    query = _grouped(parse_qsl(event.get("rawQueryString", ""), keep_blank_values=True))
    return {
        "resource": resource,
        "path": event["rawPath"],
        "httpMethod": http["method"],
        "headers": event["headers"],
        "multiValueHeaders": {name: [value] for name, value in event["headers"].items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": event.get("pathParameters"),
        "stageVariables": event.get("stageVariables"),
        "requestContext": {
            **{name: context[name] for name in ("accountId", "apiId", "domainName", "requestId", "stage")},
            "resourcePath": resource,
            "path": event["rawPath"],
            "httpMethod": http["method"],
            "identity": {"sourceIp": http["sourceIp"], "userAgent": http.get("userAgent")},
        },
        "body": event.get("body"),
        "isBase64Encoded": event.get("isBase64Encoded", False),
    }


def packed(answer: dict[str, Any]) -> dict[str, Any]:
    """Answer what Chalice answers as the gateway takes it, which is JSON: bytes in base64.

    Chalice would do so by media types, and refuse who does not name them in `Accept`.
    """
    body = answer["body"]
    return (
        answer | {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
        if isinstance(body, bytes)
        else answer
    )


def to_format_2(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Answer what Chalice answers in payload format 2.0, which knows each header once."""
    several = {name: ", ".join(values) for name, values in answer["multiValueHeaders"].items()}
    kept = {name: value for name, value in answer.items() if name != "multiValueHeaders"}
    return kept | {"headers": answer["headers"] | several}


def decoded(event: Event) -> Event:
    """Answer an event whose path parameters are decoded: a REST API leaves them as they were sent, an HTTP API does not."""
    parameters = event["pathParameters"] or {}
    return {**event, "pathParameters": {name: unquote(value) for name, value in parameters.items()} or None}


def located(event: Event, routes: Mapping[str, Iterable[str]]) -> Event:
    """Answer an event of a catch-all as one of the route whose path it has by a wrong method; any other event as it is."""
    if event["requestContext"]["resourcePath"] in routes:
        return event
    for template, methods in routes.items():
        if _is_at(template, event["path"]) and event["httpMethod"] not in methods:
            return {**event, "requestContext": {**event["requestContext"], "resourcePath": template}}
    return event


def _is_at(template: str, path: str) -> bool:
    expected, given = template.split("/"), path.split("/")
    return len(expected) == len(given) and all(
        part == place or (place.startswith("{") and part) for place, part in zip(expected, given, strict=True)
    )


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped
