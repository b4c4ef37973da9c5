"""`make run`, as it is run: from nothing to its line, through any way of ending it, and again on the same data."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.local.child import ROOT
from cli.local.seed import TITLES
from tests.cli.test_engine import is_free

pytestmark = pytest.mark.engine

SECONDS_TO_END = 20
finds_processes = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="only Linux lists processes so")


class Running:
    """A run in a session of its own, with what it printed until it was running."""

    def __init__(self, data_dir: Path, port: int, **environment: str) -> None:
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cli.local.run"],
            cwd=ROOT,
            env=os.environ | {"PORT": str(port), "DATA_DIR": str(data_dir)} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout
        self.printed = ""
        for line in self.process.stdout:
            self.printed += line
            if line == "Belowline is running\n":
                break

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", trust_env=False)

    def addresses(self) -> list[str]:
        return re.findall(r"http://\S+", self.printed)

    def end(self, *signals: signal.Signals) -> int:
        for number in signals:
            os.killpg(self.process.pid, number)
        code = self.process.wait(SECONDS_TO_END)
        assert self.process.stdout
        self.printed += self.process.stdout.read()
        self.process.stdout.close()
        return code


Start = Callable[..., Running]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as ends:

        def start(**environment: str) -> Running:
            running = Running(tmp_path, free_port(), **environment)
            ends.callback(lambda: running.process.poll() is None and running.end(signal.SIGTERM))
            return running

        yield start


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def comments(running: Running) -> list[str]:
    page = running.get("/v1/sites/demo/comments?page=/articles/last-ferry/").json()
    return [comment["body"] for comment in page["comments"]]


LISTS = ("popular?window=week", "popular?by=trend", "popular?by=comments&window=month")


def lists_of(running: Running) -> dict[str, list[Any]]:
    """Answer what the lists of the front page have."""
    return {
        name: running.get(f"/v1/sites/demo/{name}").json()["posts" if name == "posts" else "pages"]
        for name in ("posts", *LISTS)
    }


def test_every_address_answers_and_data_outlives_a_stop_by_the_whole_group(start: Start, tmp_path: Path) -> None:
    first = start()
    statuses = [httpx.get(address, trust_env=False).status_code for address in first.addresses()]
    seeded = comments(first)
    on_the_front_page = [len(lists_of(first)[name]) for name in ("posts", *LISTS)]
    moderator = next(address for address in first.addresses() if "token=" in address)

    assert first.end(signal.SIGTERM, signal.SIGTERM) == 0

    second = start()
    assert statuses == [200] * len(statuses)
    assert len(statuses) == 5
    assert on_the_front_page == [len(TITLES), len(TITLES), len(TITLES), 3]
    assert seeded
    assert comments(second) == seeded
    assert moderator.partition("#")[2] in second.printed
    assert second.end(signal.SIGINT, signal.SIGINT) == 0
    assert is_free(tmp_path)


def test_the_moderators_token_is_good_and_kept_from_others(start: Start, tmp_path: Path) -> None:
    running = start()

    token = running.printed.partition("token=")[2].split()[0]
    queue = httpx.get(
        f"http://127.0.0.1:{running.port}/v1/sites/demo/moderation/comments?status=pending",
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
    )

    assert queue.status_code == 200
    assert len(queue.json()["comments"]) == 2
    assert (tmp_path / "demo.json").stat().st_mode & 0o077 == 0
    assert running.end(signal.SIGTERM) == 0
    saved = [path for path in tmp_path.rglob("*") if path.is_file() and token.encode() in path.read_bytes()]
    assert saved == [tmp_path / "demo.json"]


def test_without_the_demo_there_is_the_service_alone(start: Start) -> None:
    running = start(DEMO="0")

    assert running.get("/health").json() == {"status": "ok"}
    assert running.get("/v1/sites/demo/comments?page=/a").status_code == 404
    assert "Demo" not in running.printed
    assert running.end(signal.SIGTERM) == 0


def test_a_second_run_on_the_same_data_is_refused(start: Start, tmp_path: Path) -> None:
    first = start(DEMO="0")

    second = start(DEMO="0")

    assert second.end() == 1
    assert f"Another Belowline uses {tmp_path} (process {first.process.pid})" in second.printed
    assert first.get("/health").status_code == 200


def test_a_taken_port_is_one_sentence_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        running = Running(tmp_path / "data", other.getsockname()[1])

    assert running.end() == 1
    assert re.fullmatch(
        r"Port \d+ is taken by another program; choose another one: make run PORT=\d+\n", running.printed
    )
    assert not (tmp_path / "data").exists()


def test_a_place_that_cannot_hold_data_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    running = Running(tmp_path / "file", free_port())

    assert running.end() == 1
    assert re.fullmatch(
        r"\S+ cannot hold data \(.+\); choose another directory: make run DATA_DIR=...\n", running.printed
    )


@finds_processes
def test_a_part_that_dies_ends_the_rest(start: Start, tmp_path: Path) -> None:
    running = start(DEMO="0")
    (events,) = processes_of("cli.local.events", str(tmp_path))

    os.kill(events, signal.SIGKILL)

    assert running.end() == 1
    assert "The schedules' process has ended unexpectedly" in running.printed
    assert is_free(tmp_path)


@finds_processes
def test_killing_the_run_leaves_nothing_behind_and_loses_nothing(start: Start, tmp_path: Path) -> None:
    first = start()
    seeded = comments(first)

    first.end(signal.SIGKILL)

    second = start()
    assert comments(second) == seeded
    assert processes_of("cli.local.service", str(first.port)) == []
    assert second.end(signal.SIGTERM) == 0


def processes_of(*arguments: str) -> list[int]:
    """Answer the processes whose command line ends with these arguments."""
    ending = "\0".join(arguments).encode() + b"\0"
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cmdline").read_bytes().endswith(ending):
                found.append(int(process.name))
        except OSError:
            continue
    return found
