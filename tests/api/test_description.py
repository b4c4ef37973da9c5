"""The API's description is valid OpenAPI 3.1, has every route, and says what is so."""

import json
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from app import SLICES, create
from chalicelib.api.openapi import endpoints as with_description
from tests.conftest import Api

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

    assert set(post) == {"201", "202", "400", "403", "404", "409", "413", "415", "422", "500", "503"}
    assert post["403"]["description"] == "One of: origin_not_allowed, page_closed."
    assert post["422"]["description"] == (
        "One of: invalid_page, invalid_request, name_reserved, page_not_on_site, parent_not_found."
    )


def test_calls_of_moderators_say_that_they_need_a_token(description: Any) -> None:
    for endpoint in ROUTES:
        operation = operations(description)[endpoint.method, endpoint.path]
        assert operation.get("security") == ([{"token": []}] if "/moderation/" in endpoint.path else None)


def test_nothing_private_is_described_as_public(description: Any) -> None:
    schemas = description["components"]["schemas"]

    assert set(schemas["PublicAuthor"]["properties"]) == {"name", "url", "badge"}
    assert "email" not in json.dumps([schemas["PublicComment"], schemas["CommentList"]])
