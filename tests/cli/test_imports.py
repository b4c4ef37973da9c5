"""`belowline import`: what it reads, tells and leaves, in words and in JSON."""

import json
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from chalicelib.bootstrap import Services
from cli.local.engine import Engine, client, local_environment
from cli.main import main
from tests.concurrency.served import services_on
from tests.conftest import Api, with_site
from tests.imports.files import import_views
from tests.recount import recount

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

pytestmark = pytest.mark.engine

Import = Callable[..., Result]


@pytest.fixture
def services(engine: Engine, engine_table: str) -> Services:
    """The service with the site, on the table of the commands."""
    return with_site(services_on(client(engine.endpoint), engine_table))


@pytest.fixture
def import_(engine: Engine, engine_table: str, services: Services, tmp_path: Path) -> Import:
    """Import a file of this content by the command."""
    environment = local_environment({}, engine.endpoint) | {"BELOWLINE_TABLE": engine_table}
    file = tmp_path / "views.csv"

    def run(content: str, *options: str, site: str = "demo") -> Result:
        file.write_text(content, encoding="utf-8")
        return CliRunner().invoke(main, ["import", "views", str(file), "--site", site, *options], env=environment)

    return run


def counts(services: Services, *pages: str) -> list[int]:
    answer: Any = Api(services).get("counts", params={"page": pages}).json()
    return [one["view_count"] for one in answer["counts"]]


def test_views_are_imported_and_again_and_it_is_told_what_happened(
    import_: Import, services: Services, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    content = "page,views\n/a,1200\n/a/?utm_source=x,34\nhttps://news.example/b,1\n"

    planned, first, again = import_(content, "--dry-run"), import_(content), import_(content)

    assert [result.exit_code for result in (planned, first, again)] == [0, 0, 0]
    assert [result.stderr for result in (planned, first, again)] == ["", "", ""]
    assert planned.stdout == (
        "Read 3 lines about 2 pages. Would add 1,235 views to 2 pages. Nothing was changed; without --dry-run it will be.\n"
    )
    assert first.stdout == (
        "Read 3 lines about 2 pages. Added 1,235 views to 2 pages. Counts have them now, lists of popular pages within two "
        "minutes. Where a page has another address by now, `belowline page alias` joins the two.\n"
    )
    assert "Added 0 views to 0 pages. 2 pages had these views from import already." in again.stdout
    assert "Took 1,000 views from 1 page. 1 page had these" in import_("page,views\n/a,234\n/b,1\n").stdout
    assert counts(services, "/a", "/b") == [234, 1]
    assert recount(engine_client, engine_table) == []


def test_refused_lines_are_told_and_the_others_imported(import_: Import, services: Services) -> None:
    content = "views,page\n3,/a\n-1,/b\n4,https://elsewhere.example/c\n"

    result, in_json = import_(content), import_(content, "--source", "old-site", "--json")

    assert (result.exit_code, in_json.exit_code, in_json.stderr) == (1, 1, "")
    first, second = result.stderr.splitlines()
    assert first == "Line 3: '/b' is refused (negative). Its views are below zero."
    assert second.startswith(
        "Line 4: 'https://elsewhere.example/c' is refused (page_not_on_site). The URL's host is not"
    )
    assert "Refused 2 lines: correct them and import the file again, nothing counts twice." in result.stdout
    told = json.loads(in_json.stdout)
    refusals = [(one["number"], one["page"], one["code"]) for one in told.pop("refusals")]
    assert refusals == [(3, "/b", "negative"), (4, "https://elsewhere.example/c", "page_not_on_site")]
    assert told == {
        "site": "demo",
        "source": "old-site",
        "is_dry_run": False,
        "lines": 3,
        "pages": 1,
        "changed": 1,
        "unchanged": 0,
        "views": 3,
        "refused": 2,
    }
    assert counts(services, "/a", "/b") == [6, 0]


def test_of_very_many_refused_lines_the_first_thousand_are_told(import_: Import) -> None:
    result = import_("page,views\n" + ",1\n" * 1_234)

    assert result.exit_code == 1
    assert (result.stderr.count("\n"), result.stderr.splitlines()[-1]) == (1_001, "And 234 more.")
    assert "Refused 1,234 lines" in result.stdout


@pytest.mark.parametrize(
    ("content", "options", "site", "sentence"),
    [
        ("/a,1\n", (), "demo", "Error: file: its first line must name the columns, `page` and `views` among them\n"),
        ("page,views\n/a,1\n", ("--source", "Old site"), "demo", "Error: source: use 1 to 40 lower-case letters"),
        ("page,views\n/a,1\n", (), "none", "Error: There is no site of that id"),
    ],
)
def test_what_cannot_be_imported_is_said_in_a_sentence(
    import_: Import, services: Services, content: str, options: tuple[str, ...], site: str, sentence: str
) -> None:
    result = import_(content, *options, site=site)

    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert result.stderr.startswith(sentence)
    assert counts(services, "/a") == [0]


def test_imports_and_views_at_once_count_each_view_once(
    services: Services, engine: Engine, engine_table: str, engine_client: "DynamoDBClient"
) -> None:
    rows = [(f"/{number}", 10 + number) for number in range(60)]
    others = [services_on(client(engine.endpoint), engine_table) for _ in range(3)]
    threads = [
        Thread(target=import_views, args=(one, rows[::step])) for one, step in zip(others, (1, -1, 1), strict=True)
    ]
    readers = [f"10.1.0.{number}" for number in range(20)]

    for thread in threads:
        thread.start()
    for address in readers:
        Api(services).view("/7", address=address)
    for thread in threads:
        thread.join()

    assert counts(services, *[page for page, _ in rows]) == [
        views + (len(readers) if page == "/7" else 0) for page, views in rows
    ]
    assert recount(engine_client, engine_table) == []
