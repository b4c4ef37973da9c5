"""Comments made HTML anew after the renderer has changed: records and copies agree, and nothing else of them changes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from chalicelib.bootstrap import Services
from chalicelib.comments.markup import RENDERER
from chalicelib.comments.rerender import Rerendered
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from chalicelib.storage.writes import Write
from tests.author import Author
from tests.conftest import SITE, Api, Desk
from tests.recount import recount
from tests.storage.engines import TABLE
from tests.storage.meter import Meter
from tests.stored import Plain, Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OLD = "<p>Made by an older renderer, which said rather more of everything.</p>"
STATUSES = {"pending": None, "approved": "approve", "spam": "spam", "rejected": "reject", "deleted": "delete"}


@pytest.fixture
def records(table_client: "DynamoDBClient") -> Callable[[], dict[str, Plain]]:
    """All records by id, in a table whose counts are all right."""

    def read() -> dict[str, Plain]:
        assert recount(table_client, TABLE) == []
        return {record["id"]: record for record in Stored.read(table_client, TABLE).of("comment")}

    return read


def make_old(table: Table, comment: str, html: str = OLD, *, copy: str | None = None) -> None:
    """Have a comment, and with `copy` its public one there, be as an older renderer made it. `copy` is the root that it is inside of."""
    record = table.get(keys.comment(SITE, comment)) or {}
    old = {"renderer": "0 of old", "html": html}
    update = "SET #renderer = :renderer, #html = :html"
    table.write(Write("Update", keys.comment(SITE, comment), update=update, values=old))
    if copy == comment:
        thread = keys.thread(SITE, keys.page_id("/a"), comment)
        table.write(Write("Update", thread, update="SET #html = :html", values={"html": html}))
    elif copy:
        thread, names = keys.thread(SITE, keys.page_id("/a"), copy), {"reply": comment}
        values = {"html": html, "more": len(html) - len(record["html"]["S"])}
        update = "SET #replies.#reply.#html = :html ADD #inside_bytes :more"
        table.write(Write("Update", thread, update=update, values=values, names=names))


def run(services: Services) -> Rerendered:
    return sum(services.upkeep.rerenderer.run(SITE), Rerendered())


def test_comments_of_every_status_are_made_anew(
    desk: Desk, services: Services, records: Callable[[], dict[str, Plain]]
) -> None:
    comments = {status: Author.of(desk.api).id for status in STATUSES}
    for status, action in STATUSES.items():
        if action:
            desk.act(action, comments[status])
        make_old(services.table, comments[status], copy=comments[status] if status == "approved" else None)
    Author.of(desk.api)
    before = records()

    assert run(services) == Rerendered(checked=6, rendered=5)

    after = records()
    for status, comment in comments.items():
        assert (after[comment]["renderer"], after[comment]["html"]) == (RENDERER, "<p>Well said.</p>")
        assert (after[comment]["status"], after[comment]["upkeep_count"]) == (status, 1)
        changed = {name for name in after[comment] if after[comment][name] != before[comment].get(name)}
        assert changed == {"renderer", "html", "version", "upkeep_count", "write_id"}
    assert [comment["html"] for comment in desk.api.thread()["comments"]] == ["<p>Well said.</p>"]


def test_what_is_done_is_not_done_again(api: Api, services: Services, records: Callable[[], dict[str, Plain]]) -> None:
    for _ in range(3):
        make_old(services.table, Author.of(api).id)
    run(services)
    before = records()

    assert run(services) == Rerendered(checked=3)
    assert records() == before


def test_it_may_be_broken_off_and_run_again(
    api: Api, services: Services, records: Callable[[], dict[str, Plain]]
) -> None:
    for _ in range(103):
        make_old(services.table, Author.of(api).id)

    assert next(iter(services.upkeep.rerenderer.run(SITE))) == Rerendered(checked=100, rendered=100)
    assert run(services) == Rerendered(checked=103, rendered=3)
    assert {record["upkeep_count"] for record in records().values()} == {1}


def test_replies_are_made_anew_inside_a_thread(
    open_api: Api, services: Services, records: Callable[[], dict[str, Plain]]
) -> None:
    root = Author.of(open_api).id
    reply = Author.of(open_api, parent=root).id
    make_old(services.table, reply, copy=root)

    assert run(services).rendered == 1

    assert open_api.thread()["comments"][0]["replies"][0]["html"] == "<p>Well said.</p>"
    assert records()[reply]["place"] == "inside"


def test_a_reply_that_is_longer_now_than_its_thread_has_room_for_moves_beside(
    open_api: Api, services: Services, records: Callable[[], dict[str, Plain]]
) -> None:
    root = Author.of(open_api).id
    reply = Author.of(open_api, "&" * 1000, parent=root).id
    make_old(services.table, reply, "<p>Short.</p>", copy=root)
    Author.of(open_api, "&" * 2500, parent=root)

    assert run(services).rendered == 1

    assert records()[reply]["place"] == "beside"
    assert [len(one["body"]) for one in open_api.thread()["comments"][0]["replies"]] == [1000, 2500]


def test_where_the_html_stays_the_same_no_copy_is_written(open_api: Api, services: Services) -> None:
    make_old(services.table, Author.of(open_api).id, "<p>Well said.</p>")
    had = open_api.get("comments", params={"page": "/a"}).headers["ETag"]

    assert run(services).rendered == 1

    assert open_api.get("comments", params={"page": "/a"}, headers={"If-None-Match": had}).status_code == 304


def test_what_is_decided_meanwhile_stands(
    table_client: "DynamoDBClient", desk: Desk, services: Services, records: Callable[[], dict[str, Plain]]
) -> None:
    comment = Author.of(desk.api).id
    make_old(services.table, comment)
    actions = ["spam"]

    def come_between(**_: object) -> None:
        if actions:
            desk.act(actions.pop(), comment)

    table_client.meta.events.register_first("before-parameter-build.dynamodb.TransactWriteItems", come_between)

    assert run(services).rendered == 1

    assert (records()[comment]["status"], records()[comment]["renderer"]) == ("spam", RENDERER)


def test_a_hundred_that_are_up_to_date_cost_two_round_trips(api: Api, services: Services, meter: Meter) -> None:
    for _ in range(3):
        Author.of(api)

    with meter.measure() as used:
        run(services)

    used.assert_budget(round_trips=1 + 1 + 5, write_units=0)
