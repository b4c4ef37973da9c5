"""Many at once, by HTTP, at several processes: nothing is lost, nothing doubled, and the counts are those of what is shown."""

from collections import Counter
from random import Random

import httpx
import pytest

from chalicelib.storage import keys
from chalicelib.storage.writes import keyed
from tests.concurrency.served import CONNECTIONS, Caller, Served, hours_and_days
from tests.conftest import BROWSER, ORIGIN, SITE

pytestmark = pytest.mark.engine


def test_2000_views_by_1000_visitors_are_1000(served: Served) -> None:
    def load(visitor: int) -> Caller:
        headers = {"User-Agent": f"{BROWSER} {visitor}"}
        return lambda connection: connection.post(f"/v1/sites/{SITE}/views", json={"page": "/views"}, headers=headers)

    visitors = [*range(1000)] * 2
    Random(1).shuffle(visitors)  # noqa: S311 - it must be repeatable, nothing is kept secret by it
    answers = [response.json() for response in served.all_at_once([load(visitor) for visitor in visitors])]

    counted = [visitor for visitor, answer in zip(visitors, answers, strict=True) if answer["counted"]]
    assert sorted(counted) == [*range(1000)]
    assert sorted(answer["view_count"] for answer in answers if answer["counted"]) == [*range(1, 1001)]
    assert served.api().counts("/views")["view_count"] == 1000
    assert hours_and_days(served.stored("views"), "/views") == (1000, 1000)
    assert served.violations() == []


def test_views_of_one_visitor_at_once_are_one(served: Served) -> None:
    def load(connection: httpx.Client) -> httpx.Response:
        return connection.post(f"/v1/sites/{SITE}/views", json={"page": "/eager"})

    responses = served.all_at_once([load] * CONNECTIONS)

    assert Counter(response.json()["counted"] for response in responses) == {True: 1, False: CONNECTIONS - 1}
    assert served.api().counts("/eager")["view_count"] == 1


def test_contradicting_decisions_leave_what_is_shown_and_what_is_counted_the_same(served: Served) -> None:
    api = served.api()
    root, other = (api.comment(page="/decided")["id"] for _ in range(2))
    served.all_at_once([served.decide("approve", root)])
    reply = api.comment(page="/decided", parent=root)["id"]
    actions = ["approve", "reject", "spam"] * 15 + ["delete"] * 3
    decisions = [served.decide(action, (root, other, reply)[place % 3]) for place, action in enumerate(actions)]
    Random(1).shuffle(decisions)  # noqa: S311 - it must be repeatable, nothing is kept secret by it

    responses = served.all_at_once(decisions)

    assert {response.status_code for response in responses} == {200}
    thread = served.api().thread("/decided")
    shown = [comment for root in thread["comments"] for comment in (root, *root["replies"])]
    approved = [comment for comment in shown if comment["status"] == "approved"]
    assert thread["page"]["comment_count"] == served.api().counts("/decided")["comment_count"] == len(approved)
    assert served.violations() == []


def test_200_times_the_same_post_under_one_key_is_one_comment(served: Served) -> None:
    new = {"page": "/same", "body": "Once.", "author": {"name": "Ada"}}
    headers = {"Idempotency-Key": "impatient"}

    def post(connection: httpx.Client) -> httpx.Response:
        return connection.post(f"/v1/sites/{SITE}/comments", json=new, headers=headers)

    responses = served.all_at_once([post] * 200)

    assert {response.status_code for response in responses} == {202}
    assert len({response.text for response in responses}) == 1
    assert [record["body"] for record in served.stored("comment") if record["page_key"] == "/same"] == ["Once."]
    assert served.violations() == []


def test_30_replies_posted_and_approved_at_once_are_all_there(served: Served) -> None:
    root = served.api().comment(page="/replies")["id"]
    served.all_at_once([served.decide("approve", root)])

    def reply(connection: httpx.Client) -> httpx.Response:
        posted = served.post("Indeed.", page="/replies", parent=root)(connection)
        return served.decide("approve", posted.json()["comment"]["id"])(connection)

    responses = served.all_at_once([reply] * 30)

    assert all(response.json()["results"][0]["changed"] for response in responses)
    (thread,) = [thread for thread in served.stored("thread") if thread["id"] == root]
    assert (len(thread["replies"]), thread["beside_count"], thread["reply_count"]) == (20, 10, 30)
    assert served.api().counts("/replies")["comment_count"] == 31
    assert served.violations() == []


def test_a_site_that_all_use_first_has_one_signing_key(served: Served) -> None:
    sites = served.api().services.sites
    sites.create("young", "Young", [ORIGIN])
    sites.change("young", settings={"posts_per_minute": 0})  # all come from one address
    for secret in (item for item in served.stored("secret") if item["pk"] == keys.signing("young")[0]):
        served.client.delete_item(TableName=served.table, Key=keyed((secret["pk"], secret["sk"])))

    responses = served.all_at_once([served.post("First!", page="/", site="young")] * CONNECTIONS)

    def read_own(response: httpx.Response) -> Caller:
        posted = response.json()
        headers = {"Authorization": f"Bearer {posted['author_token']}"}
        return lambda connection: connection.get(f"/v1/sites/young/comments/{posted['comment']['id']}", headers=headers)

    # Whichever process made a token, whichever reads it.
    read = served.all_at_once([read_own(response) for response in responses for _ in range(4)])
    assert {response.status_code for response in read} == {200}
    # A signing key, the day's salt and the period's visitor key.
    assert sum(item["pk"] == keys.signing("young")[0] for item in served.stored("secret")) == 3
    assert served.violations() == []
