"""What may be sent as a body: a JSON object in UTF-8, of at most 128 KiB, of the right type, with known fields."""

import base64
import json
from datetime import UTC, datetime
from typing import Any
from wsgiref.util import setup_testing_defaults

import httpx
import pytest

from app import create
from chalicelib.errors import field_error
from chalicelib.moderation.routes import QueueQuery
from chalicelib.sites.settings import SettingsChanges
from cli.local.event import Route, proxy_event
from cli.local.gateway import LambdaContext
from tests.conftest import SITE, Api, Desk

MOST = 128 * 1024
NEW: dict[str, Any] = {"page": "/a", "body": "Well said.", "author": {"name": "Ada"}}


def send(api: Api, content: bytes, media_type: str | None = "application/json", to: str = "comments") -> httpx.Response:
    headers = {} if media_type is None else {"Content-Type": media_type}
    return api.call("POST", f"/v1/sites/{SITE}/{to}", content=content, headers=headers)


def outcome(response: httpx.Response) -> tuple[int, str | None]:
    return response.status_code, response.json().get("code")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b" \n", id="nothing but spaces"),
        pytest.param(b"{", id="cut off"),
        pytest.param(b"{'page': '/a'}", id="single quotes"),
        pytest.param(b'{"page": "/a",}', id="a comma too many"),
        pytest.param(b'{"page": NaN}', id="NaN"),
        pytest.param(b'{"page": Infinity}', id="Infinity"),
        pytest.param(b'{"page": -Infinity}', id="-Infinity"),
        pytest.param(b'{"page": ' + b"1" * 5000 + b"}", id="a number longer than anybody reads"),
        pytest.param(b'{"page": "a\nb"}', id="a line break within a string"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'[{"page": "/a"}]', id="a list of objects"),
        pytest.param(b"null", id="null"),
        pytest.param(b'"page"', id="a string"),
        pytest.param(b"1", id="a number"),
        pytest.param(b"page=/a&body=x", id="a form"),
        pytest.param(b"{}{}", id="two objects"),
        pytest.param(b"[" * 100_000, id="lists in lists"),
        pytest.param(b'{"a":' * 20_000 + b"1" + b"}" * 20_000, id="objects in objects"),
        pytest.param(b'{"page": "\xff"}', id="no UTF-8"),
        pytest.param(b'{"page": "\xed\xa0\x80"}', id="half a character in UTF-8"),
        pytest.param(json.dumps(NEW).encode("utf-16"), id="UTF-16"),
        pytest.param(json.dumps(NEW).encode("utf-32"), id="UTF-32"),
    ],
)
def test_what_is_no_json_object_is_refused(api: Api, content: bytes) -> None:
    assert outcome(send(api, content)) == (400, "invalid_json")


def test_a_call_without_a_body_and_its_type_lacks_the_json(api: Api) -> None:
    assert outcome(send(api, b"", None)) == (400, "invalid_json")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(json.dumps(NEW).encode(), id="as it is"),
        pytest.param(b"\xef\xbb\xbf" + json.dumps(NEW).encode(), id="with a byte order mark"),
        pytest.param(b"\r\n " + json.dumps(NEW, indent=4).encode() + b"\n", id="with spaces around"),
    ],
)
def test_a_json_object_is_read(api: Api, content: bytes) -> None:
    response = send(api, content)

    assert response.status_code == 202
    assert response.json()["comment"]["body"] == "Well said."


def test_a_body_may_have_128_kib_and_not_a_byte_more(api: Api) -> None:
    content = json.dumps(NEW).encode()

    assert send(api, content.ljust(MOST)).status_code == 202
    assert outcome(send(api, content.ljust(MOST + 1))) == (413, "body_too_large")
    assert outcome(send(api, b"x" * (MOST + 1))) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("to", "media_type", "is_taken"),
    [
        ("comments", "application/json", True),
        ("comments", "application/json; charset=utf-8", True),
        ("comments", "application/json;charset=UTF-8", True),
        ("comments", "Application/JSON", True),
        ("comments", "text/plain", False),
        ("comments", "application/x-www-form-urlencoded", False),
        ("comments", "multipart/form-data; boundary=x", False),
        ("comments", "application/jsonp", False),
        ("comments", "application/problem+json", False),
        ("comments", "json", False),
        ("comments", None, False),
        ("views", "application/json", True),
        ("views", "text/plain", True),
        ("views", "text/plain;charset=UTF-8", True),
        ("views", "text/html", False),
        ("views", None, False),
    ],
)
def test_a_body_is_of_a_type_that_the_route_takes(api: Api, to: str, media_type: str | None, *, is_taken: bool) -> None:
    content = json.dumps(NEW if to == "comments" else {"page": "/a"}).encode()

    response = send(api, content, media_type, to)

    assert response.is_success if is_taken else outcome(response) == (415, "unsupported_media_type")


def test_moderators_send_json_too(api: Api, desk: Desk) -> None:
    path = f"/v1/sites/{SITE}/moderation/actions"

    response = api.call("POST", path, content="{}", headers=desk.headers | {"Content-Type": "text/plain"})

    assert outcome(response) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("page", "missing"), ("body", "missing"), ("author", "missing")]),
        ({**NEW, "colour": "red", "html": "<b>"}, [("colour", "unknown"), ("html", "unknown")]),
        ({**NEW, "status": "approved"}, [("status", "unknown")]),
        ({**NEW, "author": {"name": "Ada", "badge": "Editor"}}, [("author.badge", "unknown")]),
        ({**NEW, "author": {}}, [("author.name", "missing")]),
        ({**NEW, "author": "Ada"}, [("author", "model_type")]),
        ({**NEW, "author": None}, [("author", "missing")]),
        ({**NEW, "page": None}, [("page", "string_type")]),
        ({**NEW, "page": 5}, [("page", "string_type")]),
        ({**NEW, "body": ["Well said."]}, [("body", "string_type")]),
        ({**NEW, "body": True}, [("body", "string_type")]),
        ({**NEW, "parent": 7}, [("parent", "string_type")]),
        ({**NEW, "body": "\ud800"}, [("body", "invalid")]),
        ({**NEW, "author": {"name": "\udc00"}}, [("author.name", "invalid")]),
    ],
)
def test_each_field_that_is_wrong_is_named(api: Api, body: dict[str, Any], errors: list[tuple[str, str]]) -> None:
    response = send(api, json.dumps(body).encode())

    assert outcome(response) == (422, "invalid_request")
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == errors
    assert all(error["message"] for error in response.json()["errors"])


@pytest.mark.parametrize(
    ("path", "sent", "message"),
    [
        ("comments", {**NEW, "author": "Ada"}, "must be an object"),
        ("moderation/actions", {"action": "approve", "ids": "x"}, 'must be a list, such as ["one", "two"]'),
        ("moderation/blocks", {"kind": "email", "value": "a@b.example", "until": "soon"}, "must be a time by RFC 3339"),
    ],
)
def test_what_a_field_must_be_is_said_in_the_words_of_json(
    api: Api, desk: Desk, path: str, sent: Any, message: str
) -> None:
    response = api.post(path, sent, headers=desk.headers)

    assert response.json()["errors"][0]["message"].startswith(message)


def test_no_pattern_is_given_as_advice() -> None:
    patterns = [
        found for declared in (SettingsChanges, QueueQuery) for found in patterns_in(declared.model_json_schema())
    ]

    told = [
        field_error({"loc": ("a",), "type": "string_pattern_mismatch", "msg": "a pattern", "ctx": {"pattern": pattern}})
        for pattern in patterns
    ]

    assert len(told) >= 6
    assert "a pattern" not in {error.message for error in told}


def patterns_in(schema: Any) -> list[str]:
    """All patterns that texts of a schema must match."""
    if isinstance(schema, list):
        return [found for part in schema for found in patterns_in(part)]
    if not isinstance(schema, dict):
        return []
    own = [schema["pattern"]] if isinstance(schema.get("pattern"), str) and "format" not in schema else []
    return own + patterns_in(list(schema.values()))


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b'{"page": "/a", "body": "x", "body": "y", "author": {"name": "Ada"}}', "body"),
        (b'{"page": "/a", "body": "x", "author": {"name": "Ada", "name": "Bea"}}', "name"),
    ],
)
def test_a_field_that_is_there_twice_is_refused(api: Api, content: bytes, field: str) -> None:
    response = send(api, content)

    assert response.status_code == 422
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [(field, "repeated")]


@pytest.mark.parametrize(
    "content",
    [
        b'{"\\ud800": 1, "\\ud800": 2}',
        b'{"\\ud800": 1}',
        b'{"page": "\\ud800", "body": "x", "author": {"name": "Ada"}}',
    ],
)
def test_half_a_character_is_refused_wherever_it_stands(api: Api, content: bytes) -> None:
    assert send(api, content).status_code == 422


def test_a_body_that_the_gateway_has_encoded_is_read(api: Api) -> None:
    environ: dict[str, Any] = {
        "PATH_INFO": f"/v1/sites/{SITE}/views",
        "REQUEST_METHOD": "POST",
        "REMOTE_ADDR": "192.0.2.1",
    }
    setup_testing_defaults(environ)
    environ |= {
        "CONTENT_TYPE": "application/json",
        "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0",
    }
    event = proxy_event(environ, Route("/v1/sites/{site}/views", {"site": SITE}), b"x", "1", datetime.now(UTC))
    event |= {"body": base64.b64encode(b'{"page": "/a"}').decode(), "isBase64Encoded": True}

    answer = create(api.services)(event, LambdaContext("1"))

    assert json.loads(answer["body"]) == {"view_count": 1, "counted": True}
