"""The service on moto, in one process: what scenes are made on, and where requests are metered."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from chalice.app import Chalice

from app import create
from bench.assembly import assembled
from chalicelib.bootstrap import Services
from chalicelib.clock import system_clock
from chalicelib.config import Settings
from cli.local.event import Router, proxy_event
from cli.local.gateway import LambdaContext
from tests.storage.budget import Used
from tests.storage.engines import TABLE, make_client, moto_table
from tests.storage.meter import Meter

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from mypy_boto3_dynamodb import DynamoDBClient

SITE = "demo"
ORIGIN = "https://news.example"

# What a browser sends besides; each header costs the gateway's event and Chalice a little.
_BROWSER = {
    "HTTP_HOST": "comments.news.example",
    "HTTP_ACCEPT": "*/*",
    "HTTP_ACCEPT_ENCODING": "gzip, deflate, br, zstd",
    "HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.8",
    "HTTP_ORIGIN": ORIGIN,
    "HTTP_REFERER": f"{ORIGIN}/",
    "HTTP_SEC_FETCH_DEST": "empty",
    "HTTP_SEC_FETCH_MODE": "cors",
    "HTTP_SEC_FETCH_SITE": "same-site",
}
_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:{version}.0) Gecko/20100101 Firefox/{version}.0"

Event = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """The service at work on a table of moto, just started: it has read nothing yet."""

    client: "DynamoDBClient"
    services: Services
    app: Chalice

    @classmethod
    def on(cls, client: "DynamoDBClient") -> Self:
        """Start the service on a table."""
        services = assembled(Settings(table=TABLE), client)
        return cls(client, services, create(services))

    def answer(self, event: Event) -> Any:
        """Answer the data of one call, which has to go well."""
        answer = self.app(event, LambdaContext("bench"))
        if answer["statusCode"] >= 400:  # noqa: PLR2004 - refused, by HTTP
            raise RuntimeError(f"{event['httpMethod']} {event['path']} was answered {answer['statusCode']}: {answer}")
        return json.loads(answer["body"])

    def used_by(self, event: Event) -> Used:
        """Answer what a call uses of the table, made by a process that knows its site."""
        self.services.sites.get(SITE)
        with self._meter.measure() as used:
            self.answer(event)
        return used

    def get(self, path: str, *, site: str = SITE, token: str | None = None, **query: Any) -> Event:
        """Answer the event of a read; several values of a parameter are given as a list."""
        return self._event("GET", f"/v1/sites/{site}/{path}", urlencode(query, doseq=True), _headers(token))

    def post(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        token: str | None = None,
        idempotency_key: str | None = None,
        visitor: int = 0,
    ) -> Event:
        """Answer the event of a write by one of many visitors, told apart by their browser's version."""
        headers = {"CONTENT_TYPE": "application/json", "HTTP_USER_AGENT": agent(visitor)} | _headers(token)
        if idempotency_key:
            headers["HTTP_IDEMPOTENCY_KEY"] = idempotency_key
        return self._event("POST", f"/v1/sites/{SITE}/{path}", "", headers, json.dumps(body).encode())

    @cached_property
    def _meter(self) -> Meter:
        return Meter(self.client, make_client())

    def _event(self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes = b"") -> Event:
        environ: WSGIEnvironment = {
            "HTTP_USER_AGENT": agent(0),
            **_BROWSER,
            **headers,
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REMOTE_ADDR": "192.0.2.1",
        }
        return proxy_event(environ, Router(list(self.app.routes)).match(path), body, "bench", system_clock())


def _headers(token: str | None) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}


def agent(visitor: int) -> str:
    """Answer the User-Agent of one of many visitors."""
    return _AGENT.format(version=100 + visitor)


@contextmanager
def place() -> Iterator[Place]:
    """Give the service on an empty table with one site, where comments are public at once."""
    with moto_table() as client:
        made = Place.on(client)
        made.services.sites.create(SITE, "News Example", [ORIGIN])
        made.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect", "posts_per_minute": 1000})
        yield made
