"""The API's description in OpenAPI 3.1, made from the declared routes, the models and the shapes of answers; nothing is by hand."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from chalicelib import errors
from chalicelib.api.endpoints import Endpoint, Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import STATUS_OF, Answer, Problem
from chalicelib.errors import BelowlineError, Unavailable

VERSION = "0.1.0"

_SHORT_LIVED = "public, max-age=300"
_REF = "#/components/schemas/{model}"
_PROBLEM = {"$ref": _REF.format(model="Problem")}
_PATH_PARAMETER = re.compile(r"\{(\w+)\}")
_PATH_PARAMETERS = {"site": "the site's id", "id": "the id of one of them"}
_OF_BODIES = (errors.InvalidJson, errors.BodyTooLarge, errors.UnsupportedMediaType, errors.InvalidRequest)

Schemas = Mapping[Any, dict[str, Any]]


def endpoints(slices: Sequence[Endpoints]) -> Endpoints:
    """Declare the route that describes all routes of `slices`, and itself."""
    own = Endpoints("description")

    @own.route("GET", "/openapi.json", access="service", answers={200: dict[str, Any]}, cache=_SHORT_LIVED)
    def describe_all(_call: Call[Any, Any]) -> Answer:
        """GET /openapi.json: this description."""
        return Answer(200, describe([endpoint for part in (*slices, own) for endpoint in part.all]))

    return own


def describe(routes: Iterable[Endpoint]) -> dict[str, Any]:
    """Describe routes."""
    routes = list(routes)
    schemas, components = _schemas(routes)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in routes:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Belowline", "version": VERSION, "summary": "Comments, moderation and page views."},
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def refusals(endpoint: Endpoint) -> tuple[type[BelowlineError], ...]:
    """Answer all errors that a route can give, beside those of a bug and of a wrong address."""
    found: list[type[BelowlineError]] = list(endpoint.refuses)
    if "{site}" in endpoint.path:
        found.append(errors.SiteNotFound)
    if endpoint.takes:
        found += _OF_BODIES
    if endpoint.query:
        found.append(errors.InvalidRequest)
    if endpoint.access in {"moderator", "moderator_beside"}:
        found += [errors.Unauthorized, errors.Forbidden]
    if endpoint.access == "write":
        found.append(errors.OriginNotAllowed)
    if "{site}" in endpoint.path:
        found.append(Unavailable)
    return tuple(dict.fromkeys(found))


def _schemas(routes: Sequence[Endpoint]) -> tuple[Schemas, dict[str, Any]]:
    taken = {model for route in routes for model in (route.takes, route.query) if model}
    answered = {shape for route in routes for shape in route.answers.values() if shape is not str} | {Problem}
    wanted: list[tuple[Any, JsonSchemaMode, TypeAdapter[Any]]] = [
        *((model, "validation", TypeAdapter(model)) for model in sorted(taken, key=_name)),
        *((shape, "serialization", TypeAdapter(shape)) for shape in sorted(answered, key=_name)),
    ]
    made, definitions = TypeAdapter.json_schemas(wanted, ref_template=_REF)
    return {model: schema for (model, _), schema in made.items()}, definitions.get("$defs", {})


def _name(shape: Any) -> str:
    return str(getattr(shape, "__name__", shape))


def _operation(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    title, _, _ = (endpoint.view.__doc__ or "").partition("\n")
    described: dict[str, Any] = {
        "operationId": endpoint.view.__name__,
        "summary": title.partition(": ")[2],
        "parameters": _parameters(endpoint),
        "responses": _good(endpoint, schemas) | _bad(endpoint),
    }
    if endpoint.takes:
        content = {media_type: {"schema": schemas[endpoint.takes]} for media_type in endpoint.media_types}
        described["requestBody"] = {"required": True, "content": content}
    if endpoint.access in {"moderator", "moderator_beside"}:
        described["security"] = [{"token": []}]
    return described


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    found = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": _PATH_PARAMETERS[name],
            "schema": {"type": "string"},
        }
        for name in _PATH_PARAMETER.findall(endpoint.path)
    ]
    found += [
        {"name": name, "in": "header", "required": False, "description": meaning, "schema": {"type": "string"}}
        for name, meaning in endpoint.headers.items()
        if name != "Authorization"  # OpenAPI wants it described as a security scheme, and ignores it here
    ]
    return found + ([] if endpoint.query is None else _query(endpoint.query))


def _query(model: type[BaseModel]) -> list[dict[str, Any]]:
    schema = model.model_json_schema(ref_template=_REF)
    required = set(schema.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema["properties"].items()
    ]


def _good(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
    return {
        str(status): {"description": "As asked.", "content": _content(shape, schemas)}
        for status, shape in endpoint.answers.items()
    }


def _content(shape: Any, schemas: Schemas) -> dict[str, Any]:
    return (
        {"text/*": {"schema": {"type": "string"}}} if shape is str else {"application/json": {"schema": schemas[shape]}}
    )


def _bad(endpoint: Endpoint) -> dict[str, Any]:
    by_status: dict[int, list[str]] = {}
    for error in refusals(endpoint):
        by_status.setdefault(STATUS_OF[error], []).append(error.code)
    by_status[500] = ["internal_error"]
    return {
        str(status): {
            "description": "One of: " + ", ".join(sorted(codes)) + ".",
            "content": {"application/problem+json": {"schema": _PROBLEM}},
        }
        for status, codes in sorted(by_status.items())
    }
