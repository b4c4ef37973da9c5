"""`make run` checks what it was asked for before anything starts."""

import os
import socket
from contextlib import closing
from pathlib import Path

import pytest

from cli.local.child import ROOT
from cli.local.claim import Claim, Holder
from cli.local.plan import CannotRunError, Plan, data_directory, directory_in_use, remember_run


def test_without_being_asked_it_runs_on_8000_with_a_demo_in_local() -> None:
    plan = Plan.from_environment({})

    assert plan == Plan(8000, ROOT / ".local", has_demo=True)
    assert plan.service == "http://127.0.0.1:8000"


def test_it_does_as_it_was_asked(tmp_path: Path) -> None:
    plan = Plan.from_environment({"PORT": "9000", "DATA_DIR": str(tmp_path), "DEMO": "0"})

    assert plan == Plan(9000, tmp_path, has_demo=False)


@pytest.mark.parametrize("port", ["http", "0", "-1", "65536", "80.5"])
def test_what_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(CannotRunError, match=r"PORT is .*make run PORT=8001"):
        Plan.from_environment({"PORT": port})


def test_a_taken_port_is_refused_with_another_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CannotRunError, match=f"Port {port} is taken .*make run PORT="):
            Plan(port, Path(), has_demo=False).check_port()

    Plan(port, Path(), has_demo=False).check_port()


def test_the_publication_moves_where_its_port_is_taken() -> None:
    assert Plan(8000, Path(), has_demo=True).ports_of_publication()[:3] == [8001, 8002, 8003]
    assert Plan(65535, Path(), has_demo=True).ports_of_publication() == [0]


def test_a_command_looks_where_the_run_that_is_on_has_its_data(tmp_path: Path) -> None:
    note = tmp_path / "last-run"
    with closing(claimed(tmp_path)) as claim:
        claim.say(Holder(pid=os.getpid(), is_run=True, port=1))
        remember_run(tmp_path, note)

        assert directory_in_use({}, note) == tmp_path
        assert directory_in_use({"DATA_DIR": "elsewhere"}, note) == Path("elsewhere").resolve()

        claim.say(Holder(pid=os.getpid(), is_run=False))
        assert directory_in_use({}, note) == data_directory({})


def claimed(directory: Path) -> Claim:
    claim = Claim.take(directory)
    assert claim
    return claim
