"""What pydantic finds wrong, as errors of fields: stable codes, and sentences for who sent it instead of words of Python."""

from collections.abc import Mapping
from typing import Any

from chalicelib.errors.roots import FieldError

_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "value_error": "invalid",
    "literal_error": "not_one_of",
}
"""Stable codes for what pydantic finds; all else has its own, which is stable too."""

_AN_OBJECT = "must be an object"
_A_LIST = 'must be a list, such as ["one", "two"]'
_MUST = {
    "model_type": _AN_OBJECT,
    "model_attributes_type": _AN_OBJECT,
    "dict_type": _AN_OBJECT,
    "list_type": _A_LIST,
    "tuple_type": _A_LIST,
}
_MUST_MATCH = {
    "^https?://": "must be an address that starts with http:// or https://",
    "^[!-~]+$": "must be of letters, digits and signs of ASCII, without spaces",
    "^[A-Za-z0-9_-]+$": "must be of letters, digits, - and _, as base64url has them",
    "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "must be the code of a language, such as en or pt-BR",
    "^[a-z2-7]{24}$": "must be an author's id, `author.id` of a comment in the queue",
}
"""What a pattern asks for, which is no advice by itself."""


def field_error(found: Mapping[str, Any]) -> FieldError:
    """Answer one of pydantic's errors, as its `errors()` has them, with its context."""
    path = ".".join(str(part) for part in found["loc"])
    kind = str(found["type"])
    return FieldError(path, _CODES.get(kind, kind), _message(kind, found))


def _message(kind: str, found: Mapping[str, Any]) -> str:
    said = str(found["msg"]).removeprefix("Value error, ")
    if kind == "string_pattern_mismatch":
        return _MUST_MATCH.get(found["ctx"]["pattern"], said)
    return _MUST.get(kind, said)
