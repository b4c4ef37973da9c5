"""Query parameters: known ones, each once unless it is a list, within their limits."""

from typing import Any

import pytest

from tests.conftest import SITE, Api, Desk


@pytest.mark.parametrize(
    ("path", "parameters", "errors"),
    [
        ("comments", {}, [("page", "missing")]),
        ("comments", {"page": ["/a", "/b"]}, [("page", "repeated")]),
        ("comments", {"page": ["/a", "/a"]}, [("page", "repeated")]),
        ("comments", {"page": "/a", "limit": ["1", "2"]}, [("limit", "repeated")]),
        ("comments", {"page": "/a", "pages": "2", "Limit": "3"}, [("pages", "unknown"), ("Limit", "unknown")]),
        ("comments", {"page": "/a", "sort": "best"}, [("sort", "not_one_of")]),
        ("comments", {"page": "/a", "limit": "0"}, [("limit", "greater_than_equal")]),
        ("comments", {"page": "/a", "limit": "101"}, [("limit", "less_than_equal")]),
        ("comments", {"page": "/a", "limit": "-1"}, [("limit", "greater_than_equal")]),
        ("comments", {"page": "/a", "limit": "ten"}, [("limit", "int_parsing")]),
        ("comments", {"page": "/a", "limit": "1.5"}, [("limit", "int_parsing")]),
        ("comments", {"page": "/a", "limit": ""}, [("limit", "int_parsing")]),
        ("counts", {}, [("page", "missing")]),
        ("counts", {"page": "/a", "by": "views"}, [("by", "unknown")]),
        ("counts", {"page": ["/a"] * 101}, [("page", "too_long")]),
        ("moderation/comments", {"status": "open"}, [("status", "not_one_of")]),
        ("moderation/comments", {"status": ["spam", "pending"]}, [("status", "repeated")]),
        ("moderation/comments", {"limit": "101"}, [("limit", "less_than_equal")]),
        ("moderation/comments", {"author": "Ada"}, [("author", "string_pattern_mismatch")]),
        ("moderation/comments", {"writer": "Ada"}, [("writer", "unknown")]),
    ],
)
def test_each_parameter_that_is_wrong_is_named(
    api: Api, desk: Desk, path: str, parameters: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    response = api.get(path, params=parameters, headers=desk.headers)

    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == errors


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "comments", {"page": "/a", "body": "Well said.", "author": {"name": "Ada"}}),
        ("POST", "views", {"page": "/a"}),
        ("POST", "moderation/actions", {"action": "approve", "ids": ["x"]}),
        ("POST", "moderation/blocks", {"kind": "domain", "value": "home.example"}),
        ("PATCH", "settings", {"max_links": 7}),
        ("GET", "settings", None),
        ("DELETE", "tokens/x", None),
    ],
)
def test_a_call_that_takes_no_parameters_refuses_all_and_does_nothing(
    admin: Desk, method: str, path: str, body: dict[str, Any] | None
) -> None:
    sent: dict[str, Any] = {} if body is None else {"json": body}
    before = admin.log()

    response = admin.api.call(method, f"/v1/sites/{SITE}/{path}?dryrun=1", headers=admin.headers, **sent)

    assert response.status_code == 422
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [("dryrun", "unknown")]
    assert (admin.log(), admin.queue()["comments"]) == (before, [])


@pytest.mark.parametrize("path", ["/embed.js", "/moderate", "/health", "/openapi.json"])
def test_what_belongs_to_no_site_takes_what_is_added_to_its_address(api: Api, path: str) -> None:
    assert api.call("GET", f"{path}?v=2").status_code == 200


@pytest.mark.parametrize("limit", ["1", "100"])
def test_lists_are_given_in_parts_of_1_to_100(api: Api, desk: Desk, limit: str) -> None:
    assert api.get("comments", params={"page": "/a", "limit": limit}).is_success
    assert api.get("moderation/comments", params={"limit": limit}, headers=desk.headers).is_success


@pytest.mark.parametrize("cursor", ["", "x", "x.y", "WyJ0aHJlYWRzIl0.x", "ä.ü", "null", "x" * 5000])
def test_what_was_never_a_cursor_is_refused(api: Api, desk: Desk, cursor: str) -> None:
    for path, parameters in (("comments", {"page": "/a"}), ("moderation/comments", {})):
        response = api.get(path, params={**parameters, "cursor": cursor}, headers=desk.headers)

        assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")
