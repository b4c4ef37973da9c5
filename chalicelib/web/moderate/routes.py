"""The routes of the moderator page and of its files."""

from typing import Annotated, Any

from pydantic import Field

from chalicelib import errors
from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import CSS, HTML, JAVASCRIPT, Answer, Text
from chalicelib.errors import NotFound
from chalicelib.web.moderate.files import files, page, version, words

endpoints = Endpoints("moderator page")

_ASKED_EACH_TIME = "public, max-age=0, must-revalidate"
_KEPT = "public, max-age=31536000, immutable"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Scripts, styles and calls of the service alone; and no text becomes markup, not even by a mistake of ours."""

Words = Annotated[
    dict[str, str | dict[str, str]],
    Field(
        description="Each text by its name; one with a number in it by the plural forms of the language.",
        examples=[{"sign_in": "Sign in"}],
    ),
]


@endpoints.route("GET", "/moderate", access="service", answers={200: HTML}, cache=_ASKED_EACH_TIME)
def moderate(_call: Call[Any, Any]) -> Answer:
    """GET /moderate: the moderator page."""
    return Answer(200, text=page(), headers=HTML.headers | {"Content-Security-Policy": _POLICY})


@endpoints.route("GET", "/moderate/{version}/moderate.css", access="service", answers={200: CSS}, cache=_KEPT)
def moderate_style(call: Call[Any, Any]) -> Answer:
    """GET /moderate/{version}/moderate.css: the moderator page's style."""
    return _file(call, "moderate.css", CSS)


@endpoints.route(
    "GET",
    "/moderate/{version}/{module}",
    access="service",
    answers={200: JAVASCRIPT},
    cache=_KEPT,
    refuses=(errors.NotFound,),
)
def moderate_module(call: Call[Any, Any]) -> Answer:
    """GET /moderate/{version}/{module}: a module of the moderator page."""
    return _file(call, call.path["module"], JAVASCRIPT)


@endpoints.route(
    "GET",
    "/moderate/{version}/views/{module}",
    access="service",
    answers={200: JAVASCRIPT},
    cache=_KEPT,
    refuses=(errors.NotFound,),
)
def moderate_view(call: Call[Any, Any]) -> Answer:
    """GET /moderate/{version}/views/{module}: one of the moderator page's views, loaded when it is opened."""
    return _file(call, f"views/{call.path['module']}", JAVASCRIPT)


@endpoints.route(
    "GET",
    "/moderate/{version}/locales/{language}",
    access="service",
    answers={200: Words},
    cache=_KEPT,
    refuses=(errors.NotFound,),
)
def moderate_words(call: Call[Any, Any]) -> Answer:
    """GET /moderate/{version}/locales/{language}: the moderator page's words in one language."""
    found = words(call.path["language"])
    if found is None:
        raise _no_such_file()
    return Answer(200, found, headers=_as_kept(call))


def _file(call: Call[Any, Any], name: str, kind: Text) -> Answer:
    text = files().get(name)
    if text is None or (kind is JAVASCRIPT) != name.endswith(".js"):
        raise _no_such_file()
    return Answer(200, text=text, headers=kind.headers | _as_kept(call))


def _as_kept(call: Call[Any, Any]) -> dict[str, str]:
    """Answer how an answer is kept that was asked for by another version: not at all, for it is of this one."""
    return {} if call.path["version"] == version() else {"Cache-Control": _ASKED_EACH_TIME}


def _no_such_file() -> NotFound:
    return NotFound("The moderator page has no such file.")
