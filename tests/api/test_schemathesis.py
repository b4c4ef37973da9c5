"""Schemathesis tries every route with what the description allows and with what it does not, and holds the answers to the description.

A new route is tried without a word here. The same calls are made at each run. All checks of schemathesis are made, but for

- `positive_data_acceptance`, which takes a 422 for a fault: `valid_data_is_accepted` stands in for it, with codes that no schema can say
- `max_response_time`, which is off by itself: no test depends on speed

and `use_after_free`, `ensure_resource_availability` and `object_level_authorization` see only what single calls show: sequences of posts,
decisions and reads are made, and counted again, by `tests/properties`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis import AuthContext, Case, Response
from schemathesis.checks import CheckContext
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app import SLICES, create
from chalicelib.api.description import describe
from chalicelib.api.openapi import endpoints as with_description
from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.ids import new_id
from chalicelib.sites.models import Role, SiteSettings
from chalicelib.storage.table import Table
from cli.local.gateway import Gateway
from tests.conftest import BROWSER, ORIGIN, SITE, START, Api, Desk, StandingClock, ids_in_order, never_hot, with_site
from tests.signon.publisher import SECRET, token
from tests.storage.engines import TABLE, moto_table

pytest_plugins = ["schemathesis.pytest.plugin"]  # for this module alone: no other test waits for its import

CONFIG = SchemathesisConfig.from_dict(
    {
        "generation": {"deterministic": True, "max-examples": 20, "database": "none"},
        "parameters": {"path.site": SITE},  # others are in test_any_input.py; here all would end at the site
    }
)
SCHEMA = schemathesis.openapi.from_dict(describe((*SLICES, with_description(SLICES))), config=CONFIG)

SAYS_NO_SCHEMA = frozenset({
    "alias_chain", "alias_circle", "alias_of_itself", "in_the_past", "invalid_cursor", "invalid_page", "not_of_its_kind",
    "not_with_trend", "only_approved", "page_not_on_site", "parent_not_found",
})  # fmt: skip
"""Codes by which valid data is refused: what is signed, what is on this site, what is there, what other pages are, what is over, what is no
e-mail, domain or hash of an address, and what does not go together."""

COUNTED_ON = {"sign_on_secret": SECRET}

ROLES: tuple[Role, ...] = ("moderator", "admin")

MADE_BEFORE = 20
"""More than the ids that are given out before the first call."""


def around(most: int, start: str = "", end: str = "") -> list[str]:
    """Answer texts that are as long as allowed, and one longer: who looks for a length finds it."""
    return [
        start + "a" * (length - len(start + end)) + end
        for length in (1, 2, most - 1, most, most + 1)
        if length > len(start + end)
    ]


FORMATS: Mapping[str, Sequence[str]] = {
    "page": ["/", "/b?p=1", "/%F0%9F%99%82", "id:post-1", f"{ORIGIN}/a", *around(1024, "/")],
    "id": [*(f"{new_id(START)[:10]}{made:016d}" for made in range(1, MADE_BEFORE)), *around(64)],
    "author-name": ["Ada", "Łucja Żółć", "नमस्ते", "👩\u200d🚀", *around(80)],
    "comment-body": ["*Well* said.", "> a\n\n- `b`\n\n[c](https://d.example)", "\t<b>", "🙂\u200b", *around(8000)],
    "flag-reason": ["spam", "Ne me plaît pas.", "🙂", *around(100)],
    "flag-note": ["", " ", "He means me.\n\tLook.", "🙂", *around(2000)],
    "email": [
        "ada@home.example",
        "ada+news@xn--bcher-kva.example",
        *around(254, "ada@", f".{'b' * 60}" * 3 + ".example"),
    ],
    "uri": ["https://ada.example/", "HTTP://ADA.example:8080/?a=b#c", *around(2048, "https://ada.example/")],
    "origin": [ORIGIN],
    "title": ["The last ferry", "Łódź 🙂", *around(300)],
    "date-time": ["2026-04-14T12:00:00Z", "2026-04-14t14:00:00.123456+02:00", "9999-12-31T23:59:59.999Z"],
    "listed-name": ["Editor", " Editor ", *around(80)],
    "word": ["casino", " casino ", *around(100)],
    "timezone": ["UTC", "Europe/London", "America/Argentina/Buenos_Aires"],
    "site-url": [f"{ORIGIN}/feed.xml", *around(2048, f"{ORIGIN}/")],
    "language": ["en", "pt-BR", "zh-Hant-TW"],
    "stats-from": ["2026-03-01", "2026-03-10T12:00:00Z", "2026-03-14t00:00:00.5+01:00"],
    "stats-to": ["2026-03-14", "2026-03-14T13:00:00+01:00"],
    "page-module": ["main.js", "queue.js", *around(64)],
    "page-words": ["en.json", "fr.json", "de.json", *around(64)],
    "printable": ["5f0c2a", "~", *around(255)],
}
"""What the description says in words, and examples of it. Whatever else a text may be is for other tests."""


class Service:
    """The service behind the gateway, with a site that has comments in every status, and the tokens for it. It is there from `open` on."""

    def open(self, api: Api, desk: Desk, admin: str) -> None:
        for action in ("approve", "reject", "spam", "delete"):
            desk.act(action, api.comment()["id"])
        waiting = api.post("comments", {"page": "/a", "body": "Mine.", "author": {"name": "Ada"}}).json()
        self.tokens = {
            "moderator_token": desk.token,
            "admin_token": admin,
            "author_token": waiting["author_token"],
            "sign_on_token": token(),
        }
        self._sites = api.services.sites
        self._gateway = Gateway(create(api.services))

    def settle(self) -> None:
        """Have the settings that other calls count on."""
        self._sites.change(SITE, settings=dict.fromkeys(SiteSettings.model_fields) | COUNTED_ON)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ.pop("HTTP_ACCEPT_ENCODING", None)  # schemathesis asks for what it does not unpack here
        return self._gateway({"REMOTE_ADDR": "192.0.2.1", "HTTP_USER_AGENT": BROWSER} | environ, start_response)


SERVICE = Service()
SCHEMA.app = SERVICE


@pytest.fixture(scope="module", autouse=True)
def service() -> Iterator[None]:
    with moto_table() as client:
        table = Table(client, TABLE, lambda _attempt: None)
        services = with_site(
            Services(Settings(), table, StandingClock(), ids_in_order(), seconds=never_hot()),
            posts_per_minute=0,
            **COUNTED_ON,
        )
        # The tokens of all calls are of another source of ids: those that calls name must not end them.
        apart = Services(Settings(), table, StandingClock(), ids_in_order(10_000), seconds=never_hot())
        tokens = [apart.tokens.create(SITE, role, f"{role} of calls")[0] for role in ROLES]
        api = Api(services)
        SERVICE.open(api, Desk(api, tokens[0]), tokens[1])
        yield


@SCHEMA.auth()
class Tokens:
    """Gives each call the token that the description asks for."""

    def get(self, case: Case[Any], _context: AuthContext) -> str | None:
        asked = [name for one in case.operation.definition.raw.get("security", ()) for name in one]
        return SERVICE.tokens[asked[0]] if asked else None

    def set(self, case: Case[Any], data: str, _context: AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


for name, texts in FORMATS.items():
    schemathesis.openapi.format(name, st.sampled_from(texts))


def valid_data_is_accepted(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    if response.status_code in {400, 422} and (_is_page(response) or _says_no_schema(response.json())):
        return None
    return bool(positive_data_acceptance(ctx, response, case))


def _says_no_schema(problem: Any) -> bool:
    """Tell whether valid data was refused for what no schema can say, in the code of a problem or in those of its fields."""
    return problem["code"] in SAYS_NO_SCHEMA or any(
        error["code"] in SAYS_NO_SCHEMA
        or error["field"].startswith("sign_on_keys.")  # numbers that are no key
        or (error["field"], error["code"]) == ("author", "missing")  # which those need not give who are signed in
        for error in problem["errors"]
    )


def _is_page(response: Response) -> bool:
    """A page tells people what a form lacks, of which its schema says nothing: each field may be any text, and is shown again."""
    return response.headers["content-type"] == ["text/html; charset=utf-8"]


@SCHEMA.parametrize()
def test_every_route_answers_as_it_is_described(case: Case[Any]) -> None:
    case.call_and_validate(
        excluded_checks=[positive_data_acceptance],
        additional_checks=[valid_data_is_accepted],
    )
    if case.operation.path.endswith("/settings"):
        SERVICE.settle()
