"""Each role may do what its function does, and no more than its table here says."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest

import app
from chalicelib.bootstrap import Services
from chalicelib.ids import new_id
from chalicelib.posts.models import Asked as FeedAsked
from chalicelib.posts.models import Fetched
from chalicelib.posts.reader import FeedReader
from chalicelib.storage import keys
from chalicelib.storage.writes import Write
from cli.deploy.routes import FUNCTIONS, Function, Route, routes
from cli.local.event import Router
from tests import proofs
from tests.author import Author
from tests.conftest import ORIGIN, SITE, Api, Desk, StandingClock
from tests.deploy.policies import TABLE, Asked, asked_by, granted, is_allowed, statements
from tests.posts.paper import item, rss
from tests.referrers.following import record
from tests.signon.publisher import SECRET, token

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ROLES = (
    "readers",
    "moderators",
    "compact",
    "feed",
    "merge",
    "popular",
    "reconcile",
    "retain",
    "rotate",
    "follow",
    "referrers",
)
ALL_ROUTES = routes(app.app, app.SLICES)
KNOW_NO_RESOURCE = (["dynamodb:ListStreams"], ["comprehend:DetectToxicContent"])
"""What can be allowed only as a whole."""


@dataclass
class Recorder:
    """Notes what is asked of the table."""

    asked: set[Asked] = field(default_factory=set)

    def note(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        self.asked |= set(asked_by(model.name, params))

    @contextmanager
    def apart(self) -> Iterator[set[Asked]]:
        """Give what is asked until the block ends, and nothing from before."""
        self.asked = set()
        yield self.asked


@dataclass
class RecordedApi(Api):
    """Calls the API, and knows what each of its functions asked of the table. The site is read anew for each call."""

    recorder: Recorder = field(default_factory=Recorder)
    clock: StandingClock = field(default_factory=StandingClock)
    asked: dict[Function, set[Asked]] = field(default_factory=lambda: {name: set() for name in FUNCTIONS})
    called: set[Route] = field(default_factory=set)

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        self.clock.pass_by(minutes=2)
        template = Router(list(app.app.routes)).match(path).template
        (route,) = (route for route in ALL_ROUTES if (route.method, route.path) == (method, template))
        with self.recorder.apart() as asked:
            response = super().call(method, path, **request)
        self.called.add(route)
        self.asked[route.function] |= asked
        return response


@pytest.fixture
def recorder(table_client: "DynamoDBClient") -> Recorder:
    made = Recorder()
    table_client.meta.events.register_first("before-parameter-build.dynamodb", made.note)
    return made


@pytest.fixture
def api(services: Services, recorder: Recorder, clock: StandingClock) -> RecordedApi:
    return RecordedApi(services, recorder=recorder, clock=clock)


def ask_for_everything(api: RecordedApi, desk: Desk) -> None:
    """Call all routes, in such ways that all that they can ask of the table is asked."""
    api.services.sites.change(SITE, settings={"feed_url": f"{ORIGIN}/feed"})
    api.clock.pass_by(days=1)
    root, beside, waiting, alone = leave_comments(api, desk)
    read_all(api, root, beside, waiting)
    api.clock.pass_by(days=90)  # into another period: what was done before may be under the key of that one
    react_and_flag(api, root, beside)
    edit_and_withdraw(api, root)
    post_with_a_proof(api)
    ask_for_ones_own(api, root)
    for action in ("approve", "reject", "approve", "pin", "unpin", "spam", "delete", "delete", "restore", "delete"):
        desk.act(action, root, beside, waiting, alone)
    desk.page("/a")
    for parameters in ({}, {"page": "/a", "by": "hour"}):
        api.get("stats", params=parameters, headers=desk.headers)
    desk.change_page("/b", title="B", alias_of="/a")
    desk.queue("deleted")
    desk.queue("approved", page="/a")
    desk.queue("approved", flagged="true")
    author = next(row["author"]["id"] for row in desk.queue("deleted")["comments"] if row["id"] == root)
    desk.queue("deleted", author=author, page="/b", q="a")
    desk.comment(root)
    desk.log()
    block = desk.block("email", "ada@example.org")["id"]
    desk.block("email", "ada@example.org", reason="Insults others.")
    desk.blocks()
    desk.sit_down("a-queue-of-theirs", root)
    desk.sit_down("a-queue-of-theirs")
    desk.author(author)
    desk.note(author, note="A rival.")
    desk.act_on_author(author, "reject")
    desk.lift(block)
    desk.edit(desk.publish("Well sad."), "Well said.")
    api.clock.pass_by(days=1)
    desk.queue("pending")
    run_the_office(api)
    api.get("moderation/me", headers=desk.headers)
    for file in ("main.js", "moderate.css", "locales/en.json"):
        api.call("GET", f"/moderate/any/{file}")
    for route in ALL_ROUTES:
        if "{" not in route.path:
            api.call(route.method, route.path)
    api.call("GET", f"/embed/{'0' * 16}/embed.js")


def leave_comments(api: RecordedApi, desk: Desk) -> tuple[str, str, str, str]:
    """Leave a root, a reply beside its thread, a reply that waits, a root alone; and by the form and by a key, each twice."""
    root = desk.publish("A root.", email="ada@example.org")
    waiting = api.comment("A reply.", parent=root, email="bob@example.org")["id"]
    alone = desk.publish("A root without replies.")
    api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})
    for number in range(3):  # two of this length fill a thread, the third lies beside it
        parent = api.comment(f"Reply {number}, public at once. " + "So long. " * 700, parent=root)["id"]
    beside = api.comment("A reply to a reply that lies beside its thread.", parent=parent)["id"]
    for _ in range(2):
        new = {"page": "/b", "body": "Once.", "author": {"name": "Ada"}}
        api.post("comments", new, headers={"Idempotency-Key": "once"})
        api.call("POST", f"/v1/sites/{SITE}/thread.html", data={"page": "/b", "name": "Ada", "body": "By the form."})
    return root, beside, waiting, alone


def read_all(api: RecordedApi, *comments: str) -> None:
    for comment in comments:
        api.get(f"comments/{comment}")
    first = api.thread(limit=1)
    api.thread(cursor=first["next"], limit=1)
    for sort in ("newest", "oldest", "top"):
        api.thread(sort=sort)
    api.view()
    api.view()
    api.counts()
    api.get("recent")
    api.get("popular")
    api.get("posts")
    for parameters in ({"page": "/a"}, {}):
        api.get("feed.atom", params=parameters)
    api.get("thread.html", params={"page": "/a", "parent": comments[1]})


def react_and_flag(api: RecordedApi, *comments: str) -> None:
    for comment in comments:
        api.like(comment)
        api.unlike(comment)
    api.like_page()
    api.unlike_page()
    api.services.sites.change(SITE, settings={"flags_to_hold": 2})
    for agent in ("one", "another"):
        api.flag(comments[-1], agent=agent)


def edit_and_withdraw(api: RecordedApi, root: str) -> None:
    for left in (Author.of(api), Author.of(api, parent=root), Author.of(api, page="/b")):
        left.edit("Edited, and public still.")
    for mode, text in (("hold_all", "Edited, and waiting again."), ("hold_suspect", "Edited, and public again.")):
        api.services.sites.change(SITE, settings={"moderation_mode": mode})
        left.edit(text)
    left.withdraw()
    Author.of(api, "A text that is long enough to be no repeat, and is taken back.").withdraw()


def ask_for_ones_own(api: RecordedApi, root: str) -> None:
    """Leave a reply as a reader whom the publisher has signed on, and ask for it on another device."""
    api.services.sites.change(SITE, settings={"sign_on_secret": SECRET})
    moment = int(api.clock.now.timestamp())
    headers = {"Authorization": f"Bearer {token(iat=moment, exp=moment + 3600)}"}
    api.post("comments", {"page": "/a", "body": "A signed reply.", "parent": root}, headers=headers)
    assert len(api.get("mine", params={"page": "/a"}, headers=headers).json()["comments"]) == 1
    api.services.sites.change(SITE, settings={"sign_on_secret": None})


def post_with_a_proof(api: RecordedApi) -> None:
    api.services.sites.change(SITE, settings={"proof_of_work": True, "proof_difficulty": 3})
    before, api.clock.now = api.clock.now, proofs.AHEAD
    new = {"page": "/a", "body": "Proven.", "author": {"name": "Ada"}, "form": {"proof": proofs.solved(api)}}
    assert api.post("comments", new).is_success
    api.services.sites.change(SITE, settings={"proof_of_work": None})
    api.clock.now = before


def run_the_office(api: RecordedApi) -> None:
    """Do all that admins can."""
    headers = {"Authorization": f"Bearer {api.services.tokens.create(SITE, 'admin', 'chief')[0]}"}
    api.get("settings", headers=headers)
    api.call("PATCH", f"/v1/sites/{SITE}/settings", json={"max_links": 7}, headers=headers)
    made = api.post("tokens", {"role": "admin", "name": "another"}, headers=headers).json()
    api.get("tokens", headers=headers)
    api.call("DELETE", f"/v1/sites/{SITE}/tokens/{made['id']}", headers=headers)


IN_A_RACE = {("Readers", TABLE, "GetItem", "IDEMPOTENCY#")}
"""Asked only when another request with the same key was quicker, which tests of posting see to."""


def test_each_function_may_do_what_its_routes_ask_for_and_no_more(api: RecordedApi, desk: Desk) -> None:
    ask_for_everything(api, desk)

    assert {route for route in ALL_ROUTES if route.method != "HEAD"} <= api.called
    for function, asked in api.asked.items():
        assert not {one for one in asked if not is_allowed(function.lower(), one)}
        used = {(one.target, one.action, _prefix(partition)) for one in asked for partition in one.partitions}
        allowed = {
            (*what, _prefix(pattern)) for what, patterns in granted(function.lower()).items() for pattern in patterns
        }
        assert {(function, *one) for one in allowed - used} <= IN_A_RACE


def _prefix(partition: str) -> str:
    return partition.partition("#")[0] + "#"


def test_the_recount_may_do_what_it_asks_for(services: Services, recorder: Recorder, api: Api, desk: Desk) -> None:
    desk.publish()
    page = keys.page(SITE, keys.page_id("/a"))
    services.table.write(Write("Update", page, update="SET #comment_count = :wrong", values={"wrong": 7}))

    with recorder.apart() as asked:
        assert services.run_job("reconcile")[SITE]["mended"] == 1

    assert asked
    assert all(is_allowed("reconcile", one) for one in asked)


def test_who_rotates_keys_may_do_what_it_asks_for(services: Services, recorder: Recorder, api: RecordedApi) -> None:
    api.clock.pass_by(days=40)

    with recorder.apart() as asked:
        assert services.run_job("rotate")[SITE]["made"] == 1

    assert asked
    assert all(is_allowed("rotate", one) for one in asked)


def test_who_erases_may_do_what_it_asks_for_and_no_more(
    services: Services, recorder: Recorder, api: RecordedApi, desk: Desk
) -> None:
    """An author with one more comment than the one that is erased, one without, and one with revisions and a flag."""
    api.comment(email="ada@home.example")
    withdrawn, deleted, flagged = Author.of(api), api.comment(email="bea@home.example")["id"], desk.publish()
    withdrawn.withdraw()
    api.flag(flagged)
    desk.act("delete", deleted, flagged)
    api.clock.pass_by(days=31)

    with recorder.apart() as asked:
        assert services.run_job("retain")[SITE]["erased"] == 3

    assert all(is_allowed("retain", one) for one in asked)
    used = {(one.target, one.action, _prefix(partition)) for one in asked for partition in one.partitions}
    allowed = {(*what, _prefix(pattern)) for what, patterns in granted("retain").items() for pattern in patterns}
    assert allowed == used


def test_who_compacts_counters_may_do_what_it_asks_for(
    services: Services, recorder: Recorder, api: RecordedApi
) -> None:
    for _ in range(2):
        api.view()
        api.clock.pass_by(days=2)

    with recorder.apart() as asked:
        assert services.run_job("compact")[SITE]["compacted"] == 1

    assert asked
    assert all(is_allowed("compact", one) for one in asked)


def test_who_lists_popular_pages_may_do_what_it_asks_for_and_no_more(
    services: Services, recorder: Recorder, api: RecordedApi, desk: Desk
) -> None:
    desk.publish()
    api.view()
    desk.change_page("/old", alias_of="/a")

    with recorder.apart() as asked:
        assert services.run_job("popular")[SITE]["rebuilt"] > 0

    assert all(is_allowed("popular", one) for one in asked)
    used = {(one.target, one.action, _prefix(partition)) for one in asked for partition in one.partitions}
    allowed = {(*what, _prefix(pattern)) for what, patterns in granted("popular").items() for pattern in patterns}
    assert allowed == used


def test_who_reads_feeds_may_do_what_it_asks_for_and_no_more(
    services: Services, recorder: Recorder, api: RecordedApi
) -> None:
    services.sites.change(SITE, settings={"feed_url": f"{ORIGIN}/feed"})
    contents = iter([rss(item("/a", "A", None)), rss(item("/a", "A", "2026-03-01T00:00:00Z")), rss()])

    def fetch(asked: FeedAsked) -> Fetched:
        return Fetched(asked.url, next(contents))

    reader = FeedReader(services.table, fetch, api.clock, new_id)
    with recorder.apart() as asked:
        services.sites.ids()
        for _ in range(3):
            reader.run(SITE)

    assert all(is_allowed("feed", one) for one in asked)
    used = {(one.target, one.action, _prefix(partition)) for one in asked for partition in one.partitions}
    allowed = {(*what, _prefix(pattern)) for what, patterns in granted("feed").items() for pattern in patterns}
    assert allowed == used


def test_who_merges_may_do_what_it_asks_for_and_no_more(
    services: Services, recorder: Recorder, api: RecordedApi, desk: Desk
) -> None:
    """Threads of both kinds move, a tombstone and a tally are left over, and the alias is looked at again after a day."""
    old = desk.publish(page="/old")
    for body in ("A reply.", "Long. " * 1200, "Beside. " * 900):
        reply = desk.publish(body, page="/old", parent=old)
    desk.publish(page="/old", parent=reply)
    api.comment(page="/old")
    page = keys.page(SITE, keys.page_id("/old"))
    services.table.write(Write("Update", page, update="SET #like_count = :likes", values={"likes": 2}))
    for _ in range(2):
        api.view("/old")
        api.clock.pass_by(days=3)
    services.run_job("compact")
    desk.change_page("/old", alias_of="/new")

    asked: set[Asked] = set()
    for days in (0, 0, 1):
        api.clock.pass_by(days=days)
        with recorder.apart() as asked_now:
            services.run_job("merge")
        asked |= asked_now

    assert all(is_allowed("merge", one) for one in asked)
    used = {(one.target, one.action, _prefix(partition)) for one in asked for partition in one.partitions}
    allowed = {(*what, _prefix(pattern)) for what, patterns in granted("merge").items() for pattern in patterns}
    assert allowed == used


def test_who_follows_the_stream_may_do_what_it_asks_for_and_no_more(
    services: Services, recorder: Recorder, api: Api, desk: Desk
) -> None:
    place = keys.comment(SITE, api.comment()["id"])
    posted = services.table.get(place)
    desk.act("approve", place[0].split("#")[2])
    approved = services.table.get(place)

    with recorder.apart() as asked:
        services.totals.count([(None, posted), (posted, approved)])

    assert all(is_allowed("follow", one) for one in asked)
    used = {(one.target, one.action, _prefix(partition)) for one in asked for partition in one.partitions}
    allowed = {(*what, _prefix(pattern)) for what, patterns in granted("follow").items() for pattern in patterns}
    assert allowed == used


def test_who_adds_up_referrers_may_do_what_it_asks_for_and_no_more(services: Services, recorder: Recorder) -> None:
    with recorder.apart() as asked:
        services.referrers.add([record("1", "search.example")])

    assert all(is_allowed("referrers", one) for one in asked)
    used = {(one.target, one.action, _prefix(partition)) for one in asked for partition in one.partitions}
    allowed = {(*what, _prefix(pattern)) for what, patterns in granted("referrers").items() for pattern in patterns}
    assert allowed == used


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (
            "readers",
            {
                (TABLE, "GetItem"): "COMMENT# EMBED# IDEMPOTENCY# LIST# PAGE# VIEWS#",
                (
                    TABLE,
                    "BatchGetItem",
                ): "AUTHOR# BLOCK# COMMENT# IDEMPOTENCY# PAGE# RATE# REACTION# SECRET# SITE# TEXT# VIEWS#",
                (TABLE, "Query"): "PAGE# POSTS#",
                ("gsi1", "Query"): "STATUS##approved TOP#",
                ("gsi2", "Query"): "ONPAGE##approved",
                (TABLE, "PutItem"): "COMMENT# IDEMPOTENCY# PAGE# PRIVATE# PROOF# REACTION# SECRET# TEXT#",
                (TABLE, "UpdateItem"): "AUTHOR# COMMENT# PAGE# RATE# SEEN# VIEWS#",
                (TABLE, "DeleteItem"): "REACTION#",
                (TABLE, "ConditionCheckItem"): "COMMENT#",
            },
        ),
        (
            "moderators",
            {
                (TABLE, "GetItem"): "AUTHOR# BLOCK# BLOCKS# PAGE# TOKEN#",
                (
                    TABLE,
                    "BatchGetItem",
                ): "AUTHOR# BLOCK# BLOCKS# COMMENT# FLAGS# LOG# PAGE# PRIVATE# RATE# SECRET# SITE# TOKEN# VIEWS#",
                (TABLE, "Query"): "BLOCKS# DESKS# DIGEST# FLAGS# LOG# PRIVATE# REFERRERS#",
                ("gsi1", "Query"): "STATUS#",
                ("gsi2", "Query"): "ONPAGE#",
                ("gsi3", "Query"): "ABOUT# BY# FLAGGED# TOKENS#",
                (TABLE, "PutItem"): "BLOCK# BLOCKS# DESKS# FLAGS# LOG# PAGE# PRIVATE# SECRET# TOKEN#",
                (TABLE, "UpdateItem"): "AUTHOR# COMMENT# FLAGS# PAGE# PRIVATE# RATE# SITE#",
                (TABLE, "DeleteItem"): "BLOCK# BLOCKS# DESKS# PAGE# TEXT# TOKEN#",
                (TABLE, "ConditionCheckItem"): "COMMENT# FLAGS# TOKEN#",
            },
        ),
        ("rotate", {(TABLE, "GetItem"): "SECRET#", (TABLE, "Query"): "SITES", (TABLE, "UpdateItem"): "SECRET#"}),
        (
            "compact",
            {
                (TABLE, "GetItem"): "VIEWS#",
                (TABLE, "Query"): "SITES",
                ("gsi1", "Query"): "ACTIVE#",
                (TABLE, "UpdateItem"): "VIEWS#",
            },
        ),
        (
            "feed",
            {
                (TABLE, "BatchGetItem"): "FEED# PAGE# SITE#",
                (TABLE, "Query"): "POSTS# SITES",
                (TABLE, "PutItem"): "FEED# POSTS#",
                (TABLE, "UpdateItem"): "PAGE#",
                (TABLE, "DeleteItem"): "POSTS#",
                (TABLE, "ConditionCheckItem"): "FEED#",
            },
        ),
        (
            "merge",
            {
                (TABLE, "GetItem"): "PAGE# VIEWS#",
                (TABLE, "BatchGetItem"): "COMMENT# PAGE# VIEWS#",
                (TABLE, "Query"): "PAGE# SITES VIEWS#",
                ("gsi1", "Query"): "ALIASES#",
                ("gsi2", "Query"): "ONPAGE#",
                (TABLE, "PutItem"): "PAGE# VIEWS#",
                (TABLE, "UpdateItem"): "COMMENT# PAGE# VIEWS#",
                (TABLE, "DeleteItem"): "PAGE# VIEWS#",
                (TABLE, "ConditionCheckItem"): "PAGE#",
            },
        ),
        (
            "popular",
            {
                (TABLE, "GetItem"): "SITE#",
                (TABLE, "BatchGetItem"): "DIGEST# LIST# PAGE# VIEWS#",
                (TABLE, "Query"): "SITES",
                ("gsi1", "Query"): "ACTIVE# ALIASES#",
                ("gsi2", "Query"): "ONPAGE##approved PAGES#",
                ("gsi3", "Query"): "CHANGED#",
                (TABLE, "PutItem"): "LIST#",
                (TABLE, "UpdateItem"): "DIGEST#",
            },
        ),
        (
            "reconcile",
            {
                (TABLE, "GetItem"): "PAGE#",
                (TABLE, "Query"): "PAGE# SITES",
                ("gsi2", "Query"): "PAGES#",
                (TABLE, "UpdateItem"): "PAGE#",
            },
        ),
        (
            "retain",
            {
                (TABLE, "GetItem"): "AUTHOR# COMMENT#",
                (TABLE, "Query"): "FLAGS# PRIVATE# SITES",
                ("gsi3", "Query"): "DELETED#",
                (TABLE, "PutItem"): "LOG#",
                (TABLE, "UpdateItem"): "AUTHOR# COMMENT# PRIVATE#",
                (TABLE, "DeleteItem"): "AUTHOR# FLAGS# PRIVATE#",
            },
        ),
        ("follow", {(TABLE, "BatchGetItem"): "LOG#", (TABLE, "UpdateItem"): "DIGEST# PRIVATE# TOTALS#"}),
        ("referrers", {(TABLE, "GetItem"): "REFERRERS#", (TABLE, "PutItem"): "REFERRERS#"}),
    ],
)
def test_a_role_may_do_this_and_no_more(role: str, expected: dict[tuple[str, str], str]) -> None:
    assert {what: " ".join(patterns).replace("*", "") for what, patterns in granted(role).items()} == expected


@pytest.mark.parametrize(
    ("role", "action", "partition"),
    [
        ("readers", "GetItem", "TOKEN#hash"),
        ("readers", "GetItem", "PRIVATE#demo#id"),
        ("readers", "BatchGetItem", "PRIVATE#demo#id"),
        ("readers", "GetItem", "AUTHOR#demo#author"),
        ("readers", "Query", "LOG#demo"),
        ("readers", "PutItem", "LOG#demo"),
        ("readers", "PutItem", "TOKEN#hash"),
        ("readers", "PutItem", "SITE#demo"),
        ("readers", "UpdateItem", "SITE#demo"),
        ("readers", "UpdateItem", "SECRET#demo"),
        ("readers", "DeleteItem", "COMMENT#demo#id"),
        ("readers", "GetItem", "FLAGS#demo#id"),
        ("readers", "PutItem", "FLAGS#demo#id"),
        ("readers", "BatchGetItem", "FLAGS#demo#id"),
        ("readers", "Query", "FLAGS#demo#id"),
        ("readers", "DeleteItem", "FLAGS#demo#id"),
        ("readers", "UpdateItem", "REACTION#demo#id#visitor"),
        ("readers", "Query", "REACTION#demo#id#visitor"),
        ("moderators", "UpdateItem", "LOG#demo"),
        ("moderators", "DeleteItem", "LOG#demo"),
        ("moderators", "UpdateItem", "TOKEN#hash"),
        ("moderators", "PutItem", "SITE#demo"),
        ("moderators", "UpdateItem", "SECRET#demo"),
        ("moderators", "BatchGetItem", "REACTION#demo#id#visitor"),
        ("moderators", "PutItem", "COMMENT#demo#id"),
        ("moderators", "DeleteItem", "PRIVATE#demo#id"),
        ("readers", "UpdateItem", "PRIVATE#demo#id"),
        ("compact", "UpdateItem", "PAGE#demo#page"),
        ("readers", "BatchGetItem", "FEED#demo"),
        ("readers", "PutItem", "POSTS#demo"),
        ("feed", "BatchGetItem", "SECRET#demo"),
        ("feed", "BatchGetItem", "PRIVATE#demo#id"),
        ("feed", "UpdateItem", "SITE#demo"),
        ("feed", "DeleteItem", "PAGE#demo#page"),
        ("merge", "GetItem", "PRIVATE#demo#id"),
        ("merge", "UpdateItem", "SITE#demo"),
        ("merge", "DeleteItem", "COMMENT#demo#id"),
        ("rotate", "GetItem", "SITE#demo"),
        ("popular", "GetItem", "SECRET#demo"),
        ("popular", "GetItem", "COMMENT#demo#id"),
        ("popular", "BatchGetItem", "PRIVATE#demo#id"),
        ("popular", "PutItem", "PAGE#demo#page"),
        ("readers", "PutItem", "LIST#demo"),
        ("readers", "PutItem", "EMBED#0123456789abcdef"),
        ("readers", "Query", "LIST#demo"),
        ("reconcile", "GetItem", "PRIVATE#demo#id"),
        ("retain", "GetItem", "PRIVATE#demo#id"),
        ("retain", "DeleteItem", "COMMENT#demo#id"),
        ("retain", "UpdateItem", "LOG#demo"),
        ("retain", "DeleteItem", "LOG#demo"),
        ("retain", "GetItem", "SECRET#demo"),
        ("follow", "GetItem", "PRIVATE#demo#id"),
        ("follow", "BatchGetItem", "TOKEN#hash"),
        ("readers", "Query", "DIGEST#demo"),
        ("readers", "Query", "REFERRERS#demo"),
        ("moderators", "PutItem", "REFERRERS#demo"),
        ("referrers", "GetItem", "SEEN#demo#page#visitor"),
        ("referrers", "GetItem", "SECRET#demo"),
        ("referrers", "PutItem", "DIGEST#demo"),
        ("moderators", "UpdateItem", "DIGEST#demo"),
    ],
)
def test_a_role_is_denied(role: str, action: str, partition: str) -> None:
    assert not is_allowed(role, Asked(action, TABLE, frozenset({partition})))


@pytest.mark.parametrize(
    ("index", "partition", "may"),
    [
        ("gsi1", "STATUS#demo#approved", True),
        ("gsi1", "STATUS#demo#pending", False),
        ("gsi1", "STATUS#demo#spam", False),
        ("gsi3", "TOKENS#demo", False),
        ("gsi2", "ONPAGE#demo#page#approved", True),
        ("gsi2", "ONPAGE#demo#page#rejected", False),
        ("gsi3", "BY#demo#author", False),
        ("gsi3", "CHANGED#demo", False),
        ("gsi3", "DELETED#demo", False),
        ("gsi3", "ABOUT#demo#comment", False),
        ("gsi3", "FLAGGED#demo", False),
    ],
)
def test_of_the_indexes_readers_may_see_what_is_approved(index: str, partition: str, *, may: bool) -> None:
    assert is_allowed("readers", Asked("Query", index, frozenset({partition}))) == may


def test_who_judges_comments_may_ask_how_toxic_they_are_and_nobody_else() -> None:
    may = {role for role in ROLES for one in statements(role) if one["Action"] == ["comprehend:DetectToxicContent"]}

    assert may == {"readers", "moderators"}


def test_one_partition_that_is_denied_is_not_let_in_among_others() -> None:
    among_others = frozenset({"PAGE#demo#page", "PRIVATE#demo#id"})
    assert is_allowed("readers", Asked("BatchGetItem", TABLE, frozenset({"PAGE#demo#page"})))
    assert not is_allowed("readers", Asked("BatchGetItem", TABLE, among_others))


@pytest.mark.parametrize("role", ROLES)
def test_no_role_may_scan_or_touch_a_table_or_its_lists_as_a_whole(role: str) -> None:
    for statement in statements(role):
        assert statement["Effect"] == "Allow"
        assert not [action for action in statement["Action"] if "*" in action or "Scan" in action or "Table" in action]
        assert statement["Resource"] != "*" or statement["Action"] in KNOW_NO_RESOURCE


@pytest.mark.parametrize("role", ROLES)
def test_an_action_on_items_stands_in_one_statement_alone(role: str) -> None:
    """IAM looks for one statement that allows all partitions of a request."""
    questions = [
        (str(statement["Resource"]), action)
        for statement in statements(role)
        if "Condition" in statement
        for action in statement["Action"]
    ]
    assert len(questions) == len(set(questions)) == len(granted(role))
