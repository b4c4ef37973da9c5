"""The gateway on this machine gives the app the event that API Gateway would, and the client the app's answer."""

import io
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from chalice.app import Chalice, CORSConfig, Response

from cli.local.gateway import MAX_BODY_BYTES, Gateway

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Client:
    """Calls a gateway as a WSGI server does, and keeps the last event that reached the app."""

    def __init__(self) -> None:
        self.app = Chalice("small")
        self.events: list[dict[str, Any]] = []
        self.app.register_middleware(self._keep, "http")
        self.status = ""
        self.headers: list[tuple[str, str]] = []

    def _keep(self, request: Any, get_response: Any) -> Any:
        self.events.append(request.to_original_event())
        return Response("unknown", status_code=404) if request.path == "$default" else get_response(request)

    def call(self, method: str, target: str, body: bytes = b"", **environ: Any) -> bytes:
        path, _, query = target.partition("?")
        given = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "REMOTE_ADDR": "127.0.0.9",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_USER_AGENT": "test/1",
            "CONTENT_LENGTH": str(len(body)) if body else "",
            "CONTENT_TYPE": "application/json" if body else "",
            "wsgi.input": io.BytesIO(body),
        }
        gateway = Gateway(self.app, now=lambda: AT, new_id=lambda: "request-1")
        return b"".join(gateway({**given, **environ}, self._start))  # type: ignore[arg-type]  # a test's start_response is simpler

    def _start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, headers

    @property
    def event(self) -> dict[str, Any]:
        return self.events[-1]


@pytest.fixture
def client() -> Client:
    client = Client()
    app = client.app
    cors = CORSConfig(allow_headers=["Idempotency-Key"], max_age=86400)
    everything = ["*/*"]

    @app.route("/sites/{site}/comments", methods=["GET", "POST"], cors=cors, content_types=everything)
    def comments(site: str) -> dict[str, Any]:
        request: Any = app.current_request
        return {"site": site, "body": request.raw_body.decode("latin-1")}

    @app.route("/sites/{site}/comments/{comment_id}", methods=["GET"])
    def comment(site: str, comment_id: str) -> dict[str, Any]:
        return {"id": comment_id, "request": app.lambda_context.aws_request_id}

    @app.route("/sites/{site}/comments/latest", methods=["GET"])
    def latest(site: str) -> dict[str, Any]:
        return {"latest": site}

    @app.route("/picture", methods=["GET", "HEAD"])
    def picture() -> Response:
        return Response(b"\x89\xff", headers={"Content-Type": "image/png", "Vary": ["Origin", "Accept"]})

    @app.route("/same", methods=["GET"])
    def same() -> Response:
        return Response("", status_code=304)

    return client


def test_the_event_has_the_shape_of_the_gateways(client: Client) -> None:
    client.call("GET", "/sites/demo/comments?page=/a&page=/b&sort=top", HTTP_X_FORWARDED_FOR="9.9.9.9")

    context = client.event["requestContext"]
    assert client.event["resource"] == context["resourcePath"] == "/sites/{site}/comments"
    assert client.event["path"] == context["path"] == "/sites/demo/comments"
    assert client.event["httpMethod"] == context["httpMethod"] == "GET"
    assert client.event["headers"]["X-Forwarded-For"] == "9.9.9.9"
    assert client.event["multiValueHeaders"]["User-Agent"] == ["test/1"]
    assert client.event["queryStringParameters"] == {"page": "/b", "sort": "top"}
    assert client.event["multiValueQueryStringParameters"] == {"page": ["/a", "/b"], "sort": ["top"]}
    assert client.event["pathParameters"] == {"site": "demo"}
    assert client.event["stageVariables"] is None
    assert client.event["body"] is None
    assert client.event["isBase64Encoded"] is False
    assert context["identity"] == {"sourceIp": "127.0.0.9", "userAgent": "test/1"}
    assert context["requestId"] == "request-1"
    assert context["domainName"] == "127.0.0.1:8000"
    assert context["requestTimeEpoch"] == 1767323045000


def test_a_request_without_a_query_has_none_as_parameters(client: Client) -> None:
    client.call("GET", "/same")

    assert client.event["queryStringParameters"] is None
    assert client.event["multiValueQueryStringParameters"] is None
    assert client.event["pathParameters"] is None


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("page=%2Fa%3Fp%3D1", {"page": ["/a?p=1"]}),
        ("q=a+b%20c", {"q": ["a b c"]}),
        ("q=", {"q": [""]}),
        ("q=%FF", {"q": ["\ufffd"]}),
        (quote("q=é", safe="="), {"q": ["é"]}),
    ],
)
def test_query_parameters_are_decoded(client: Client, query: str, parameters: dict[str, list[str]]) -> None:
    client.call("GET", f"/sites/demo/comments?{query}")

    assert client.event["multiValueQueryStringParameters"] == parameters


@pytest.mark.parametrize(
    ("path", "template", "parameters"),
    [
        ("/sites/demo/comments/", "/sites/{site}/comments", {"site": "demo"}),
        ("/sites/dé mo/comments", "/sites/{site}/comments", {"site": "dé mo"}),
        ("/sites/demo/comments/1", "/sites/{site}/comments/{comment_id}", {"site": "demo", "comment_id": "1"}),
        ("/sites/demo/comments/latest", "/sites/{site}/comments/latest", {"site": "demo"}),
        ("/sites//comments", "$default", None),
        ("/sites/a/b/comments", "$default", None),
        ("/nothing", "$default", None),
        ("/", "$default", None),
    ],
)
def test_a_path_finds_its_route(client: Client, path: str, template: str, parameters: dict[str, str] | None) -> None:
    client.call("GET", path)

    assert client.event["requestContext"]["resourcePath"] == template
    assert client.event["pathParameters"] == parameters


def test_the_app_answers_unknown_paths_and_wrong_methods_itself(client: Client) -> None:
    assert client.call("GET", "/nothing") == b"unknown"
    assert client.status == "404 Not Found"

    client.call("DELETE", "/sites/demo/comments")
    assert client.status == "405 Method Not Allowed"


def test_a_preflight_is_answered_by_the_gateway_as_by_the_mock_that_chalice_generates(client: Client) -> None:
    body = client.call("OPTIONS", "/sites/demo/comments")

    headers = dict(client.headers)
    assert (client.status, body, client.events) == ("200 OK", b"", [])
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Access-Control-Allow-Methods"] == "GET,POST,OPTIONS"
    assert "Idempotency-Key" in headers["Access-Control-Allow-Headers"]
    assert headers["Access-Control-Max-Age"] == "86400"


def test_a_preflight_of_a_route_without_cors_goes_to_the_app(client: Client) -> None:
    client.call("OPTIONS", "/same")

    assert client.status == "405 Method Not Allowed"


@pytest.mark.parametrize("body", [b'{"body": "caf\xc3\xa9"}', b"\xff\xfe", b"\x00"])
def test_any_body_reaches_the_app_byte_by_byte(client: Client, body: bytes) -> None:
    answer = json.loads(client.call("POST", "/sites/demo/comments", body))

    assert answer["body"].encode("latin-1") == body


def test_a_body_without_a_length_is_read_where_the_server_marks_its_end(client: Client) -> None:
    chunked = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}

    answer = json.loads(client.call("POST", "/sites/demo/comments", b"chunks", **chunked))

    assert answer["body"] == "chunks"


@pytest.mark.parametrize("environ", [{}, {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}])
def test_a_body_over_the_gateways_limit_never_reaches_the_app(client: Client, environ: dict[str, Any]) -> None:
    answer = client.call("POST", "/sites/demo/comments", b"x" * (MAX_BODY_BYTES + 1), **environ)

    assert client.status.startswith("413 ")  # Python 3.13 words it anew
    assert json.loads(answer)["code"] == "body_too_large"
    assert dict(client.headers)["Content-Type"] == "application/problem+json"
    assert client.events == []


def test_a_binary_answer_comes_as_its_bytes_with_every_header(client: Client) -> None:
    body = client.call("GET", "/picture", HTTP_ACCEPT="image/png")

    assert body == b"\x89\xff"
    assert [value for name, value in client.headers if name == "Vary"] == ["Origin", "Accept"]
    assert dict(client.headers)["Content-Length"] == "2"


def test_an_answer_to_head_has_the_headers_and_no_body(client: Client) -> None:
    body = client.call("HEAD", "/picture", HTTP_ACCEPT="image/png")

    assert body == b""
    assert dict(client.headers)["Content-Length"] == "2"


def test_an_answer_that_has_no_body_has_no_length(client: Client) -> None:
    assert client.call("GET", "/same") == b""
    assert client.status == "304 Not Modified"
    assert "Content-Length" not in dict(client.headers)


def test_a_failure_is_answered_without_a_traceback(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    answer = json.loads(client.call("POST", "/sites/demo/comments", CONTENT_LENGTH="many"))

    assert client.status == "500 Internal Server Error"
    assert (answer["code"], answer["request_id"]) == ("internal_error", "request-1")
    assert "the gateway failed on /sites/demo/comments" in caplog.text
