"""The package: one zip with our code and what it needs at run time, from which all functions run.

It carries compiled bytecode where this machine has the Python it is for: the folder that Lambda unpacks it into cannot be written, so
each cold start would compile all anew. The same code and pins make a package of the same digest, wherever and whenever.

`python -m cli.deploy.package --show` prints what is in it; `cli.deploy.package FOLDER` leaves the one for AWS there.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

from cli.deploy.contents import is_shipped, one_spelling, parts
from cli.deploy.target import Target
from cli.local.child import ROOT
from cli.web import desk, embed
from cli.web.build import ensure_built

OURS = ("app.py", "chalicelib")
NOT_SERVED = (embed.SOURCE, desk.SOURCE)
"""What was made of them is."""

_ANY_DAY = (2020, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
_BYTECODE = ".pyc"


@dataclass(frozen=True)
class Line:
    """What one part takes: bytes in the zip, and unpacked."""

    name: str
    version: str
    why: str
    zipped: int = 0
    unpacked: int = 0


@dataclass(frozen=True)
class Package:
    """A package that was built. Its digest is that of all in it but the bytecode, which follows from the rest."""

    path: Path
    digest: str
    is_compiled: bool
    lines: Sequence[Line]


def build(target: Target, folder: Path) -> Package:
    """Build the package for `target` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        staged = Path(temporary)
        _install(target, staged)
        owners = _owners(staged)
        _remove_unneeded(staged)
        _copy_ours(staged)
        is_compiled = _compile(target, staged)
        digest = _digest(staged, target, is_compiled)
        path = folder / f"belowline-{digest[:16]}.zip"
        _zip(staged, path)
    return Package(path, digest, is_compiled, _lines(path, owners))


def _install(target: Target, staged: Path) -> None:
    pins = [part.pin for part in parts()]
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    options = ["--no-deps", "--no-compile", "--target", str(staged), *target.pip_options]
    subprocess.run([*pip, *options, *pins], check=True)  # noqa: S603 # our own pins


def _owners(staged: Path) -> dict[str, str]:
    found = distributions(path=[str(staged)])
    return {str(file): one_spelling(one.metadata["Name"]) for one in found for file in one.files or ()}


def _remove_unneeded(staged: Path) -> None:
    for path in sorted(staged.rglob("*"), reverse=True):  # what lies in a folder comes before the folder
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif not is_shipped(path.relative_to(staged).as_posix()):
            path.unlink()


def _copy_ours(staged: Path) -> None:
    ensure_built()
    shutil.copy(ROOT / "app.py", staged)
    shutil.copytree(ROOT / "chalicelib", staged / "chalicelib", ignore=_unshipped)


def _unshipped(folder: str, names: Sequence[str]) -> set[str]:
    return {name for name in names if name == "__pycache__" or Path(folder, name) in NOT_SERVED}


def _compile(target: Target, staged: Path) -> bool:
    python = target.interpreter()
    if python is None:
        return False
    # Unchecked: times of files do not survive the zip, and nobody edits them on Lambda.
    options = ["-q", "-j", "0", "--invalidation-mode", "unchecked-hash", "-s", str(staged)]
    subprocess.run([str(python), "-m", "compileall", *options, str(staged)], check=True)  # noqa: S603 # a Python of this machine
    return True


def _files(staged: Path) -> list[Path]:
    return sorted(path for path in staged.rglob("*") if path.is_file())


def _digest(staged: Path, *made_for: object) -> str:
    digest = hashlib.sha256(repr(made_for).encode())
    for path in _files(staged):
        if path.suffix != _BYTECODE:
            digest.update(path.relative_to(staged).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _zip(staged: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for file in _files(staged):
            entry = zipfile.ZipInfo(file.relative_to(staged).as_posix(), _ANY_DAY)
            entry.external_attr = _READABLE
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, file.read_bytes())


def _lines(path: Path, owners: dict[str, str]) -> list[Line]:
    with zipfile.ZipFile(path) as made:
        entries = made.infolist()
    named = {part.name: Line(part.name, part.version, part.why) for part in parts()}
    sums = {"": Line("belowline", "", "our own code"), **named}
    for entry in entries:
        owner = owners.get(_source(entry.filename), "")
        before = sums[owner]
        zipped, unpacked = before.zipped + entry.compress_size, before.unpacked + entry.file_size
        sums[owner] = Line(before.name, before.version, before.why, zipped, unpacked)
    return sorted(sums.values(), key=lambda line: -line.zipped)


def _source(name: str) -> str:
    path = Path(name)
    if path.suffix != _BYTECODE:
        return name
    return (path.parent.parent / f"{path.name.partition('.')[0]}.py").as_posix()


def show(package: Package) -> None:
    """Print what a package holds, the largest part first."""
    print(f"{'part':<20} {'version':<12} {'KB in zip':>9} {'KB unpacked':>11}  why")
    for line in package.lines:
        kilobytes = f"{line.zipped / 1000:>9.0f} {line.unpacked / 1000:>11.0f}"
        print(f"{line.name:<20} {line.version:<12} {kilobytes}  {line.why}")
    print("with bytecode" if package.is_compiled else "without bytecode, as the Python it is for is not here")


def main(arguments: Sequence[str]) -> None:
    """Build the package for AWS; show it, or leave it in the folder named."""
    if list(arguments) == ["--show"]:
        with tempfile.TemporaryDirectory() as folder:
            show(build(Target.aws(), Path(folder)))
    elif len(arguments) == 1:
        print(build(Target.aws(), Path(arguments[0])).path)
    else:
        sys.exit("Say --show, or name the folder to leave the package in.")


if __name__ == "__main__":
    main(sys.argv[1:])
