"""Every change of a page leaves a line in the log, written with it."""

from typing import Any

from chalicelib.pages.models import PageChanges
from chalicelib.storage import keys
from chalicelib.storage.table import Span
from chalicelib.storage.values import unpack
from tests.conftest import SITE, Api, Desk

BOTH_ENGINES = True


def lines(api: Api) -> list[dict[str, Any]]:
    """The lines that tell of pages, the oldest first."""
    found = api.services.table.query(Span(keys.log(SITE, "")[0]), 1000)
    return [line for line in map(unpack, found) if line["action"] == "page"]


def test_a_line_tells_which_page_and_what_was_and_is(desk: Desk) -> None:
    desk.change_page("/a", title="The last ferry", is_open=False)
    desk.change_page(
        "https://news.example/a/?utm_source=x", title=None, closes_at="2026-04-14T12:00:00Z", is_open=False
    )

    first, second = lines(desk.api)
    (token,) = desk.api.services.tokens.of_site(SITE)
    assert (first["moderator"], first["moderator_name"], first["subject"]) == (token.id, "desk", "/a")
    assert (first["before"], first["after"]) == (
        {"title": None, "is_open": True},
        {"title": "The last ferry", "is_open": False},
    )
    assert (second["before"], second["after"]) == (
        {"title": "The last ferry", "closes_at": None},
        {"title": None, "closes_at": "2026-04-14T12:00:00.000Z"},
    )


def test_an_alias_that_is_made_changed_and_cleared_is_told(desk: Desk) -> None:
    desk.change_page("/old", alias_of="/new", title="Old")
    desk.change_page("/old", alias_of="/newer")
    desk.change_page("/old", alias_of=None, title=None)

    assert [(line["before"], line["after"]) for line in lines(desk.api)] == [
        ({"alias_of": None, "title": None}, {"alias_of": "/new", "title": "Old"}),
        ({"alias_of": "/new"}, {"alias_of": "/newer"}),
        ({"alias_of": "/newer", "title": "Old"}, {"alias_of": None, "title": None}),
    ]


def test_what_changes_nothing_or_is_refused_leaves_no_line(desk: Desk) -> None:
    desk.change_page("/a", title="A", alias_of="/b")
    before = lines(desk.api)

    desk.change_page("/a", title="A", alias_of="/b", is_open=True, closes_at=None)
    assert desk.put_page("/b", alias_of="/c").status_code == 422
    assert desk.put_page("/a", title="").status_code == 422

    assert lines(desk.api) == before


def test_what_the_operator_changes_is_told_as_theirs(api: Api) -> None:
    api.services.pages.change(api.services.sites.get(SITE), "/old", PageChanges(alias_of="/new"))

    assert [line["moderator"] for line in lines(api)] == ["operator"]
