"""Routes that belong to no site: the script, health."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import JAVASCRIPT, Answer

endpoints = Endpoints("service")

_HERE = Path(__file__).parent
_SHORT_LIVED = "public, max-age=300"


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
    return Answer(200, text=_embed(), headers=JAVASCRIPT.headers)


@cache
def _embed() -> str:
    return (_HERE / "embed.js").read_text(encoding="utf-8")
