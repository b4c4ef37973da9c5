"""One request as the events that API Gateway makes of it: of a REST API, of an HTTP API's payload formats 1.0 and 2.0.

The files in `events` have AWS's documented shapes; what a request changes of them is put in here.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote

EVENTS = Path(__file__).parent / "events"

Event = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A request as it was sent. `route` is the gateway's, None where it has none; `query` is as in the address."""

    method: str
    route: str | None
    parameters: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | bytes | None = None
    path: str = ""

    @property
    def sent_path(self) -> str:
        """The path as it was sent, encoded."""
        quoted = {name: quote(value, safe="") for name, value in self.parameters.items()}
        return self.path or (self.route or "").format(**quoted)


def rest(asked: Asked) -> Event:
    """Answer the event of a REST API, which has what no route takes at `/{proxy+}` and leaves paths as they were sent."""
    resource = asked.route or "/{proxy+}"
    quoted = {name: quote(value, safe="") for name, value in asked.parameters.items()}
    parameters = quoted if asked.route else {"proxy": asked.sent_path.removeprefix("/")}
    return _format_1("rest", asked, resource, parameters, asked.sent_path)


def http_1(asked: Asked) -> Event:
    """Answer the event of an HTTP API in payload format 1.0, which decodes paths."""
    return _format_1("http-1.0", asked, asked.route or "$default", dict(asked.parameters), unquote(asked.sent_path))


def http_2(asked: Asked) -> Event:
    """Answer the event of an HTTP API in payload format 2.0, where what there is none of is left out."""
    event: Event = json.loads((EVENTS / "http-2.0.json").read_text())
    key = f"{asked.method} {asked.route}" if asked.route else "$default"
    event |= {"routeKey": key, "rawPath": unquote(asked.sent_path), "rawQueryString": asked.query}
    event["headers"] |= {name.lower(): value for name, value in asked.headers.items()}
    event["requestContext"]["http"] |= {"method": asked.method, "path": unquote(asked.sent_path)}
    event["requestContext"]["routeKey"] = key
    if asked.query:
        event["queryStringParameters"] = {name: ",".join(values) for name, values in _query(asked).items()}
    if asked.parameters:
        event["pathParameters"] = dict(asked.parameters)
    return event | ({} if asked.body is None else _body(asked))


SHAPES: Mapping[str, Callable[[Asked], Event]] = {"rest": rest, "http 1.0": http_1, "http 2.0": http_2}


def _format_1(name: str, asked: Asked, resource: str, parameters: dict[str, str], path: str) -> Event:
    event: Event = json.loads((EVENTS / f"{name}.json").read_text())
    query = _query(asked)
    event |= {"resource": resource, "path": path, "httpMethod": asked.method, "pathParameters": parameters or None}
    event["headers"] |= asked.headers
    event["multiValueHeaders"] |= {name: [value] for name, value in asked.headers.items()}
    event["queryStringParameters"] = {name: values[-1] for name, values in query.items()} or None
    event["multiValueQueryStringParameters"] = query or None
    stage = "/api" if name == "rest" else ""
    event["requestContext"] |= {"resourcePath": resource, "httpMethod": asked.method, "path": stage + path}
    return event | _body(asked)


def _query(asked: Asked) -> dict[str, list[str]]:
    return parse_qs(asked.query, keep_blank_values=True)


def _body(asked: Asked) -> Event:
    if isinstance(asked.body, bytes):
        return {"body": base64.b64encode(asked.body).decode(), "isBase64Encoded": True}
    return {"body": asked.body, "isBase64Encoded": False}
