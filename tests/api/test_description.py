"""The API's description is valid OpenAPI 3.1, has every route, says all there is to say, and what is so."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from pydantic import TypeAdapter
from typing_extensions import TypedDict

from app import SLICES, create
from chalicelib import errors
from chalicelib.api.description import describe
from chalicelib.api.openapi import endpoints as with_description
from chalicelib.api.responses import STATUS_OF
from chalicelib.api.samples import merged, sample
from chalicelib.config import Settings
from tests.conftest import Api
from tests.examples import NO_TOKENS, examples

ROOT = Path(__file__).parents[2]
ROUTES = [endpoint for part in (*SLICES, with_description(SLICES)) for endpoint in part.all]


@pytest.fixture
def description(api: Api) -> Any:
    return api.call("GET", "/openapi.json").json()


def operations(description: Any) -> dict[tuple[str, str], Any]:
    return {
        (method.upper(), path): operation
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    }


def pointed(description: Any, part: Any) -> Any:
    """Answer what a `$ref` points at, else the part itself."""
    if "$ref" not in part:
        return part
    for name in part["$ref"].removeprefix("#/").split("/"):
        description = description[name]
    return description


def texts(description: Any) -> Iterator[tuple[str, Any, list[Any]]]:
    """Answer each body that is described, with its schema and its examples."""
    for (method, path), operation in operations(description).items():
        parts = {"request": operation.get("requestBody", {}), **operation["responses"]}
        for status, part in parts.items():
            for media_type, content in part.get("content", {}).items():
                if media_type.endswith("json"):
                    named = [pointed(description, one)["value"] for one in content.get("examples", {}).values()]
                    given = [content["example"]] if "example" in content else named
                    yield f"{method} {path} {status}", content["schema"], given


def fields(schema: Any, at: str) -> Iterator[tuple[str, Any]]:
    """Answer all properties in a schema, with where they are."""
    for name, field in schema.get("properties", {}).items():
        yield f"{at}.{name}", field


def test_it_is_valid(description: Any) -> None:
    validate(description, cls=OpenAPIV31SpecValidator)

    assert description["openapi"] == "3.1.0"


def test_it_has_every_route_and_no_other(api: Api, description: Any) -> None:
    served = {
        (method, path)
        for path, methods in create(api.services).routes.items()
        for method in methods
        if method != "HEAD"  # each GET takes it too
    }

    assert set(operations(description)) == served


def test_every_operation_has_a_name_of_its_own_and_a_sentence(description: Any) -> None:
    described = operations(description).values()

    assert len({operation["operationId"] for operation in described}) == len(described)
    assert all(operation["summary"] for operation in described)


def test_every_parameter_and_every_field_sent_is_named(description: Any) -> None:
    for endpoint in ROUTES:
        operation = operations(description)[endpoint.method, endpoint.path]
        query = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"}
        assert query == set(endpoint.query.model_fields if endpoint.query else ())
        if endpoint.takes:
            schema = next(iter(operation["requestBody"]["content"].values()))["schema"]
            properties = description["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["properties"]
            assert set(properties) == set(endpoint.takes.model_fields)
            assert set(operation["requestBody"]["content"]) == set(endpoint.media_types)


def test_every_refusal_of_a_route_is_listed_with_its_status(description: Any) -> None:
    post = operations(description)["POST", "/v1/sites/{site}/comments"]["responses"]

    assert set(post) == {
        "201",
        "202",
        "400",
        "401",
        "403",
        "404",
        "405",
        "409",
        "413",
        "415",
        "422",
        "429",
        "500",
        "503",
    }
    assert post["403"]["description"] == "One of: blocked, origin_not_allowed, page_closed."
    assert post["422"]["description"] == (
        "One of: invalid_page, invalid_request, name_reserved, page_not_on_site, parent_not_found."
    )


def test_answers_and_bodies_are_of_the_type_that_they_come_in(description: Any) -> None:
    described = operations(description)
    page, form = (described[method, "/v1/sites/{site}/thread.html"] for method in ("GET", "POST"))

    assert list(form["requestBody"]["content"]) == ["application/x-www-form-urlencoded"]
    assert list(page["responses"]["200"]["content"]) == ["text/html"]
    assert list(form["responses"]["202"]["content"]) == ["text/html"]
    assert set(form["responses"]["422"]["content"]) == {"application/problem+json", "text/html"}
    assert set(form["responses"]["503"]["content"]) == {"application/problem+json", "text/html"}
    assert set(form["responses"]["415"]["content"]) == {"application/problem+json"}
    assert "400" not in form["responses"]
    assert list(described["GET", "/v1/sites/{site}/feed.atom"]["responses"]["200"]["content"]) == [
        "application/atom+xml"
    ]
    assert list(described["GET", "/embed.js"]["responses"]["200"]["content"]) == ["text/javascript"]
    assert list(described["GET", "/moderate/{version}/moderate.css"]["responses"]["200"]["content"]) == ["text/css"]


def test_every_call_says_which_token_it_needs(description: Any) -> None:
    for endpoint in ROUTES:
        asked = operations(description)[endpoint.method, endpoint.path].get("security")
        if "moderator" in endpoint.access:
            assert asked == [{"moderator_token": []}]
        elif endpoint.access == "admin":
            assert asked == [{"admin_token": []}]
        elif endpoint.access == "author":
            assert asked == [{"author_token": []}, {"sign_on_token": []}]
        elif endpoint.access == "signed_on":
            assert asked == [{"sign_on_token": []}]
        elif "Authorization" not in endpoint.headers:
            assert asked is None
        elif endpoint.method == "POST":
            assert asked == [{}, {"sign_on_token": []}]
        else:
            assert asked == [{}, {"author_token": []}, {"sign_on_token": []}]
    schemes = {"moderator_token", "admin_token", "author_token", "sign_on_token"}
    assert set(description["components"]["securitySchemes"]) == schemes


def test_an_answer_without_a_body_is_described_so(description: Any) -> None:
    withdraw = operations(description)["DELETE", "/v1/sites/{site}/comments/{id}"]["responses"]

    assert "content" not in withdraw["204"]
    assert set(withdraw) == {"204", "401", "403", "404", "405", "422", "500", "503"}
    assert withdraw["403"]["description"] == "One of: edit_window_over, origin_not_allowed."


def test_nothing_private_is_described_as_public(description: Any) -> None:
    schemas = description["components"]["schemas"]

    assert set(schemas["PublicAuthor"]["properties"]) == {"name", "url", "badge"}
    assert "email" not in json.dumps([schemas["PublicComment"], schemas["CommentList"]])


def test_every_part_is_described(description: Any) -> None:
    parts: list[tuple[str, Any]] = [(tag["name"], tag) for tag in description["tags"]]
    parts += description["components"]["headers"].items()
    parts += description["components"]["securitySchemes"].items()
    for (method, path), operation in operations(description).items():
        at = f"{method} {path}"
        parts += [(f"{at} {one['name']}", one) for one in operation["parameters"]]
        parts += [(f"{at} {status}", one) for status, one in operation["responses"].items()]
        parts += [(f"{at} body", operation["requestBody"])] if "requestBody" in operation else []
        assert set(operation["tags"]) <= {tag["name"] for tag in description["tags"]}

    assert [name for name, part in parts if not part.get("description")] == []


def test_every_field_is_described(description: Any) -> None:
    schemas = description["components"]["schemas"]
    found = [field for name, schema in schemas.items() for field in fields(schema, name)]

    assert [name for name, field in found if not pointed(description, field).get("description")] == []


def test_every_text_that_is_required_has_an_example_of_its_own(description: Any) -> None:
    assert [at for at, _, given in texts(description) if "…" in json.dumps(given, ensure_ascii=False)] == []


def test_every_body_has_an_example_that_its_schema_allows(description: Any) -> None:
    for at, schema, given in texts(description):
        validator = Draft202012Validator({**schema, "components": description["components"]})
        assert given, at
        for one in given:
            assert [error.message for error in validator.iter_errors(one)] == [], at


def test_every_parameter_with_an_example_takes_it(description: Any) -> None:
    parameters = [one for operation in operations(description).values() for one in operation["parameters"]]

    for one in parameters:
        if one["required"]:
            assert "example" in one, one["name"]
        if "example" in one:
            Draft202012Validator(one["schema"]).validate(one["example"])


def test_the_example_of_every_request_is_taken_by_its_model(description: Any) -> None:
    for endpoint in ROUTES:
        if endpoint.takes:
            body = operations(description)[endpoint.method, endpoint.path]["requestBody"]
            endpoint.takes.model_validate(next(iter(body["content"].values()))["example"])


def test_what_the_documents_show_is_what_the_description_allows(description: Any) -> None:
    schemas = {at: schema for at, schema, _ in texts(description)}
    for example in examples((ROOT / "docs" / "api.md").read_text(encoding="utf-8")):
        request = example.request(NO_TOKENS)
        template = next(
            endpoint.path
            for endpoint in sorted(ROUTES, key=lambda endpoint: endpoint.path.count("{"))
            if endpoint.method == request["method"] and is_at(endpoint.path, request["path"].partition("?")[0])
        )
        at = f"{request['method']} {template}"
        for part, text in (("request", request["content"]), (str(example.status), example.answer)):
            if text is not None and text.startswith("{") and f"{at} {part}" in schemas:
                validator = Draft202012Validator({**schemas[f"{at} {part}"], "components": description["components"]})
                shown = {**json.loads(text), **({"type": "urn:belowline:error:x"} if "request_id" in text else {})}
                assert [error.message for error in validator.iter_errors(shown)] == [], example.command


def is_at(template: str, path: str) -> bool:
    expected, given = template.split("/"), path.split("/")
    return len(expected) == len(given) and all(
        one.startswith("{") or one == other for one, other in zip(expected, given, strict=True)
    )


def test_every_error_code_is_an_answer_of_some_route(description: Any) -> None:
    described = {
        code: int(status)
        for operation in operations(description).values()
        for status, response in operation["responses"].items()
        for code in response.get("content", {}).get("application/problem+json", {}).get("examples", ())
    }

    assert described == {error.code: status for error, status in STATUS_OF.items()} | {"internal_error": 500}


def test_every_error_is_shown_as_it_is_made(description: Any) -> None:
    shown = description["components"]["examples"]

    for error, status in STATUS_OF.items():
        body = shown[error.code]["value"]
        made = error.example()
        assert body["status"] == status
        assert body["code"] == error.code
        if isinstance(made, errors.Refused):
            assert (body["title"], body["detail"]) == (made.title, made.detail)
        named = made.fields if isinstance(made, errors.Refused) else ()
        assert [error["field"] for error in body["errors"]] == [one.field for one in named]


@pytest.mark.parametrize(
    ("method", "path", "status", "headers"),
    [
        ("GET", "/v1/sites/{site}/comments", "200", {"ETag"}),
        ("GET", "/v1/sites/{site}/comments", "304", {"ETag"}),
        ("GET", "/v1/sites/{site}/comments", "503", {"Retry-After"}),
        ("GET", "/v1/sites/{site}/comments", "405", {"Allow"}),
        ("GET", "/v1/sites/{site}/comments/{id}", "200", {"ETag", "Vary"}),
        ("POST", "/v1/sites/{site}/comments", "202", set()),
        ("GET", "/v1/sites/{site}/moderation/comments", "200", set()),
        ("GET", "/v1/sites/{site}/moderation/comments", "401", {"WWW-Authenticate"}),
        ("GET", "/v1/sites/{site}/moderation/comments", "403", set()),
        ("GET", "/openapi.json", "304", {"ETag"}),
    ],
)
def test_the_headers_of_an_answer_are_described(
    description: Any, method: str, path: str, status: str, headers: set[str]
) -> None:
    response = operations(description)[method, path]["responses"][status]

    assert set(response["headers"]) == {"X-Request-Id", "Cache-Control"} | headers


def test_what_may_be_kept_can_be_asked_for_by_its_validator(description: Any) -> None:
    for endpoint in ROUTES:
        operation = operations(description)[endpoint.method, endpoint.path]
        is_kept = endpoint.cache is not None and endpoint.method == "GET"
        assert ("304" in operation["responses"]) == is_kept
        assert any(one["name"] == "If-None-Match" for one in operation["parameters"]) == is_kept


def test_limits_are_in_the_schemas(description: Any) -> None:
    schemas = description["components"]["schemas"]

    name, body = (schemas["NewAuthor"]["properties"]["name"], schemas["NewComment"]["properties"]["body"])
    assert (name["minLength"], name["maxLength"]) == (1, 80)
    assert (body["minLength"], body["maxLength"]) == (1, 8000)
    assert "code points" in name["description"]
    assert "control characters" in body["description"]
    assert schemas["Actions"]["properties"]["ids"]["maxItems"] == 100
    assert schemas["NewComment"]["properties"]["page"]["maxLength"] == 1024


def test_it_names_the_licence_and_the_addresses_of_the_service() -> None:
    slices = (*SLICES, with_description(SLICES))

    assert describe(slices)["info"]["license"]["identifier"] == "MIT"
    assert [server["url"] for server in describe(slices)["servers"]] == ["/"]
    addresses = ["https://comments.news.example"]
    assert [server["url"] for server in describe(slices, addresses)["servers"]] == addresses


def test_it_is_served_with_the_addresses_that_the_service_knows(api: Api) -> None:
    settings = Settings(public_urls=("https://comments.news.example",))
    elsewhere = Api(replace(api.services, settings=settings))

    served = elsewhere.call("GET", "/openapi.json").json()

    assert served == describe((*SLICES, with_description(SLICES)), settings.public_urls)


def test_nothing_of_it_is_made_or_imported_before_somebody_asks() -> None:
    told = "import sys, app; print([name for name in sys.modules if name.startswith('chalicelib.api.')])"

    command = [sys.executable, "-c", told]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 # our own line

    assert "chalicelib.api.openapi" in done.stdout
    for name in ("description", "operations", "refusals", "samples", "shapes"):
        assert f"chalicelib.api.{name}" not in done.stdout


class Leaf(TypedDict):
    """A shape of the tests."""

    count: int
    note: str | None


class Tree(TypedDict):
    """A shape that holds others."""

    leaf: Leaf | None
    leaves: list[Leaf]
    names: dict[str, int]


def test_an_example_is_put_together_from_those_of_fields() -> None:
    schema = TypeAdapter(Tree).json_schema()

    assert sample(schema, schema["$defs"]) == {
        "leaf": {"count": 0, "note": None},
        "leaves": [{"count": 0, "note": None}],
        "names": {},
    }


def test_what_differs_is_laid_over_an_example() -> None:
    example = {"a": {"b": 1, "c": 2}, "d": {"e": 3}}

    assert merged(example, {"a": {"b": 5}, "d": {}}) == {"a": {"b": 5, "c": 2}, "d": {}}
