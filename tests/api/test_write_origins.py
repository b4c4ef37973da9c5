"""Who may write from where: a browser tells the origin of the page that calls, and it is the site's or the service's."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.author import Author
from tests.conftest import ORIGIN, SITE, Api, Desk

NEW = {"page": "/a", "body": "Well said.", "author": {"name": "Ada"}}
WRITES: list[tuple[str, dict[str, Any]]] = [("comments", NEW), ("views", {"page": "/a"})]

ALLOWED = {
    "none, as from a server": None,
    "the site's": ORIGIN,
    "the service's own": "https://service.test",
}
REFUSED = {
    "another host": "https://evil.example",
    "none that a browser would name": "null",
    "nothing": "",
    "a slash at the end": f"{ORIGIN}/",
    "another port": f"{ORIGIN}:8443",
    "the default port, which browsers leave out": f"{ORIGIN}:443",
    "another scheme": "http://news.example",
    "a host of the same domain": "https://www.news.example",
    "a host that begins alike": f"{ORIGIN}.evil.example",
    "capitals": "https://NEWS.example",
    "two of them": f"{ORIGIN}, https://evil.example",
    "the service without encryption": "http://service.test",
}


@pytest.mark.parametrize("origin", ALLOWED)
def test_readers_write_from_the_site_and_from_the_service(api: Api, origin: str) -> None:
    given = ALLOWED[origin]

    for path, body in WRITES:
        response = api.post(path, body, headers={} if given is None else {"Origin": given})

        assert response.is_success, response.text


@pytest.mark.parametrize("origin", REFUSED)
def test_a_write_from_any_other_origin_is_refused(api: Api, origin: str) -> None:
    for path, body in WRITES:
        response = api.post(path, body, headers={"Origin": REFUSED[origin]})

        assert (response.status_code, response.json()["code"]) == (403, "origin_not_allowed")
    assert api.counts() == {"page": "/a", "key": "/a", "comment_count": 0, "view_count": 0}


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_authors_change_their_comment_from_the_site_and_the_service_alone(api: Api, method: str) -> None:
    author = Author.of(api)

    def change(origin: str | None) -> httpx.Response:
        headers = author.headers | ({} if origin is None else {"Origin": origin})
        return api.call(method, author.path, json={"body": "Better said."}, headers=headers)

    for refused in REFUSED.values():
        response = change(refused)
        assert (response.status_code, response.json()["code"]) == (403, "origin_not_allowed")
    assert author.sees()["body"] == "Well said."
    for origin in ALLOWED.values():
        assert change(origin).is_success


def test_a_site_may_have_several_origins(api: Api) -> None:
    api.services.sites.change(SITE, origins=[ORIGIN, "http://127.0.0.1:8001"])

    assert api.post("views", {"page": "/a"}, headers={"Origin": "http://127.0.0.1:8001"}).is_success
    assert api.post("views", {"page": "/a"}, headers={"Origin": ORIGIN}).is_success


def test_the_services_own_origins_can_be_set(api: Api) -> None:
    settings = api.services.settings.model_copy(update={"public_urls": ("https://comments.news.example",)})
    behind_a_name = Api(replace(api.services, settings=settings))

    named = behind_a_name.post("views", {"page": "/a"}, headers={"Origin": "https://comments.news.example"})
    unnamed = behind_a_name.post("views", {"page": "/a"}, headers={"Origin": "https://service.test"})

    assert named.is_success
    assert unnamed.status_code == 403


def test_reads_are_for_any_origin(api: Api) -> None:
    for origin in REFUSED.values():
        assert api.get("comments", params={"page": "/a"}, headers={"Origin": origin}).is_success
        assert api.get("counts", params={"page": "/a"}, headers={"Origin": origin}).is_success


def test_moderators_are_judged_by_their_token_alone(api: Api, desk: Desk) -> None:
    posted = api.comment()["id"]

    response = api.post(
        "moderation/actions",
        {"action": "approve", "ids": [posted]},
        headers={"Origin": "https://newsroom.example", **desk.headers},
    )

    assert response.json()["results"][0]["status"] == "approved"


def test_an_origin_of_another_site_is_refused(api: Api) -> None:
    api.services.sites.create("other", "Other", ["https://other.example"])

    response = api.post("comments", NEW, headers={"Origin": "https://other.example"})

    assert response.status_code == 403
