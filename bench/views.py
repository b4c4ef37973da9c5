"""Views under load: many visitors at once, on the local engine through the local service, with all its processes."""

import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from bench.figure import Figure
from bench.place import ORIGIN, SITE, agent
from chalicelib.bootstrap import build
from chalicelib.config import Settings
from cli.local import child
from cli.local.engine import HOST, Engine, ensure_table, local_environment

VISITORS = 600
CONNECTIONS = 16
_SECONDS_TO_START = 30
_PAGE = "/busy"


def views_lost() -> Figure:
    """Views that were not counted, and those by which what was answered and what is there differ."""
    with TemporaryDirectory() as folder, _service(Path(folder)) as address:
        limits = httpx.Limits(max_connections=CONNECTIONS)
        with (
            httpx.Client(base_url=f"{address}/v1/sites/{SITE}/", limits=limits, timeout=60, trust_env=False) as client,
            ThreadPoolExecutor(CONNECTIONS) as visitors,
        ):
            counted = sum(visitors.map(lambda visitor: _view(client, visitor), range(VISITORS)))
            stored = client.get("counts", params={"page": _PAGE}).json()["counts"][0]["view_count"]
    return Figure(VISITORS - counted + abs(counted - stored), "views", 0, 0)


def _view(client: httpx.Client, visitor: int) -> bool:
    answer = client.post("views", json={"page": _PAGE}, headers={"User-Agent": agent(visitor)})
    return bool(answer.raise_for_status().json()["counted"])


@contextmanager
def _service(folder: Path) -> Iterator[str]:
    engine = Engine.start(folder)
    try:
        ensure_table(engine.endpoint)
        environment = local_environment(os.environ, engine.endpoint)
        build(Settings.from_environment(environment)).sites.create(SITE, "News Example", [ORIGIN])
        port = _free_port()
        service = child.start_module("cli.local.service", str(port), environment=environment)
        try:
            address = f"http://{HOST}:{port}"
            _wait_until_it_answers(address)
            yield address
        finally:
            child.stop(service)
    finally:
        engine.stop()


def _wait_until_it_answers(address: str) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    with httpx.Client(trust_env=False) as client:
        while True:
            try:
                client.get(f"{address}/health").raise_for_status()
            except httpx.HTTPError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
