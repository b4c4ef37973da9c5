"""The smoke test of a deployed stack: what is called through its gateway, and what happens by itself, answers as it should.

It uses a site of its own, which it makes at first use. Each check that passes is one sentence; the first that fails ends the test.
"""

import gzip
import json
import time
import uuid
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from chalicelib.bootstrap import Services
from cli.deploy.routes import Route
from cli.local.events import scheduled_event

SITE = "smoke-test"
ORIGIN = "https://smoke.example"
PAGE = "/smoke-test"
REFERRER = "search.example"
_KEPT = "0" * 16
"""The version of a script that is none."""
SECONDS_TO_FOLLOW = 150  # referrers are handed over once a minute
SECONDS_BETWEEN_LOOKS = 0.2
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
_SERVER_ERROR = 500
_PLACES = {
    "site": SITE,
    "author": "nobody",
    "version": "any",
    "file": "embed.js",
    "module": "main.js",
    "language": "en.json",
}
"""What stands in the braces of paths, beside the id of a comment."""


class SmokeTestFailedError(Exception):
    """The stack does not answer as it should; the message says what was asked and what came back."""


@dataclass(frozen=True)
class Deployed:
    """A stack that was deployed: its routes and their address, its scheduled jobs, how to run one, its table through the services."""

    url: str
    routes: Sequence[Route]
    jobs: Sequence[str]
    services: Services
    invoke: Callable[[str, bytes], Mapping[str, Any]]


def smoke_test(stack: Deployed) -> Iterator[str]:
    """Test a stack and say what passed. Raises `SmokeTestFailedError`."""
    if SITE not in stack.services.sites.ids():
        stack.services.sites.create(SITE, "Smoke test", [ORIGIN])
    secret, token = stack.services.tokens.create(SITE, "moderator", "smoke test")
    headers = {"Origin": ORIGIN, "User-Agent": _BROWSER}
    try:
        with httpx.Client(base_url=stack.url, headers=headers, timeout=60) as client:
            caller = _Caller(client, {"Authorization": f"Bearer {secret}"})
            yield from _errors(caller)
            yield from _script(caller)
            yield from _kept_script(caller, stack.services)
            comment = yield from _comments(caller, stack.services)
            yield from _views(caller)
            yield from _all_routes(caller, stack.routes, comment)
        yield from _jobs(stack)
    finally:
        stack.services.tokens.revoke(SITE, token.id)


@dataclass(frozen=True)
class _Caller:
    client: httpx.Client
    moderator: dict[str, str]

    def call(self, method: str, path: str, *expected: int, **request: Any) -> Any:
        response = self.client.request(method, path, **request)
        if expected and response.status_code not in expected:
            raise _failed(method, path, response)
        return response.json() if response.headers.get("content-type", "").endswith("json") else response.text


def _failed(method: str, path: str, response: httpx.Response) -> SmokeTestFailedError:
    return SmokeTestFailedError(f"{method} {path} answered {response.status_code}: {response.text[:500]}")


def _at(path: str) -> str:
    return f"/v1/sites/{SITE}/{path}"


def _errors(caller: _Caller) -> Iterator[str]:
    for method, path, status, code in (
        ("GET", "/no/such/path", 404, "not_found"),
        ("DELETE", "/health", 405, "method_not_allowed"),
        ("GET", "/v1/sites/no-such-site/counts?page=/a", 404, "site_not_found"),
        ("GET", _at("moderation/comments"), 401, "unauthorized"),
    ):
        problem = caller.call(method, path, status)
        if problem["code"] != code:
            raise SmokeTestFailedError(f"{method} {path} answered {problem}")
    yield "Unknown paths, wrong methods and missing tokens are refused in our own form."


def _script(caller: _Caller) -> Iterator[str]:
    response = caller.client.get("/embed.js", headers={"Accept": "*/*", "Accept-Encoding": "gzip"})
    if response.headers.get("content-encoding") != "gzip" or "belowline-comments" not in response.text:
        raise _failed("GET", "/embed.js", response)
    yield "The embed's script came compressed."


def _kept_script(caller: _Caller, services: Services) -> Iterator[str]:
    services.versions.keep(_KEPT, {"embed.js": {"gzip": gzip.compress(_KEPT.encode())}})
    response = caller.client.get(f"/embed/{_KEPT}/embed.js", headers={"Accept": "*/*", "Accept-Encoding": "gzip"})
    if response.text != _KEPT:
        raise _failed("GET", f"/embed/{_KEPT}/embed.js", response)
    yield "A version of it that is no longer the current one came as it was kept."


def _comments(caller: _Caller, services: Services) -> Generator[str, None, str]:
    before = services.totals.of_site(SITE)
    new = {"page": PAGE, "body": f"Posted by the smoke test, {uuid.uuid4()}.", "author": {"name": "Smoke"}}
    comment: str = caller.call("POST", _at("comments"), 202, json=new)["comment"]["id"]
    action = {"action": "approve", "ids": [comment]}
    caller.call("POST", _at("moderation/actions"), 200, json=action, headers=caller.moderator)
    shown = caller.call("GET", _at("comments"), 200, params={"page": PAGE, "limit": 1})
    if [one["id"] for one in shown["comments"]] != [comment]:
        raise SmokeTestFailedError(f"{comment} was approved, and the page shows {shown}")
    yield f"A comment was posted, approved and shown; its page has {shown['page']['comment_count']}."
    _wait_for(lambda: services.totals.of_site(SITE)["approved"], before["approved"] + 1, "approved comments")
    yield "The stream has counted it."
    return comment


def _wait_for(count: Callable[[], int], expected: int, what: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_FOLLOW
    while (now := count()) != expected:
        if time.monotonic() > deadline:
            raise SmokeTestFailedError(f"By the stream there should be {expected} {what}, and there are {now}")
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _views(caller: _Caller) -> Iterator[str]:
    seen, new = {"User-Agent": f"{_BROWSER} {uuid.uuid4()}"}, {"page": PAGE, "referrer": f"https://{REFERRER}/"}
    before = _came_from_there(caller)
    counted = caller.call("POST", _at("views"), 200, json=new, headers=seen)
    again = caller.call("POST", _at("views"), 200, json=new, headers=seen)
    asked = [("page", PAGE), ("page", "/nobody-was-here")]
    counts = caller.call("GET", _at("counts"), 200, params=asked)["counts"]
    found = (counted["counted"], again.get("reason"), [one["view_count"] for one in counts])
    if found != (True, "repeat", [counted["view_count"], 0]):
        raise SmokeTestFailedError(f"A view and its repeat were counted as {counted} and {again}; counts are {counts}")
    yield f"A view was counted once, and told beside another page's; its page has {counted['view_count']}."
    _wait_for(lambda: _came_from_there(caller), before + 1, f"views that came from {REFERRER}")
    yield "The stream has told where it came from."


def _came_from_there(caller: _Caller) -> int:
    told = caller.call("GET", _at("stats"), 200, headers=caller.moderator)["referrers"]
    return sum(one["view_count"] for one in told if one["host"] == REFERRER)


def _all_routes(caller: _Caller, routes: Sequence[Route], comment: str) -> Iterator[str]:
    for route in routes:
        path = route.path.format_map(_PLACES | {"id": comment})
        response = caller.client.request(route.method, path, headers=caller.moderator)
        if response.status_code >= _SERVER_ERROR or "x-request-id" not in response.headers:
            raise _failed(route.method, path, response)
    yield f"All {len(routes)} routes were reached through the gateway."


def _jobs(stack: Deployed) -> Iterator[str]:
    for job in stack.jobs:
        event = json.dumps(scheduled_event(job, datetime.now(UTC))).encode()
        answer = stack.invoke(job, event)
        told = answer["Payload"].read().decode()
        if "FunctionError" in answer or SITE not in json.loads(told):
            raise SmokeTestFailedError(f"The job {job} answered {told}")
        yield f"The job {job} ran: {told}"
