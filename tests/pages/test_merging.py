"""What an alias has moves to the page that stays: nothing is lost, doubled or shown wrongly, wherever the job is broken off."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.comments import copies
from chalicelib.comments.repository import from_item, put_comment
from chalicelib.comments.service import DEEPEST
from chalicelib.comments.spots import first_spot
from chalicelib.config import Settings
from chalicelib.ids import new_id
from chalicelib.pages.merging import Alias, Content, Merged
from chalicelib.pages.models import PageName
from chalicelib.pageviews import merging
from chalicelib.storage import keys
from chalicelib.storage.keys import page_id
from chalicelib.storage.table import Table
from chalicelib.storage.writes import Write
from tests.conftest import SITE, START, Api, Desk, StandingClock, never_hot, with_site
from tests.faults.memory import Memory
from tests.pages.ending import Died, die_after
from tests.pages.story import LONG, NEW, OLD, Story, at, like, like_page, shape, tell
from tests.pageviews.crowd import count_directly, spread
from tests.recount import recount, violations
from tests.storage.charges import WRITES
from tests.storage.engines import TABLE, make_client
from tests.storage.faults import Faults
from tests.storage.meter import Meter
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.ids import NewId


@pytest.fixture
def memory(table_client: "DynamoDBClient") -> Memory:
    return Memory(table_client.meta.region_name)


@pytest.fixture
def story(desk: Desk, clock: StandingClock) -> Story:
    return tell(desk, clock)


def stored(memory: Memory) -> Stored:
    return Stored.of_items(memory.items())


def merge(services: Services) -> Merged:
    merged: Merged = services.upkeep.jobs["merge"](SITE)
    return merged


def the_alias(services: Services, page: str = OLD) -> Alias:
    alias = services.upkeep.merger.alias(SITE, PageName(page, page_id(page), None))
    assert alias
    return alias


def test_all_that_a_page_has_moves(desk: Desk, story: Story, memory: Memory) -> None:
    before = desk.api.thread(OLD)["comments"] + desk.api.thread(NEW)["comments"]
    views = sum(desk.api.counts(page)["view_count"] for page in (OLD, NEW))
    desk.change_page(OLD, alias_of=NEW)

    merged = merge(desk.api.services)

    assert merged == Merged(aliases=1, comments=9, reactions=2, views=6)
    shown = desk.api.thread(NEW)
    assert shown["page"]["comment_count"] == 6
    assert shown["page"]["reactions"] == {"like": 3}
    assert {root["id"]: root for root in shown["comments"]} == {root["id"]: on_new(root) for root in before}
    assert desk.api.counts(NEW)["view_count"] == views == 9
    assert at(stored(memory), OLD) == {}
    assert violations(stored(memory)) == []
    assert merge(desk.api.services) == Merged(aliases=1)


def on_new(comment: dict[str, Any]) -> dict[str, Any]:
    return comment | {"page": NEW, "replies": [on_new(reply) for reply in comment["replies"]]}


def test_moderators_find_each_comment_where_it_is_now(desk: Desk, story: Story) -> None:
    lists = {status: desk.queue(status, page=OLD)["comments"] for status in story.comments}
    desk.change_page(OLD, alias_of=NEW)

    merge(desk.api.services)

    for status, rows in lists.items():
        now = desk.queue(status, page=NEW)["comments"]
        assert {row["id"] for row in rows} <= {row["id"] for row in now}
        assert desk.queue(status, page=OLD)["comments"] == now
    assert {row["page"] for row in desk.queue("approved")["comments"]} == {NEW}


def test_moved_comments_can_be_decided_on_and_replied_to(desk: Desk, story: Story, memory: Memory) -> None:
    desk.change_page(OLD, alias_of=NEW)
    merge(desk.api.services)

    desk.act("approve", story.removed, story.waiting)
    desk.publish("Another.", page=OLD, parent=story.beside)
    desk.act("reject", story.root, story.deep, story.reply)

    assert violations(stored(memory)) == []
    assert desk.api.thread(NEW)["page"]["comment_count"] == 6 + 2 + 1 - 3


def test_a_dry_run_tells_what_then_moves_and_changes_nothing(desk: Desk, story: Story, memory: Memory) -> None:
    merger, before = desk.api.services.upkeep.merger, memory.items()

    told = merger.content(SITE, PageName(OLD, page_id(OLD), None))

    assert memory.items() == before
    assert told == Content(story.comments, reactions=2, views=6)
    desk.change_page(OLD, alias_of=NEW)
    assert sum(merger.merge(the_alias(desk.api.services)), Content()) == told


def test_broken_off_after_any_write_and_run_again_it_ends_the_same(
    desk: Desk, story: Story, memory: Memory, clock: StandingClock, ids: "NewId"
) -> None:
    desk.change_page(OLD, alias_of=NEW)
    kept = memory.keep()
    merge(desk.api.services)
    whole, written = shape(stored(memory)), 0

    while True:
        memory.put_back(kept)
        client = make_client()
        die_after(client, written)
        services = Services(Settings(), Table(client, TABLE, print), clock, ids, seconds=never_hot())
        try:
            merge(services)
        except Died:
            pass
        else:
            break
        assert violations(stored(memory)) == []
        everything_is_public_once(stored(memory))
        merge(desk.api.services)
        assert violations(stored(memory)) == []
        assert shape(stored(memory)) == whole
        written += 1
    assert written > 9


def everything_is_public_once(found: Stored) -> None:
    """Beside what the recount holds: likes and views are at one of both pages."""
    pages = found.of("page")
    assert sum(page.get("like_count", 0) for page in pages) == 3
    assert sum(page["comment_count"] for page in pages) == 6
    assert sum(counter["view_count"] for counter in found.of("views")) == 9
    assert sum(counter["visit_count"] for counter in found.of("views")) == 9


@pytest.mark.parametrize("kind", ["timeout_after", "timeout_before", "cancel"])
def test_each_lost_answer_is_made_good(desk: Desk, story: Story, memory: Memory, faults: Faults, kind: Any) -> None:
    desk.change_page(OLD, alias_of=NEW)
    kept = memory.keep()
    merge(desk.api.services)
    whole = shape(stored(memory))

    memory.put_back(kept)
    for nth in (1, 3, 5, 7, 9, 11):
        faults.once(kind, WRITES, nth)
    merge(desk.api.services)

    assert faults.struck
    assert shape(stored(memory)) == whole
    assert violations(stored(memory)) == []


def test_two_runs_that_race_move_everything_once(desk: Desk, story: Story, memory: Memory) -> None:
    desk.change_page(OLD, alias_of=NEW)
    kept, services = memory.keep(), desk.api.services
    merge(services)
    whole = shape(stored(memory))

    memory.put_back(kept)
    alias = the_alias(services)
    first, second = services.upkeep.merger.merge(alias), services.upkeep.merger.merge(alias)
    moved = Content()
    while steps := [step for step in (next(first, None), next(second, None)) if step]:
        moved = sum(steps, moved)
        assert violations(stored(memory)) == []

    assert moved == Content(story.comments, reactions=2, views=6)
    assert shape(stored(memory)) == whole


ACTS: dict[str, Callable[[Desk, Story], object]] = {
    "the root is rejected": lambda desk, story: desk.act("reject", story.root),
    "a reply is deleted": lambda desk, story: desk.act("delete", story.deep),
    "a removed root is approved": lambda desk, story: desk.act("approve", story.removed),
    "what waits is approved": lambda desk, story: desk.act("approve", story.waiting),
    "a reply comes": lambda desk, story: desk.api.comment(page=OLD, parent=story.root),
    "the root is liked": lambda desk, story: like(desk, story.root, 9),
    "the page is liked": lambda desk, _: like_page(desk.api.services, OLD, 9),
    "the page is viewed": lambda desk, _: desk.api.view(OLD, address="192.0.2.99"),
    "the other page is viewed": lambda desk, _: desk.api.view(NEW, address="192.0.2.99"),
    "counters are compacted": lambda desk, _: desk.api.services.run_job("compact"),
}


@pytest.mark.parametrize("write", [1, 5, 11])
def test_what_others_do_between_reading_and_writing_is_kept(
    desk: Desk, story: Story, memory: Memory, clock: StandingClock, ids: "NewId", write: int
) -> None:
    desk.change_page(OLD, alias_of=NEW)
    kept = memory.keep()
    for name, act in ACTS.items():
        memory.put_back(kept)
        services = services_that(partial(act, desk, story), write, clock, ids)

        merge(services)
        merge(desk.api.services)

        assert violations(stored(memory)) == [], name
        assert at(stored(memory), OLD) == {}, name
        pages = [record["page_key"] for record in stored(memory).of("comment")]
        assert pages == [NEW] * (10 + (name == "a reply comes")), name
        likes = {page["key"]: page.get("like_count", 0) for page in stored(memory).of("page")}
        assert likes == {OLD: 0, NEW: 3 + (name == "the page is liked")}, name


def services_that(act: Callable[[], object], write: int, clock: StandingClock, ids: "NewId") -> Services:
    """Answer a process in which somebody acts just before its transaction of this number."""
    client, made = make_client(), Counter[str]()

    def come_between(**_: Any) -> None:
        made["writes"] += 1
        if made["writes"] == write:
            act()

    client.meta.events.register_first("before-call.dynamodb.TransactWriteItems", come_between)
    return Services(Settings(), Table(client, TABLE, print), clock, ids, seconds=never_hot())


def test_it_stops_where_the_alias_is_cleared_meanwhile(desk: Desk, story: Story, memory: Memory) -> None:
    desk.change_page(OLD, alias_of=NEW)
    services = desk.api.services
    steps = services.upkeep.merger.merge(the_alias(services))
    next(steps)

    desk.change_page(OLD, alias_of=None)

    assert list(steps) == []
    assert desk.api.thread(NEW)["page"]["comment_count"] == 2
    assert merge(services) == Merged()
    assert violations(stored(memory)) == []


def test_what_is_left_goes_to_the_page_that_the_alias_has_next(desk: Desk, story: Story, memory: Memory) -> None:
    desk.change_page(OLD, alias_of=NEW)
    services = desk.api.services
    next(services.upkeep.merger.merge(the_alias(services)))

    desk.change_page(OLD, alias_of="/newer")
    merge(services)

    assert desk.api.counts("/newer")["comment_count"] == 4
    assert desk.api.counts("/newer")["view_count"] == 6
    assert at(stored(memory), OLD) == {}
    assert violations(stored(memory)) == []


def test_a_page_that_became_no_alias_of_anything_is_left_alone(desk: Desk, memory: Memory) -> None:
    desk.publish(page=OLD)
    before = memory.items()

    assert merge(desk.api.services) == Merged()
    assert memory.items() == before


def test_it_looks_after_an_alias_for_a_quarter_of_an_hour_and_once_more_after_a_day(
    desk: Desk, clock: StandingClock, memory: Memory
) -> None:
    desk.change_page(OLD, alias_of=NEW)
    services = desk.api.services

    found = []
    for minutes in (0, 14, 1, 60, 22 * 60, 45, 5):
        clock.pass_by(minutes=minutes)
        found.append(merge(services))

    nothing, looked = Merged(), Merged(aliases=1)
    assert found == [looked, looked, looked, nothing, nothing, replace(looked, finished=1), nothing]
    assert not any("gsi1pk" in page for page in stored(memory).of("page"))


def test_what_comes_late_is_moved_after_a_day(desk: Desk, clock: StandingClock, memory: Memory) -> None:
    desk.change_page(OLD, alias_of=NEW)
    clock.pass_by(minutes=20)
    merge(desk.api.services)
    like_page(desk.api.services, OLD, 1)
    assert merge(desk.api.services) == Merged()

    clock.pass_by(days=1)

    assert merge(desk.api.services) == Merged(aliases=1, reactions=1)
    assert merge(desk.api.services) == Merged(aliases=1, finished=1)
    assert merge(desk.api.services) == Merged()


def test_a_run_ends_in_time_and_the_next_one_goes_on(
    desk: Desk, story: Story, memory: Memory, clock: StandingClock, ids: "NewId"
) -> None:
    def slow_clock() -> datetime:
        clock.pass_by(minutes=1)
        return clock.now

    desk.change_page(OLD, alias_of=NEW)
    services = Services(Settings(), desk.api.services.table, slow_clock, ids, seconds=never_hot())

    runs = [merge(services) for _ in range(4)]

    assert 0 < runs[0].comments < 9
    assert sum(run.comments for run in runs) == 9
    assert violations(stored(memory)) == []


def test_an_idle_site_costs_one_empty_query(services: Services, meter: Meter) -> None:
    with meter.measure() as used:
        services.upkeep.jobs["merge"](SITE)

    used.assert_budget(requests=1, read_units=0.5, write_units=0)


def test_a_comment_costs_three_round_trips_to_move(desk: Desk, meter: Meter) -> None:
    for _ in range(3):
        desk.publish(page=OLD)
    desk.change_page(OLD, alias_of=NEW)
    steps = desk.api.services.upkeep.merger.merge(the_alias(desk.api.services))
    next(steps)

    with meter.measure() as used:
        next(steps)

    used.assert_budget(round_trips=3, write_units=22)


def test_a_reply_below_as_many_ancestors_as_are_kept_moves(desk: Desk, services: Services, memory: Memory) -> None:
    """Its transaction has as many writes as one may have."""
    root = desk.publish(page=OLD)
    first = from_item(services.table.get(keys.comment(SITE, root)) or {})
    deep = replace(first, id=new_id(START), ancestors=(root, *(new_id(START) for _ in range(DEEPEST - 1))))
    for write in (*copies.appear(SITE, deep, first_spot(deep), deep.id), put_comment(SITE, deep)):
        services.table.write(write)
    desk.change_page(OLD, alias_of=NEW)

    merge(services)

    assert desk.api.counts(NEW)["comment_count"] == 2
    assert at(stored(memory), OLD) == {}
    assert len([tally for tally in stored(memory).of("tally") if tally["reply_count"] == 1]) == DEEPEST - 1


def test_replies_of_a_long_thread_lie_beside_it_as_before(desk: Desk, memory: Memory) -> None:
    root = desk.publish(page=OLD)
    desk.api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})
    replies = [desk.api.comment(f"{number}", page=OLD, parent=root)["id"] for number in range(23)]
    replies.append(desk.api.comment(LONG, page=OLD, parent=root)["id"])
    desk.change_page(OLD, alias_of=NEW)

    merge(desk.api.services)

    (thread,) = desk.api.thread(NEW)["comments"]
    assert [reply["id"] for reply in thread["replies"]] == replies[:20]
    assert thread["reply_count"] == 24
    assert violations(stored(memory)) == []


def test_a_pinned_thread_stays_pinned(desk: Desk, services: Services, memory: Memory) -> None:
    root = desk.publish(page=OLD)
    reply = desk.publish(page=OLD, parent=root)
    pin(services, root, reply)
    desk.change_page(OLD, alias_of=NEW)

    merge(services)

    (thread,) = desk.api.thread(NEW)["comments"]
    assert (thread["is_pinned"], thread["reply_count"]) == (True, 1)
    assert violations(stored(memory)) == []


def pin(services: Services, root: str, *replies: str) -> None:
    """Move a thread to where pinned ones are; its replies' records do not know."""
    table = services.table
    place = keys.thread(SITE, page_id(OLD), root)
    item = table.get(place) or {}
    pinned = keys.thread(SITE, page_id(OLD), root, pinned=True)
    table._client.put_item(TableName=TABLE, Item=item | {"sk": {"S": pinned[1]}})
    table.write(Write("Delete", place))
    table.write(Write("Update", keys.comment(SITE, root), update="SET #thread_sort = :x", values={"x": "X"}))


@pytest.mark.parametrize("most", [2, 3])
def test_more_months_than_a_transaction_takes_move_in_several(
    desk: Desk, clock: StandingClock, memory: Memory, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Days are those of the site, so at the end of a month hours and days are not in the same one."""
    desk.api.services.sites.change(SITE, settings={"timezone": "Pacific/Auckland"})
    clock.pass_by(days=17, hours=2)  # the last hours of March in UTC, which are of April there
    for _ in range(4):
        for page in (OLD, OLD, NEW):
            desk.api.view(page)
            clock.pass_by(hours=3)
        clock.pass_by(days=30, hours=-9)
        desk.api.services.run_job("compact")
    desk.change_page(OLD, alias_of=NEW)
    monkeypatch.setattr(merging, "MOST_MONTHS", most)

    steps = []
    for step in desk.api.services.upkeep.merger.merge(the_alias(desk.api.services)):
        steps.append(step.views)
        assert violations(stored(memory)) == []

    assert len(steps) > 1
    assert sum(steps) == 8
    assert desk.api.counts(NEW)["view_count"] == 12
    assert at(stored(memory), OLD) == {}


def test_a_counter_that_was_never_compacted_moves_whole(desk: Desk, clock: StandingClock, memory: Memory) -> None:
    """More hours than an expression can name."""
    for _ in range(150):
        desk.api.view(OLD)
        clock.pass_by(hours=1)
    desk.change_page(OLD, alias_of=NEW)

    assert merge(desk.api.services).views == 150
    assert desk.api.counts(NEW)["view_count"] == 150
    assert violations(stored(memory)) == []


def test_views_are_active_when_the_later_of_both_was(desk: Desk, clock: StandingClock, memory: Memory) -> None:
    desk.api.view(NEW)
    clock.pass_by(hours=2)
    desk.api.view(OLD)
    desk.change_page(OLD, alias_of=NEW)

    merge(desk.api.services)

    (counter,) = stored(memory).of("views")
    assert counter["view_count"] == 2
    assert violations(stored(memory)) == []


def test_what_is_counted_late_moves_from_whichever_shard(desk: Desk, services: Services, memory: Memory) -> None:
    """A process that has not heard of the alias counts where the alias, as it was, has shards; and may even give it more."""
    for page, shards in ((OLD, 4), (NEW, 2)):
        spread(services, shards, page=page)
        for shard in range(shards):
            count_directly(services, 10, shard, page=page)
    desk.change_page(OLD, alias_of=NEW)
    assert merge(services) == Merged(aliases=1, views=40)

    count_directly(services, 5, shard=3, page=OLD)
    spread(services, 8, page=OLD)
    count_directly(services, 5, shard=7, page=OLD)

    assert merge(services) == Merged(aliases=1, views=10)
    assert merge(services) == Merged(aliases=1)
    assert desk.api.counts(NEW)["view_count"] == 70
    assert {one["shards"] for one in stored(memory).of("views") if "shards" in one} == {8}
    assert [(one["sk"], one.keys()) for one in at(stored(memory), OLD).values()] == [
        ("VIEWS", {"pk", "sk", "type", "shards"})
    ]
    assert violations(stored(memory)) == []


def test_shards_that_come_while_views_move_are_kept(
    desk: Desk, services: Services, memory: Memory, clock: StandingClock, ids: "NewId"
) -> None:
    spread(services, 2, page=OLD)
    count_directly(services, 10, page=OLD)
    desk.change_page(OLD, alias_of=NEW)

    merge(services_that(partial(spread, services, 4, page=OLD), 1, clock, ids))

    assert desk.api.counts(NEW)["view_count"] == 10
    assert [one["shards"] for one in at(stored(memory), OLD).values()] == [4]
    assert violations(stored(memory)) == []


def test_readers_of_both_pages_see_all_of_it_afterwards(desk: Desk, story: Story) -> None:
    desk.change_page(OLD, alias_of=NEW)
    merge(desk.api.services)

    counts = [Api(desk.api.services).counts(page) for page in (OLD, NEW)]

    assert [(count["key"], count["comment_count"], count["view_count"]) for count in counts] == [(NEW, 6, 9)] * 2


@pytest.mark.engine
def test_it_is_the_same_on_the_second_engine(
    engine_client: "DynamoDBClient", engine_table: str, clock: StandingClock, ids: "NewId"
) -> None:
    table = Table(engine_client, engine_table, print)
    services = with_site(Services(Settings(), table, clock, ids, seconds=never_hot()))
    desk = Desk(Api(services), services.tokens.create(SITE, "moderator", "desk")[0])
    tell(desk, clock)
    assert desk.put_page(OLD, alias_of=NEW).is_success
    assert desk.put_page(NEW, alias_of=OLD).json()["errors"][0]["code"] == "alias_circle"

    merged = merge(services)

    assert merged == Merged(aliases=1, comments=9, reactions=2, views=6)
    assert at(Stored.read(engine_client, engine_table), OLD) == {}
    assert recount(engine_client, engine_table) == []
    clock.pass_by(days=1)
    assert merge(services) == Merged(aliases=1, finished=1)
    assert merge(services) == Merged()
