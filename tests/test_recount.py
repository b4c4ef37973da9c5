"""The recount finds what it looks for: in a table that is right, one thing is made wrong at a time."""

from collections.abc import Callable
from copy import deepcopy

import pytest

from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.posts.reader import FeedReader
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from tests.author import Author
from tests.conftest import SITE, Api, Desk, StandingClock, ids_in_order, never_hot, with_site
from tests.imports.files import import_views
from tests.posts.paper import FEED_URL, Paper, item, rss
from tests.recount import recount, violations
from tests.storage.engines import TABLE, moto_table
from tests.stored import Plain, Stored

LONG = "&" * 2700
NOBODYS = '[{"key": "/a", "view_count": 0, "comment_count": 0}]'
TWICE = '[{"key": "/a", "view_count": 1, "comment_count": 1}, {"key": "/a", "view_count": 1, "comment_count": 1}]'
Damage = Callable[[Plain], object]


@pytest.fixture(scope="module")
def stored() -> Stored:
    """A thread with replies inside and beside, one of them to another, with views, a kept answer, likes, a flag and a post of a feed."""
    with moto_table() as client:
        services = with_site(
            Services(
                Settings(),
                Table(client, TABLE, lambda _attempt: None),
                StandingClock(),
                ids_in_order(),
                seconds=never_hot(),
            )
        )
        desk = Desk(Api(services), services.tokens.create(SITE, "moderator", "desk")[0])
        root = desk.publish("A root.", email="ada@example.org")
        desk.publish(LONG, parent=desk.publish("A reply.", parent=root))
        desk.publish("A reply beside.", parent=root)
        Author.of(desk.api).edit("Better said.")
        new = {"page": "/a", "body": "Hm.", "author": {"name": "Bea"}}
        desk.api.post("comments", new, headers={"Idempotency-Key": "k"})
        desk.api.view()
        import_views(services, [("/a", 10)])
        desk.api.like(root)
        desk.api.like_page()
        desk.api.flag(root)
        services.run_job("popular")
        services.sites.change(SITE, settings={"feed_url": FEED_URL})
        paper = Paper(rss(item("/a", "The bridge")))
        FeedReader(services.table, paper, StandingClock(), ids_in_order(900)).run(SITE)
        assert recount(client, TABLE) == []
        return Stored.read(client, TABLE)


@pytest.mark.parametrize(
    ("kind", "damage", "named"),
    [
        pytest.param("page", lambda page: add(page, "comment_count"), "comment_count of page", id="a page's count"),
        pytest.param(
            "thread", lambda thread: add(thread, "reply_count"), "reply_count of thread", id="a thread's count"
        ),
        pytest.param(
            "thread", lambda thread: add(thread, "beside_count"), "beside_count of", id="a count of those beside"
        ),
        pytest.param("thread", lambda thread: add(thread, "inside_bytes"), "inside_bytes of", id="a count of bytes"),
        pytest.param("thread", lambda thread: thread["replies"].popitem(), "number of public copies", id="a copy lost"),
        pytest.param("thread", lambda thread: thread.update(body="!"), "body of the copy", id="a copy that differs"),
        pytest.param(
            "thread", lambda thread: thread.update(status="deleted"), "tells of its root", id="a loud tombstone"
        ),
        pytest.param("reply", dict.clear, "number of public copies", id="a copy beside lost"),
        pytest.param("reply", lambda reply: reply.update(sk="R#X#Y"), "which is not there", id="a copy beside nothing"),
        pytest.param("tally", lambda tally: add(tally, "reply_count"), "tally of reply", id="a tally"),
        pytest.param("comment", lambda record: add(record, "reply_count"), "reply_count in", id="a record's count"),
        pytest.param(
            "comment", lambda record: add(record, "version"), "number of decisions", id="a change without a line"
        ),
        pytest.param(
            "comment", lambda record: record.update(upkeep_count=1), "number of decisions", id="upkeep that was none"
        ),
        pytest.param(
            "comment", lambda record: record.update(edited_at="x"), "edited_at of", id="an edit without a line"
        ),
        pytest.param("comment", lambda record: record.update(withdrawn_at="x"), "withdrawn_at of", id="no withdrawal"),
        pytest.param("revision", dict.clear, "number of decisions", id="a revision lost"),
        pytest.param("revision", lambda revision: revision.update(sk="REVISION#x"), "key of revision", id="a name"),
        pytest.param(
            "revision", lambda revision: revision.update(pk="PRIVATE#demo#x"), "are revisions of", id="a stray revision"
        ),
        pytest.param(
            "comment", lambda record: record.update(gsi1sk="x"), "the site's list", id="a place in the site's list"
        ),
        pytest.param(
            "comment", lambda record: record.update(gsi2pk="x"), "the page's list", id="a place in the page's list"
        ),
        pytest.param(
            "comment", lambda record: record.update(status="spam"), "public copies", id="a copy of what is spam"
        ),
        pytest.param(
            "comment", lambda record: record.update(was="spam"), "does not lead", id="a way that was not gone"
        ),
        pytest.param("private", dict.clear, "only in part", id="half a comment"),
        pytest.param("author", lambda author: author.update(approved=9), "history of author", id="an author's history"),
        pytest.param("line", dict.clear, "number of decisions", id="a line of the log lost"),
        pytest.param(
            "idempotency", lambda kept: kept.update(comment='{"id": "x"}'), "idempotency key", id="a kept answer"
        ),
        pytest.param("views", lambda views: add(views, "view_count"), "in no hour", id="a count of views"),
        pytest.param("views", lambda views: add(views, "visit_count"), "sum of visits", id="a count of visits"),
        pytest.param("imported", lambda said: add(said, "view_count"), "in no hour", id="imported views"),
        pytest.param("views", lambda views: views.update(gsi1pk="x"), "latest hour", id="a latest hour"),
        pytest.param("thread", lambda thread: add(thread, "like_count"), "like_count of the copy", id="a copy's likes"),
        pytest.param("thread", lambda thread: thread.update(gsi1sk="x"), "the place by score", id="a rank"),
        pytest.param("comment", lambda record: add(record, "like_count"), "like_count of", id="a record's likes"),
        pytest.param("page", lambda page: add(page, "like_count"), "like_count of", id="a page's likes"),
        pytest.param("reaction", dict.clear, "like_count of", id="a marker lost"),
        pytest.param("reaction", lambda one: one.update(pk="REACTION#demo#x#y"), "not there", id="a like of nothing"),
        pytest.param("flags", lambda flags: add(flags, "flag_count"), "flag_count of", id="a count of flags"),
        pytest.param("flags", dict.clear, "flag_count of", id="a count of flags lost"),
        pytest.param("flags", lambda flags: flags.pop("gsi3sk"), "the list of what was flagged", id="a place by flags"),
        pytest.param("flag", dict.clear, "flag_count of", id="a flag lost"),
        pytest.param("page", lambda page: page.update(comment_count=-1), "is -1", id="a count below zero"),
        pytest.param("site", lambda site: site.update(pk="PAGE#x"), "has the type 'site'", id="an item out of place"),
        pytest.param("page", lambda page: page.update(gsi3sk="x#y"), "the list of changes with page", id="a change"),
        pytest.param("page", lambda page: page.update(gsi3sk=page["gsi3sk"][1:]), "which is no hour", id="an hour"),
        pytest.param("list", lambda one: one.update(pages=TWICE), "2 pages, 1 different", id="a page listed twice"),
        pytest.param("list", lambda one: one.update(pages=NOBODYS), "not in order", id="a page that nobody has read"),
        pytest.param("token", lambda token: token.update(gsi3pk="x"), "list with token", id="a token's list"),
        pytest.param("token", dict.clear, "names of moderators", id="a name whose token is gone"),
        pytest.param("site", lambda site: site.update(moderator_names={}), "names of moderators", id="a token's name"),
        pytest.param("post", lambda post: post.update(sk="2026#x"), "the place of post", id="a post out of place"),
        pytest.param("post", lambda post: post.update(page_id="x"), "the hash of post", id="a post of another page"),
        pytest.param("post", lambda post: post.update(title="x"), "the page of post", id="a post unlike its page"),
        pytest.param(
            "page", lambda page: page.update(title="x"), "the title of page", id="a title that is not the feed's"
        ),
        pytest.param(
            "page", lambda page: [page.pop("title"), page.pop("title_by")], "not show the title", id="no title"
        ),
        pytest.param("rate", lambda rate: rate.update(post_count=9), "are counted in minute", id="a count of posts"),
        pytest.param("text", lambda text: text.update(write_id="x"), "texts are put down", id="a text of nobody"),
        pytest.param("directory", dict.clear, "list of sites", id="a site that is not listed"),
    ],
)
def test_what_is_wrong_is_named(stored: Stored, kind: str, damage: Damage, named: str) -> None:
    items = deepcopy(stored.items)
    # Of the log, a line about a comment: those about sites and tokens have nothing to be counted with.
    damage(next(item for item in items if item["type"] == kind and (kind != "line" or "comment" in item)))

    found = violations(Stored([item for item in items if item]))

    assert any(named in violation for violation in found), found


@pytest.fixture(scope="module")
def erased() -> Stored:
    """A comment that is erased, and was revised and flagged before."""
    with moto_table() as client:
        clock = StandingClock()
        table = Table(client, TABLE, lambda _attempt: None)
        services = with_site(Services(Settings(), table, clock, ids_in_order(), seconds=never_hot()))
        desk = Desk(Api(services), services.tokens.create(SITE, "moderator", "desk")[0])
        left = Author.of(desk.api)
        left.edit("Better said.")
        desk.act("approve", left.id)
        desk.api.flag(left.id)
        desk.act("delete", left.id)
        clock.pass_by(days=30)
        services.run_job("retain")
        assert recount(client, TABLE) == []
        return Stored.read(client, TABLE)


@pytest.mark.parametrize(
    ("kind", "damage", "named"),
    [
        pytest.param("comment", lambda record: record.update(html="x"), "still has ['html']", id="a text"),
        pytest.param("comment", lambda record: record.update(status="spam"), "is spam", id="a status"),
        pytest.param("comment", lambda record: add(record, "upkeep_count"), "number of decisions", id="upkeep"),
        pytest.param("private", lambda private: private.update(address="x"), "still has ['address']", id="an address"),
        pytest.param("private", lambda private: private.update(findings=["x"]), "still has findings", id="a finding"),
        pytest.param("flags", lambda flags: add(flags, "flag_count"), "the flags of", id="a count of flags"),
    ],
)
def test_what_is_wrong_with_what_is_erased_is_named(erased: Stored, kind: str, damage: Damage, named: str) -> None:
    items = deepcopy(erased.items)
    damage(next(item for item in items if item["type"] == kind))

    found = violations(Stored(items))

    assert any(named in violation for violation in found), found


@pytest.mark.parametrize("place", [keys.revision, keys.flag])
def test_what_was_left_when_all_else_was_erased_is_named(erased: Stored, place: Callable[..., keys.Key]) -> None:
    (record,) = erased.of("comment")
    pk, sk = place(SITE, record["id"], "x")
    left = {"pk": pk, "sk": sk, "id": "x", "action": "edit", "before": "approved", "after": "approved"}

    found = violations(Stored([*erased.items, left | {"type": place.__name__}]))

    assert any("still has revisions or flags" in violation for violation in found), found


def add(item: Plain, name: str) -> None:
    item[name] += 1
