"""The edge: what happens to every request, also those that no route takes; and the headers that every answer has."""

from collections.abc import Callable

from chalice.app import Chalice, Request, Response

from chalicelib.api.responses import HEADERS, NOT_STORED, Headers, problem
from chalicelib.errors import MethodNotAllowed, NotFound


def stand_at(app: Chalice) -> None:
    """Have all requests of `app` pass here."""

    def pass_through(request: Request, get_response: Callable[[Request], Response]) -> Response:
        request_id = str(request.context.get("requestId", ""))
        response = _with_a_slash(app, request) or _unrouted(app, request, request_id) or get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["X-Request-Id"] = request_id
        return response

    app.register_middleware(pass_through, "http")


def _with_a_slash(app: Chalice, request: Request) -> Response | None:
    """Send who asks for one of our pages with a slash at its end to where it is: its relative addresses would lead elsewhere.

    Some gateways take such a path for the one without, others for none of ours.
    """
    path = str(request.context.get("path", "")).removeprefix(f"/{request.context.get('stage')}")
    route = path.removesuffix("/")
    if route == path or "{" in route or request.method not in app.routes.get(route, {}):
        return None
    headers: Headers = {"Location": f"../{route.rpartition('/')[2]}", "Cache-Control": NOT_STORED}
    return Response("", headers=headers, status_code=308)


def _unrouted(app: Chalice, request: Request, request_id: str) -> Response | None:
    if request.path not in app.routes:
        return problem(NotFound(), request_id)
    methods = app.routes[request.path]
    if request.method not in methods:
        return problem(MethodNotAllowed([*methods, "OPTIONS"]), request_id)
    return None
