"""The API's description in OpenAPI 3.1: made from the declared routes, the models and the shapes of answers; nothing is by hand.

Here is the document. `operations.py` describes one route, `refusals.py` what it refuses, `shapes.py` the schemas of what is sent and
answered, and `samples.py` puts examples together from those of fields. A process imports all of them when it is first asked.
"""

import sys
from collections.abc import Sequence
from typing import Any

from chalicelib.api.endpoints import Endpoints
from chalicelib.api.operations import RESPONSE_HEADERS, operation
from chalicelib.api.refusals import problems
from chalicelib.api.shapes import shapes_of

VERSION = "0.1.0"

_ABOUT = """\
Bodies are JSON in UTF-8. Unknown fields and parameters are refused; fields may be added to answers. Limits of text count code points, \
after spaces around it are taken away. Errors are problems of RFC 9457 with a stable `code`. Lists come in parts: send `next` as `cursor`, \
until it is null.

Where there is `GET` there is `HEAD`. `OPTIONS` answers preflights: any origin, the headers `Authorization`, `Content-Type` and \
`Idempotency-Key`, for a day. Every answer may be read from any origin, and carries `Content-Security-Policy`, `X-Content-Type-Options`, \
`Strict-Transport-Security`, `Referrer-Policy` and `Cross-Origin-Resource-Policy`. There are no cookies."""

_SECURITY = {
    "moderator_token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of the site. `belowline token create --site SITE --role moderator --name NAME` makes one.",
    },
    "admin_token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of the site, of the role `admin`. `belowline token create --site SITE --role admin --name NAME` makes one.",
    },
    "author_token": {
        "type": "http",
        "scheme": "bearer",
        "description": "The `author_token` that came with a comment; for 30 days, and for this comment alone.",
    },
    "sign_on_token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A signed JSON Web Token by which the publisher's own site names a reader; `docs/sign-on.md` tells what it says.",
    },
}


def describe(slices: Sequence[Endpoints], addresses: Sequence[str] = ()) -> dict[str, Any]:
    """Describe the routes of slices, at these addresses of the service; at the description's own if there are none."""
    routes = [endpoint for part in slices for endpoint in part.all]
    shapes = shapes_of(routes)
    paths: dict[str, dict[str, Any]] = {}
    for part in slices:
        for endpoint in part.all:
            described = {"tags": [part.tag], **operation(endpoint, shapes)}
            paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Belowline",
            "version": VERSION,
            "summary": "Comments, moderation and page views.",
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": address} for address in addresses] or [{"url": "/", "description": "Where this is."}],
        "tags": [{"name": part.tag, "description": _about(part)} for part in slices if part.all],
        "paths": paths,
        "components": {
            "schemas": shapes.definitions,
            "headers": RESPONSE_HEADERS,
            "examples": problems(routes),
            "securitySchemes": _SECURITY,
        },
    }


def _about(part: Endpoints) -> str:
    """Answer the first line of the module that declares a slice's routes."""
    return (sys.modules[part.all[0].view.__module__].__doc__ or "").partition("\n")[0]
