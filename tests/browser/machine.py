"""Browsers of this machine: which one is there, and how one is installed by the platform's means."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SECONDS_TO_ANSWER = 60


@dataclass(frozen=True)
class Application:
    """A browser as machines have it: its commands, its place on a Mac, and the packages of Debian, the next where one is not to be had."""

    name: str
    commands: tuple[str, ...]
    on_a_mac: Path
    packages: tuple[tuple[str, ...], ...]

    def find(self, *others: Path) -> Path | None:
        """Answer one that runs, None where there is none; `others` are looked at last."""
        commands = [Path(path) for command in self.commands if (path := shutil.which(command))]
        return next((path for path in (*commands, self.on_a_mac, *others) if path.exists() and _answers(path)), None)

    def ensure(self, *others: Path, installers: Iterable[list[str]] = ()) -> Path | None:
        """Answer as `find`, but install one where there is none, by apt or else by `installers`; tells what it runs."""
        found = self.find(*others)
        for install in (*self._by_apt(), *installers):
            if found:
                break
            print(f"No {self.name} yet; running: {' '.join(install)}", flush=True)  # noqa: T201 # a command tells
            subprocess.run(install, check=False)  # noqa: S603 # fixed commands; whether it worked is seen below
            found = self.find(*others)
        return found

    def _by_apt(self) -> Iterator[list[str]]:
        apt = shutil.which("apt-get")
        if apt and is_root():
            yield [apt, "update"]
            for packages in self.packages:
                yield [apt, "install", "--yes", "--no-install-recommends", *packages]


def is_root() -> bool:
    """Say whether this process may do everything; it has no user namespace to build a sandbox in."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _answers(path: Path) -> bool:
    """Ask for its version: on some systems the command is there, but only says where to get the browser."""
    asked = [str(path), "--version"]
    answer = subprocess.run(asked, capture_output=True, check=False, timeout=SECONDS_TO_ANSWER)  # noqa: S603 # a found browser
    return answer.returncode == 0
