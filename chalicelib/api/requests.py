"""Requests: what came in, checked and in the types that routes work with."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, get_origin
from urllib.parse import parse_qsl

from chalice.app import Request
from pydantic import BaseModel, ValidationError

from chalicelib.bootstrap import Services
from chalicelib.errors import BodyTooLarge, FieldError, InvalidJson, InvalidRequest, UnsupportedMediaType, field_error
from chalicelib.incoming import Incoming
from chalicelib.privacy import Client
from chalicelib.sites.models import Site, Token

MOST_BYTES = 128 * 1024
MOST_FIELDS = 100
"""Of a form."""

FORM = "application/x-www-form-urlencoded"
"""The media type by which browsers send forms; all others that routes take hold JSON."""

Body = TypeVar("Body")
Query = TypeVar("Query")
Model = TypeVar("Model", bound=BaseModel)


class NoParameters(Incoming):
    """The query of a call that takes none."""


@dataclass(frozen=True)
class Call(Generic[Body, Query]):
    """One call as a route sees it: everything in it has been checked."""

    services: Services
    site: Site
    path: Mapping[str, str]
    body: Body
    query: Query
    client: Client
    headers: Mapping[str, str]
    authorize: Callable[[], Token]
    identity: str | None
    """Whom a sign-on token names, where it came in place of an author token or the route is for who has one."""
    address: str
    """The address that was called, without its query."""

    @property
    def bearer(self) -> str | None:
        """The token of the `Authorization` header."""
        return bearer(self.headers)


def bearer(headers: Mapping[str, str]) -> str | None:
    """Answer the token of an `Authorization: Bearer` header."""
    scheme, _, token = headers.get("authorization", "").strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def client_of(request: Request) -> Client:
    """Tell who calls: the address is the gateway's word, never a header's."""
    address = request.context.get("identity", {}).get("sourceIp") or "0.0.0.0"  # noqa: S104 - unknown, not an interface
    return Client(address=address, user_agent=request.headers.get("user-agent", ""))


def read_body(request: Request, model: type[Model], media_types: tuple[str, ...]) -> Model:
    """Answer the body as `model`, which may ask whether a token came with it; its media type tells whether it is JSON or a form.

    Raises `UnsupportedMediaType`, `BodyTooLarge`, `InvalidJson`, `InvalidRequest`.
    """
    raw: bytes = request.raw_body  # type: ignore[assignment] # never a str, though Chalice's types say so
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if raw and media_type not in media_types:
        raise UnsupportedMediaType(f"Send `Content-Type: {'` or `'.join(media_types)}`.")
    if len(raw) > MOST_BYTES:
        raise BodyTooLarge
    is_form = media_type == FORM or media_types == (FORM,)  # a form of nothing may come without a type
    return validated(model, _form(raw) if is_form else _json(raw), has_token=bearer(request.headers) is not None)


def read_query(request: Request, model: type[Model]) -> Model:
    """Answer the query parameters as `model`. Raises `InvalidRequest`."""
    given = request.query_params
    lists = _lists(model)
    data: dict[str, Any] = {}
    for name in given or ():
        values = given.getlist(name)  # type: ignore[union-attr] # there are none to go through otherwise
        if name not in lists and len(values) > 1:
            raise InvalidRequest([FieldError(name, "repeated", "give this parameter only once")])
        data[name] = values if name in lists else values[0]
    return validated(model, data)


def validated(model: type[Model], data: Mapping[str, Any], *, has_token: bool = False) -> Model:
    """Answer `data` as `model`. Raises `InvalidRequest`, which names each field."""
    try:
        return model.model_validate(data, context={"has_token": has_token})
    except ValidationError as failure:
        raise InvalidRequest([field_error(error) for error in failure.errors(include_url=False)]) from failure


def _json(raw: bytes) -> dict[str, Any]:
    try:
        # Given bytes, the parser would also take UTF-16 and halves of characters.
        data = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError) as failure:
        raise InvalidJson from failure
    if not isinstance(data, dict):
        raise InvalidJson
    return data


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Answer an object. Of a member that is there twice nobody could say which one was meant."""
    found = dict(members)
    if len(found) < len(members):
        names = [name for name, _ in members]
        twice = next(name for name in found if names.count(name) > 1)
        shown = twice.encode(errors="replace").decode()  # a name of half a character could not be answered
        raise InvalidRequest([FieldError(shown, "repeated", "send this field only once")])
    return found


def _form(raw: bytes) -> dict[str, str]:
    """Answer the fields of a form. What is no UTF-8 becomes replacement characters, as browsers do with it."""
    try:
        fields = parse_qsl(
            raw.decode(errors="replace"), keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS
        )
    except ValueError as failure:
        raise InvalidRequest([FieldError("", "too_many", f"send at most {MOST_FIELDS} fields")]) from failure
    data: dict[str, str] = {}
    for name, value in fields:
        if name in data:
            raise InvalidRequest([FieldError(name, "repeated", "send this field only once")])
        data[name] = value
    return data


@cache
def _lists(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(
        name for name, field in model.model_fields.items() if get_origin(field.annotation) in {list, tuple}
    )


def _no_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
