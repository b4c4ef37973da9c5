"""The demo's site is made by the service's own rules: its readers' names are nobody's who moderates it."""

from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.bootstrap import Services
from chalicelib.comments.reserved import is_reserved
from chalicelib.config import Settings
from chalicelib.popular.models import Order
from chalicelib.storage.table import Table
from cli.local.publication import DEMO
from cli.local.readers import READINGS, fill_lists
from cli.local.seed import COMMENTS, MODERATOR, SITE, TITLES, seed
from tests.conftest import ORIGIN, never_hot
from tests.recount import violations
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


def test_readers_come_by_where_nobody_has_read_anything_lately_and_are_counted_as_all_are(
    table_client: "DynamoDBClient", tmp_path: Path
) -> None:
    services = Services(Settings(), Table(table_client, TABLE, lambda _attempt: None), seconds=never_hot())
    seed(services, tmp_path, [ORIGIN])
    site = services.sites.get(SITE)

    for _ in range(2):
        fill_lists(services, site)

        stored = Stored.read(table_client, TABLE)
        views = {counter["key"]: counter["view_count"] for counter in stored.of("views")}
        assert set(views) == {page.rstrip("/") for page in TITLES}
        assert sum(views.values()) == sum(reading.people for reading in READINGS)
        assert sum(digest.get("view_count", 0) for digest in stored.of("digest")) == sum(views.values())
        assert violations(stored) == []
    trending = services.popular.pages(site, Order("trend"), 10)
    assert trending[0]["key"] == "/articles/night-bakery"
    assert {page["title"] for page in services.popular.pages(site, Order("views", "week"), 10)} == set(TITLES.values())
