"""What stands for CloudFront in the bench compresses what CloudFront would, and nothing else."""

from typing import TYPE_CHECKING, Any
from wsgiref.util import setup_testing_defaults

import brotli  # type: ignore[import-untyped] # it ships none
import pytest

from bench.edge import compressing

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

LONG = b"The ferry waits. " * 100
JSON = ("Content-Type", "application/json")


def through_edge(body: bytes, headers: list[tuple[str, str]], takes: str) -> tuple[bytes, dict[str, str]]:
    def application(_: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    environ: dict[str, Any] = {"HTTP_ACCEPT_ENCODING": takes}
    setup_testing_defaults(environ)
    told: list[Any] = []
    (sent,) = compressing(application)(environ, lambda *start: told.extend(start))  # type: ignore[arg-type] # nothing here uses `write`
    return sent, dict(told[1])


def test_a_long_answer_is_compressed() -> None:
    sent, headers = through_edge(LONG, [JSON], "gzip, br")

    assert brotli.decompress(sent) == LONG
    assert headers == {JSON[0]: JSON[1], "Content-Encoding": "br", "Content-Length": str(len(sent))}


@pytest.mark.parametrize(
    ("body", "headers", "takes"),
    [
        pytest.param(b"{}", [JSON], "br", id="short"),
        pytest.param(LONG, [JSON, ("Content-Encoding", "gzip")], "br", id="compressed already"),
        pytest.param(LONG, [JSON], "gzip", id="not taken"),
    ],
)
def test_all_else_is_sent_as_it_came(body: bytes, headers: list[tuple[str, str]], takes: str) -> None:
    sent, told = through_edge(body, headers, takes)

    assert sent == body
    assert told == {**dict(headers), "Content-Length": str(len(body))}
