"""The examples of `docs/api.md`: a `curl` command, the status that it is answered, and the answer.

    $ curl -i http://127.0.0.1:8000/health
    HTTP/1.1 200 OK

    {"status": "ok"}

In an answer, `…` stands for any text; alone, for any answer. Where nothing follows the status, nothing is answered.
"""

import json
import re
import shlex
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Template
from typing import Any

ANY = "…"
SERVICE = "http://127.0.0.1:8000"
NO_TOKENS: Mapping[str, str] = dict.fromkeys(("TOKEN", "ADMIN_TOKEN", "AUTHOR_TOKEN", "SIGN_ON_TOKEN"), "")
"""The variables that examples have, for who calls nobody."""

_EXAMPLE = re.compile(
    r"^```console\n\$ (?P<command>curl .*?(?<!\\))\nHTTP/1\.1 (?P<status>\d+) [\w ]+\n(?:\n(?P<answer>.*?)\n)?```$",
    re.DOTALL | re.MULTILINE,
)
_FENCE = re.compile(r"^```console$", re.MULTILINE)

_CURL = ArgumentParser("curl", exit_on_error=False)
_CURL.add_argument("url")
_CURL.add_argument("-i", action="store_true", required=True)
_CURL.add_argument("-H", action="append", default=[])
_CURL.add_argument("-A")
_CURL.add_argument("-d")
_CURL.add_argument("-X")


@dataclass(frozen=True)
class Example:
    """One example. `command` may have variables of the shell."""

    command: str
    status: int
    answer: str

    def request(self, variables: Mapping[str, str]) -> dict[str, Any]:
        """Answer what `curl` would send, in the words of httpx."""
        command = Template(self.command.replace("\\\n", " ")).substitute(variables)
        given = _CURL.parse_args(shlex.split(command)[1:])
        headers = dict(header.split(": ", 1) for header in given.H) | ({"User-Agent": given.A} if given.A else {})
        return {
            "method": given.X or ("GET" if given.d is None else "POST"),
            "path": given.url.removeprefix(SERVICE),
            "headers": headers,
            "content": given.d,
        }

    def is_answered(self, text: str) -> bool:
        """Tell whether `text` is the answer that the example shows."""
        if not self.answer:
            return not text
        return self.answer == ANY or _is_like(json.loads(self.answer), json.loads(text))


def examples(text: str) -> Iterator[Example]:
    """Find the examples in a document; whatever looks like one must be one."""
    found = list(_EXAMPLE.finditer(text))
    assert len(found) == len(_FENCE.findall(text)), "an example that cannot be read"
    for match in found:
        yield Example(match["command"], int(match["status"]), match["answer"] or "")


def _is_like(shown: Any, real: Any) -> bool:
    if shown == ANY:
        return isinstance(real, str)
    if isinstance(shown, dict) and isinstance(real, dict):
        return list(shown) == list(real) and all(_is_like(shown[name], real[name]) for name in shown)
    if isinstance(shown, list) and isinstance(real, list):
        return len(shown) == len(real) and all(map(_is_like, shown, real))
    return bool(shown == real)
