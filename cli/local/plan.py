"""What `make run` was asked for: `PORT`, `DATA_DIR` and `DEMO` of the environment, checked before anything starts."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cli.local.child import ROOT, is_alive
from cli.local.claim import holder_of

HOST = "127.0.0.1"
PORTS_TO_TRY = 20

LAST_RUN = ROOT / ".venv" / "last-run"
"""Where the latest run notes its data directory."""


def data_directory(environment: Mapping[str, str]) -> Path:
    """Answer `DATA_DIR`, or `.local` in the checkout."""
    return Path(environment.get("DATA_DIR") or ROOT / ".local").resolve()


def directory_in_use(environment: Mapping[str, str], note: Path = LAST_RUN) -> Path:
    """Answer the data directory of a command with `--local`: `DATA_DIR`, or that of the run that is on, or `.local`."""
    if not environment.get("DATA_DIR") and note.exists():
        last = Path(note.read_text(encoding="utf-8"))
        holder = holder_of(last)
        if holder and holder.is_run and is_alive(holder.pid):
            return last
    return data_directory(environment)


def remember_run(data_dir: Path, note: Path = LAST_RUN) -> None:
    """Have commands with `--local` find the run that starts now."""
    note.write_text(str(data_dir), encoding="utf-8")


class CannotRunError(Exception):
    """The service cannot run; the message is a sentence that says what to do."""


@dataclass(frozen=True)
class Plan:
    """The service's port, where its data is, and whether there is a demo publication."""

    port: int
    data_dir: Path
    has_demo: bool

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read and check; raises `CannotRunError`."""
        port = environment.get("PORT") or "8000"
        if not port.isdecimal() or not 0 < int(port) < 2**16:
            raise CannotRunError(f"PORT is {port!r}; give a number between 1 and 65535, such as: make run PORT=8001")
        return cls(int(port), data_directory(environment), environment.get("DEMO") != "0")

    @property
    def service(self) -> str:
        """Answer the service's address."""
        return f"http://{HOST}:{self.port}"

    def check_port(self) -> None:
        """Refuse a port that another program has."""
        # The server shares its port between processes, so it would not notice by itself.
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, self.port))
            except PermissionError:
                reason = "needs more rights than we have"
            except OSError:
                reason = "is taken by another program"
            else:
                return
        raise CannotRunError(f"Port {self.port} {reason}; choose another one: make run PORT={self._next_port()}")

    def ports_of_publication(self) -> list[int]:
        """Answer the ports to try for the demo publication, the last being whichever is free."""
        return [*range(self.port + 1, min(self.port + 1 + PORTS_TO_TRY, 2**16)), 0]

    def _next_port(self) -> int:
        return self.port + 1 if 1024 <= self.port < 2**16 - 1 else 8080  # noqa: PLR2004 # below are the system's ports
