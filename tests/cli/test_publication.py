"""The demo publication serves its pages, with the service's address in them, and nothing else."""

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from chalicelib.posts.entries import parse
from chalicelib.posts.models import Fetched, Publisher
from chalicelib.sites.models import SiteSettings
from cli.local.publication import DEMO, Publication, PublicationServer


@pytest.fixture
def site(tmp_path: Path) -> Iterator[httpx.Client]:
    (tmp_path / "articles").mkdir()
    (tmp_path / "static").mkdir()
    (tmp_path / "index.html").write_text("front")
    (tmp_path / "articles" / "harbour-wall.html").write_text('<script src="{{service}}/embed.js"></script>')
    (tmp_path / "static" / "site.css").write_text("a{{service}}")
    (tmp_path / "secret.html").write_text("secret")
    server = PublicationServer.listen(Publication("http://127.0.0.1:8000", tmp_path), 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    with httpx.Client(base_url=server.address, trust_env=False) as client:
        yield client
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("path", "media_type", "content"),
    [
        ("/", "text/html; charset=utf-8", "front"),
        ("/?from=newsletter", "text/html; charset=utf-8", "front"),
        (
            "/articles/harbour-wall/",
            "text/html; charset=utf-8",
            '<script src="http://127.0.0.1:8000/embed.js"></script>',
        ),
        (
            "/articles/harbour-wall",
            "text/html; charset=utf-8",
            '<script src="http://127.0.0.1:8000/embed.js"></script>',
        ),
        ("/static/site.css", "text/css; charset=utf-8", "a{{service}}"),
    ],
)
def test_a_page_stands_at_its_path(site: httpx.Client, path: str, media_type: str, content: str) -> None:
    answer = site.get(path)

    assert (answer.status_code, answer.headers["content-type"], answer.text) == (200, media_type, content)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/articles/",
        "/articles/none/",
        "/secret.html",
        "/static/",
        "/static/../secret.html",
        "/static/%2e%2e/secret.html",
    ],
)
def test_nothing_else_is_there(site: httpx.Client, path: str) -> None:
    assert site.get(path).status_code == 404


def test_an_answer_to_head_has_no_body(site: httpx.Client) -> None:
    answer = site.head("/")

    assert (answer.status_code, answer.headers["content-length"], answer.content) == (200, "5", b"")


def test_every_page_of_the_demo_is_served() -> None:
    publication = Publication("http://127.0.0.1:8000")

    pages = ["/", *publication.articles()]

    assert len(pages) == 1 + len(list(DEMO.glob("articles/*.html")))
    assert all(publication.read(page) for page in pages)


def test_the_feed_has_every_article_as_it_stands() -> None:
    media_type, content = Publication("http://127.0.0.1:8000").read("/feed.atom") or ("", b"")
    here = "http://127.0.0.1:8001"
    fetched = Fetched(f"{here}/feed.atom", content, media_type)

    entries = parse(fetched, Publisher("demo", (here,), SiteSettings())).entries

    assert media_type == "application/atom+xml"
    assert sorted(entry.url.removeprefix(here) for entry in entries) == Publication("").articles()
    for entry in entries:
        article = (DEMO / f"{entry.url.removeprefix(here).strip('/')}.html").read_text(encoding="utf-8")
        assert f"<h1>{entry.title}</h1>" in article
        assert f'<time datetime="{str(entry.at)[:10]}">' in article
        assert entry.excerpt.partition(". ")[0] in article
