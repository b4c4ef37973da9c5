"""Shapes: the JSON schemas of what routes take and answer, each with an example."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from chalicelib.api.endpoints import Endpoint
from chalicelib.api.responses import Problem, Text
from chalicelib.api.samples import merged, sample

REF = "#/components/schemas/{model}"

Schema = dict[str, Any]


class _Untitled(GenerateJsonSchema):
    """Without the titles that pydantic makes of fields' names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic's signature
        return False


@dataclass(frozen=True)
class Shape:
    """One shape: its schema, what it is, and an example."""

    schema: Schema
    about: str
    example: Any


@dataclass(frozen=True)
class Shapes:
    """The shapes of all routes, and the schemas that they refer to."""

    schemas: Mapping[Any, Schema]
    definitions: Mapping[str, Schema]

    def of(self, declared: Any) -> Shape:
        """Answer the shape of a model, a TypedDict or a plain type, as a route declares it.

        With `Annotated[..., Field(description=, examples=)]` a route tells how its answer differs from others of the same shape.
        """
        plain, note = _parted(declared)
        schema = self.schemas[plain]
        described = self.definitions[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        example = sample(schema, self.definitions)
        if note is not None and note.examples:
            example = merged(example, note.examples[0])
        about = note.description if note is not None else None
        return Shape(schema, about or described.get("description", ""), example)


def shapes_of(routes: Iterable[Endpoint]) -> Shapes:
    """Answer the shapes of all that these routes take and answer."""
    routes = list(routes)
    taken = {route.takes for route in routes if route.takes}
    declared = {one for route in routes for one in route.answers.values() if not isinstance(one, Text)}
    answered = {_parted(one)[0] for one in declared} | {Problem}
    wanted: list[tuple[Any, JsonSchemaMode, TypeAdapter[Any]]] = [
        *((model, "validation", TypeAdapter(model)) for model in sorted(taken, key=_name)),
        *((shape, "serialization", TypeAdapter(shape)) for shape in sorted(answered, key=_name)),
    ]
    made, definitions = TypeAdapter.json_schemas(wanted, ref_template=REF, schema_generator=_Untitled)
    return Shapes({shape: schema for (shape, _), schema in made.items()}, definitions.get("$defs", {}))


def query_schema(model: type[BaseModel]) -> Schema:
    """Answer the schema of a query, whose properties are parameters."""
    return model.model_json_schema(ref_template=REF, schema_generator=_Untitled)


def _parted(declared: Any) -> tuple[Any, FieldInfo | None]:
    if get_origin(declared) is not Annotated:
        return declared, None
    plain, *notes = get_args(declared)
    return plain, next((note for note in notes if isinstance(note, FieldInfo)), None)


def _name(shape: Any) -> str:
    return str(getattr(shape, "__name__", shape))
