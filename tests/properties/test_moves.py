"""Comments posted, edited, withdrawn and decided on in any order: the list shows exactly what is approved, and all counts are right."""

from contextlib import ExitStack
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.storage.table import Table
from tests.author import Author
from tests.conftest import SITE, Api, Desk, StandingClock, ids_in_order, never_hot, with_site
from tests.faults.memory import Memory
from tests.recount import violations
from tests.storage.engines import TABLE, moto_table
from tests.stored import Stored

bodies = st.sampled_from(["Well said.", "Indeed, **yes**.", "&" * 2700])
"""The last one is five times as long as HTML: one fits into a thread, a second one goes beside it."""
actions = st.sampled_from(["approve", "approve", "reject", "spam", "delete"])
becomes = {"approve": "approved", "reject": "rejected", "spam": "spam", "delete": "deleted"}
readers = st.sampled_from(["a reader", "another"])
which = st.integers(0, 1_000)
"""Chooses among what there is, counted round."""


class Newsroom(RuleBasedStateMachine):
    """A page with its readers and a moderator, and what we expect of it."""

    @initialize(mode=st.sampled_from(["hold_all", "hold_suspect"]))
    def open_for_the_day(self, mode: str) -> None:
        self.ends = ExitStack()
        client = self.ends.enter_context(moto_table())
        services = Services(
            Settings(),
            Table(client, TABLE, lambda _attempt: None),
            StandingClock(),
            ids_in_order(),
            seconds=never_hot(),
        )
        with_site(services, moderation_mode=mode)
        self.desk = Desk(Api(services), services.tokens.create(SITE, "moderator", "desk")[0])
        self.memory = Memory(client.meta.region_name)
        self.mode = mode
        self.authors: dict[str, Author] = {}
        self.bodies: dict[str, str] = {}
        self.status: dict[str, str] = {}
        self.ancestors: dict[str, list[str]] = {}
        self.likes: dict[str, set[str]] = {}
        self.withdrawn: set[str] = set()
        self.shown: set[str] = set()
        self.pinned: set[str] = set()

    def teardown(self) -> None:
        with self.ends:
            self.read("newest", limit=2)

    @rule(body=bodies)
    def post(self, body: str) -> None:
        body = self._once(body)
        self._posted(Author.of(self.desk.api, body), body, [])

    @precondition(lambda self: "approved" in self.status.values())
    @rule(body=bodies, parent=which)
    def reply(self, body: str, parent: int) -> None:
        public = [comment for comment, status in self.status.items() if status == "approved"]
        to, body = public[parent % len(public)], self._once(body)
        self._posted(Author.of(self.desk.api, body, parent=to), body, [*self.ancestors[to], to])

    @precondition(lambda self: self.status)
    @rule(action=actions, comment=which)
    def decide(self, action: str, comment: int) -> None:
        chosen = list(self.status)[comment % len(self.status)]
        (result,) = self.desk.act(action, chosen)
        before, after = self.status[chosen], becomes[action]
        if before == "deleted" != after:
            assert result["error"]["code"] == "move_not_allowed"
            return
        assert (result["status"], result["changed"]) == (after, before != after)
        self._moved(chosen, after)

    @precondition(lambda self: self.status)
    @rule(comment=which, wanted=st.booleans())
    def pin(self, comment: int, *, wanted: bool) -> None:
        chosen = list(self.status)[comment % len(self.status)]
        (result,) = self.desk.act("pin" if wanted else "unpin", chosen)
        can_be = self.status[chosen] == "approved" and not self.ancestors[chosen]
        if wanted and not can_be and chosen not in self.pinned:
            assert result["error"]["code"] == "pin_not_allowed"
            return
        assert result["changed"] == (wanted != (chosen in self.pinned))
        (self.pinned.add if wanted else self.pinned.discard)(chosen)

    @precondition(lambda self: self.status)
    @rule(comment=which, reader=readers, wanted=st.booleans())
    def react(self, comment: int, reader: str, *, wanted: bool) -> None:
        chosen = list(self.status)[comment % len(self.status)]
        method, body = ("POST", {"reaction": "like"}) if wanted else ("DELETE", None)
        path, headers = f"/v1/sites/{SITE}/comments/{chosen}/reactions", {"User-Agent": reader}
        response = self.desk.api.call(method, path, json=body, headers=headers)
        if self.status[chosen] != "approved":
            assert response.status_code == 404
            return
        (self.likes[chosen].add if wanted else self.likes[chosen].discard)(reader)
        assert response.json() == {"reactions": self._reactions(chosen), "reaction": "like" if wanted else None}

    @precondition(lambda self: self.status)
    @rule(body=bodies, comment=which)
    def edit(self, body: str, comment: int) -> None:
        chosen = list(self.status)[comment % len(self.status)]
        response = self.authors[chosen].try_to_edit(body)
        if self.status[chosen] in {"rejected", "deleted"}:
            assert response.status_code == 404
            return
        assert response.json()["comment"]["body"] == body
        if body != self.bodies[chosen]:
            self.bodies[chosen] = body
            judged = "pending" if self.mode == "hold_all" else "approved"
            self._moved(chosen, "spam" if self.status[chosen] == "spam" else judged)

    @precondition(lambda self: self.status)
    @rule(comment=which)
    def withdraw(self, comment: int) -> None:
        chosen = list(self.status)[comment % len(self.status)]
        response = self.authors[chosen].try_to_withdraw()
        if self.status[chosen] in {"rejected", "deleted"} and chosen not in self.withdrawn:
            assert response.status_code == 404
            return
        assert response.status_code == 204
        self.withdrawn.add(chosen)
        self._moved(chosen, "deleted")

    @rule(mode=st.sampled_from(["hold_all", "hold_suspect"]))
    def change_the_mode(self, mode: str) -> None:
        self.desk.api.services.sites.change(SITE, settings={"moderation_mode": mode})
        self.mode = mode

    @invariant()
    def all_counts_are_right(self) -> None:
        assert violations(Stored.of_items(self.memory.items())) == []

    @rule(sort=st.sampled_from(["newest", "oldest", "top"]), limit=st.integers(1, 4))
    def read(self, sort: str, limit: int) -> None:
        shown = self._walk(sort, limit)
        assert [root["id"] for root in shown] == self._in_order(sort)
        for root in shown:
            self._is_as_expected(root)

    def _once(self, body: str) -> str:
        """Make a text another than all before: a long one may come only once a day."""
        return f"{body} {len(self.authors)}"

    def _posted(self, author: Author, body: str, ancestors: list[str]) -> None:
        self.authors[author.id] = author
        self.bodies[author.id] = body
        self.ancestors[author.id] = ancestors
        self.likes[author.id] = set()
        self._moved(author.id, author.sees()["status"])

    def _moved(self, comment: str, status: str) -> None:
        self.status[comment] = status
        root = [*self.ancestors[comment], comment][0]
        if status == "approved":
            self.shown.add(root)
        elif comment == root and not self._below(root):
            self.shown.discard(root)
            self.pinned.discard(root)

    def _in_order(self, sort: str) -> list[str]:
        others = self.shown - self.pinned
        in_order = sorted(others, key=self._score) if sort == "top" else sorted(others)
        return sorted(self.pinned, reverse=True) + (in_order if sort == "oldest" else in_order[::-1])

    def _score(self, root: str) -> tuple[int, str]:
        return len(self.likes[root]) if self.status[root] == "approved" else 0, root

    def _below(self, comment: str) -> list[str]:
        return [below for below in self.status if comment in self.ancestors[below] and self.status[below] == "approved"]

    def _reactions(self, comment: str) -> dict[str, int]:
        return {"like": len(self.likes[comment])} if self.likes[comment] else {}

    def _is_as_expected(self, root: Any) -> None:
        is_approved = self.status[root["id"]] == "approved"
        assert root["status"] == ("approved" if is_approved else "deleted")
        assert root["reactions"] == (self._reactions(root["id"]) if is_approved else {})
        assert root["is_pinned"] == (root["id"] in self.pinned)
        assert (root["author"] is not None, root["body"]) == (
            is_approved,
            self.bodies[root["id"]] if is_approved else None,
        )
        assert root["reply_count"] == len(root["replies"])
        assert [reply["id"] for reply in root["replies"]] == self._below(root["id"])
        for reply in root["replies"]:
            assert reply["body"] == self.bodies[reply["id"]]
            assert reply["parent"] == self.ancestors[reply["id"]][-1]
            assert reply["reactions"] == self._reactions(reply["id"])
            assert reply["reply_count"] == len(self._below(reply["id"]))

    def _walk(self, sort: str, limit: int) -> list[Any]:
        """Answer all threads whole, each part fetched by the cursor of the one before."""
        threads: list[Any] = []
        part = self.desk.api.thread(sort=sort, limit=limit)
        while True:
            threads += [self._whole(thread) for thread in part["comments"]]
            if part["next"] is None:
                return threads
            part = self.desk.api.thread(sort=sort, limit=limit, cursor=part["next"])

    def _whole(self, thread: Any) -> Any:
        following = thread["replies_next"]
        while following:
            part = self.desk.api.thread(cursor=following, limit=2)
            thread["replies"] += part["comments"]
            following = part["next"]
        return thread


TestNewsroom = Newsroom.TestCase
TestNewsroom.settings = settings(max_examples=15, stateful_step_count=20)
