"""Routes that belong to no site: the script, health."""

from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import JAVASCRIPT, Answer
from chalicelib.errors import NotFound
from chalicelib.web import built

endpoints = Endpoints("service")

_SHORT_LIVED = "public, max-age=300"
_FOR_EVER = "public, max-age=31536000, immutable"
_COMPRESSED = {"Accept-Encoding": "The answer is compressed by `br` or `gzip` for who takes them."}


class Health(TypedDict):
    """That the service runs."""

    status: Annotated[Literal["ok"], Field(description="Always the same.")]


@endpoints.route("GET", "/health", access="service", answers={200: Health})
def health(_call: Call[Any, Any]) -> Answer:
    """GET /health: the service runs. Asks nothing of the table."""
    return Answer(200, {"status": "ok"})


@endpoints.route(
    "GET", "/embed.js", access="service", answers={200: JAVASCRIPT}, headers=_COMPRESSED, cache=_SHORT_LIVED
)
def embed(call: Call[Any, Any]) -> Answer:
    """GET /embed.js: the script for the publisher's pages."""
    return _built("embed.js", call)


@endpoints.route(
    "GET",
    "/embed/{version}/{file}",
    access="service",
    answers={200: JAVASCRIPT},
    refuses=(NotFound,),
    headers=_COMPRESSED,
    cache=_SHORT_LIVED,
)
def embed_of_version(call: Call[Any, Any]) -> Answer:
    """GET /embed/{version}/{file}: the script, or what it imports, which stays as it is."""
    if call.path["file"] not in built.names():
        raise NotFound
    # A page that was opened before the service was changed may still ask for what went with its script.
    is_current = call.path["version"] == built.version()
    return _built(call.path["file"], call, **({"Cache-Control": _FOR_EVER} if is_current else {}))


def _built(name: str, call: Call[Any, Any], **headers: str) -> Answer:
    encoding = built.encoding_for(call.headers.get("accept-encoding", ""))
    encoded = {"Content-Encoding": encoding} if encoding else {}
    always = JAVASCRIPT.headers | {"Vary": "Accept-Encoding"}
    return Answer(200, text=built.content(name, encoding), headers=always | encoded | headers)
