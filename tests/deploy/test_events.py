"""The entry point answers a request alike, whichever gateway and format it comes by."""

import json
from typing import Any

import pytest

from app import create
from chalicelib.bootstrap import Services
from cli.local.gateway import LambdaContext
from tests.conftest import BROWSER, ORIGIN, SITE, Desk
from tests.deploy.shapes import SHAPES, Asked, http_1, http_2, rest

COMMENTS = "/v1/sites/{site}/comments"
DEMO = {"site": SITE}
JSON = {"Content-Type": "application/json", "Origin": ORIGIN}


def answer(services: Services, event: dict[str, Any]) -> dict[str, Any]:
    """Answer an event, all headers in one place and in small letters."""
    given: dict[str, Any] = create(services)(event, LambdaContext("request"))
    headers = {name.lower(): value for name, value in given["headers"].items()}
    several = {name.lower(): ", ".join(values) for name, values in given.get("multiValueHeaders", {}).items()}
    return {"status": given["statusCode"], "headers": headers | several, "body": given["body"]}


REQUESTS = {
    "a read": Asked("GET", COMMENTS, DEMO, "page=/a&limit=5"),
    "repeated parameters, with commas of their own": Asked(
        "GET", "/v1/sites/{site}/counts", DEMO, "page=/a%3Fx%3D1%2C2&page=/b%2Cc&page=/caf%C3%A9+au+lait"
    ),
    "a parameter without a value": Asked("GET", COMMENTS, DEMO, "page=&limit=5"),
    "an unknown parameter": Asked("GET", COMMENTS, DEMO, "page=/a&other=1"),
    "HEAD": Asked("HEAD", COMMENTS, DEMO, "page=/a"),
    "a path parameter with escapes": Asked("GET", COMMENTS, {"site": "dém o"}, "page=/a"),
    "a bot's view": Asked("POST", "/v1/sites/{site}/views", DEMO, body='{"page": "/a"}', headers=JSON),
    "a body in base64": Asked("POST", "/v1/sites/{site}/views", DEMO, body='{"page": "/é"}'.encode(), headers=JSON),
    "no body": Asked("POST", COMMENTS, DEMO, headers=JSON),
    "a body that is no JSON": Asked("POST", COMMENTS, DEMO, body="{", headers=JSON),
    "another type": Asked("POST", COMMENTS, DEMO, body="a=b", headers=JSON | {"Content-Type": "text/html"}),
    "a foreign origin": Asked("POST", COMMENTS, DEMO, body="{}", headers=JSON | {"Origin": "https://evil.example"}),
    "the gateway's own origin": Asked(
        "POST",
        COMMENTS,
        DEMO,
        body="{}",
        headers=JSON | {"Origin": "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"},
    ),
    "no token": Asked("GET", "/v1/sites/{site}/moderation/comments", DEMO),
    "an unknown path": Asked("GET", None, path="/no/such/path"),
    "the root": Asked("GET", None, path="/"),
    "a known path with an unknown method": Asked("PUT", None, path="/v1/sites/demo/counts"),
}


@pytest.mark.parametrize("asked", REQUESTS.values(), ids=list(REQUESTS))
def test_a_request_is_answered_alike_in_all_shapes(services: Services, asked: Asked) -> None:
    answers = [answer(services, shape(asked)) for shape in SHAPES.values()]

    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["headers"]["x-request-id"] == "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        (REQUESTS["an unknown path"], 404, "not_found"),
        (REQUESTS["the root"], 404, "not_found"),
        (REQUESTS["a known path with an unknown method"], 405, "method_not_allowed"),
        (REQUESTS["a path parameter with escapes"], 404, "site_not_found"),
        (REQUESTS["no token"], 401, "unauthorized"),
        (REQUESTS["a foreign origin"], 403, "origin_not_allowed"),
        (REQUESTS["the gateway's own origin"], 422, "invalid_request"),
        (REQUESTS["no body"], 400, "invalid_json"),
    ],
)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_refusal_is_a_problem_in_all_shapes(
    services: Services, shape: str, asked: Asked, status: int, code: str
) -> None:
    refused = answer(services, SHAPES[shape](asked))

    assert refused["status"] == status
    assert refused["headers"]["content-type"] == "application/problem+json"
    assert json.loads(refused["body"])["code"] == code


@pytest.mark.parametrize("shape", SHAPES)
def test_repeated_parameters_arrive_apart_and_in_order(services: Services, shape: str) -> None:
    asked = REQUESTS["repeated parameters, with commas of their own"]

    counts = json.loads(answer(services, SHAPES[shape](asked))["body"])["counts"]

    assert [one["page"] for one in counts] == ["/a?x=1,2", "/b,c", "/café au lait"]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_comment_is_posted(services: Services, shape: str) -> None:
    new = {"page": "/a", "body": "Naïve, and well said. 😀", "author": {"name": "Zoë"}}
    asked = Asked("POST", COMMENTS, DEMO, body=json.dumps(new, ensure_ascii=False).encode(), headers=JSON)

    posted = answer(services, SHAPES[shape](asked))

    assert posted["status"] == 202
    assert json.loads(posted["body"])["comment"]["body"] == new["body"]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_matching_validator_is_answered_without_a_body(services: Services, shape: str) -> None:
    asked = REQUESTS["a read"]
    etag = answer(services, SHAPES[shape](asked))["headers"]["etag"]

    again = answer(services, SHAPES[shape](Asked("GET", COMMENTS, DEMO, asked.query, {"If-None-Match": etag})))

    assert (again["status"], again["body"]) == (304, "")


def test_who_calls_is_the_same_visitor_in_all_shapes(services: Services) -> None:
    asked = Asked("POST", "/v1/sites/{site}/views", DEMO, body='{"page": "/a"}', headers=JSON | {"User-Agent": BROWSER})

    first, *others = (json.loads(answer(services, shape(asked))["body"]) for shape in SHAPES.values())

    assert first == {"view_count": 1, "counted": True}
    assert others == [{"view_count": 1, "counted": False, "reason": "repeat"}] * 2


@pytest.mark.parametrize("path", ["/v1/sites/demo/comments/", "/v1/sites/demo/moderation/comments/", "/health//"])
@pytest.mark.parametrize("shape", SHAPES)
def test_what_no_route_of_the_gateway_took_is_not_served(services: Services, shape: str, path: str) -> None:
    asked = Asked("GET", None, query="page=/a", path=path)

    assert answer(services, SHAPES[shape](asked))["status"] == 404


@pytest.mark.parametrize("shape", SHAPES)
def test_the_moderator_page_is_found_with_a_slash_too_many(services: Services, shape: str) -> None:
    sent = answer(services, SHAPES[shape](Asked("GET", None, path="/moderate/")))

    headers = {name.lower(): value for name, value in sent["headers"].items()}
    assert (sent["status"], headers["location"]) == (308, "../moderate")


@pytest.mark.parametrize("path", ["/v1/sites/demo/moderation/comments", "/v1/sites/demo/comments"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_catch_all_serves_no_route_even_by_its_own_path(
    services: Services, desk: Desk, shape: str, path: str
) -> None:
    asked = Asked("GET", None, query="page=/a", path=path, headers=desk.headers)

    assert answer(services, SHAPES[shape](asked))["status"] == 404


def test_format_2_knows_each_header_once(services: Services) -> None:
    given: dict[str, Any] = create(services)(http_2(REQUESTS["a read"]), LambdaContext("request"))

    assert "multiValueHeaders" not in given
    assert all(isinstance(value, str) for value in given["headers"].values())


def test_an_event_is_left_as_it_came(services: Services) -> None:
    """Lambda's loop may log it, and the tests of the local gateway hand it on."""
    for shape in (rest, http_1, http_2):
        event = shape(REQUESTS["a known path with an unknown method"])
        before = json.dumps(event)
        create(services)(event, LambdaContext("request"))
        assert json.dumps(event) == before
