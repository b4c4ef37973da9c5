"""The route that answers the API's description in OpenAPI 3.1. What is heavy is in `description.py`, imported by the first who asks."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any

from pydantic import Field

from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import Answer

_SHORT_LIVED = "public, max-age=300"
_DESCRIPTION = Annotated[dict[str, Any], Field(description="This description.", examples=[{"openapi": "3.1.0"}])]


def endpoints(slices: Sequence[Endpoints]) -> Endpoints:
    """Declare the route that describes all routes of `slices`, and itself."""
    own = Endpoints("description")

    @cache
    def text(addresses: tuple[str, ...]) -> str:
        from chalicelib.api.description import describe  # noqa: PLC0415 - hardly any process is asked

        return json.dumps(describe((*slices, own), addresses), ensure_ascii=False, separators=(",", ":"))

    @own.route("GET", "/openapi.json", access="service", answers={200: _DESCRIPTION}, cache=_SHORT_LIVED)
    def describe_all(call: Call[Any, Any]) -> Answer:
        """GET /openapi.json: this description."""
        return Answer(200, text=text(call.services.settings.public_urls))

    return own
