"""Two moderators, some readers and the job that erases, in any order: every comment is where the moves allow, and the log tells how.

The second moderator acts after the first one's call has read and before it writes, as happens between processes.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.moderation.models import MOVES, TARGETS
from chalicelib.storage.table import Table
from tests.conftest import SITE, START, Api, Desk, StandingClock, ids_in_order, never_hot, with_site
from tests.faults.memory import Memory
from tests.recount import violations
from tests.storage.engines import TABLE, moto_table
from tests.stored import Stored

HELD_AFTER = 2
KEPT_DAYS = 30
actions = st.sampled_from(["approve", "approve", "reject", "spam", "delete", "restore", "restore"])
which = st.integers(0, 2)
"""Chooses among what there is, counted round: few, so that much is done with each."""


@dataclass
class Expected:
    """What a comment should be, and what should have been done with it."""

    author: str
    status: str = "pending"
    was: str = "pending"
    days_deleted: int = 0
    is_erased: bool = False
    unseen_count: int = 0
    body: str = "Well said."
    flagged_by: set[str] = field(default_factory=set)
    done: list[str] = field(default_factory=list)

    def target(self, action: str) -> str | None:
        """Answer the status that an action leads to, None where it does nothing."""
        if action == "restore":
            return self.was if self.status == "deleted" and self.days_deleted < KEPT_DAYS else None
        target = TARGETS[action]  # type: ignore[index] # all are actions
        return target if target in MOVES[self.status] else None  # type: ignore[index] # all are statuses

    def act(self, action: str) -> bool:
        """Carry out an action, and tell whether it changed anything."""
        target = self.target(action)
        if target is None and action == "approve" and self.unseen_count:
            self.unseen_count = 0  # it is approved, and was flagged since
            self.done.append(action)
            return True
        if target is None:
            return False
        self._move(target, action)
        return True

    def flag(self, reader: str) -> None:
        """Have a reader flag it, if it can be."""
        if self.status != "approved" or reader in self.flagged_by:
            return
        self.flagged_by.add(reader)
        self.unseen_count += 1
        if self.unseen_count == HELD_AFTER:
            self._move("pending", "hold")

    def edit(self, body: str) -> None:
        """Have a moderator edit it, if it can be."""
        if self.status != "deleted" and body != self.body:
            self.body = body
            self.done.append("edit")

    def _move(self, status: str, action: str) -> None:
        self.was, self.status, self.days_deleted, self.unseen_count = self.status, status, 0, 0
        self.done.append(action)


class Desks(RuleBasedStateMachine):
    """A page, two moderators and readers, and what we expect of them."""

    @initialize()
    def open_for_the_day(self) -> None:
        self.ends = ExitStack()
        self.interruptions: list[Callable[[], None]] = []
        client = self.ends.enter_context(moto_table())
        client.meta.events.register("before-parameter-build.dynamodb.TransactWriteItems", self._interrupt)
        self.clock = StandingClock()
        table = Table(client, TABLE, lambda _attempt: None)
        services = Services(Settings(), table, self.clock, ids_in_order(), seconds=never_hot())
        with_site(services, flags_to_hold=HELD_AFTER)
        self.one, self.another = (
            Desk(Api(services), services.tokens.create(SITE, "moderator", name)[0]) for name in ("one", "another")
        )
        self.memory = Memory(client.meta.region_name)
        self.expected: dict[str, Expected] = {}

    def teardown(self) -> None:
        self.ends.close()

    @rule(author=st.sampled_from(["ada@home.example", "bea@home.example"]), is_reply=st.booleans(), parent=which)
    def post(self, author: str, *, is_reply: bool, parent: int) -> None:
        public = [comment for comment, expected in self.expected.items() if expected.status == "approved"]
        to = public[parent % len(public)] if is_reply and public else None
        posted = self.one.api.comment(email=author, parent=to)["id"]
        self.expected[posted] = Expected(author)

    @precondition(lambda self: self.expected)
    @rule(action=actions, comment=which)
    def decide(self, action: str, comment: int) -> None:
        chosen = self._chosen(comment)
        (result,) = self.one.act(action, chosen)
        self._is_as_expected(result, chosen, is_changed=self.expected[chosen].act(action))

    @precondition(lambda self: self.expected)
    @rule(first=actions, second=actions, comment=which)
    def decide_at_once(self, first: str, second: str, comment: int) -> None:
        chosen = self._chosen(comment)
        expected = self.expected[chosen]

        def interrupt() -> None:
            (result,) = self.another.act(second, chosen)
            self._is_as_expected(result, chosen, is_changed=expected.act(second))

        self.interruptions = [interrupt]
        (result,) = self.one.act(first, chosen)
        self.interruptions = []
        self._is_as_expected(result, chosen, is_changed=expected.act(first))

    @precondition(lambda self: self.expected)
    @rule(comment=which, body=st.sampled_from(["Well said.", "Better said.", "&" * 2700]))
    def edit(self, comment: int, body: str) -> None:
        chosen = self._chosen(comment)
        response = self.one.try_to_edit(chosen, body)
        assert response.status_code == (409 if self.expected[chosen].status == "deleted" else 200)
        self.expected[chosen].edit(body)

    @precondition(lambda self: self.expected)
    @rule(comment=which, reader=st.sampled_from(["a", "b", "c", "d"]), action=actions)
    def flag_while_a_moderator_decides(self, comment: int, reader: str, action: str) -> None:
        chosen = self._chosen(comment)
        expected = self.expected[chosen]

        def interrupt() -> None:
            self.one.act(action, chosen)
            expected.act(action)

        self.interruptions = [interrupt]
        path, headers = f"comments/{chosen}/flags", {"User-Agent": reader}
        response = self.one.api.post(path, {"reason": "spam"}, headers=headers)
        was_flagged = reader in expected.flagged_by and not expected.is_erased
        self.interruptions = []
        could_be = was_flagged or expected.status == "approved"
        assert response.status_code == (202 if could_be else 404)
        expected.flag(reader)

    @precondition(lambda self: self.expected)
    @rule(author=st.sampled_from(["ada@home.example", "bea@home.example"]), action=actions)
    def decide_on_all_of_an_author(self, author: str, action: str) -> None:
        theirs = [name for name, one in self.expected.items() if one.author == author and not one.is_erased]
        if theirs:
            found = self.one.comment(theirs[0])["author"]["id"]
            results = self.one.act_on_author(found, action)["results"]
            assert [result["id"] for result in results] == theirs
            for result in results:
                changed = self.expected[result["id"]].act(action)
                self._is_as_expected(result, result["id"], is_changed=changed)

    @precondition(lambda self: self.clock.now < START + timedelta(days=60))  # later readers are not known again
    @rule(days=st.sampled_from([1, 20]))
    def pass_by(self, days: int) -> None:
        self._pass_by(days)

    @precondition(lambda self: any(one.status == "deleted" for one in self.expected.values()))
    @rule(days=st.sampled_from([0, 0, KEPT_DAYS - 1, KEPT_DAYS]))
    def erase(self, days: int) -> None:
        if self.clock.now < START + timedelta(days=60):
            self._pass_by(days)
        due = [one for one in self.expected.values() if one.days_deleted >= KEPT_DAYS and not one.is_erased]
        assert self.one.api.services.run_job("retain")[SITE]["erased"] == len(due)
        for expected in due:
            expected.is_erased = True

    @invariant()
    def all_counts_are_right_and_no_move_skips_the_log(self) -> None:
        stored = Stored.of_items(self.memory.items())
        assert violations(stored) == []
        lines = [line for line in stored.of("line") if "comment" in line]
        for comment, expected in self.expected.items():
            told = sorted(line["action"] for line in lines if line["comment"] == comment)
            assert told == sorted(expected.done)
            record = stored.records[SITE, comment]
            body = None if expected.is_erased else expected.body
            assert (record["status"], record.get("body")) == (expected.status, body)

    def _pass_by(self, days: int) -> None:
        self.clock.pass_by(days=days)
        for expected in self.expected.values():
            expected.days_deleted += days if expected.status == "deleted" else 0

    def _chosen(self, comment: int) -> str:
        return list(self.expected)[comment % len(self.expected)]

    def _is_as_expected(self, result: Any, comment: str, *, is_changed: bool) -> None:
        assert (result["status"], result["changed"]) == (self.expected[comment].status, is_changed)
        if not is_changed and "move_not_allowed" in str(result["error"]) and not self.expected[comment].is_erased:
            assert result["decided_by"] in {"one", "another", "flags"}

    def _interrupt(self, **_: Any) -> None:
        while self.interruptions:
            self.interruptions.pop()()


TestDesks = Desks.TestCase
TestDesks.settings = settings(max_examples=12, stateful_step_count=25)
