"""How the moderator page and its files are served, and that its words are there in every language."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import brotli  # type: ignore[import-untyped] # it ships none
import pytest

from chalicelib.web.moderate.files import files, version
from tests.conftest import Api

FILES = files()
MODULES = {name: text for name, text in FILES.items() if name.endswith(".js")}
WORDS = {Path(name).stem: json.loads(text) for name, text in FILES.items() if name.endswith(".json")}
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json"}
PAGE = Path(__file__).parents[2] / "chalicelib" / "web" / "moderate" / "index.html"
MOST_BYTES = 60_000
VENDORED = "chartist.js"
FIRST = ("main.js", "views/start.js", "views/queue.js")
PINNED = json.loads((Path(__file__).parents[2] / "libraries" / "package.json").read_text())["dependencies"]

_NAMES = re.compile(r"""\b(?:t|fill|has)\(\s*(?:'([^']+)')|`([a-z_]+\.[a-z_.]*\$\{[^`]+)`""")
_LITERALS = re.compile(r"""'([a-z_]+(?:\.[a-z_]+)+)'""")
_PLACES = re.compile(r"\{(\w+)\}")
_IMPORTS = re.compile(r"""(?:from|import\()\s*['`]([^'`$]+)['`]""")


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_served_by_its_type_and_kept_under_its_version(api: Api, name: str) -> None:
    response = api.call("GET", f"/moderate/{version()}/{name}")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == TYPES[Path(name).suffix]
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    known = api.call("GET", f"/moderate/{version()}/{name}", headers={"If-None-Match": response.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_under_another_version_a_file_is_as_it_is_today_and_not_kept(api: Api) -> None:
    response = api.call("GET", "/moderate/0123456789abcdef/main.js")

    assert response.text == FILES["main.js"]
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize(
    "name",
    ["index.html", "routes.py", "files.py", "none.js", "moderate.js", "locales/de.json", "views/none.js", "views/main.js",
     "views/..%2Fmain.js", "..%2F..%2Fembed.js", "%2e%2e%2fembed.js", "locales/..%2F..%2Frouting.json", "views/queue.js%00"],
)  # fmt: skip
def test_nothing_else_is_served(api: Api, name: str) -> None:
    response = api.call("GET", f"/moderate/{version()}/{name}")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_the_page_names_its_files_by_their_version_and_is_asked_for_each_time(api: Api) -> None:
    response = api.call("GET", "/moderate")

    named = re.findall(r'(?:href|src)="\./moderate/([^/"]+)/([^"]+)"', response.text)
    assert {kept for kept, _ in named} == {version()}
    assert {name for _, name in named} <= set(FILES)
    assert {name for _, name in named} >= {"moderate.css"}.union(*map(needed, FIRST))
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize("path", ["/moderate/", "/health/"])
def test_a_slash_too_many_leads_to_the_page(api: Api, path: str) -> None:
    response = api.call("GET", path)

    assert response.status_code == 308
    assert response.headers["Location"] == f"..{path.rstrip('/')}"
    assert api.call("POST", path).status_code == 405


@pytest.mark.parametrize("language", WORDS)
def test_the_whole_page_is_light_with_all_its_views(language: str) -> None:
    loaded = [text for name, text in FILES.items() if name == f"locales/{language}.json" or not name.endswith(".json")]

    assert sum(len(brotli.compress(text.encode())) for text in (*loaded, PAGE.read_text())) <= MOST_BYTES


def test_every_import_leads_to_a_file() -> None:
    for name, text in MODULES.items():
        for target in _IMPORTS.findall(text):
            assert (Path("/") / name).parent.joinpath(target).resolve().relative_to("/").as_posix() in FILES, name


def needed(name: str) -> set[str]:
    """Answer a module and all that it imports, which a browser would ask for one after another if the page did not name them."""
    found, waiting = set[str](), {name}
    while waiting:
        one = waiting.pop()
        found.add(one)
        targets = re.findall(r"from\s*'([^']+)'", FILES[one])
        waiting |= {
            (Path("/") / one).parent.joinpath(target).resolve().relative_to("/").as_posix() for target in targets
        } - found
    return found


def test_nothing_makes_markup_of_text() -> None:
    """Of our own. What Chartist could make of a text that holds markup the page's policy refuses, and nobody gives it any."""
    for text in (text for name, text in MODULES.items() if name != VENDORED):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment", text
        )


def test_what_others_have_written_is_of_the_version_that_is_pinned_and_has_its_licence() -> None:
    assert MODULES[VENDORED].startswith(
        f"/*! chartist@{PINNED['chartist']}, made by `make libraries`; chartist.LICENSE lies beside it. */"
    )
    assert "Permission is hereby granted" in (PAGE.parent / "chartist.LICENSE").read_text()


def used_words() -> Iterator[str]:
    """Answer the name of every text that is asked for, those that end in something computed as a pattern."""
    for text in MODULES.values():
        for plain, computed in _NAMES.findall(text):
            yield re.escape(plain) if plain else re.sub(r"\\\$\\\{.*?\\\}", ".+", re.escape(computed))
        yield from (re.escape(name) for name in _LITERALS.findall(text))


def test_every_text_that_is_asked_for_is_there() -> None:
    missing = {name for name in used_words() if not any(re.fullmatch(name, known) for known in WORDS["en"])}

    assert missing == set()


def test_every_text_that_is_there_is_asked_for() -> None:
    used = set(used_words())

    assert {name for name in WORDS["en"] if not any(re.fullmatch(one, name) for one in used)} == set()


@pytest.mark.parametrize("language", WORDS)
def test_every_language_has_the_same_texts_with_the_same_places(language: str) -> None:
    measure, words = WORDS["en"], WORDS[language]

    assert list(words) == list(measure)
    for name, text in words.items():
        forms = text if isinstance(text, dict) else {"other": text}
        model = measure[name] if isinstance(measure[name], dict) else {"other": measure[name]}
        assert isinstance(text, dict) == isinstance(measure[name], dict), name
        assert "other" in forms, name
        assert all(form.strip() for form in forms.values()), name
        assert set(_PLACES.findall(forms["other"])) <= set(_PLACES.findall("".join(model.values()))) | {"count"}, name
