"""The package holds what serving needs and no more, and answers alone, without anything that is installed for tests."""

import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.bootstrap import Services, build
from chalicelib.config import Settings
from cli.deploy.contents import is_shipped, parts
from cli.deploy.package import Package, show
from cli.deploy.target import Target
from cli.local.child import ROOT
from cli.local.engine import REGION, Engine, local_environment
from tests.conftest import BROWSER, ORIGIN, SITE, with_site
from tests.deploy.runtime import FunctionFailedError, Runtime
from tests.deploy.shapes import SHAPES, Asked
from tests.signon.publisher import ed_pair, token_by

MOST_BYTES = 15_500_000
SOURCES = ("chalicelib/web/embed/", "chalicelib/web/moderate/")
"""Of what browsers get."""
COMMENTS = "/v1/sites/{site}/comments"
FEED = "/v1/sites/{site}/feed.atom"
THREAD = "/v1/sites/{site}/thread.html"
HEALTH = Asked("GET", "/health")


def names(package: Package) -> list[str]:
    with zipfile.ZipFile(package.path) as made:
        return made.namelist()


def test_the_package_is_small(package: Package) -> None:
    assert package.path.stat().st_size < MOST_BYTES


def test_the_package_holds_our_code_and_no_tests_tools_or_other_services(package: Package) -> None:
    found = names(package)
    ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / "chalicelib").rglob("*") if path.is_file()}
    ours = {name for name in ours if "__pycache__" not in name and not name.startswith(SOURCES)}
    assert {"app.py", *ours, "chalicelib/web/built/embed/embed.js.br", "chalicelib/web/built/desk/main.js.br"} <= set(
        found
    )
    assert not any(name.startswith(SOURCES) for name in found)
    tops = {name.partition("/")[0] for name in found}
    assert not tops & {"cli", "tests", "bench", "boto3", "click", "dns", "inquirer", "pip", "setuptools", "yaml"}
    assert {name.split("/")[2] for name in found if name.startswith("botocore/data/") and name.count("/") > 2} == {
        "dynamodb"
    }
    assert [name for name in found if ".dist-info/" in name and "python_ulid" not in name] == []


def test_every_module_is_there_with_its_bytecode(package: Package) -> None:
    found = set(names(package))
    assert package.is_compiled
    for name in found:
        if name.endswith(".py"):
            folder, _, file = name.rpartition("/")
            assert any(
                other.startswith(f"{folder}/__pycache__/{file.removesuffix('py')}".lstrip("/")) for other in found
            ), name


def test_what_is_in_it_is_told_with_a_reason_for_each_part(
    package: Package, capsys: pytest.CaptureFixture[str]
) -> None:
    show(package)

    told = capsys.readouterr().out.splitlines()
    assert len(told) == len(parts()) + 3
    assert all(line.why for line in package.lines)
    assert sum(line.zipped for line in package.lines) < package.path.stat().st_size


def test_the_parts_are_those_that_the_service_requires() -> None:
    required = {
        line.partition("==")[0] for line in (ROOT / "requirements.txt").read_text().splitlines() if "==" in line
    }
    assert required <= {part.name for part in parts()}


@pytest.mark.parametrize(
    ("path", "ships"),
    [
        ("pydantic/main.py", True),
        ("pydantic/v1/main.py", False),
        ("pydantic/py.typed", False),
        ("pydantic-2.0.dist-info/RECORD", False),
        ("python_ulid-4.1.0.dist-info/METADATA", True),
        ("chalice/app.py", True),
        ("chalice/cli/__init__.py", False),
        ("botocore/data/endpoints.json", True),
        ("botocore/data/dynamodb/2012-08-10/service-2.json.gz", True),
        ("botocore/data/s3/2006-03-01/service-2.json.gz", False),
        ("bin/belowline", False),
        ("cffi/api.py", False),
        ("_cffi_backend.cpython-313-aarch64-linux-gnu.so", True),
        ("idna/__pycache__/core.cpython-313.pyc", False),
    ],
)
def test_a_file_is_shipped_or_not(path: str, *, ships: bool) -> None:
    assert is_shipped(path) == ships


def test_the_package_for_aws_is_for_graviton_and_a_python_that_can_start_from_a_snapshot() -> None:
    target = Target.aws()
    assert target.architecture == "arm64"
    assert target.runtime in {"python3.12", "python3.13"}
    assert f"manylinux2014_{target.machine}" in target.pip_options
    assert "--only-binary=:all:" in target.pip_options


def test_alone_it_answers_events_of_all_shapes(unpacked: Path) -> None:
    with Runtime(unpacked, {}) as runtime:
        answers = [runtime.invoke(shape(HEALTH)) for shape in SHAPES.values()]

    assert [(one["statusCode"], one["body"]) for one in answers] == [(200, '{"status":"ok"}')] * 3
    assert runtime.seconds_to_first_answer


def test_alone_it_says_what_is_wrong_with_an_event(unpacked: Path) -> None:
    with Runtime(unpacked, {}) as runtime, pytest.raises(FunctionFailedError, match="KeyError"):
        runtime.invoke({"this": "is no event"})


def test_a_bug_is_logged_with_the_request_id_that_its_caller_was_told(unpacked: Path) -> None:
    nobody = {"AWS_EC2_METADATA_DISABLED": "true"}  # without credentials, which it always has on AWS
    with Runtime(unpacked, nobody) as runtime:
        answer = runtime.invoke(SHAPES["http 1.0"](Asked("GET", COMMENTS, {"site": SITE}, "page=/a")))

    told = json.loads(answer["body"])
    assert (answer["statusCode"], told["code"]) == (500, "internal_error")
    (line,) = [line for line in runtime.log() if line["message"] == "internal_error"]
    assert (line["request_id"], line["route"], line["errorType"]) == (
        told["request_id"],
        COMMENTS,
        "NoCredentialsError",
    )


@pytest.fixture
def engine_services(engine: Engine, engine_table: str) -> Services:
    settings = Settings(table=engine_table, region=REGION, endpoint=engine.endpoint)
    return with_site(
        build(settings),
        timezone="Europe/London",
        moderation_mode="hold_suspect",
        reserved_names=["Editor"],
        sign_on_keys={"keys": [ed_pair().public]},
    )


@pytest.fixture
def function(engine_services: Services, engine: Engine, engine_table: str, unpacked: Path) -> Iterator[Runtime]:
    environment = local_environment({}, engine.endpoint) | {"BELOWLINE_TABLE": engine_table}
    with Runtime(unpacked, environment) as runtime:
        yield runtime


@pytest.mark.engine
def test_alone_it_has_all_that_posting_reading_and_counting_need(function: Runtime) -> None:
    """E-mail, Markdown, links, sanitising, timezones, bots, tokens, confusables, templates, feeds, sign-on: each is a part of its own."""
    new = {
        "page": "/a",
        "body": "**Well** said, see https://example.org/x",
        "author": {"name": "Zoë", "email": "zoe@bücher.example", "url": "https://example.org/"},
    }
    headers = {"Content-Type": "application/json", "Origin": ORIGIN, "User-Agent": BROWSER}
    site = {"site": SITE}

    def ask(shape: str, asked: Asked) -> Any:
        answer = function.invoke(SHAPES[shape](asked))
        assert answer["statusCode"] < 300, answer
        return json.loads(answer["body"])

    posted = ask("http 2.0", Asked("POST", COMMENTS, site, headers=headers, body=json.dumps(new)))
    shown = ask("http 1.0", Asked("GET", COMMENTS, site, "page=/a"))
    view = ask("rest", Asked("POST", "/v1/sites/{site}/views", site, headers=headers, body='{"page": "/a"}'))

    form = b"name=Zo%C3%AB&body=Sent+by+a+browser."  # which an HTTP API passes on in Base64
    sent = Asked("POST", THREAD, site, "page=/a", headers | {"Content-Type": "application/x-www-form-urlencoded"}, form)
    thanks = function.invoke(SHAPES["http 2.0"](sent))
    page = function.invoke(SHAPES["rest"](Asked("GET", THREAD, site, "page=/a")))
    feed = function.invoke(SHAPES["http 1.0"](Asked("GET", FEED, site, "page=/a")))
    now = int(time.time())
    signed = token_by(ed_pair(), role="author", iat=now, exp=now + 60)
    reply = {"page": "/a", "body": "Indeed.", "parent": posted["comment"]["id"]}
    by_reader = headers | {"Authorization": f"Bearer {signed}"}
    replied = ask("rest", Asked("POST", COMMENTS, site, headers=by_reader, body=json.dumps(reply)))

    assert (thanks["statusCode"], "Your comment is published" in thanks["body"]) == (201, True), thanks
    assert (page["statusCode"], page["body"].count("</article>")) == (200, 2), page
    assert (feed["statusCode"], feed["body"].count("</entry>")) == (200, 2), feed
    assert posted["author_token"]
    assert replied["comment"]["author"] == {"name": "Ada", "url": None, "badge": "author"}
    assert [one["id"] for one in shown["comments"]] == [posted["comment"]["id"]]
    assert shown["comments"][0]["html"].startswith("<p><strong>Well</strong> said, see <a href=")
    assert view == {"view_count": 1, "counted": True}
