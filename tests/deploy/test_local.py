"""The package and the template, deployed into the emulator and called through its gateway."""

import time
from contextlib import suppress
from pathlib import Path

import pytest

from cli.deploy.emulator import Emulator, emulator
from cli.deploy.local import API_TYPES, deploy, take_down
from cli.deploy.package import Package
from cli.deploy.stack import Bucket, Stack, StackFailedError
from cli.local.engine import EngineFailedError
from tests.cli.test_engine import listening

pytestmark = pytest.mark.engine


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "deploy"


def pages_of(told: list[str]) -> list[str]:
    """What was told of a page's comments and views."""
    return [sentence.rpartition(" ")[2] for sentence in told if "its page has" in sentence]


def processes_of(directory: Path) -> list[int]:
    """Answer the processes at work in a directory, the emulator's and those of its functions, where Linux lists them."""
    home = f"HOME={directory}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if home in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
    return found


def wait_until_none_is_at_work(directory: Path) -> None:
    deadline = time.monotonic() + 30
    while processes_of(directory):
        assert time.monotonic() < deadline, "something goes on running"


def hold_it_to_one_address(emulated: Emulator, directory: Path) -> None:
    addresses = {address for process in processes_of(directory) for address in listening(process)}
    assert addresses <= {f"0100007F:{emulated.port:04X}"}


def test_stacks_are_created_tested_updated_in_place_and_removed(directory: Path, package: Package) -> None:
    with emulator(directory) as first:
        told = list(deploy(first, package))
        hold_it_to_one_address(first, directory)
    wait_until_none_is_at_work(directory)
    assert {f"The stack belowline-{kind} was created." for kind in API_TYPES} <= set(told)
    assert pages_of(told) == ["1."] * 4

    with emulator(directory) as again:
        told = list(deploy(again, package))
        assert {f"The stack belowline-{kind} was left as it was." for kind in API_TYPES} <= set(told)
        assert pages_of(told) == ["2."] * 4, "the data is still there"

        assert list(take_down(again)) == [f"The stack belowline-{kind} was removed." for kind in API_TYPES]
        assert list(take_down(again)) == [f"The stack belowline-{kind} was not there." for kind in API_TYPES]


def test_one_deployment_at_a_time_uses_a_directory(directory: Path) -> None:
    with emulator(directory), pytest.raises(EngineFailedError, match="Another deployment"), emulator(directory):
        pass


def test_a_template_that_cannot_be_applied_is_told_with_its_reasons_and_is_not_in_the_way(directory: Path) -> None:
    broken = {"Resources": {"Table": {"Type": "AWS::DynamoDB::Table", "Properties": {"KeySchema": "none"}}}}
    whole = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
    with emulator(directory) as emulated:
        bucket = Bucket(emulated.client("s3"), "templates")
        bucket.ensure()
        stack = Stack(emulated.client("cloudformation"), "broken")
        with pytest.raises(StackFailedError, match="Table"):
            stack.apply(bucket.put_template(broken), {})
        assert stack.apply(bucket.put_template(whole), {}) == "created"
