"""The service's own processes: started together, watched, and started again when the code has changed."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.web.built import BUILT
from cli.local import child
from cli.local.plan import CannotRunError

CODE = (child.ROOT / "app.py", child.ROOT / "chalicelib")

Say = Callable[[str], None]


@dataclass
class Children:
    """Modules of ours as processes, in the order in which they start. They stop in the reverse one."""

    commands: Mapping[str, Sequence[str]]
    environment: Mapping[str, str]
    say: Say
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _code: dict[Path, int] = field(default_factory=dict)
    _is_edited: bool = False

    def start(self) -> None:
        """Start all."""
        self._code = _code()
        for name, (module, *arguments) in self.commands.items():
            self._running[name] = child.start_module(module, *arguments, environment=self.environment)

    def stop(self) -> None:
        """Stop those that run, one after another."""
        while self._running:
            child.stop(self._running.popitem()[1])

    def look_after(self) -> None:
        """Start all again if the code has changed. Raises `CannotRunError` if one has ended without having been edited."""
        if _code() != self._code:
            self._is_edited = True
            self.say("The code has changed; starting again.")
            self.stop()
            self.start()
        for name, process in self._running.items():
            if process.poll() is not None:
                self._has_ended(name, process.returncode)
                return

    def _has_ended(self, name: str, code: int) -> None:
        if not self._is_edited:
            raise CannotRunError(f"The {name} has ended unexpectedly (exit code {code}).")
        self.say(f"The {name} has ended (exit code {code}); it is started again with your next change of the code.")
        self.stop()


def _code() -> dict[Path, int]:
    files = (file for place in CODE for file in (place.rglob("*") if place.is_dir() else [place]))
    return {
        file: file.stat().st_mtime_ns
        for file in files
        if file.suffix != ".pyc" and BUILT not in file.parents and file.is_file()
    }
