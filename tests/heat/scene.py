"""The scene: a site on its table, processes that serve it, and a page that nobody has read until a crowd comes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from bench.stock import approved
from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.pages.models import PageName
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from chalicelib.storage.values import Item
from tests.conftest import SITE, START, StandingClock, ids_in_order, with_site
from tests.faults.memory import Memory
from tests.heat.capacity import Capacity
from tests.heat.crowd import Crowd, Function
from tests.heat.dynamo import Dynamo
from tests.heat.stage import Stage
from tests.storage.engines import TABLE, moto_table
from tests.stored import Plain, Stored

PAGE = "/hot"
CROWD_COMES = 5.0
"""Seconds from the beginning, in which processes start."""
_TURN_OF_THE_HOUR = CROWD_COMES + 2
"""So it comes while the page is at its hottest, and every counter changes its place in the index."""


@dataclass(frozen=True)
class Scene:
    """All that is on the stage."""

    stage: Stage
    dynamo: Dynamo
    function: Function
    crowd: Crowd

    @classmethod
    def of(cls, capacity: Capacity, processes: int, comments: int = 0) -> Self:
        """Set it up with so many processes at work, so many comments on the page, and a table of this capacity."""
        stage = Stage(START + timedelta(hours=1, seconds=-_TURN_OF_THE_HOUR))
        dynamo = Dynamo(stage, capacity, _items(comments))
        function = Function(stage, dynamo)
        function.warm(processes, CROWD_COMES)
        return cls(stage, dynamo, function, Crowd(stage, function))

    def read_units_by_second(self) -> list[float]:
        """Have the read units be noted that the page's partition gives in each second of the first minute."""
        noted: list[float] = []

        def note() -> None:
            before = 0.0
            for _ in range(60):
                self.stage.wait(1)
                now = self.dynamo.capacity.used.get(("read", keys.page_partition(SITE, keys.page_id(PAGE))), 0.0)
                noted.append(now - before)
                before = now

        self.stage.start(note)
        return noted

    def stored(self) -> Stored:
        """Answer all that is stored."""
        return Stored.of_items(self.dynamo.items())

    def counters(self, page: str = PAGE) -> list[Plain]:
        """Answer the counters of a page."""
        partition = keys.views(SITE, keys.page_id(page))[0].removesuffix("0")
        return [counter for counter in self.stored().of("views") if counter["pk"].startswith(partition)]


def _items(comments: int) -> list[Item]:
    """Answer a site and the comments of its page, as the service stores them."""
    with moto_table() as client:
        table = Table(client, TABLE, lambda _attempt: None)
        with_site(Services(Settings(), table, StandingClock(), ids_in_order()))
        if comments:
            approved(client, SITE, PageName(PAGE, keys.page_id(PAGE), None), comments)
        return Memory(client.meta.region_name).items()
