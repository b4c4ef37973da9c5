"""The recipes in docs/sign-on.md make tokens that are good, each in its own language and as it stands there."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

from chalicelib.signon.models import Signed, Trust
from chalicelib.signon.tokens import read
from tests.conftest import SITE
from tests.signon.publisher import SECRET, ed_private_pem
from tests.test_docs import DOCS, below

SAID = (SITE, SECRET, "reader-1042", "Zoë O'Neill / \N{GRINNING FACE}", "zoe@home.example", "author")
_BLOCK = re.compile(r"^```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NODE, _ = compute_driver_executable()
"""Playwright brings one, so nobody needs to install it."""


@dataclass(frozen=True)
class Language:
    """What runs a recipe, the file that it is put in, and what has it print a token of what is said on the command line, as JSON."""

    program: str | None
    file: str
    prints: str


LANGUAGES: Mapping[str, Language] = {
    "WordPress": Language(
        shutil.which("php"), "recipe.php", "echo belowline_token(...json_decode($argv[1]));"
    ),
    "Django": Language(
        sys.executable, "recipe.py", "import sys\nprint(belowline_token(*json.loads(sys.argv[1])))"
    ),
    "Rails": Language(shutil.which("ruby"), "recipe.rb", "puts belowline_token(*JSON.parse(ARGV[0]))"),
    "Node": Language(NODE, "recipe.mjs", "console.log(belowlineToken(...JSON.parse(process.argv[2])));"),
}  # fmt: skip


def blocks(heading: str) -> list[str]:
    return _BLOCK.findall(below(DOCS["sign-on.md"], f"### {heading}"))


def run(language: Language, folder: Path, text: str, *said: str) -> str:
    recipe = folder / language.file
    recipe.write_text(text, encoding="utf-8")
    command = [str(language.program), str(recipe), *said]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.strip()  # noqa: S603 - our own documents


def trusting(**trusted: object) -> Trust:
    return Trust(**{"secrets": (), "keys": (), "audience": SITE, "issuer": None, **trusted})  # type: ignore[arg-type] # as given


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_recipe_makes_good_tokens(name: str, tmp_path: Path) -> None:
    language = LANGUAGES[name]
    if language.program is None:
        pytest.skip(f"the language of {name} is not installed here")

    made = run(language, tmp_path, f"{blocks(name)[0]}\n{language.prints}\n", json.dumps(SAID))

    _, _, subject, shown, email, role = SAID
    assert read(made, trusting(secrets=(SECRET,)), datetime.now(UTC)) == Signed(subject, shown, email, role)  # type: ignore[arg-type] # a role


def test_the_recipe_with_a_pair_of_keys_makes_a_set_and_tokens_of_it(tmp_path: Path) -> None:
    _, of_the_set, of_tokens = blocks("Node, with a pair of keys")
    language = LANGUAGES["Node"]
    pem = tmp_path / "belowline-2026.pem"
    pem.write_bytes(ed_private_pem())

    keys = json.loads(run(language, tmp_path, of_the_set, str(pem)))["keys"]
    said = (SITE, pem.read_text(), *SAID[2:])
    made = run(language, tmp_path, f"{of_tokens}\n{language.prints}\n", json.dumps(said))

    assert read(made, trusting(keys=keys), datetime.now(UTC)).name == SAID[3]


def test_every_fault_of_a_token_is_documented_and_no_other() -> None:
    source = Path(__file__).parents[2] / "chalicelib/signon/tokens.py"
    told = set(re.findall(r'SignOnRefused\(\s*"(\w+)"', source.read_text(encoding="utf-8")))

    section = below(DOCS["sign-on.md"], "## When a token is refused")
    assert set(re.findall(r"^\| `(\w+)`", section, re.MULTILINE)) == told
