"""A few words that outlive a process, in a file that is always whole."""

import json
from pathlib import Path


class Memory:
    """Names with a text each. A file that cannot be read is as good as none: what it says can be done again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._kept: dict[str, str] = dict(json.loads(path.read_bytes()))
        except (OSError, ValueError, TypeError):
            self._kept = {}

    def of(self, name: str) -> str | None:
        """Answer what was kept."""
        return self._kept.get(name)

    def keep(self, name: str, text: str) -> None:
        """Keep it from now on."""
        self._kept[name] = text
        unfinished = self._path.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(self._kept, indent=1), encoding="utf-8")
        unfinished.replace(self._path)
