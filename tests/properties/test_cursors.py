"""Going through a page's comments by cursors, whatever is added or removed meanwhile: what stays is met once, in order."""

from contextlib import ExitStack
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.storage.table import Table
from tests.conftest import SITE, Api, Desk, StandingClock, ids_in_order, never_hot, with_site
from tests.storage.engines import TABLE, moto_table

MOST_PARTS = 60

sorts = st.sampled_from(["newest", "oldest", "top"])
likes = st.lists(st.integers(0, 2), min_size=1, max_size=9)
meanwhile = st.lists(st.lists(st.sampled_from(["post", "remove", "bring back"]), max_size=3), max_size=12)
"""What happens between two parts, each time on the comment that `places` tell, counted round."""
places = st.lists(st.integers(0, 50), min_size=12, max_size=12)


class Page:
    """A page with comments, some of which stay as they are."""

    def __init__(self, ends: ExitStack, scores: list[int]) -> None:
        table = Table(ends.enter_context(moto_table()), TABLE, lambda _attempt: None)
        services = Services(Settings(), table, StandingClock(), ids_in_order(), seconds=never_hot())
        with_site(services, moderation_mode="hold_suspect")
        self.api = Api(services)
        self.desk = Desk(self.api, services.tokens.create(SITE, "moderator", "desk")[0])
        self.scores = {self.api.comment()["id"]: score for score in scores}
        for comment, score in self.scores.items():
            for visitor in range(score):
                self.api.like(comment, address=f"192.0.2.{visitor}")
        self.gone: list[str] = []
        self.touched: set[str] = set()

    def disturb(self, act: str, place: int) -> None:
        public = [comment for comment in self.scores if comment not in self.gone]
        if act == "post":
            self.api.comment()
        elif act == "remove" and public:
            self._decide("reject", public[place % len(public)])
        elif act == "bring back" and self.gone:
            self._decide("approve", self.gone[place % len(self.gone)])

    def _decide(self, action: str, comment: str) -> None:
        self.desk.act(action, comment)
        self.touched.add(comment)
        (self.gone.append if action == "reject" else self.gone.remove)(comment)

    def expected(self, sort: str) -> list[str]:
        """Answer those that stayed, in order."""
        stayed = [comment for comment in self.scores if comment not in self.touched]
        if sort == "top":
            return sorted(stayed, key=lambda comment: (self.scores[comment], comment), reverse=True)
        return sorted(stayed, reverse=sort == "newest")


@settings(max_examples=40)
@given(scores=likes, sort=sorts, limit=st.integers(1, 3), acts=meanwhile, where=places)
def test_what_stays_is_met_once_and_in_order(
    scores: list[int], sort: str, limit: int, acts: list[list[str]], where: list[int]
) -> None:
    with ExitStack() as ends:
        page = Page(ends, scores)
        met: list[str] = []
        cursor: dict[str, Any] = {}
        for part in range(MOST_PARTS):
            answer = page.api.thread(sort=sort, limit=limit, **cursor)
            met += [comment["id"] for comment in answer["comments"]]
            if answer["next"] is None:
                break
            cursor = {"cursor": answer["next"]}
            for act in acts[part] if part < len(acts) else []:
                page.disturb(act, where[part])

        assert answer["next"] is None
        assert len(set(met) - page.touched) == len([one for one in met if one not in page.touched])
        assert [one for one in met if one in page.scores and one not in page.touched] == page.expected(sort)
