"""Many at once where transactions conflict as on AWS: nobody is turned away, and the counts are those of the records."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from botocore.exceptions import ClientError

from chalicelib.comments.markup import RENDERER
from chalicelib.storage import keys
from chalicelib.storage.writes import Write
from cli.local.engine import Engine, client
from tests.author import Author
from tests.concurrency.conflicts import Conflicts
from tests.concurrency.served import CONNECTIONS, services_on
from tests.conftest import BROWSER, SITE, Api, with_site
from tests.recount import recount
from tests.storage.engines import TABLE, make_client
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Act = Callable[[Api], httpx.Response]


class Newsroom:
    """Sixteen processes at one table, whose transactions conflict."""

    def __init__(self, engine: Engine, table: str, ends: ExitStack) -> None:
        self.conflicts = Conflicts()
        self.apis = [Api(services_on(self._client(engine, ends), table)) for _ in range(CONNECTIONS)]
        with_site(self.apis[0].services, moderation_mode="hold_suspect", posts_per_minute=0)
        self.token, _ = self.apis[0].services.tokens.create(SITE, "moderator", "desk")

    def _client(self, engine: Engine, ends: ExitStack) -> "DynamoDBClient":
        made = ends.enter_context(closing(client(engine.endpoint)))
        self.conflicts.watch(made)
        return made

    def all_at_once(self, acts: Sequence[Act]) -> list[httpx.Response]:
        """Share acts out among the processes."""

        def work(place: int) -> list[httpx.Response]:
            return [act(self.apis[place]) for act in acts[place::CONNECTIONS]]

        with ThreadPoolExecutor(CONNECTIONS) as pool:
            return [response for part in pool.map(work, range(CONNECTIONS)) for response in part]

    def decide(self, action: str, comment: str) -> Act:
        body, headers = {"action": action, "ids": [comment]}, {"Authorization": f"Bearer {self.token}"}
        return lambda api: api.post("moderation/actions", body, headers=headers)

    def like(self, comment: str, visitor: int) -> Act:
        headers = {"User-Agent": f"{BROWSER} {visitor}"}
        return lambda api: api.post(f"comments/{comment}/reactions", {"reaction": "like"}, headers=headers)

    def unlike(self, comment: str, visitor: int) -> Act:
        path, headers = f"/v1/sites/{SITE}/comments/{comment}/reactions", {"User-Agent": f"{BROWSER} {visitor}"}
        return lambda api: api.call("DELETE", path, headers=headers)

    def like_page(self, visitor: int) -> Act:
        headers = {"User-Agent": f"{BROWSER} {visitor}"}
        return lambda api: api.post("reactions", {"page": "/a", "reaction": "like"}, headers=headers)

    def flag(self, comment: str, visitor: int) -> Act:
        headers = {"User-Agent": f"{BROWSER} {visitor}"}
        return lambda api: api.post(f"comments/{comment}/flags", {"reason": "spam"}, headers=headers)


@pytest.fixture
def newsroom(engine: Engine, engine_table: str) -> Iterator[Newsroom]:
    with ExitStack() as ends:
        yield Newsroom(engine, engine_table, ends)


@pytest.mark.engine
def test_of_48_contradicting_decisions_none_is_turned_away(
    newsroom: Newsroom, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    root = newsroom.apis[0].comment()["id"]
    comments = [root, newsroom.apis[0].comment()["id"], newsroom.apis[0].comment(parent=root)["id"]]
    actions = ["reject", "approve", "spam", "approve"] * 12

    responses = newsroom.all_at_once(
        [newsroom.decide(action, comments[place % 3]) for place, action in enumerate(actions)]
    )

    assert {response.status_code for response in responses} == {200}
    assert [result["error"] for response in responses for result in response.json()["results"]] == [None] * 48
    assert newsroom.conflicts.refused_count
    assert recount(engine_client, engine_table) == []


@pytest.mark.engine
def test_of_30_replies_to_one_root_at_once_all_are_public_at_once(
    newsroom: Newsroom, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    root = newsroom.apis[0].comment()["id"]
    reply = {"page": "/a", "body": "Indeed.", "author": {"name": "Ada"}, "parent": root}

    responses = newsroom.all_at_once([lambda api: api.post("comments", reply)] * 30)

    assert {response.status_code for response in responses} == {201}
    assert newsroom.apis[0].counts()["comment_count"] == 31
    assert newsroom.conflicts.refused_count
    assert recount(engine_client, engine_table) == []


@pytest.mark.engine
def test_of_40_comments_at_once_no_more_are_stored_than_the_address_may_and_no_text_twice(
    newsroom: Newsroom, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    newsroom.apis[0].services.sites.change(SITE, settings={"posts_per_minute": 3})
    same = {"page": "/a", "body": "A text of more than forty characters, sent by many.", "author": {"name": "Ada"}}

    def post(body: str, address: str) -> Act:
        return lambda api: api.post("comments", {**same, "body": body}, address=address)

    fast = newsroom.all_at_once([post(f"Comment {place}.", "192.0.2.1") for place in range(20)])
    alike = newsroom.all_at_once([post(str(same["body"]), f"192.0.2.{2 + place}") for place in range(20)])

    counted = [item["post_count"] for item in Stored.read(engine_client, engine_table).of("rate")]
    taken = [response for response in fast if response.status_code == 201]
    assert 3 <= len(taken) <= 6  # a minute may have ended meanwhile
    assert max(counted) <= 3
    assert sum(counted) == len(taken) + 1
    assert {response.status_code for response in fast} == {201, 429}
    assert sorted(response.status_code for response in alike) == [201] + [409] * 19
    assert recount(engine_client, engine_table) == []


@pytest.mark.engine
def test_of_50_likes_of_one_root_by_as_many_visitors_none_is_turned_away(
    newsroom: Newsroom, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    root = newsroom.apis[0].comment()["id"]

    responses = newsroom.all_at_once([newsroom.like(root, visitor) for visitor in range(50)])

    assert {response.status_code for response in responses} == {200}
    # A root is counted from what was read, so each is told a count of its own.
    assert sorted(response.json()["reactions"]["like"] for response in responses) == list(range(1, 51))
    assert newsroom.apis[0].thread()["comments"][0]["reactions"] == {"like": 50}
    assert newsroom.conflicts.refused_count
    assert recount(engine_client, engine_table) == []


@pytest.mark.engine
def test_of_50_likes_of_one_visitor_at_once_one_counts(
    newsroom: Newsroom, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    root = newsroom.apis[0].comment()["id"]
    reply = newsroom.apis[0].comment(parent=root)["id"]

    responses = newsroom.all_at_once([newsroom.like((root, reply)[place % 2], 1) for place in range(100)])

    assert {response.text for response in responses} == {'{"reactions":{"like":1},"reaction":"like"}'}
    assert recount(engine_client, engine_table) == []


@pytest.mark.engine
def test_likes_given_and_taken_back_all_the_time_while_moderators_decide_leave_all_counts_right(
    newsroom: Newsroom, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    root = newsroom.apis[0].comment()["id"]
    reply = newsroom.apis[0].comment(parent=root)["id"]
    acts = []
    for place in range(120):
        comment = (root, reply)[place % 2]
        acts += [newsroom.like(comment, place % 5), newsroom.unlike(comment, place % 3)]
    acts[::20] = [newsroom.decide(("reject", "approve")[place % 2], reply) for place in range(12)]

    responses = newsroom.all_at_once(acts)

    told = {(response.status_code, response.json().get("code")) for response in responses}
    assert told <= {(200, None), (404, "not_found")}
    assert newsroom.conflicts.refused_count
    assert recount(engine_client, engine_table) == []


@pytest.mark.engine
def test_of_likes_and_comments_of_one_page_at_once_all_count(
    newsroom: Newsroom, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    new = {"page": "/a", "body": "Indeed.", "author": {"name": "Ada"}}
    acts = [act for visitor in range(20) for act in (newsroom.like_page(visitor), newsroom.like_page(visitor))]

    responses = newsroom.all_at_once([*acts, *[lambda api: api.post("comments", new)] * 10])

    assert {response.status_code for response in responses} == {200, 201}
    page = newsroom.apis[0].thread()["page"]
    assert (page["reactions"], page["comment_count"]) == ({"like": 20}, 10)
    assert recount(engine_client, engine_table) == []


@pytest.mark.engine
def test_of_30_flags_by_15_visitors_at_once_15_count(
    newsroom: Newsroom, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    newsroom.apis[0].services.sites.change(SITE, settings={"flags_to_hold": 0})
    comment = newsroom.apis[0].comment()["id"]

    responses = newsroom.all_at_once([newsroom.flag(comment, place % 15) for place in range(30)])

    assert {response.status_code for response in responses} == {202}
    headers = {"Authorization": f"Bearer {newsroom.token}"}
    listed = newsroom.apis[0].get("moderation/comments", params={"status": "approved"}, headers=headers)
    assert [row["flag_count"] for row in listed.json()["comments"]] == [15]
    assert recount(engine_client, engine_table) == []


@pytest.mark.engine
def test_edits_and_withdrawals_among_decisions_leave_what_is_shown_and_what_is_counted_the_same(
    newsroom: Newsroom, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    root = Author.of(newsroom.apis[0])
    reply = Author.of(newsroom.apis[0], parent=root.id)
    Author.of(newsroom.apis[0], "&" * 2500, parent=root.id)
    authors = (root, reply, Author.of(newsroom.apis[0], parent=reply.id))
    texts = ("Short.", "&" * 2700, "Rather longer than it was before.")
    actions = ("reject", "approve", "spam", "approve")

    def edit(place: int) -> Act:
        return lambda api: authors[place % 3].try_to_edit(f"{texts[place // 3 % 3]} {place}", api)

    decisions = [newsroom.decide(actions[place % 4], authors[place % 3].id) for place in range(24)]
    edits = [edit(place) for place in range(36)]
    likes = [newsroom.like(authors[place % 3].id, place) for place in range(24)]
    among_each_other = [act for three in zip(decisions, edits, likes, strict=False) for act in three] + edits[24:]

    responses = newsroom.all_at_once([*among_each_other, authors[2].try_to_withdraw])

    assert {response.status_code for response in responses} <= {200, 204, 404}
    assert newsroom.conflicts.refused_count
    assert [item["body"] for item in Stored.read(engine_client, engine_table).of("revision")]
    assert recount(engine_client, engine_table) == []


@pytest.mark.engine
def test_comments_are_rendered_anew_among_edits_and_decisions(
    newsroom: Newsroom, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    services = newsroom.apis[0].services
    root = Author.of(newsroom.apis[0])
    authors = [root, *(Author.of(newsroom.apis[0], parent=root.id) for _ in range(5))]
    for author in authors:
        update = "SET #renderer = :renderer"
        services.table.write(Write("Update", keys.comment(SITE, author.id), update=update, values={"renderer": "0"}))
    acts: list[Act] = [
        act
        for place, author in enumerate(authors)
        for act in (
            newsroom.decide("reject", author.id),
            newsroom.decide("approve", author.id),
            partial(author.try_to_edit, f"Edited {place}."),
        )
    ]

    with ThreadPoolExecutor(1) as beside:
        rendered = beside.submit(lambda: list(newsroom.apis[1].services.upkeep.rerenderer.run(SITE)))
        responses = newsroom.all_at_once(acts)
        rendered.result()

    assert {response.status_code for response in responses} <= {200, 404}
    list(services.upkeep.rerenderer.run(SITE))
    assert {record["renderer"] for record in Stored.read(engine_client, engine_table).of("comment")} == {RENDERER}
    assert recount(engine_client, engine_table) == []


def put(sort: str) -> dict[str, Any]:
    return {"TableName": TABLE, "Item": {"pk": {"S": "p"}, "sk": {"S": sort}}}


def transact(by: "DynamoDBClient", *sorts: str) -> None:
    by.transact_write_items(TransactItems=[{"Put": put(sort)} for sort in sorts])  # type: ignore[typeddict-item] # as botocore wants it


@pytest.mark.parametrize(
    ("meet", "refusal"),
    [
        pytest.param(lambda other: transact(other, "b", "c"), "TransactionCanceledException", id="a transaction"),
        pytest.param(lambda other: other.put_item(**put("b")), "TransactionConflictException", id="a put"),
        pytest.param(lambda other: transact(other, "c"), None, id="a transaction elsewhere"),
        pytest.param(lambda other: other.put_item(**put("c")), None, id="a put elsewhere"),
    ],
)
def test_what_meets_a_transaction_on_its_way_is_refused(
    table_client: "DynamoDBClient", meet: Callable[["DynamoDBClient"], None], refusal: str | None
) -> None:
    conflicts, other, refused = Conflicts(), make_client(), list[str]()
    conflicts.watch(table_client)
    conflicts.watch(other)

    def come_between(**_: Any) -> None:
        try:
            meet(other)
        except ClientError as failure:
            refused.append(failure.response["Error"]["Code"])

    table_client.meta.events.register_first("request-created.dynamodb", come_between)
    transact(table_client, "a", "b")

    assert refused == ([refusal] if refusal else [])
    assert conflicts.refused_count == len(refused)
    meet(other)
