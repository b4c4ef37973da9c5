"""The documents are held to the code: what is there is documented, and what is documented is there."""

import json
import re
from inspect import signature
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter
from typing_extensions import is_typeddict

from app import SLICES
from chalicelib.api.description import describe
from chalicelib.api.endpoints import Endpoint
from chalicelib.api.openapi import endpoints as with_description
from chalicelib.api.responses import STATUS_OF
from chalicelib.moderation.checks import CHECKS
from chalicelib.moderation.models import MOVES, CheckName
from chalicelib.sites.models import PROFILES, SiteSettings
from chalicelib.storage import keys
from tests.conftest import SITE, Desk
from tests.examples import NO_TOKENS, Example, examples
from tests.signon.publisher import SECRET, token

ROOT = Path(__file__).parents[1]
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
API = DOCS["api.md"]
ROUTES = [endpoint for slice_ in (*SLICES, with_description(SLICES)) for endpoint in slice_.all]

_TABLE = re.compile(r"(?:^\|.*\n?)+", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_ROUTE = re.compile(r"^### `([A-Z]+) (\S+)`$", re.MULTILINE)
_HEADER_READ = re.compile(r"""headers(?:\.get\(|\[)"([a-z-]+)\"""")
_LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)")


def below(text: str, heading: str) -> str:
    """Answer what stands below a heading, up to the next one of its level or a higher one."""
    level = len(heading.partition(" ")[0])
    following = text.partition(f"\n{heading}\n")[2]
    assert following, f"there is no {heading!r}"
    return re.split(rf"^#{{1,{level}}} ", following, maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """Answer the cells of all tables, without their heads."""
    lines = [line for table in _TABLE.findall(text) for line in table.splitlines()[2:]]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def words(text: str) -> list[str]:
    """Answer all that is written as code within sentences and tables."""
    return re.findall(r"`([^`]+)`", _FENCED.sub("", text))


def fields(model: type[BaseModel] | None, before: str = "") -> set[str]:
    """Answer the names of a model's fields, those within others with dots."""
    found = set()
    for name, field in (model.model_fields if model else {}).items():
        inner = next((one for one in (field.annotation, *get_args(field.annotation)) if is_parted(one)), None)
        found |= {before + name} if inner is None else fields_of(inner, f"{before}{name}.")
    return found


def is_parted(shape: Any) -> bool:
    """Tell whether what a field holds has fields of its own."""
    return is_typeddict(shape) or (isinstance(shape, type) and issubclass(shape, BaseModel))


def fields_of(shape: Any, before: str) -> set[str]:
    return {before + name for name in shape.__annotations__} if is_typeddict(shape) else fields(shape, before)


def named(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


def route_of(method: str, path: str) -> Endpoint:
    """Find the route that takes a request."""
    taking = [
        endpoint
        for endpoint in ROUTES
        if endpoint.method == method
        and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", endpoint.path), path.partition("?")[0])
    ]
    return min(taking, key=lambda endpoint: endpoint.path.count("{"))


def test_every_route_is_documented_and_no_other() -> None:
    assert sorted(_ROUTE.findall(API)) == sorted((endpoint.method, endpoint.path) for endpoint in ROUTES)


@pytest.mark.parametrize("endpoint", ROUTES, ids=named)
def test_every_field_parameter_and_refusal_of_a_route_is_documented(endpoint: Endpoint) -> None:
    section = below(API, f"### `{named(endpoint)}`")

    documented = {word for row in rows(section) for word in words(row[0])} - set(MOVES)
    assert documented == fields(endpoint.takes) | fields(endpoint.query)
    assert {refusal.code for refusal in endpoint.refuses} <= set(words(section))


def described_fields(schema: Any, schemas: Any, before: str = "") -> set[str]:
    """Answer the names of a described body's fields, those within others with dots."""
    found: set[str] = set()
    for name, field in schemas[schema["$ref"].rpartition("/")[2]]["properties"].items():
        inner = next((one for one in (field, *field.get("anyOf", ())) if "$ref" in one), None)
        found |= described_fields(inner, schemas, f"{before}{name}.") if inner else {before + name}
    return found


def test_the_description_and_the_documents_name_the_same() -> None:
    description = describe((*SLICES, with_description(SLICES)))

    for endpoint in ROUTES:
        operation = description["paths"][endpoint.path][endpoint.method.lower()]
        described = {one["name"] for one in operation["parameters"] if one["in"] == "query"}
        for content in operation.get("requestBody", {}).get("content", {}).values():
            described |= described_fields(content["schema"], description["components"]["schemas"])
        section = below(API, f"### `{named(endpoint)}`")
        assert described == {word for row in rows(section) for word in words(row[0])} - set(MOVES), named(endpoint)


def test_every_move_of_a_comment_is_documented() -> None:
    section = below(API, "### `POST /v1/sites/{site}/moderation/actions`")

    documented = {words(row[0])[0]: set(words(row[1])) for row in rows(section) if words(row[0])[0] in MOVES}

    assert documented == MOVES


def test_every_request_header_that_is_read_is_documented_and_no_other() -> None:
    code = [path.read_text(encoding="utf-8") for path in (ROOT / "chalicelib").rglob("*.py")]
    is_read = {name for text in code for name in _HEADER_READ.findall(text)}
    declared = {name.lower() for endpoint in ROUTES for name in endpoint.headers}

    documented = {word.lower() for row in rows(below(API, "### Request headers")) for word in words(row[0])}

    assert documented == is_read | declared


def test_every_error_code_is_documented_with_its_status_and_no_other() -> None:
    documented = {words(row[0])[0]: int(row[1]) for row in rows(below(DOCS["errors.md"], "## Codes"))}

    assert documented == {error.code: status for error, status in STATUS_OF.items()} | {"internal_error": 500}


def test_every_code_of_a_field_is_documented() -> None:
    """As they stand in the code: the second text of what makes an error of a field."""
    named = r'(?:FieldError|_?invalid|_refused|PydanticCustomError)\((?:[\w.]+|"[\w.]*"), "([a-z_]+)"'
    made = re.compile(named + r'|(?:_refused|PydanticCustomError)\("([a-z_]+)", ')
    sources = [path.read_text() for path in Path("chalicelib").rglob("*.py")]
    codes = {one or other for text in sources for one, other in made.findall(text)}
    known = {code for row in rows(below(DOCS["errors.md"], "## Codes in `errors`")) for code in words(row[0])}

    assert len(codes) > 10
    of_commands = {"invalid_site", "site_exists", "invalid_origin", "no_columns", "invalid_source"}
    of_pydantic = {"less_than_equal", "too_long"}
    assert codes - known <= of_commands | of_pydantic


def test_every_error_tells_when_it_comes_and_what_to_do() -> None:
    for _, _, when, what_to_do in rows(below(DOCS["errors.md"], "## Codes")):
        assert when.endswith(".")
        assert what_to_do.endswith(".")


def test_every_setting_is_documented_with_its_default_and_no_other() -> None:
    documented = {words(row[0])[0]: words(row[1])[0] for row in rows(DOCS["settings.md"])}

    defaults = json.loads(SiteSettings().model_dump_json())
    assert documented == {
        name: default if isinstance(default, str) else json.dumps(default) for name, default in defaults.items()
    }


def test_every_check_is_documented_in_its_order() -> None:
    documented = [
        words(row[0])[0]
        for row in rows(below(DOCS["moderation.md"], "## All checks, their defaults and what they cost"))
        if words(row[0])
    ]

    assert documented == [check.__name__ for check in CHECKS]


def test_every_reason_on_a_card_is_explained_to_moderators() -> None:
    said = json.loads((ROOT / "chalicelib/web/moderate/locales/en.json").read_text(encoding="utf-8"))
    explained = {row[0] for row in rows(below(DOCS["moderation.md"], "## Why a comment waits")) if len(row) > 2}

    assert explained == {said[f"checks.{check}"] for check in get_args(CheckName)}


def test_every_profile_is_documented_with_what_it_sets_and_nothing_else() -> None:
    table = rows(below(DOCS["moderation.md"], "## Profiles"))
    documented = {words(name)[0]: (int(balanced), int(strict)) for name, balanced, strict in table}

    defaults = SiteSettings()
    assert documented == {name: (getattr(defaults, name), value) for name, value in PROFILES["strict"].items()}


def entities() -> list[list[str]]:
    """The rows of the data model's entities that are built."""
    found = rows(below(DOCS["data-model.md"], "## Entities"))
    return [row for row in found if "*(later)*" not in row[0]]


def test_every_key_is_documented_and_no_other() -> None:
    made: set[str] = set()
    for function in vars(keys).values():
        if not callable(function) or not getattr(function, "__module__", "").startswith(keys.__name__):
            continue
        parts = {"token_hash": "hash", "key_hash": "key"}
        given = [
            parts.get(name, name)
            for name, parameter in signature(function).parameters.items()
            if parameter.kind is not parameter.KEYWORD_ONLY
        ]
        if signature(function).return_annotation == keys.Key and given[0] in {"site", "hash", "version"}:
            made |= {*function(*given), *(function(*given, pinned=True) if function is keys.thread else ())}
        elif (function.__doc__ or "").startswith(("gsi1:", "gsi2:", "gsi3:")):
            made.add(function(*given))
    documented = {word for row in entities() for word in words(row[1]) + words(row[2])}

    assert documented == {key for key in made if key[0].isupper()}


def test_every_type_of_item_is_documented() -> None:
    chart = re.findall(r"^    \S.{32}\S.*?  +([a-z]+)(?:\s|$)", keys.__doc__ or "", re.MULTILINE)

    assert {row[0] for row in entities()} == set(chart) - {"type"}


@pytest.mark.parametrize("name", DOCS)
def test_every_link_leads_somewhere(name: str) -> None:
    for target, anchor in _LINK.findall(DOCS[name]):
        if "://" in target:
            continue
        assert not target or (ROOT / "docs" / target).exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", DOCS[target or name], re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", heading).replace(" ", "-").lower() for heading in headings}


def test_every_route_has_an_example() -> None:
    shown = [example.request(NO_TOKENS) for example in examples(API)]

    assert {named(route_of(one["method"], one["path"])) for one in shown} == {named(endpoint) for endpoint in ROUTES}


def test_the_examples_are_answered_as_they_show(desk: Desk) -> None:
    variables = {**NO_TOKENS, "TOKEN": desk.token, "SIGN_ON_TOKEN": token()}

    for example in examples(API):
        if "$ADMIN_TOKEN" in example.command and not variables["ADMIN_TOKEN"]:  # what is shown before counts ids
            variables["ADMIN_TOKEN"], _ = desk.api.services.tokens.create(SITE, "admin", "chief")
        if "$SIGN_ON_TOKEN" in example.command:
            desk.api.services.sites.change(SITE, settings={"sign_on_secret": SECRET})
        request = example.request(variables)
        response = desk.api.call(**request)
        assert response.status_code == example.status, example.command
        assert example.is_answered(response.text), response.text
        if response.is_success and response.headers.get("Content-Type") == "application/json":
            answer = response.json()
            variables["AUTHOR_TOKEN"] = answer.get("author_token", variables["AUTHOR_TOKEN"])
            assert is_of_shape(route_of(request["method"], request["path"]).answers[response.status_code], answer)


def is_of_shape(shape: Any, answer: Any) -> bool:
    """Tell whether an answer has all that its described shape has, and nothing else."""
    adapter = TypeAdapter(shape)
    return bool(adapter.dump_python(adapter.validate_python(answer)) == answer)


def test_an_example_that_shows_something_else_is_noticed() -> None:
    shown = Example("curl", 200, '{"id": "…", "count": 1, "all": ["…", {"a": null}]}')

    assert shown.is_answered('{"id": "x", "count": 1, "all": ["y", {"a": null}]}')
    for other in (
        '{"id": "x", "count": 2, "all": ["y", {"a": null}]}',
        '{"id": 5, "count": 1, "all": ["y", {"a": null}]}',
        '{"id": "x", "count": 1, "all": ["y"]}',
        '{"id": "x", "count": 1, "all": ["y", {"a": null, "b": 1}]}',
        '{"id": "x", "count": 1}',
    ):
        assert not shown.is_answered(other)
