"""What all tests share: the service on an empty table of moto, a clock that stands still, and readers and moderators who call it."""

import itertools
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from app import create
from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.ids import new_id
from chalicelib.storage.table import Table
from cli.local.gateway import Gateway
from cli.web.build import ensure_built

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from chalicelib.ids import NewId

pytest_plugins = ["tests.storage.fixtures", "tests.engine"]

SITE = "demo"
ORIGIN = "https://news.example"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
_FIRST_IDS = itertools.count(1_000_000, 1_000_000)
"""An engine that all tests share knows the tokens of their transactions, which are made of ids: each test has ids of its own."""

_READERS = itertools.count()

START = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def with_others(services: Services, **others: object) -> Services:
    """Answer the same services with these instead of their own."""
    made = copy(services)
    vars(made).update(others)  # where those lie that were asked for
    return made


def pytest_configure() -> None:
    """Have the embed and the moderator page there as browsers get them."""
    ensure_built()


@dataclass
class StandingClock:
    """Time that passes only when told to. Ids made at one moment still sort by the order they were made in."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Api:
    """Calls the API through the local gateway, as anybody outside would."""

    services: Services
    origin: str | None = None
    calls: list[httpx.Response] = field(default_factory=list)

    def call(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        address: str = "192.0.2.1",
        **request: Any,
    ) -> httpx.Response:
        transport = httpx.WSGITransport(app=Gateway(create(self.services)), remote_addr=address)
        given = {"User-Agent": BROWSER} | ({"Origin": self.origin} if self.origin else {}) | (headers or {})
        with httpx.Client(transport=transport, base_url="http://service.test") as client:
            response = client.request(method, path, headers=given, **request)
        self.calls.append(response)
        return response

    def get(self, path: str, **request: Any) -> httpx.Response:
        return self.call("GET", f"/v1/sites/{SITE}/{path}", **request)

    def post(self, path: str, body: Any, **request: Any) -> httpx.Response:
        """Send a body; a comment comes from a reader of its own, since one may not leave many in a minute."""
        if path == "comments":
            request = {"address": another_address(), **request}
        return self.call("POST", f"/v1/sites/{SITE}/{path}", json=body, **request)

    def comment(
        self, body: str = "Well said.", *, page: str = "/a", name: str = "Ada", parent: str | None = None, **author: str
    ) -> Any:
        """Leave a comment and answer what its author is told."""
        response = self.post(
            "comments", {"page": page, "body": body, "author": {"name": name, **author}, "parent": parent}
        )
        assert response.is_success, response.text
        return response.json()["comment"]

    def thread(self, page: str = "/a", **parameters: Any) -> Any:
        """Read a page's comments."""
        response = self.get("comments", params={"page": page, **parameters})
        assert response.is_success, response.text
        return response.json()

    def view(self, page: str = "/a", *, agent: str = BROWSER, address: str = "192.0.2.1") -> Any:
        """Load a page and answer what is counted."""
        response = self.post("views", {"page": page}, headers={"User-Agent": agent}, address=address)
        assert response.is_success, response.text
        return response.json()

    def like(self, comment: str, **visitor: Any) -> Any:
        """Like a comment and answer what is told; `visitor` may have an `agent` or an `address` of its own."""
        return self._told(self.post(f"comments/{comment}/reactions", {"reaction": "like"}, **_as(**visitor)))

    def unlike(self, comment: str, **visitor: Any) -> Any:
        """Take a like back and answer what is told."""
        path = f"/v1/sites/{SITE}/comments/{comment}/reactions"
        return self._told(self.call("DELETE", path, **_as(**visitor)))

    def like_page(self, page: str = "/a", **visitor: Any) -> Any:
        """Like a page and answer what is told."""
        return self._told(self.post("reactions", {"page": page, "reaction": "like"}, **_as(**visitor)))

    def unlike_page(self, page: str = "/a", **visitor: Any) -> Any:
        """Take a page's like back and answer what is told."""
        path = f"/v1/sites/{SITE}/reactions"
        return self._told(self.call("DELETE", path, params={"page": page}, **_as(**visitor)))

    def flag(self, comment: str, reason: str = "spam", *, note: str | None = None, **visitor: Any) -> Any:
        """Flag a comment and answer what is told."""
        return self._told(self.post(f"comments/{comment}/flags", {"reason": reason, "note": note}, **_as(**visitor)))

    def _told(self, response: httpx.Response) -> Any:
        assert response.is_success, response.text
        return response.json()

    def counts(self, page: str = "/a") -> Any:
        """Read the counts of one page."""
        return self.get("counts", params={"page": page}).json()["counts"][0]


@dataclass
class Desk:
    """A moderator with a token."""

    api: Api
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def act(self, action: str, *ids: str, **more: Any) -> list[Any]:
        """Carry out an action and answer its results."""
        response = self.api.post("moderation/actions", {"action": action, "ids": ids, **more}, headers=self.headers)
        assert response.is_success, response.text
        results: list[Any] = response.json()["results"]
        return results

    def page(self, page: str = "/a") -> Any:
        """Read a page as moderators see it."""
        response = self.api.get("pages", params={"page": page}, headers=self.headers)
        assert response.is_success, response.text
        return response.json()

    def put_page(self, page: str = "/a", **changes: Any) -> httpx.Response:
        """Change a page."""
        path, parameters = f"/v1/sites/{SITE}/pages", {"page": page}
        return self.api.call("PUT", path, params=parameters, json=changes, headers=self.headers)

    def change_page(self, page: str = "/a", **changes: Any) -> Any:
        """Change a page and answer how it is now."""
        response = self.put_page(page, **changes)
        assert response.is_success, response.text
        return response.json()

    def queue(self, status: str = "pending", **parameters: Any) -> Any:
        """Read one of the lists."""
        response = self.api.get("moderation/comments", params={"status": status, **parameters}, headers=self.headers)
        assert response.is_success, response.text
        return response.json()

    def edit(self, comment: str, body: str) -> Any:
        """Give a comment another text and answer it as moderators see it."""
        response = self.try_to_edit(comment, body)
        assert response.is_success, response.text
        return response.json()

    def try_to_edit(self, comment: str, body: str) -> httpx.Response:
        path = f"/v1/sites/{SITE}/moderation/comments/{comment}"
        return self.api.call("PATCH", path, json={"body": body}, headers=self.headers)

    def block(self, kind: str, value: str, **more: Any) -> Any:
        """Block somebody and answer the block."""
        response = self.try_to_block(kind, value, **more)
        assert response.is_success, response.text
        return response.json()

    def try_to_block(self, kind: str, value: str, **more: Any) -> httpx.Response:
        new = {"kind": kind, "value": value, **more}
        return self.api.post("moderation/blocks", new, headers=self.headers)

    def lift(self, block: str) -> httpx.Response:
        """Lift a block."""
        return self.api.call("DELETE", f"/v1/sites/{SITE}/moderation/blocks/{block}", headers=self.headers)

    def blocks(self, **parameters: Any) -> Any:
        """Read a part of the blocks."""
        return self._read("moderation/blocks", **parameters)

    def sit_down(self, desk: str, *comments: str) -> list[Any]:
        """Tell what an open queue is at, and answer what others are at."""
        answer = self.try_to_sit_down(desk, *comments)
        assert answer.is_success, answer.text
        others: list[Any] = answer.json()["others"]
        return others

    def try_to_sit_down(self, desk: str, *comments: str) -> httpx.Response:
        return self.api.post("moderation/desks", {"desk": desk, "comments": comments}, headers=self.headers)

    def author(self, author: str) -> Any:
        """Read an author."""
        return self._read(f"moderation/authors/{author}")

    def note(self, author: str, **changes: Any) -> httpx.Response:
        """Change what is said of an author."""
        path = f"/v1/sites/{SITE}/moderation/authors/{author}"
        return self.api.call("PUT", path, json=changes, headers=self.headers)

    def act_on_author(self, author: str, action: str, **more: Any) -> Any:
        """Carry out an action on what an author left."""
        response = self.try_to_act_on_author(author, action, **more)
        assert response.is_success, response.text
        return response.json()

    def try_to_act_on_author(self, author: str, action: str, **more: Any) -> httpx.Response:
        """Carry it out, or be told why not."""
        path = f"moderation/authors/{author}/actions"
        return self.api.post(path, {"action": action, **more}, headers=self.headers)

    def comment(self, comment: str) -> Any:
        """Read one comment with its history."""
        return self._read(f"moderation/comments/{comment}")

    def log(self, **parameters: Any) -> Any:
        """Read a part of the log."""
        return self._read("moderation/log", **parameters)

    def lines(self, **parameters: Any) -> list[Any]:
        """Read the newest lines of the log, without those of the operator, who made the site and its tokens."""
        return [line for line in self.log(**parameters)["lines"] if line["by"] != "operator"]

    def _read(self, path: str, **parameters: Any) -> Any:
        response = self.api.get(path, params=parameters, headers=self.headers)
        assert response.is_success, response.text
        return response.json()

    def publish(self, body: str = "Well said.", **comment: Any) -> str:
        """Leave a comment, approve it and answer its id."""
        posted: str = self.api.comment(body, **comment)["id"]
        if self.act("approve", posted)[0]["status"] != "approved":
            raise AssertionError(f"{posted} is not approved")
        return posted


@dataclass
class Seconds:
    """Seconds that pass only when told to."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def pauses() -> list[int]:
    """How often the table waited before another attempt."""
    return []


@pytest.fixture
def ids(request: pytest.FixtureRequest) -> "NewId":
    return ids_in_order(next(_FIRST_IDS) if request.node.get_closest_marker("engine") else 0)


@pytest.fixture
def services(
    table_client: "DynamoDBClient",
    table_name: str,
    clock: StandingClock,
    pauses: list[int],
    ids: "NewId",
) -> Services:
    """The service on an empty table, with one site."""
    table = Table(table_client, table_name, pauses.append)
    return with_site(Services(Settings(), table, clock, ids, seconds=never_hot()))


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def lasting(services: Services, clock: StandingClock, ids: "NewId", seconds: Seconds) -> Services:
    """The service as a process of its own, which knows what it has read until `seconds` are told to pass."""
    return Services(Settings(), services.table, clock, ids, seconds=seconds)


@pytest.fixture
def api(services: Services) -> Api:
    return Api(services)


@pytest.fixture
def desk(api: Api) -> Desk:
    secret, _ = api.services.tokens.create(SITE, "moderator", "desk")
    return Desk(api, secret)


@pytest.fixture
def admin(api: Api) -> Desk:
    """A moderator whose token is of the role `admin`."""
    secret, _ = api.services.tokens.create(SITE, "admin", "chief")
    return Desk(api, secret)


def another_address() -> str:
    """Answer the address of a reader who has not called before."""
    reader = next(_READERS)
    return f"10.{reader >> 16}.{reader >> 8 & 255}.{reader & 255}"


def _as(agent: str | None = None, **more: Any) -> dict[str, Any]:
    return more if agent is None else {"headers": {"User-Agent": agent}, **more}


def never_hot() -> Callable[[], float]:
    """Answer a count of seconds that goes on with every look at it: nobody asks twice at the same time."""
    return partial(next, itertools.count(step=60.0))


def with_site(services: Services, **settings: Any) -> Services:
    """Make the site that tests use."""
    services.sites.create(SITE, "News Example", [ORIGIN])
    if settings:
        services.sites.change(SITE, settings=settings)
    return services


def ids_in_order(made: int = 0) -> Callable[[datetime], str]:
    """Answer a source of ids that sort by the order in which they were made, also within a millisecond, after so many others."""

    def make(moment: datetime) -> str:
        nonlocal made
        made += 1
        return new_id(moment)[:10] + f"{made:016d}"

    return make
