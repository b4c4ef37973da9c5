"""Who uses a DATA_DIR: one engine at a time, held by a lock that no crash can leave behind.

The lock is the kernel's, on the file `engine.json`, and the engine's process shares it with whoever started it. So it
is held exactly as long as one of the two lives: there is no stale one to notice and no process to tell by its number.
The file says how to reach the engine; without the lock being held, what it says means nothing.
"""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Holder:
    """Who holds a DATA_DIR, and the engine's port once it answers. Others may use a run's engine, not a command's."""

    pid: int
    is_run: bool
    port: int | None = None


class Claim:
    """The use of one DATA_DIR. Closing it gives it up, unless a process that shares it goes on."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    @classmethod
    def take(cls, directory: Path) -> Self | None:
        """Take the directory, or answer None where somebody has it."""
        directory.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(_file(directory), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return cls(descriptor)

    def say(self, holder: Holder) -> None:
        """Write down who we are."""
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, json.dumps(asdict(holder)).encode(), 0)

    def close(self) -> None:
        """Give the directory up."""
        os.close(self.descriptor)


def holder_of(directory: Path) -> Holder | None:
    """Answer what the holder wrote down; None while it writes, or where nobody ever did."""
    try:
        return Holder(**json.loads(_file(directory).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _file(directory: Path) -> Path:
    return directory / "engine.json"
