"""The package for this machine, made once for all tests that need it."""

import zipfile
from pathlib import Path

import pytest

from cli.deploy.package import Package, build
from cli.deploy.target import Target


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return build(Target.this_machine(), tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="session")
def unpacked(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("function") / "task"
    with zipfile.ZipFile(package.path) as made:
        made.extractall(folder)
    return folder
