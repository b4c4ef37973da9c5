"""What the package holds, and why: what `requirements.txt` names with all that needs, less what serving a request does not.

What is left out stands in two tables, each line with its reason. A test unpacks the package alone and has it answer.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import PurePath

from cli.local.child import ROOT

UNNEEDED_REQUIREMENTS: Mapping[str, frozenset[str] | None] = {
    "chalice": None,  # all that it requires is for its command, which makes the template
    "cffi": frozenset({"pycparser"}),  # for reading C, when a package is built
    "email-validator": frozenset({"dnspython"}),  # for asking whether a domain takes mail; we only look at the syntax
}
"""Of whom which requirements are not shipped; None is all."""

UNNEEDED_FILES = (
    "*.dist-info/*",  # about packages, for installers; with the one exception below
    "*.pyi",
    "*/py.typed",
    "bin/*",
    "botocore/data/*/*",  # the descriptions of all services, of which we call one
    "cffi/*",  # what builds packages; cryptography needs the compiled part beside it
    "chalice/*",  # its command, likewise
    "dateutil/zoneinfo/*.tar.gz",  # a second copy of the timezones
    "pydantic/v1/*",  # the version before
    "pydantic/mypy.py",
)
NEEDED_FILES = (
    "botocore/data/dynamodb/2012-08-10/endpoint-rule-set-1.json.gz",
    "botocore/data/dynamodb/2012-08-10/service-2.json.gz",
    "chalice/__init__.py",
    "chalice/app.py",
    "python_ulid-*.dist-info/METADATA",  # which it reads its own version from
)
"""Exceptions from the table above."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SEPARATORS = re.compile(r"[-_.]+")
_OF_AN_EXTRA = re.compile(r"\bextra\s*==")


@dataclass(frozen=True)
class Part:
    """One distribution that is shipped, and why."""

    name: str
    version: str
    why: str

    @property
    def pin(self) -> str:
        """Answer it as pip wants it."""
        return f"{self.name}=={self.version}"


def parts() -> list[Part]:
    """Answer the distributions that are shipped, in the versions that are installed here, which are those tested."""
    reasons = dict(_required())
    waiting = list(reasons)
    found: dict[str, Part] = {}
    while waiting:
        name = waiting.pop(0)
        try:
            here = distribution(name)
        except PackageNotFoundError:
            continue  # wanted by other systems or Pythons than ours
        found[name] = Part(name, here.version, reasons[name])
        for needed in _needed_by(name, here):
            if needed not in reasons:
                reasons[needed] = f"needed by {name}"
                waiting.append(needed)
    return sorted(found.values(), key=lambda part: part.name)


def one_spelling(name: str) -> str:
    """Answer a distribution's name as we spell it: there are several for each."""
    return _SEPARATORS.sub("-", name).lower()


def is_shipped(path: str) -> bool:
    """Say whether an installed file, named from the folder of all, belongs into the package."""
    file = PurePath(path)
    if "__pycache__" in file.parts or "tests" in file.parts:
        return False
    return any(map(file.match, NEEDED_FILES)) or not any(_lies_under(file, pattern) for pattern in UNNEEDED_FILES)


def _lies_under(file: PurePath, pattern: str) -> bool:
    folders = len(PurePath(pattern).parts)
    return PurePath(*file.parts[:folders]).match(pattern) if pattern.endswith("/*") else file.match(pattern)


def _required() -> Iterator[tuple[str, str]]:
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        pin, _, reason = line.partition("#")
        if pin.strip():
            yield pin.partition("==")[0].strip(), reason.strip()


def _needed_by(name: str, here: Distribution) -> Iterator[str]:
    unneeded = UNNEEDED_REQUIREMENTS.get(name, frozenset())
    for requirement in here.requires or ():
        match = _NAME.match(requirement)
        if match and not _OF_AN_EXTRA.search(requirement) and unneeded is not None:
            needed = one_spelling(match[0])
            if needed not in unneeded:
                yield needed
