"""E-mail addresses, their hashes and what moderators decide are in nothing that readers' calls answer or read."""

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.storage import keys
from tests.conftest import BROWSER, SITE, Api, Desk
from tests.storage.engines import TABLE
from tests.storage.meter import Meter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

EMAIL = "ada.lovelace@home.example"
ADDRESS = "198.51.100.23"
READABLE = ("SITE#", "SECRET#", "PAGE#", "COMMENT#", "VIEWS#")
"""All that begins with these is what readers' reads may touch, beside the lists of what is approved."""
APPROVED = re.compile(r"(STATUS|ONPAGE)#.*#approved")


class Story:
    """A page with comments of one author in every status, each left with an e-mail, and what was answered to readers."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.api = desk, desk.api
        self.ids = {action: self._post() for action in ("approve", "reject", "spam", "delete", "wait")}
        self.reply = self._post(parent=self._approved(self.ids["approve"]))
        desk.act("approve", self.reply)
        for action in ("reject", "spam", "delete"):
            desk.act(action, self.ids[action], reason="off_topic", note="A note among moderators.")
        self.api.view(address=ADDRESS)

    def _approved(self, posted: str) -> str:
        self.desk.act("approve", posted)
        return posted

    def _post(self, **more: Any) -> str:
        posted: str = self.api.comment(email=EMAIL, **more)["id"]
        return posted

    def read_all(self) -> None:
        """Make every call that readers can read by."""
        self.api.thread()
        self.api.thread(sort="oldest", limit=1)
        self.api.counts()
        self.api.get("recent")
        self.api.get("feed.atom")
        self.api.get("feed.atom", params={"page": "/a"})
        self.api.get("thread.html", params={"page": "/a", "parent": self.reply})
        for posted in (*self.ids.values(), self.reply):
            self.api.get(f"comments/{posted}")


@pytest.fixture
def story(desk: Desk) -> Story:
    return Story(desk)


def items(client: "DynamoDBClient", **scan: Any) -> list[dict[str, Any]]:
    return [item for page in client.get_paginator("scan").paginate(TableName=TABLE, **scan) for item in page["Items"]]


def secrets_of(client: "DynamoDBClient") -> set[str]:
    """What must not be seen: the e-mail, the author's hash that is made of it, notes and reasons, findings."""
    hashes = {item["author"]["S"] for item in items(client) if "author" in item}
    assert len(hashes) == 1
    return {EMAIL, EMAIL.partition("@")[0], "home.example", "off_topic", "A note", "everything_waits", *hashes}


def test_no_public_answer_tells_an_email_its_hash_or_a_decision(story: Story, table_client: "DynamoDBClient") -> None:
    del story.api.calls[:]
    story.read_all()
    again = story.api.post("comments", {"page": "/a", "body": "x", "author": {"name": "Ada", "email": EMAIL}})

    for answer in [*story.api.calls, again]:
        told = answer.text + str(answer.headers)
        assert not [secret for secret in secrets_of(table_client) if secret in told], answer.url


def test_no_item_that_readers_may_touch_holds_an_email_its_hash_or_a_finding(
    story: Story, table_client: "DynamoDBClient"
) -> None:
    readable = [item for item in items(table_client) if item["pk"]["S"].startswith(READABLE)]

    assert {item["type"]["S"] for item in readable} == {"site", "secret", "page", "thread", "comment", "views"}
    for item in readable:
        held = json.dumps(item, default=str)
        assert not [secret for secret in secrets_of(table_client) if secret in held], item["pk"]["S"]


def test_the_lists_that_public_reads_may_use_hold_no_email_and_no_hash(
    story: Story, table_client: "DynamoDBClient"
) -> None:
    for index in (keys.GSI1, keys.GSI2):
        held = json.dumps(items(table_client, IndexName=index))

        assert "COMMENT#" in held
        assert not [secret for secret in secrets_of(table_client) if secret in held]
        assert not [private for private in ("PRIVATE#", "AUTHOR#", "TOKEN#", "LOG#", "FLAGS#") if private in held]


def test_only_items_made_for_it_hold_the_email(story: Story, table_client: "DynamoDBClient") -> None:
    holding = {item["type"]["S"] for item in items(table_client) if EMAIL in json.dumps(item, default=str)}

    assert holding == {"private"}


def test_readers_reads_touch_only_what_readers_may_see(story: Story, meter: Meter) -> None:
    with meter.measure() as used:
        story.read_all()

    partitions = {partition for call in used.calls for partition, *_ in call.keys}
    lists = {partition for partition in partitions if APPROVED.fullmatch(partition)}
    assert lists == {keys.status_list(SITE, "approved"), keys.page_list(SITE, keys.page_id("/a"), "approved")}
    touched = {partition.partition("#")[0] + "#" for partition in partitions - lists}
    assert touched <= set(READABLE)
    assert touched >= {"PAGE#", "COMMENT#", "VIEWS#"}


def test_the_table_holds_no_address_and_no_user_agent(story: Story, table_client: "DynamoDBClient") -> None:
    held = json.dumps(items(table_client), default=str)

    assert ADDRESS not in held
    assert BROWSER not in held
    assert BROWSER[:20] not in held


def test_what_is_not_approved_lies_outside_of_the_pages_partition(story: Story, table_client: "DynamoDBClient") -> None:
    page = keys.page_partition(SITE, keys.page_id("/a"))
    held = json.dumps([item for item in items(table_client) if item["pk"]["S"] == page])

    assert story.ids["approve"] in held
    for action in ("reject", "spam", "delete", "wait"):
        assert story.ids[action] not in held


def test_nothing_that_is_logged_tells_who_wrote(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="belowline"):
        Story(desk).read_all()

    logged = " ".join(str(vars(record)) for record in caplog.records)
    assert EMAIL not in logged
    assert ADDRESS not in logged


def test_a_token_is_not_stored_as_it_is(desk: Desk, table_client: "DynamoDBClient", api: Api) -> None:
    author_token = api.post("comments", {"page": "/a", "body": "x", "author": {"name": "Ada"}}).json()["author_token"]

    held = json.dumps(items(table_client), default=str)

    assert desk.token not in held
    assert author_token not in held
