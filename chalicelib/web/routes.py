"""Routes that belong to no site: scripts, pages, health."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import CSS, HTML, JAVASCRIPT, Answer, Text

endpoints = Endpoints("service")

_HERE = Path(__file__).parent
_SHORT_LIVED = "public, max-age=300"
_OWN_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Health(TypedDict):
    """That the service runs."""

    status: Annotated[Literal["ok"], Field(description="Always the same.")]


@endpoints.route("GET", "/health", access="service", answers={200: Health})
def health(_call: Call[Any, Any]) -> Answer:
    """GET /health: the service runs. Asks nothing of the table."""
    return Answer(200, {"status": "ok"})


@endpoints.route("GET", "/embed.js", access="service", answers={200: JAVASCRIPT}, cache=_SHORT_LIVED)
def embed(_call: Call[Any, Any]) -> Answer:
    """GET /embed.js: the script for the publisher's pages."""
    return _file("embed.js", JAVASCRIPT)


@endpoints.route("GET", "/moderate", access="service", answers={200: HTML}, cache=_SHORT_LIVED)
def moderate(_call: Call[Any, Any]) -> Answer:
    """GET /moderate: the moderator page."""
    return _file("moderate/index.html", HTML)


@endpoints.route("GET", "/moderate/moderate.js", access="service", answers={200: JAVASCRIPT}, cache=_SHORT_LIVED)
def moderate_script(_call: Call[Any, Any]) -> Answer:
    """GET /moderate/moderate.js: the moderator page's script."""
    return _file("moderate/moderate.js", JAVASCRIPT)


@endpoints.route("GET", "/moderate/moderate.css", access="service", answers={200: CSS}, cache=_SHORT_LIVED)
def moderate_style(_call: Call[Any, Any]) -> Answer:
    """GET /moderate/moderate.css: the moderator page's style."""
    return _file("moderate/moderate.css", CSS)


def _file(name: str, kind: Text) -> Answer:
    headers = kind.headers
    if kind is HTML:
        headers["Content-Security-Policy"] = _OWN_PAGE
    return Answer(200, text=_text(name), headers=headers)


@cache
def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
