"""The service as it is served: several processes on one engine, and a crowd that calls them over many connections."""

import os
import re
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.pageviews.buckets import views_of
from chalicelib.storage.client import pause
from chalicelib.storage.table import Table
from cli.local import child
from cli.local.engine import HOST, Engine, client, local_environment
from tests.conftest import BROWSER, SITE, Api, with_site
from tests.recount import recount
from tests.stored import Plain, Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CONNECTIONS = 16
SECONDS_TO_START = 60

Caller = Callable[[httpx.Client], httpx.Response]


@dataclass(frozen=True)
class Served:
    """A site, served at `address`, and its table."""

    address: str
    table: str
    client: "DynamoDBClient"
    token: str

    def all_at_once(self, calls: Sequence[Caller]) -> list[httpx.Response]:
        """Make calls over 16 connections side by side, and answer their responses in order."""
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            parts = list(pool.map(self._one_after_another, [calls[start::CONNECTIONS] for start in range(CONNECTIONS)]))
        return [parts[place % CONNECTIONS][place // CONNECTIONS] for place in range(len(calls))]

    def _one_after_another(self, calls: Sequence[Caller]) -> list[httpx.Response]:
        headers = {"User-Agent": BROWSER}
        with httpx.Client(base_url=self.address, headers=headers, timeout=60, trust_env=False) as connection:
            return [call(connection) for call in calls]

    def api(self) -> Api:
        """Another process, which has kept nothing."""
        return Api(services_on(self.client, self.table))

    def stored(self, kind: str) -> list[Plain]:
        return Stored.read(self.client, self.table).of(kind)

    def violations(self) -> list[str]:
        return recount(self.client, self.table)

    def post(self, body: str, *, page: str, site: str = SITE, **more: Any) -> Caller:
        """Leave a comment."""
        new = {"page": page, "body": body, "author": {"name": "Ada", "email": "ada@example.org"}, **more}
        return lambda connection: connection.post(f"/v1/sites/{site}/comments", json=new)

    def decide(self, action: str, comment: str) -> Caller:
        """Decide on a comment."""
        body = {"action": action, "ids": [comment]}
        headers = {"Authorization": f"Bearer {self.token}"}
        return lambda connection: connection.post(f"/v1/sites/{SITE}/moderation/actions", json=body, headers=headers)


def hours_and_days(counters: Sequence[Plain], page: str) -> tuple[int, int]:
    """Answer the sums of a page's views by hour and by day."""
    (counter,) = [one for one in counters if one["key"] == page]
    hours, days = (
        sum(views_of(bucket) for name, bucket in counter.items() if re.fullmatch(pattern, name))
        for pattern in (r"h\w{4}", r"d\d{4}-\d\d-\d\d")
    )
    return hours, days


def services_on(to: "DynamoDBClient", table: str) -> Services:
    return Services(Settings(table=table), Table(to, table, pause))


@contextmanager
def serve(engine: Engine, table: str) -> Iterator[Served]:
    """Serve a new site from a table of the engine until the end."""
    direct = client(engine.endpoint)
    services = with_site(services_on(direct, table), posts_per_minute=0)
    token, _ = services.tokens.create(SITE, "moderator", "desk")
    environment = local_environment(os.environ, engine.endpoint) | {"BELOWLINE_TABLE": table}
    port = _free_port()
    process = child.start_module("cli.local.service", str(port), environment=environment)
    try:
        _wait_until_it_answers(f"http://{HOST}:{port}/health")
        yield Served(f"http://{HOST}:{port}", table, direct, token)
    finally:
        child.stop(process)
        direct.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(address: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not _answers(address):
        assert time.monotonic() < deadline, "the service does not answer"
        time.sleep(0.05)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, trust_env=False).is_success
    except httpx.TransportError:
        return False
