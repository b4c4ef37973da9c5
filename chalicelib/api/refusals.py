"""Refusals: every error that a route can answer, and the example of each, made by what makes the real ones."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib import errors
from chalicelib.api.endpoints import Endpoint
from chalicelib.api.requests import FORM
from chalicelib.api.responses import STATUS_OF, internal_error, problem
from chalicelib.errors import BelowlineError

REQUEST_ID = "7508711c-4abf-43ed-86f9-78509d74ce20"

_OF_BODIES = (errors.BodyTooLarge, errors.UnsupportedMediaType, errors.InvalidRequest)
_BUG = internal_error(REQUEST_ID)


def refusals(endpoint: Endpoint) -> tuple[type[BelowlineError], ...]:
    """Answer all errors that a route can give, beside that of a bug. A wrong method is one of every path."""
    found: list[type[BelowlineError]] = [*endpoint.refuses, errors.MethodNotAllowed]
    if "{site}" in endpoint.path:
        found += [errors.SiteNotFound, errors.Unavailable, errors.InvalidRequest]
    if endpoint.takes:
        found += _OF_BODIES if endpoint.media_types == (FORM,) else (errors.InvalidJson, *_OF_BODIES)
    if endpoint.access in {"moderator", "moderator_beside", "admin"}:
        found += [errors.Unauthorized, errors.Forbidden]
    if endpoint.access in {"author", "signed_on"}:
        found.append(errors.Unauthorized)
    if endpoint.access in {"write", "write_private", "author"}:
        found.append(errors.OriginNotAllowed)
    return tuple(dict.fromkeys(found))


def told_by_the_route(endpoint: Endpoint) -> set[int]:
    """Answer the statuses that a route may answer in its own form, where it tells itself what it refuses."""
    return {STATUS_OF[error] for error in (*endpoint.refuses, errors.Unavailable)} if endpoint.refuses_by else set()


def problems(routes: Iterable[Endpoint]) -> dict[str, Any]:
    """Answer an example of each error that these routes can give, by code."""
    found = dict.fromkeys(error for route in routes for error in refusals(route))
    bodies = [_body(error) for error in found] + [json.loads(_BUG.body)]
    return {body["code"]: {"summary": body["title"], "value": body} for body in sorted(bodies, key=_code)}


def refused(endpoint: Endpoint) -> dict[int, dict[str, frozenset[str]]]:
    """Answer the codes that a route can answer by status, each with the headers that come with it."""
    found: dict[int, dict[str, frozenset[str]]] = {500: {"internal_error": _headers(_BUG.headers)}}
    for error in refusals(endpoint):
        response = problem(error.example(), REQUEST_ID)
        found.setdefault(STATUS_OF[error], {})[error.code] = _headers(response.headers)
    return dict(sorted(found.items()))


def _body(error: type[BelowlineError]) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(problem(error.example(), REQUEST_ID).body)
    return body


def _headers(headers: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(headers) - {"Content-Type"}


def _code(body: Mapping[str, Any]) -> str:
    return str(body["code"])
