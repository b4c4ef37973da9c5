"""Operations: one route in the words of OpenAPI, with its parameters, body, answers and refusals."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.api.endpoints import Endpoint
from chalicelib.api.refusals import refused, told_by_the_route
from chalicelib.api.responses import Text
from chalicelib.api.shapes import REF, Schema, Shape, Shapes, query_schema
from chalicelib.sites.models import SITE_ID

RESPONSE_HEADERS: Mapping[str, Schema] = {
    "X-Request-Id": {
        "description": "Under this the log knows the call.",
        "required": True,
        "schema": {"type": "string", "minLength": 1},
    },
    "Cache-Control": {
        "description": "Who may keep the answer for how long. What is for one person is `no-store`.",
        "required": True,
        "schema": {"type": "string", "minLength": 1},
    },
    "ETag": {
        "description": "Send it as `If-None-Match` to be told 304 while the answer is the same.",
        "required": True,
        "schema": {"type": "string", "pattern": '^"[0-9a-f]{32}"$'},
    },
    "Vary": {
        "description": "What the answer depends on, beside the address.",
        "required": True,
        "schema": {"type": "string", "minLength": 1},
    },
    "Retry-After": {
        "description": "Try again after so many seconds.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    },
    "Allow": {
        "description": "The methods of the path.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[A-Z]+(, [A-Z]+)*$"},
    },
    "WWW-Authenticate": {
        "description": "The scheme of the token that is needed.",
        "required": True,
        "schema": {"const": "Bearer"},
    },
}

_ALWAYS = ("X-Request-Id", "Cache-Control")
_PATH_PARAMETER = re.compile(r"\{(\w+)\}")
_PATH_PARAMETERS: Mapping[str, Schema] = {
    "site": {
        "description": "The site's id.",
        "schema": {"type": "string", "pattern": f"^{SITE_ID.pattern}$"},
        "example": "demo",
    },
    "file": {
        "description": "The file's name.",
        "schema": {"type": "string", "pattern": r"^[a-z-]+\.js$"},
        "example": "embed.js",
    },
    "author": {
        "description": "The author: `author.id` of a comment in the queue.",
        "schema": {"type": "string", "pattern": "^[a-z2-7]{24}$"},
        "example": "mzxw6ytboi4tqobsgq2tqobs",
    },
    "id": {
        "description": "The id of one of them.",
        "schema": {"type": "string", "format": "id"},
        "example": "01KKP3FDG00000000000000003",
    },
    "version": {
        "description": "Which version of the files; of another one the answer is of today's, and not kept for long.",
        "schema": {"type": "string", "minLength": 1},
        "example": "b9da4c2a6e1f0d37",
    },
    "module": {
        "description": "The module's file.",
        "schema": {"type": "string", "format": "page-module"},
        "example": "main.js",
    },
    "language": {
        "description": "The language's file.",
        "schema": {"type": "string", "format": "page-words"},
        "example": "en.json",
    },
}
_DIFFERS_BY = {"Accept-Encoding", "Authorization"}
"""Headers of requests that one address has several answers for, which caches keep apart."""

_IF_NONE_MATCH = "The `ETag` of an answer that the caller has; if it is the same still, 304 says so without a body."
_ORIGIN = "Set by browsers: one of the site's origins or the service's own. Others are refused."
_HEADER_VALUES: Mapping[str, Schema] = {
    "Idempotency-Key": {
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "format": "printable"},
        "example": "5f0c2a",
    },
    "Accept-Encoding": {"schema": {"type": "string"}, "example": "br, gzip"},
    "If-None-Match": {"schema": {"type": "string"}, "example": '"0a8d1f0c55f94e7c9f4b7a1c3f2e6d5b"'},
    "Origin": {"schema": {"type": "string", "format": "origin"}, "example": "https://news.example"},
}
"""Of request headers that are not just any text."""


_NOTHING: Schema = {"type": "null"}


def operation(endpoint: Endpoint, shapes: Shapes) -> dict[str, Any]:
    """Describe one route."""
    title, _, more = (endpoint.view.__doc__ or "").partition("\n")
    summary = _sentence(title.partition(": ")[2])
    described: dict[str, Any] = {
        "operationId": endpoint.view.__name__,
        "summary": summary,
        **({"description": more.strip()} if more.strip() else {}),
        "parameters": [*_path(endpoint), *_query(endpoint), *_headers(endpoint)],
        **_body(endpoint, shapes),
        "responses": _good(endpoint, shapes, summary) | _bad(endpoint),
    }
    security = _security(endpoint)
    return described | ({"security": security} if security else {})


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _path(endpoint: Endpoint) -> Iterator[Schema]:
    for name in _PATH_PARAMETER.findall(endpoint.path):
        yield {"name": name, "in": "path", "required": True, **_PATH_PARAMETERS[name]}


def _query(endpoint: Endpoint) -> Iterator[Schema]:
    schema = query_schema(endpoint.query) if endpoint.query else {}
    for name, field in schema.get("properties", {}).items():
        plain = _never_null(field)
        about = {"description": plain.pop("description", "")}
        examples = plain.pop("examples", None)
        example = {"example": examples[0]} if examples else {}
        yield (
            {"name": name, "in": "query", "required": name in schema.get("required", ())}
            | about
            | {"schema": plain}
            | example
        )


def _never_null(field: Schema) -> Schema:
    """Answer the schema of a parameter: one that is not given is no null, there is nothing to write that with."""
    options: list[Schema] = [option for option in field.get("anyOf", ()) if option != {"type": "null"}]
    kept = {name: value for name, value in field.items() if not (name == "default" and value is None)}
    if len(options) != 1:
        return kept
    del kept["anyOf"]
    return options[0] | kept


def _headers(endpoint: Endpoint) -> Iterator[Schema]:
    read = dict(endpoint.headers)
    read.pop("Authorization", None)  # OpenAPI wants it described as a security scheme, and ignores it here
    if endpoint.access in {"write", "write_private", "author"}:
        read.setdefault("Origin", _ORIGIN)
    if _is_kept(endpoint):
        read.setdefault("If-None-Match", _IF_NONE_MATCH)
    for name, meaning in read.items():
        value = _HEADER_VALUES.get(name, {"schema": {"type": "string"}})
        yield {"name": name, "in": "header", "required": False, "description": meaning, **value}


def _body(endpoint: Endpoint, shapes: Shapes) -> dict[str, Any]:
    if endpoint.takes is None:
        return {}
    shape = shapes.of(endpoint.takes)
    content = {media_type: _json(shape) for media_type in endpoint.media_types}
    return {"requestBody": {"description": shape.about, "required": True, "content": content}}


def _good(endpoint: Endpoint, shapes: Shapes, summary: str) -> dict[str, Any]:
    kept = ("ETag",) if _is_kept(endpoint) else ()
    varies = ("Vary",) if kept and _DIFFERS_BY & endpoint.headers.keys() else ()
    headers = {"headers": _header_refs((*_ALWAYS, *kept, *varies))}
    found: dict[str, Any] = {}
    for status, declared in endpoint.answers.items():
        if isinstance(declared, Text):
            about, content = summary, {"content": _text(declared)}
        else:
            shape = shapes.of(declared)
            about = shape.about or summary
            content = {} if shape.schema == _NOTHING else {"content": {"application/json": _json(shape)}}
        found[str(status)] = {"description": about, **headers, **content}
    if kept:
        found["304"] = {"description": "What `If-None-Match` names is the same still. There is no body.", **headers}
    return found


def _text(kind: Text) -> dict[str, Any]:
    return {kind.media_type: {"schema": {"type": "string"}}}


def _json(shape: Shape) -> dict[str, Any]:
    return {"schema": shape.schema, "example": shape.example}


def _bad(endpoint: Endpoint) -> dict[str, Any]:
    found = {str(status): _problem(status, codes) for status, codes in refused(endpoint).items()}
    for status in told_by_the_route(endpoint):
        if endpoint.refuses_by:
            found[str(status)]["content"] |= _text(endpoint.refuses_by)
    return found


def _problem(status: int, codes: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    names = sorted(codes)
    schema = {
        "$ref": REF.format(model="Problem"),
        "properties": {"status": {"const": status}, "code": {"enum": names}},
    }
    examples = {name: {"$ref": f"#/components/examples/{name}"} for name in names}
    headers = frozenset.union(*codes.values())
    return {
        "description": "One of: " + ", ".join(names) + ".",
        "headers": _header_refs([*_ALWAYS, *sorted(headers - set(_ALWAYS))]),
        "content": {"application/problem+json": {"schema": schema, "examples": examples}},
    }


def _header_refs(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _security(endpoint: Endpoint) -> list[dict[str, list[str]]]:
    if endpoint.access in {"moderator", "moderator_beside"}:
        return [{"moderator_token": []}]
    if endpoint.access == "admin":
        return [{"admin_token": []}]
    if endpoint.access == "author":
        return [{"author_token": []}, {"sign_on_token": []}]
    if endpoint.access == "signed_on":
        return [{"sign_on_token": []}]
    if "Authorization" not in endpoint.headers:
        return []
    ways: list[dict[str, list[str]]] = [{}, {"author_token": []}, {"sign_on_token": []}]
    return [way for way in ways if endpoint.access != "write" or "author_token" not in way]


def _is_kept(endpoint: Endpoint) -> bool:
    return endpoint.cache is not None and endpoint.method == "GET"
