"""Whatever is sent is answered in the service's own form: no input of any kind is a 5xx, and what is refused stores nothing."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import setup_testing_defaults

import pytest
from chalice.app import Chalice
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import SLICES, create
from chalicelib.api.openapi import endpoints as with_description
from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.storage.table import Table
from cli.local.gateway import Gateway, LambdaContext
from tests.conftest import SITE, StandingClock, ids_in_order, never_hot, with_site
from tests.deploy.shapes import SHAPES, Asked
from tests.storage.engines import TABLE, moto_table
from tests.stored import Stored

ROUTES = [endpoint for part in (*SLICES, with_description(SLICES)) for endpoint in part.all]
PATHS = sorted({endpoint.path for endpoint in ROUTES})
NAMES = sorted(
    {name for endpoint in ROUTES for model in (endpoint.takes, endpoint.query) if model for name in model.model_fields}
)

as_often = partial(settings, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))

ODD = [
    "", " ", "null", "undefined", "NaN", "-1", "0", "1e999", "9" * 400, "1_0", "true", "[]", "{}", "'", '"', "\\",
    "\x00", "\n", "\r\nSet-Cookie: a=b", "\u202e", "\ufeff", "é", "e\u0301", "🙂", "\U0010ffff", "\ufffe", "a" * 5000,
    "%", "%2", "%2F", "%00", "%FF", "%ED%A0%80", "%25%32%46", "../..", "//", "/.", "?", "#", ";", "&", "=", "+", "id:",
    "https://", "http://[", "https://news.example:99999999999/", "//news.example/%E0%A4%A", "https://xn--/", "bearer x",
    "Bearer ", "Bearer ....", "W/", '"', "*", "01KKP3FDG00000000000000003", "z" * 26, "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
]  # fmt: skip
HEADERS = [
    "AUTHORIZATION", "CONTENT_ENCODING", "COOKIE", "HOST", "IDEMPOTENCY_KEY", "IF_NONE_MATCH", "ORIGIN", "PURPOSE", "RANGE",
    "SEC_PURPOSE", "TRANSFER_ENCODING", "USER_AGENT", "X_FORWARDED_FOR", "X_HTTP_METHOD_OVERRIDE", "X_REQUEST_ID", "",
]  # fmt: skip

odd = st.sampled_from(ODD) | st.text(max_size=20)
raw = odd.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=20)
names = st.sampled_from(NAMES) | odd
values = st.recursive(
    odd
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(categories=["Cs"]), max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=8,
)
bodies = (
    st.builds(
        lambda value, is_plain: json.dumps(value, ensure_ascii=is_plain).encode("utf-8", "surrogatepass"),
        values,
        st.booleans(),
    )
    | st.dictionaries(names, values, max_size=5).map(lambda value: json.dumps(value).encode())
    | st.binary(max_size=200)
    | st.sampled_from(
        [b"", b'{"page": "/a", "page": ["/a"]}', b"[" * 50_000, b'{"a":' * 50_000, b"\xef\xbb\xbf{}", b"1" * 5000]
    )
)
methods = st.sampled_from(
    ["GET", "HEAD", "POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"]
)
types = st.sampled_from(
    ["application/json"] * 4
    + [
        "text/plain",
        "application/json; charset=\xff",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "a/b/c",
        "",
    ]
)


@dataclass(frozen=True)
class Door:
    """The service, asked through the local gateway or with events, and all that it has stored."""

    app: Chalice
    gateway: Gateway
    stored: Callable[[], Stored]

    def ask(self, environ: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        """Answer the status, the headers by their names in small letters, and the body."""
        begun: list[Any] = []
        body = b"".join(self.gateway(environ, lambda *given: begun.append(given)))  # type: ignore[arg-type]
        status, headers = begun[0]
        return int(status.split()[0]), {name.lower(): value for name, value in headers}, body


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with moto_table() as client:
        table = Table(client, TABLE, lambda _attempt: None)
        services = with_site(
            Services(Settings(), table, StandingClock(), ids_in_order(), seconds=never_hot()), posts_per_minute=0
        )
        app = create(services)
        yield Door(app, Gateway(app), partial(Stored.read, client, TABLE))


@st.composite
def paths(draw: st.DrawFn) -> bytes:
    """Paths of the service with anything in their braces, as they are sent, and others."""
    parts = draw(st.sampled_from(PATHS)).encode().split(b"/")
    inner = [draw(raw | st.just(SITE.encode())) if part.startswith(b"{") else part for part in parts]
    return draw(st.just(b"/".join(inner)) | raw.map(b"/".__add__))


queries = st.lists(st.tuples(names.map(str.encode) | raw, st.sampled_from([b"=", b"", b"=="]), raw), max_size=4).map(
    lambda pairs: b"&".join(b"".join(pair) for pair in pairs)
)


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    """A request as a WSGI server hands it over: bytes as if they were Latin-1, the path decoded."""
    body = draw(bodies)
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    environ |= {
        "REQUEST_METHOD": draw(methods),
        "PATH_INFO": unquote_to_bytes(draw(paths())).decode("latin-1"),
        "QUERY_STRING": draw(queries).decode("latin-1"),
        "REMOTE_ADDR": draw(st.sampled_from(["192.0.2.1", "2001:db8::1", "", "unix:"])),
        "CONTENT_TYPE": draw(types),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    given = draw(st.dictionaries(st.sampled_from(HEADERS), raw, max_size=4))
    return environ | {f"HTTP_{name}": value.decode("latin-1") for name, value in given.items()}


@given(environ=requests())
@as_often(max_examples=250)
def test_no_request_is_an_error_of_ours(door: Door, environ: dict[str, Any]) -> None:
    before = door.stored()

    status, headers, body = door.ask(environ)

    assert status < 500, (status, body)
    assert headers.get("x-request-id") or environ["REQUEST_METHOD"] == "OPTIONS"
    assert not any("\r" in value or "\n" in value for value in headers.values())
    if status >= 400:
        assert headers["content-type"] == "application/problem+json" or is_page(environ["PATH_INFO"], headers)
        assert door.stored() == before
        if environ["REQUEST_METHOD"] != "HEAD" and not is_page(environ["PATH_INFO"], headers):
            assert is_problem(json.loads(body), status, headers["x-request-id"])


@given(
    shape=st.sampled_from(sorted(SHAPES)),
    asked=st.builds(
        Asked,
        methods.filter(str.isupper),
        st.sampled_from(PATHS) | st.none(),
        st.fixed_dictionaries(
            {"site": st.just(SITE) | odd}
            | dict.fromkeys(("id", "author", "version", "file", "module", "language"), odd)
        ),
        queries.map(lambda query: query.decode("utf-8", "replace")),
        st.dictionaries(st.sampled_from(["Authorization", "If-None-Match", "Origin", "Idempotency-Key"]), odd)
        | st.just({"Content-Type": "application/json"}),
        bodies.map(lambda body: body.decode("utf-8", "replace")) | bodies | st.none(),
    ),
)
@as_often(max_examples=120)
def test_no_event_of_the_gateway_is_an_error_of_ours(door: Door, shape: str, asked: Asked) -> None:
    before = door.stored()
    names = [part[1:-1] for part in (asked.route or "").split("/") if part.startswith("{")]
    asked = replace(
        asked, parameters={name: asked.parameters[name] for name in names}, path="" if asked.route else "/nowhere"
    )

    answer = door.app(SHAPES[shape](asked), LambdaContext("1"))

    assert answer["statusCode"] < 500, answer
    if answer["statusCode"] >= 400:
        headers = {name.lower(): value for name, value in answer["headers"].items()}
        assert is_page(asked.route or "", headers) or is_problem(
            json.loads(answer["body"]), answer["statusCode"], headers["x-request-id"]
        )
        assert door.stored() == before


def is_page(path: str, headers: dict[str, str]) -> bool:
    """Tell whether it is the one page that tells what it refuses itself."""
    return path.rstrip("/").endswith("/thread.html") and headers["content-type"] == "text/html; charset=utf-8"


def is_problem(body: Any, status: int, request_id: str) -> bool:
    """Tell whether this is a problem in the service's form."""
    named = {"type", "title", "status", "code", "detail", "errors", "request_id"}
    return set(body) == named and body["status"] == status and body["request_id"] == request_id and bool(body["detail"])
