"""The local engine keeps its data through every kind of end, and refuses what it would damage."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.local import child
from cli.local.claim import Claim, Holder, holder_of
from cli.local.engine import TABLE, Engine, EngineFailedError, answers, client, ensure_table, local_environment

if TYPE_CHECKING:
    from tests.cli.conftest import Start

pytestmark = pytest.mark.engine

KEY = {"pk": {"S": "a"}, "sk": {"S": "1"}}

STARTS_AN_ENGINE_AND_WAITS = """
import sys
import time
from pathlib import Path
from cli.local.claim import Claim
from cli.local.engine import Engine
directory = Path(sys.argv[1])
engine = Engine.start(directory, Claim.take(directory))
print(engine.port, flush=True)
engine.process.wait()
"""


def write(endpoint: str) -> None:
    ensure_table(endpoint)
    client(endpoint).put_item(TableName=TABLE, Item=KEY)


def is_written(engine: Engine) -> bool:
    return "Item" in client(engine.endpoint).get_item(TableName=TABLE, Key=KEY)


def is_free(directory: Path) -> bool:
    claim = Claim.take(directory)
    if claim:
        claim.close()
    return claim is not None


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen within a minute"
        time.sleep(0.02)


def test_data_is_there_after_a_stop_and_a_start(start: "Start", tmp_path: Path) -> None:
    first = start(tmp_path)
    write(first.endpoint)
    first.stop()

    second = start(tmp_path)

    assert is_written(second)
    assert ensure_table(second.endpoint) is False


def test_data_is_saved_while_the_engine_runs(start: "Start", tmp_path: Path) -> None:
    first = start(tmp_path)
    write(first.endpoint)
    saved = tmp_path / "engine" / "dynamodb.json"
    wait_until(lambda: saved.exists() and "items" in saved.read_text())
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()

    assert is_written(start(tmp_path))


def test_the_engine_saves_and_ends_when_the_one_that_started_it_is_killed(start: "Start", tmp_path: Path) -> None:
    starter = subprocess.Popen(  # noqa: S603 # our own code
        [sys.executable, "-c", STARTS_AN_ENGINE_AND_WAITS, str(tmp_path)], stdout=subprocess.PIPE, cwd=child.ROOT
    )
    with starter:
        assert starter.stdout
        write(f"http://127.0.0.1:{int(starter.stdout.readline())}")
        assert Claim.take(tmp_path) is None

        starter.kill()

    wait_until(lambda: is_free(tmp_path))
    assert is_written(start(tmp_path))


@pytest.mark.parametrize(
    "damage",
    ["", '{"__ministack_format__": 2, "payl', "[]", '{"tables": {}}', '{"__ministack_format__": 99, "payload": {}}'],
)
def test_damaged_data_is_refused_and_left_as_it_is(start: "Start", tmp_path: Path, damage: str) -> None:
    saved = tmp_path / "engine" / "dynamodb.json"
    saved.parent.mkdir()
    saved.write_text(damage)

    with pytest.raises(EngineFailedError, match=r"dynamodb\.json is damaged.*mv "):
        start(tmp_path)

    assert saved.read_text() == damage


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux tells who listens")
def test_nothing_listens_beyond_this_machine(start: "Start", tmp_path: Path) -> None:
    engine = start(tmp_path)

    assert listening(engine.process.pid) == [f"0100007F:{engine.port:04X}"]


def listening(pid: int) -> list[str]:
    """Answer the addresses, in the kernel's hexadecimal, that a process listens on."""
    opened = {path.resolve().name for path in Path(f"/proc/{pid}/fd").iterdir()}  # some are closed meanwhile
    sockets = [
        line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()
    ]
    return [fields[1] for fields in sockets if fields[3] == "0A" and f"socket:[{fields[9]}]" in opened]


def test_a_stopped_engine_answers_no_more(start: "Start", tmp_path: Path) -> None:
    engine = start(tmp_path)

    assert answers(engine.port)
    assert engine.is_alive()
    engine.stop()
    assert not answers(engine.port)
    assert engine.process.returncode == 0


def test_a_directory_has_one_holder_who_says_how_to_reach_the_engine(tmp_path: Path) -> None:
    assert holder_of(tmp_path) is None
    claim = Claim.take(tmp_path)
    assert claim

    claim.say(Holder(pid=7, is_run=True, port=4000))

    assert Claim.take(tmp_path) is None
    assert holder_of(tmp_path) == Holder(pid=7, is_run=True, port=4000)
    claim.close()
    assert is_free(tmp_path)


def test_what_a_crash_left_in_the_claim_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "engine.json").write_text('{"pid": 1, "is_run": true')

    assert holder_of(tmp_path) is None
    assert is_free(tmp_path)


def test_our_processes_see_nothing_of_an_aws_account() -> None:
    mine = {"AWS_PROFILE": "work", "AWS_SESSION_TOKEN": "t", "AWS_ACCESS_KEY_ID": "real", "PATH": "/bin"}

    environment = local_environment(mine, "http://127.0.0.1:1")

    assert environment["AWS_ACCESS_KEY_ID"] == "local"
    assert environment["AWS_ENDPOINT_URL_DYNAMODB"] == "http://127.0.0.1:1"
    assert environment["PATH"] == "/bin"
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN"} & set(environment)
