"""What goes wrong is answered as a problem of RFC 9457, with a stable code and a sentence that helps."""

import logging
from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.comments.found import Found
from chalicelib.comments.listing import Sort
from chalicelib.comments.reading import ReadingService
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.writes import Write
from tests.conftest import SITE, Api, Desk, with_others
from tests.storage.faults import Faults

COMMENTS = f"/v1/sites/{SITE}/comments"
NEW: Mapping[str, Any] = {"page": "/a", "body": "Well said.", "author": {"name": "Ada"}}


class BrokenReading(ReadingService):
    """A service with a bug."""

    def __init__(self) -> None:
        pass

    def read(self, site: Site, page: str, sort: Sort, limit: int, cursor: str | None) -> Found:
        raise KeyError("ada@home.example")


def test_a_problem_has_the_form_of_rfc_9457(api: Api) -> None:
    response = api.get("comments", params={"sort": "best"})

    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json() == {
        "type": "urn:belowline:error:invalid_request",
        "title": "The request is not valid",
        "status": 422,
        "code": "invalid_request",
        "detail": "page: Field required; sort: Input should be 'newest', 'oldest' or 'top'",
        "errors": [
            {"field": "page", "code": "missing", "message": "Field required"},
            {"field": "sort", "code": "not_one_of", "message": "Input should be 'newest', 'oldest' or 'top'"},
        ],
        "request_id": response.headers["X-Request-Id"],
    }


@pytest.mark.parametrize(
    ("status", "code", "method", "path", "request_"),
    [
        (400, "invalid_json", "POST", COMMENTS, {"content": "{", "headers": {"Content-Type": "application/json"}}),
        (400, "invalid_cursor", "GET", COMMENTS, {"params": {"page": "/a", "cursor": "x"}}),
        (401, "unauthorized", "GET", f"/v1/sites/{SITE}/moderation/comments", {}),
        (403, "origin_not_allowed", "POST", COMMENTS, {"json": NEW, "headers": {"Origin": "https://evil.example"}}),
        (404, "not_found", "GET", "/nowhere", {}),
        (404, "not_found", "GET", f"{COMMENTS}/01ARZ3NDEKTSV4RRFFQ69G5FAV", {}),
        (404, "not_found", "GET", f"{COMMENTS}/%F0%9F%99%82", {}),
        (404, "site_not_found", "GET", "/v1/sites/nobody/comments", {"params": {"page": "/a"}}),
        (404, "site_not_found", "GET", "/v1/sites/DEMO/comments", {"params": {"page": "/a"}}),
        (404, "site_not_found", "POST", "/v1/sites/%00/comments", {"json": NEW}),
        (405, "method_not_allowed", "DELETE", COMMENTS, {}),
        (413, "body_too_large", "POST", COMMENTS, {"json": {**NEW, "body": "x" * 128 * 1024}}),
        (415, "unsupported_media_type", "POST", COMMENTS, {"data": {"page": "/a"}}),
        (422, "invalid_request", "POST", COMMENTS, {"json": {}}),
        (422, "invalid_page", "POST", COMMENTS, {"json": {**NEW, "page": "undefined"}}),
        (422, "invalid_page", "GET", COMMENTS, {"params": {"page": ""}}),
        (422, "page_not_on_site", "POST", COMMENTS, {"json": {**NEW, "page": "https://elsewhere.example/a"}}),
        (422, "page_not_on_site", "GET", f"/v1/sites/{SITE}/counts", {"params": {"page": "//elsewhere.example/a"}}),
        (422, "parent_not_found", "POST", COMMENTS, {"json": {**NEW, "parent": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}}),
    ],
)
def test_each_refusal_has_its_status_and_code(
    api: Api, status: int, code: str, method: str, path: str, request_: dict[str, Any]
) -> None:
    response = api.call(method, path, **request_)

    problem = response.json()
    assert (response.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["type"] == f"urn:belowline:error:{code}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == response.headers["X-Request-Id"]


def test_a_closed_page_takes_no_comment(api: Api) -> None:
    page = keys.page(SITE, keys.page_id("/a"))
    api.services.table.write(Write("Update", page, update="SET #is_open = :no", values={"no": False}))

    response = api.post("comments", NEW)

    assert (response.status_code, response.json()["code"]) == (403, "page_closed")
    assert api.thread("/a")["page"]["is_open"] is False


def test_a_wrong_method_is_told_the_right_ones(api: Api) -> None:
    response = api.call("PUT", COMMENTS)

    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert response.json()["detail"] == "Use one of GET, HEAD, OPTIONS, POST."


def test_a_missing_token_is_asked_for(api: Api) -> None:
    assert api.get("moderation/comments").headers["WWW-Authenticate"] == "Bearer"


def test_a_table_that_does_not_answer_is_a_503_and_asks_to_come_back(
    api: Api, faults: Faults, pauses: list[int]
) -> None:
    faults.randomly(seed=1, rate=1, kinds=["throttle_before"])

    response = api.get("comments", params={"page": "/a"})

    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert int(response.headers["Retry-After"]) > 0
    assert pauses


def test_a_bug_answers_its_request_id_and_nothing_else(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    broken = Api(with_others(api.services, reading=BrokenReading()))

    with caplog.at_level(logging.ERROR):
        response = broken.get("comments", params={"page": "/a"})

    assert response.status_code == 500
    assert "home.example" not in response.text
    assert response.json() | {"detail": ""} == {
        "type": "urn:belowline:error:internal_error",
        "title": "Internal error",
        "status": 500,
        "code": "internal_error",
        "detail": "",
        "errors": [],
        "request_id": response.headers["X-Request-Id"],
    }
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    logged = next(vars(record) for record in caplog.records if record.message == "internal_error")
    assert logged["request_id"] == response.headers["X-Request-Id"]
    assert logged["route"] == "/v1/sites/{site}/comments"


def test_each_request_has_an_id_of_its_own(api: Api, desk: Desk) -> None:
    answers = [api.call("GET", "/health") for _ in range(3)] + [
        api.call("GET", "/nowhere"),
        api.get("moderation/comments"),
    ]

    assert len({answer.headers["X-Request-Id"] for answer in answers}) == len(answers)
