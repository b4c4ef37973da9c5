"""What a package is made for: a Python and a processor, since some of our libraries are compiled."""

import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_ARCHITECTURES = {"aarch64": "arm64", "arm64": "arm64", "x86_64": "x86_64"}
_PYTHONS = ("3.13", "3.12")  # of those that we support, the ones that start from a snapshot on Lambda
_WHEELS = ("manylinux2014", "manylinux_2_28")  # Lambda's Amazon Linux 2023 takes both


@dataclass(frozen=True)
class Target:
    """A Python version such as 3.13, and a processor as wheels name it."""

    python: str
    machine: str

    @classmethod
    def this_machine(cls) -> Self:
        """Answer what runs here; the local emulator runs functions with the Python that `make` chose."""
        return cls(f"{sys.version_info.major}.{sys.version_info.minor}", platform.machine())

    @classmethod
    def aws(cls) -> Self:
        """Answer what runs on AWS: Graviton, which costs less for the same work, and the newest Python that is here to compile for."""
        targets = [cls(python, "aarch64") for python in _PYTHONS]
        return next((target for target in targets if target.interpreter()), targets[0])

    @property
    def runtime(self) -> str:
        """Answer Lambda's name of the Python."""
        return f"python{self.python}"

    @property
    def architecture(self) -> str:
        """Answer Lambda's name of the processor."""
        return _ARCHITECTURES[self.machine]

    @property
    def pip_options(self) -> list[str]:
        """Answer what tells pip to fetch for this target; nothing where that is what pip itself runs on."""
        if self == Target.this_machine():
            return []
        platforms = [option for wheels in _WHEELS for option in ("--platform", f"{wheels}_{self.machine}")]
        return ["--only-binary=:all:", "--implementation", "cp", "--python-version", self.python, *platforms]

    def interpreter(self) -> Path | None:
        """Answer a Python of this version on this machine, None where there is none that works."""
        if self.python == Target.this_machine().python:
            return Path(sys.executable)
        found = shutil.which(f"python{self.python}")
        if found is None or subprocess.run([found, "-V"], capture_output=True, check=False).returncode:  # noqa: S603 # a version manager's placeholder does not run
            return None
        return Path(found)
