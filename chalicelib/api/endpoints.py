"""Endpoints: routes as they are declared in the slices, and the Chalice blueprint made of them.

A declaration says all there is to know of a route (who may call it, what it takes, answers and refuses); the wrapper acts on it, and
`api/description.py` describes it. Errors become answers here, inside of Chalice's own handling, which would make each a 500.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Literal

from chalice.app import Blueprint, CORSConfig, Request, Response
from pydantic import BaseModel

from chalicelib.api.requests import Call, NoParameters, bearer, client_of, read_body, read_query
from chalicelib.api.responses import PUBLIC, Answer, Text, internal_error, problem, respond
from chalicelib.bootstrap import Services
from chalicelib.errors import BelowlineError, Forbidden, OriginNotAllowed, Refused, Unauthorized, Unavailable
from chalicelib.sites.models import Site, Token

Access = Literal[
    "read",
    "fresh",
    "signed_on",
    "write",
    "write_private",
    "author",
    "moderator",
    "moderator_beside",
    "admin",
    "service",
]
"""Who may call. `read`: anybody, cacheable. `fresh`: anybody, made anew for each call.
`signed_on`: whom the publisher's sign-on names, for each anew. `write`: readers on the site's own pages.
`write_private`: the same, of what only moderators may read. `author`: as `write`, with the token that came with the comment `id`, or a
sign-on token of who left it.
`moderator`: who has a token of the site. `admin`: the same, of the role `admin`.
`moderator_beside`: the same, but the route itself calls `authorize`, beside its first read. `service`: belongs to no site."""

CORS = CORSConfig(
    allow_origin="*",
    allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
    max_age=86_400,
)
"""What preflights are answered. Chalice adds headers of its own (`X-Amz-Date` and such), which do no harm."""

_JSON = ("application/json",)
_log = logging.getLogger("belowline")


@dataclass(frozen=True)
class Endpoint:
    """One route."""

    method: str
    path: str
    view: Callable[[Call[Any, Any]], Answer]
    access: Access
    takes: type[BaseModel] | None
    query: type[BaseModel] | None
    answers: Mapping[int, Any]
    refuses: tuple[type[Refused | Unavailable], ...]
    media_types: tuple[str, ...]
    cache: str | None
    headers: Mapping[str, str]
    refuses_by: Text | None


@dataclass
class Endpoints:
    """The routes of one slice."""

    tag: str
    all: list[Endpoint] = field(default_factory=list)

    def route(  # noqa: PLR0913 - a declaration names all there is to say
        self,
        method: str,
        path: str,
        *,
        access: Access,
        answers: Mapping[int, Any],
        takes: type[BaseModel] | None = None,
        query: type[BaseModel] | None = None,
        refuses: tuple[type[Refused | Unavailable], ...] = (),
        media_types: tuple[str, ...] = _JSON,
        cache: str | None = None,
        headers: Mapping[str, str] | None = None,
        refuses_by: Text | None = None,
    ) -> Callable[[Callable[[Call[Any, Any]], Answer]], Callable[[Call[Any, Any]], Answer]]:
        """Declare a route. `answers` has the shape of each good answer, `headers` the request headers it reads with their meaning.

        `refuses_by` says in which form the route itself tells what it `refuses`, where it is not a problem raised for the wrapper.
        """

        def declare(view: Callable[[Call[Any, Any]], Answer]) -> Callable[[Call[Any, Any]], Answer]:
            kept = cache or (PUBLIC if access == "read" else None)
            endpoint = Endpoint(
                method,
                path,
                view,
                access,
                takes,
                query,
                answers,
                refuses,
                media_types,
                kept,
                headers or {},
                refuses_by,
            )
            self.all.append(endpoint)
            return view

        return declare

    def blueprint(self, services: Services) -> Blueprint:
        """Make the Chalice blueprint of these routes, at work on `services`."""
        made = Blueprint(self.tag)
        for endpoint in self.all:
            methods = ["GET", "HEAD"] if endpoint.method == "GET" else [endpoint.method]
            handler = _handler(endpoint, services, made)
            made.route(endpoint.path, methods=methods, content_types=["*/*"], cors=CORS)(handler)
        return made


def _handler(endpoint: Endpoint, services: Services, blueprint: Blueprint) -> Callable[..., Response]:
    def handle(**path: str) -> Response:
        return _handle(endpoint, services, blueprint, path)

    handle.__name__ = endpoint.view.__name__  # by which Chalice knows it
    return handle


def _handle(endpoint: Endpoint, services: Services, blueprint: Blueprint, path: Mapping[str, str]) -> Response:
    request = blueprint.current_request
    request_id = str(request.context.get("requestId", ""))
    try:
        response = _answer(endpoint, services, request, path)
    except BelowlineError as error:
        response = problem(error, request_id)
    except Exception:  # noqa: BLE001 - whatever it is, the caller learns nothing of it, and the log all
        _log.exception("internal_error", extra={"request_id": request_id, "route": endpoint.path})
        response = internal_error(request_id)
    return response


def _answer(endpoint: Endpoint, services: Services, request: Request, path: Mapping[str, str]) -> Response:
    site = services.sites.get(path["site"]) if "site" in path else None
    # Asked once a call: the route that wants to know who calls need not read the token again.
    authorize = cache(partial(_moderator, services, site, bearer(request.headers), is_admin=endpoint.access == "admin"))
    if endpoint.access in {"moderator", "admin"}:
        authorize()
    elif endpoint.access == "moderator_beside" and bearer(request.headers) is None:
        raise Unauthorized
    elif endpoint.access in {"write", "write_private", "author"}:
        _check_origin(services, site, request)
    identity = None
    if endpoint.access == "author" and site is not None:
        identity = services.authors.check(site, path["id"], bearer(request.headers))
    elif endpoint.access == "signed_on" and site is not None:
        identity = services.authors.identify(site, bearer(request.headers))
    call: Call[Any, Any] = Call(
        services=services,
        site=site,  # type: ignore[arg-type] # routes without a site do not look at it
        path=path,
        body=None if endpoint.takes is None else read_body(request, endpoint.takes, endpoint.media_types),
        query=None if site is None else read_query(request, endpoint.query or NoParameters),
        client=client_of(request),
        headers=request.headers,
        authorize=authorize,
        identity=identity,
        address=_own_origins(services, request)[0] + str(request.context.get("path", "")),
    )
    return respond(endpoint.view(call), cache=endpoint.cache, if_none_match=request.headers.get("if-none-match"))


def _moderator(services: Services, site: Site | None, secret: str | None, *, is_admin: bool) -> Token:
    if secret is None:
        raise Unauthorized
    token = services.tokens.check(secret)
    if site is None or token.site != site.id:
        raise Forbidden
    if is_admin and token.role != "admin":
        raise Forbidden("Use a token of the role `admin`; this one is a moderator's.")
    return token


def _check_origin(services: Services, site: Site | None, request: Request) -> None:
    origin = request.headers.get("origin")
    if origin is None:
        return
    if origin not in _own_origins(services, request) and (site is None or origin not in site.origins):
        raise OriginNotAllowed(f"The origin {origin[:200]!r} is not one of the site's.")


def _own_origins(services: Services, request: Request) -> tuple[str, ...]:
    return services.settings.public_urls or (f"https://{request.context.get('domainName', '')}",)
