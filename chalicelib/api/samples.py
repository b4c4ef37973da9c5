"""Samples: the example of a schema, put together from those of its fields, so that each is written once and beside its field."""

from collections.abc import Mapping
from typing import Any

_PLAIN: Mapping[str, Any] = {"string": "…", "integer": 0, "number": 0, "boolean": False, "null": None}
"""For what has no example of its own. A test asks that texts have one."""


def sample(schema: Mapping[str, Any], definitions: Mapping[str, Mapping[str, Any]]) -> Any:
    """Answer an example of `schema`.

    Of an object it has the fields that are required or have an example. What may be null is null, unless it is an object or has an example.
    """
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        return sample(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    for given in ("const", "default"):
        if given in schema:
            return schema[given]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return sample(_choice(schema["anyOf"]), definitions)
    return _of_type(schema, definitions)


def merged(example: Any, over: Any) -> Any:
    """Answer an example with what differs laid over it; an empty object takes the place of what was there."""
    if not (isinstance(example, dict) and isinstance(over, dict) and over):
        return over
    return example | {name: merged(example.get(name), value) for name, value in over.items()}


def _choice(options: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    can_be_null = {"type": "null"} in options
    return next((option for option in options if "$ref" in option or not can_be_null), {"type": "null"})


def _of_type(schema: Mapping[str, Any], definitions: Mapping[str, Mapping[str, Any]]) -> Any:
    if schema.get("type") == "array":
        return [sample(schema["items"], definitions)]
    if schema.get("type") == "object":
        required = schema.get("required", ())
        return {
            name: sample(field, definitions)
            for name, field in schema.get("properties", {}).items()
            if name in required or "examples" in field
        }
    return _PLAIN.get(schema.get("type", "null"))
