"""What every answer has, and what browsers on other origins are told."""

import json
from typing import Any

import pytest

from app import create
from tests.conftest import ORIGIN, SITE, Api, Desk

COMMENTS = f"/v1/sites/{SITE}/comments"
NEW = {"page": "/a", "body": "Well said.", "author": {"name": "Ada"}}

KINDS: dict[str, tuple[int, str, str, dict[str, Any]]] = {
    "a read": (200, "GET", f"{COMMENTS}?page=/a", {}),
    "a read without its body": (200, "HEAD", f"{COMMENTS}?page=/a", {}),
    "a read that is known already": (304, "GET", f"{COMMENTS}?page=/a", {"headers": {"If-None-Match": "*"}}),
    "a comment left": (202, "POST", COMMENTS, {"json": NEW, "headers": {"Origin": ORIGIN}}),
    "a view": (200, "POST", f"/v1/sites/{SITE}/views", {"json": {"page": "/a"}}),
    "a script": (200, "GET", "/embed.js", {}),
    "a module": (200, "GET", "/embed/any/thread-en.js", {}),
    "health": (200, "GET", "/health", {}),
    "no token": (401, "GET", f"/v1/sites/{SITE}/moderation/comments", {}),
    "an unknown route": (404, "GET", "/nowhere", {}),
    "an unknown route, asked for its methods": (404, "OPTIONS", "/nowhere", {}),
    "a wrong method": (405, "DELETE", COMMENTS, {}),
    "a wrong parameter": (422, "GET", f"{COMMENTS}?page=/a&limit=0", {}),
    "no JSON": (400, "POST", COMMENTS, {"content": "{", "headers": {"Content-Type": "application/json"}}),
    "another origin": (403, "POST", COMMENTS, {"json": NEW, "headers": {"Origin": "https://evil.example"}}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_is_safe_to_show_and_readable_from_any_origin(api: Api, kind: str) -> None:
    status, method, path, request = KINDS[kind]

    response = api.call(method, path, **request)

    assert response.status_code == status
    assert response.headers["X-Request-Id"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert {"ETag", "Retry-After", "X-Request-Id"} <= set(response.headers["Access-Control-Expose-Headers"].split(", "))
    assert response.headers["Cache-Control"]
    assert "Set-Cookie" not in response.headers
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_answers_are_json_in_utf_8_and_keep_letters_as_they_are(desk: Desk, api: Api) -> None:
    desk.publish("Zażółć 🙂", name="Łucja")

    response = api.get("comments", params={"page": "/a"})

    assert response.headers["Content-Type"] == "application/json"
    assert "Zażółć 🙂".encode() in response.content
    assert json.loads(response.content.decode()) == response.json()


def test_the_moderator_page_may_run_its_own_script_and_nothing_else(api: Api) -> None:
    response = api.call("GET", "/moderate")

    policy = response.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_preflight_of_any_route_allows_what_calls_need_for_a_day(api: Api) -> None:
    for path, methods in create(api.services).routes.items():
        for method, entry in methods.items():
            headers = entry.cors.get_access_control_headers()
            allowed = {name.lower() for name in headers["Access-Control-Allow-Headers"].split(",")}
            assert {"content-type", "authorization", "idempotency-key"} <= allowed, (method, path)
            assert headers["Access-Control-Allow-Origin"] == "*", (method, path)
            assert headers["Access-Control-Max-Age"] == "86400", (method, path)


def test_a_preflight_is_answered_with_the_routes_methods(api: Api) -> None:
    response = api.call("OPTIONS", COMMENTS, headers={"Origin": ORIGIN, "Access-Control-Request-Method": "POST"})

    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Methods"] == "GET,HEAD,POST,OPTIONS"
    assert response.headers["Access-Control-Max-Age"] == "86400"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    of_one = api.call("OPTIONS", f"/v1/sites/{SITE}/comments/1", headers={"Origin": ORIGIN})
    assert of_one.headers["Access-Control-Allow-Methods"] == "GET,HEAD,PATCH,DELETE,OPTIONS"


def test_reads_and_views_need_no_preflight(api: Api) -> None:
    read = api.get("comments", params={"page": "/a"}, headers={"Origin": "https://anybody.example"})
    view = api.call(
        "POST",
        f"/v1/sites/{SITE}/views",
        content='{"page": "/a"}',
        headers={"Origin": ORIGIN, "Content-Type": "text/plain;charset=UTF-8"},
    )

    assert read.status_code == 200
    assert view.json() == {"view_count": 1, "counted": True}
