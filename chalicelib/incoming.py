"""The models of what comes in: bodies and parameters."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Incoming(BaseModel):
    """What somebody sent. Fields that we do not know are refused, by name.

    Its validator is built when the first one comes: a cold start builds that of its own call, and not those of all routes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def _without_defaults(schema: dict[str, Any]) -> None:
    for described in schema["properties"].values():
        del described["default"]


class Changes(Incoming):
    """What somebody wants changed. What is left out stays as it is, so its description has no defaults."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)
