"""Routes that belong to no site: the script, the moderator page, health."""

from collections.abc import Mapping
from functools import partial
from pathlib import PurePath
from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import CSS, HTML, JAVASCRIPT, Answer
from chalicelib.errors import NotFound, Unavailable
from chalicelib.web.built import DESK, EMBED, Files, encoding_for

endpoints = Endpoints("service")
moderator_page = Endpoints("moderator page")

_ASKED_EACH_TIME = "public, max-age=0, must-revalidate"
_SHORT_LIVED = "public, max-age=300"
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_COMPRESSED = {"Accept-Encoding": "The answer is compressed by `br` or `gzip` for who takes them."}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Scripts, styles and calls of the service alone; and no text becomes markup, not even by a mistake of ours."""
_TYPES = {".html": HTML.headers, ".css": CSS.headers, ".js": JAVASCRIPT.headers, ".json": {}}
"""The header that tells the type of a file; JSON is what is told anyway."""


_of_the_page = partial(moderator_page.route, "GET", access="service", headers=_COMPRESSED, cache=_ASKED_EACH_TIME)


class Health(TypedDict):
    """That the service runs."""

    status: Annotated[Literal["ok"], Field(description="Always the same.")]


Words = Annotated[
    dict[str, str | dict[str, str]],
    Field(
        description="Each text by its name; one with a number in it by the plural forms of the language.",
        examples=[{"sign_in": "Sign in"}],
    ),
]


@endpoints.route("GET", "/health", access="service", answers={200: Health})
def health(_call: Call[Any, Any]) -> Answer:
    """GET /health: the service runs. Asks nothing of the table."""
    return Answer(200, {"status": "ok"})


@endpoints.route(
    "GET", "/embed.js", access="service", answers={200: JAVASCRIPT}, headers=_COMPRESSED, cache=_SHORT_LIVED
)
def embed(call: Call[Any, Any]) -> Answer:
    """GET /embed.js: the script for the publisher's pages."""
    return _built(EMBED, "embed.js", call, {})


@endpoints.route(
    "GET",
    "/embed/{version}/{file}",
    access="service",
    answers={200: JAVASCRIPT},
    refuses=(NotFound, Unavailable),
    headers=_COMPRESSED,
    cache=_SHORT_LIVED,
)
def embed_of_version(call: Call[Any, Any]) -> Answer:
    """GET /embed/{version}/{file}: the script, or what it imports, which stays as it is."""
    version, name, encoding = call.path["version"], call.path["file"], _encoding(call)
    kept = None if version == EMBED.version else call.services.versions.content(version, name, encoding)
    return _of_version(EMBED, name, ".js", call) if kept is None else _sent(kept, name, encoding, _FOR_EVER)


@_of_the_page("/moderate", answers={200: HTML})
def moderate(call: Call[Any, Any]) -> Answer:
    """GET /moderate: the moderator page."""
    return _built(DESK, "index.html", call, {"Content-Security-Policy": _POLICY})


@_of_the_page("/moderate/{version}/moderate.css", answers={200: CSS})
def moderate_style(call: Call[Any, Any]) -> Answer:
    """GET /moderate/{version}/moderate.css: the moderator page's style."""
    return _of_version(DESK, "moderate.css", ".css", call)


@_of_the_page("/moderate/{version}/{module}", answers={200: JAVASCRIPT}, refuses=(NotFound,))
def moderate_module(call: Call[Any, Any]) -> Answer:
    """GET /moderate/{version}/{module}: a module of the moderator page."""
    return _of_version(DESK, call.path["module"], ".js", call)


@_of_the_page("/moderate/{version}/locales/{language}", answers={200: Words}, refuses=(NotFound,))
def moderate_words(call: Call[Any, Any]) -> Answer:
    """GET /moderate/{version}/locales/{language}: the moderator page's words in one language."""
    return _of_version(DESK, call.path["language"], ".json", call)


def _of_version(files: Files, name: str, suffix: str, call: Call[Any, Any]) -> Answer:
    """Answer a file of the set. A page that was opened before the service was changed may still ask for what went with its script."""
    if name not in files.names or not name.endswith(suffix):
        raise NotFound("There is no such file.")
    return _built(files, name, call, _FOR_EVER if call.path["version"] == files.version else {})


def _built(files: Files, name: str, call: Call[Any, Any], headers: Mapping[str, str]) -> Answer:
    encoding = _encoding(call)
    return _sent(files.content(name, encoding), name, encoding, headers)


def _encoding(call: Call[Any, Any]) -> str | None:
    return encoding_for(call.headers.get("accept-encoding", ""))


def _sent(content: bytes, name: str, encoding: str | None, headers: Mapping[str, str]) -> Answer:
    encoded = {"Content-Encoding": encoding} if encoding else {}
    typed = {**_TYPES[PurePath(name).suffix], "Vary": "Accept-Encoding"}
    return Answer(200, text=content, headers={**typed, **encoded, **headers})
