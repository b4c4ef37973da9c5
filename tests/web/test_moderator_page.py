"""How the moderator page and its files are served, and that its words are there in every language."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import brotli  # type: ignore[import-untyped] # it ships none
import pytest

from chalicelib.web.built import DESK
from cli.web.desk import BUNDLES, SOURCE
from tests.conftest import Api

MODULES = {
    path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.js"))
}
WORDS = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((SOURCE / "locales").glob("*.json"))
}
SERVED = {
    "moderate.css": "text/css; charset=utf-8",
    **dict.fromkeys(BUNDLES, "text/javascript; charset=utf-8"),
    **{f"locales/{language}.json": "application/json" for language in WORDS},
}
MOST_BYTES = 60_000
VENDORED = "chartist.js"
PINNED = json.loads((Path(__file__).parents[2] / "libraries" / "package.json").read_text())["dependencies"]

_NAMES = re.compile(r"""\b(?:t|fill|has)\(\s*(?:'([^']+)')|`([a-z_]+\.[a-z_.]*\$\{[^`]+)`""")
_LITERALS = re.compile(r"""'([a-z_]+(?:\.[a-z_]+)+)'""")
_PLACES = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("encoding", ["br", "gzip", None])
@pytest.mark.parametrize("name", SERVED)
def test_every_file_is_served_by_its_type_compressed_and_kept_under_its_version(
    api: Api, name: str, encoding: str | None
) -> None:
    asked = {"Accept-Encoding": encoding or "identity"}

    response = api.call("GET", f"/moderate/{DESK.version}/{name}", headers=asked)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == SERVED[name]
    assert response.headers.get("Content-Encoding") == encoding
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.content == DESK.content(Path(name).name, None)
    known = {**asked, "If-None-Match": response.headers["ETag"]}
    again = api.call("GET", f"/moderate/{DESK.version}/{name}", headers=known)
    assert (again.status_code, again.content) == (304, b"")


def test_nothing_is_built_that_is_not_served() -> None:
    assert {"index.html", *(Path(name).name for name in SERVED)} == DESK.names


def test_under_another_version_a_file_is_as_it_is_today_and_not_kept(api: Api) -> None:
    response = api.call("GET", "/moderate/0123456789abcdef/main.js")

    assert response.content == DESK.content("main.js", None)
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize(
    "name",
    ["index.html", "VERSION", "main.js.br", "none.js", "moderate.js", "dom.js", "en.json", "locales/de.json", "locales/main.js",
     "views/queue.js", "..%2Fmain.js", "..%2F..%2Fembed.js", "%2e%2e%2fembed.js", "locales/..%2F..%2Frouting.json", "main.js%00"],
)  # fmt: skip
def test_nothing_else_is_served(api: Api, name: str) -> None:
    response = api.call("GET", f"/moderate/{DESK.version}/{name}")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_the_page_names_its_files_by_their_version_and_is_asked_for_each_time(api: Api) -> None:
    response = api.call("GET", "/moderate", headers={"Accept-Encoding": "br"})

    assert response.headers["Content-Encoding"] == "br"
    assert re.findall(r'(?:href|src)="\./moderate/([^/"]+)/([^"]+)"', response.text) == [
        (DESK.version, "moderate.css"),
        (DESK.version, "main.js"),
    ]
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize("path", ["/moderate/", "/health/"])
def test_a_slash_too_many_leads_to_the_page(api: Api, path: str) -> None:
    response = api.call("GET", path)

    assert response.status_code == 308
    assert response.headers["Location"] == f"..{path.rstrip('/')}"
    assert api.call("POST", path).status_code == 405


@pytest.mark.parametrize("language", WORDS)
def test_the_whole_page_is_light_with_all_its_views(language: str) -> None:
    loaded = [name for name in DESK.names if name == f"{language}.json" or not name.endswith(".json")]

    assert sum(len(DESK.content(name, "br")) for name in loaded) <= MOST_BYTES


@pytest.mark.parametrize("name", sorted(DESK.names))
def test_both_ways_of_compressing_hold_the_same(name: str) -> None:
    assert brotli.decompress(DESK.content(name, "br")) == DESK.content(name, None)


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
    assert "chartist@" in DESK.content("overview.js", None).decode()
    assert "Permission is hereby granted" in (DESK.folder / "chartist.LICENSE").read_text()


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
