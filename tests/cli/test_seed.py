"""The demo's site is made by the service's own rules: its readers' names are nobody's who moderates it."""

from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.bootstrap import Services
from chalicelib.comments.reserved import is_reserved
from chalicelib.config import Settings
from chalicelib.storage.table import Table
from cli.local.publication import DEMO
from cli.local.seed import COMMENTS, MODERATOR, SITE, seed
from tests.conftest import ORIGIN
from tests.storage.engines import TABLE
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def test_a_demo_is_seeded_once_with_all_its_comments(table_client: "DynamoDBClient", tmp_path: Path) -> None:
    services = Services(Settings(), Table(table_client, TABLE, lambda _attempt: None))

    first, second = (seed(services, tmp_path, [ORIGIN]) for _ in range(2))

    assert first == second
    assert services.tokens.check(first.token).name == MODERATOR
    assert services.sites.get(SITE).reserved_names == (MODERATOR,)
    assert services.sites.get(SITE).settings.feed_url == f"{ORIGIN}/feed.atom"
    titles = {page["key"]: page["title"] for page in Stored.read(table_client, TABLE).of("page")}
    for article in sorted(DEMO.glob("articles/*.html")):
        assert f"<h1>{titles[f'/articles/{article.stem}']}</h1>" in article.read_text(encoding="utf-8")
    records = Stored.read(table_client, TABLE).of("comment")
    assert sorted(record["name"] for record in records) == sorted(said.name for said in COMMENTS)
    assert not any(is_reserved(record["name"], [MODERATOR]) for record in records)


def test_the_feed_of_the_demo_moves_with_it_unless_somebody_chose_another(
    table_client: "DynamoDBClient", tmp_path: Path
) -> None:
    services = Services(Settings(), Table(table_client, TABLE, lambda _attempt: None))

    def feed_at(port: int) -> str | None:
        seed(services, tmp_path, [f"http://127.0.0.1:{port}"])
        return services.sites.get(SITE).settings.feed_url

    assert [feed_at(port) for port in (8001, 8005)] == [f"http://127.0.0.1:{port}/feed.atom" for port in (8001, 8005)]

    services.sites.change(SITE, origins=[ORIGIN], settings={"feed_url": f"{ORIGIN}/rss"})
    assert feed_at(8001) == f"{ORIGIN}/rss"
