"""The files of the page as they are served: what lies beside this module, under an address that has their version in it.

What is there for those who read the code (comments, indentation) is left out, a quarter of all. A version is made of all of them, so that
what a browser keeps for a year is never mixed with what came with a later deployment.
"""

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_SERVED = ("*.css", "*.js", "views/*.js", "locales/*.json")


@cache
def files() -> dict[str, str]:
    """Answer the text of each file by its path from here. What is not in it is not served, whatever is asked for."""
    found = sorted(path for pattern in _SERVED for path in _HERE.glob(pattern))
    return {path.relative_to(_HERE).as_posix(): _short(path) for path in found}


@cache
def version() -> str:
    """Answer what stands in the addresses of all files: another text as soon as one of them is another."""
    return hashlib.sha256(json.dumps(files()).encode()).hexdigest()[:16]


@cache
def page() -> str:
    """Answer the page itself, which names its files by their version."""
    return (_HERE / "index.html").read_text(encoding="utf-8").replace("{version}", version())


@cache
def words(name: str) -> dict[str, Any] | None:
    """Answer the words of a language by the name of its file; None if there is none."""
    text = files().get(f"locales/{name}")
    return None if text is None else json.loads(text)


def _short(path: Path) -> str:
    from rjsmin import jsmin  # noqa: PLC0415 - readers' calls do not wait for it

    text = path.read_text(encoding="utf-8")
    match path.suffix:
        case ".js":
            return str(jsmin(text, keep_bang_comments=True))  # which are licences
        case ".css":
            return re.sub(r"\s*([{};,])\s*|(?<=:)\s+", r"\1", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
        case _:
            return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
