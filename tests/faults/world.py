"""A world in which requests to the table fail: the service twice on one table of moto.

`calm` sees no faults: by it things are prepared, and calls are made again as another process would. `struck` suffers them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.errors import Unavailable
from chalicelib.storage.table import ATTEMPTS, Pause, Table
from tests import recount
from tests.conftest import SITE, Api, Desk, StandingClock, ids_in_order, never_hot, with_site
from tests.faults.memory import Memory
from tests.storage.engines import TABLE, make_client
from tests.storage.faults import ALL, Faults, Kind
from tests.stored import Plain, Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.ids import NewId

Trouble = tuple[Kind, ...]
"""Faults that strike a request and its repetitions in turn, those that it can suffer."""

REFUSED: Trouble = ("throttle_before", "cancel", "no_connection")
LOST: Trouble = ("timeout_before",)
DONE_BUT_LOST: Trouble = ("timeout_after",)
CUT: Trouble = ("cut_batch",)
FOR_GOOD = 5 * ATTEMPTS
"""More often than any call tries."""


class TryingDesk(Desk):
    """A moderator who takes an answer as it is."""

    def try_to(self, action: str, *ids: str) -> httpx.Response:
        return self.api.post("moderation/actions", {"action": action, "ids": ids}, headers=self.headers)


@dataclass
class World:
    """What a test of faults works with. Faults strike `client`; `pause` is called between attempts of `struck`."""

    client: "DynamoDBClient"
    mode: str
    pause: Pause = lambda _attempt: None
    clock: StandingClock = field(default_factory=StandingClock)
    new_id: "NewId" = field(default_factory=ids_in_order)

    def __post_init__(self) -> None:
        self.faults = Faults(self.client)
        self.memory = Memory(self.client.meta.region_name)
        self.calm = with_site(self._services(make_client()), moderation_mode=self.mode)
        self.token, _ = self.calm.tokens.create(SITE, "moderator", "desk")
        self.struck = self.started()

    def _services(self, client: "DynamoDBClient") -> Services:
        return Services(Settings(), Table(client, TABLE, self.pause), self.clock, self.new_id, seconds=never_hot())

    def started(self) -> Services:
        """Answer another process that faults strike, which knows the site and nothing more."""
        services = self._services(self.client)
        services.sites.get(SITE)
        return services

    def desk(self, services: Services | None = None) -> TryingDesk:
        """A moderator, undisturbed unless `services` are given."""
        return TryingDesk(Api(services or self.calm), self.token)

    def stored(self, kind: str) -> list[Plain]:
        return Stored.of_items(self.memory.items()).of(kind)

    def decisions(self, comments: Sequence[str]) -> list[int]:
        """Answer how often each of these comments was decided on."""
        about = [line.get("comment") for line in self.stored("line")]
        return [about.count(comment) for comment in comments]

    def violations(self) -> list[str]:
        return recount.violations(Stored.of_items(self.memory.items()))

    def each_trouble(
        self, send: Callable[[Services], Any], times: int = 1, operations: Collection[str] = ALL
    ) -> Iterator[Trouble]:
        """Run the loop's body on the table as it is now, for each request that `send` makes and each trouble it can have, so many times."""
        kept = self.memory.keep()
        with self.faults.record() as requests:
            send(self.struck)
        for operation, nth in _numbered([request for request in requests if request in operations]):
            for trouble in (REFUSED, LOST, DONE_BUT_LOST, *((CUT,) if operation == "BatchGetItem" else ())):
                self.memory.put_back(kept)
                self.struck = self.started()
                for kind in trouble * times:
                    self.faults.once(kind, {operation}, nth)
                yield trouble
                self.faults.stop()


def _numbered(requests: Sequence[str]) -> Iterator[tuple[str, int]]:
    # By name, since requests side by side come in any order.
    for operation, most in Counter(requests).items():
        for nth in range(1, most + 1):
            yield operation, nth


def is_done(response: httpx.Response) -> bool:
    """Tell whether a call was acknowledged; if not, its answer has to say that it may be made again."""
    if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        assert response.json()["code"] == "unavailable"
        assert int(response.headers["Retry-After"]) > 0
        return False
    assert response.is_success, response.text
    return True


def is_done_by_page(response: httpx.Response) -> bool:
    """Tell the same of a call that is answered by a page."""
    if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        assert "send it again" in response.text
        assert int(response.headers["Retry-After"]) > 0
        return False
    assert response.is_success, response.text
    return True


def is_done_directly(call: Callable[[], object]) -> bool:
    """Tell the same of a call that does not come by HTTP."""
    try:
        call()
    except Unavailable:
        return False
    return True
