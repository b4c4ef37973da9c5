"""The edge: what happens to every request, also those that no route takes; and the headers that every answer has."""

from collections.abc import Callable

from chalice.app import Chalice, Request, Response

from chalicelib.api.responses import HEADERS, problem
from chalicelib.errors import MethodNotAllowed, NotFound


def stand_at(app: Chalice) -> None:
    """Have all requests of `app` pass here."""

    def pass_through(request: Request, get_response: Callable[[Request], Response]) -> Response:
        request_id = str(request.context.get("requestId", ""))
        response = _unrouted(app, request, request_id) or get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["X-Request-Id"] = request_id
        return response

    app.register_middleware(pass_through, "http")


def _unrouted(app: Chalice, request: Request, request_id: str) -> Response | None:
    if request.path not in app.routes:
        return problem(NotFound(), request_id)
    methods = app.routes[request.path]
    if request.method not in methods:
        return problem(MethodNotAllowed([*methods, "OPTIONS"]), request_id)
    return None
