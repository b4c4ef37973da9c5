"""A token sees and touches its own site only. The routes are those that are declared, so a new one is tried as well."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from pydantic import BaseModel

from app import SLICES
from chalicelib.api.endpoints import Endpoint
from chalicelib.api.requests import FORM
from chalicelib.api.samples import sample
from tests.conftest import ORIGIN, SITE, Api, Desk
from tests.signon.publisher import SECRET, token
from tests.stored import Stored

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OTHER = "other"
ROUTES = [endpoint for part in SLICES for endpoint in part.all if "{site}" in endpoint.path]
FOR_TOKENS = [route for route in ROUTES if route.access in {"moderator", "moderator_beside", "admin"}]
FOR_SIGNED_ON = [route for route in ROUTES if route.access == "signed_on"]
FOR_ADMINS = [route for route in FOR_TOKENS if route.access == "admin"]
OF_ONE_THING = [route for route in ROUTES if route.path.count("{") > 1]
IN_PARTS = [route for route in ROUTES if route.method == "GET" and route.query and "cursor" in route.query.model_fields]


@dataclass
class Neighbours:
    """Two sites of one table. The other one has something of all that there is, the last two of each in a list of their own."""

    api: Api
    ours: str
    theirs: str
    things: dict[str, str]

    def call(self, route: Endpoint, token: str | None, *, site: str = SITE, **parameters: Any) -> httpx.Response:
        """Call a route with a token and a body that it would take, about a thing of the other site where it is about one."""
        path = route.path.replace("{site}", site)
        for place, thing in self.things.items():
            path = path.replace(place, thing)
        needed = route.query.model_fields.items() if route.query else ()
        query = {name: "/a" for name, field in needed if field.is_required()} | parameters
        body = None if route.takes is None else _body(route.takes)
        sent: dict[str, Any] = {"data" if FORM in route.media_types else "json": body}
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return self.api.call(route.method, path, params=query, headers=headers, **sent)

    def cursor(self, route: Endpoint) -> str:
        """Answer a cursor of the other site's."""
        asked = route if route.access != "read" else next(one for one in ROUTES if one.view.__name__ == "list_comments")
        following = self.call(asked, self.theirs, site=OTHER, limit=1).json()["next"]
        assert following, asked.path
        return str(following)


def _body(takes: type[BaseModel]) -> Any:
    schema = takes.model_json_schema()
    return sample(schema, schema.get("$defs", {}))


@pytest.fixture
def neighbours(api: Api) -> Neighbours:
    services = api.services
    services.sites.create(OTHER, "Other", ["https://other.example"])
    services.sites.change(OTHER, settings={"moderation_mode": "hold_suspect", "posts_per_minute": 0})
    theirs, token = services.tokens.create(OTHER, "admin", "their chief")
    services.tokens.create(OTHER, "moderator", "their desk")
    ours, _ = services.tokens.create(SITE, "admin", "our chief")
    new = {"page": "/a", "body": "Well said.", "author": {"name": "Ada", "email": "ada@home.example"}}
    comment, *_ = [api.call("POST", f"/v1/sites/{OTHER}/comments", json=new).json() for _ in range(2)]
    services.sites.change(OTHER, settings={"moderation_mode": "hold_all"})
    for _ in range(2):
        api.call("POST", f"/v1/sites/{OTHER}/comments", json=new)
    headers = {"Authorization": f"Bearer {theirs}"}
    row = api.call("GET", f"/v1/sites/{OTHER}/moderation/comments", headers=headers).json()["comments"][0]
    block, _ = [
        api.call(
            "POST",
            f"/v1/sites/{OTHER}/moderation/blocks",
            json={"kind": "email", "value": f"troll{number}@home.example"},
            headers=headers,
        ).json()
        for number in range(2)
    ]
    things = {
        "comments/{id}": f"comments/{comment['comment']['id']}",
        "tokens/{id}": f"tokens/{token.id}",
        "blocks/{id}": f"blocks/{block['id']}",
        "authors/{author}": f"authors/{row['author']['id']}",
    }
    return Neighbours(api, ours, theirs, things)


@pytest.fixture
def unchanged(neighbours: Neighbours, table_client: "DynamoDBClient", table_name: str) -> Any:
    """Hold the test to changing nothing in the table."""
    before = Stored.read(table_client, table_name).items
    yield
    assert Stored.read(table_client, table_name).items == before


def _named(route: Endpoint) -> str:
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("route", FOR_TOKENS, ids=_named)
@pytest.mark.usefixtures("unchanged")
def test_another_sites_token_does_nothing(neighbours: Neighbours, route: Endpoint) -> None:
    assert neighbours.call(route, neighbours.theirs).json()["code"] == "forbidden"
    assert neighbours.call(route, None).json()["code"] == "unauthorized"
    assert neighbours.call(route, "blw_nonsense").json()["code"] == "unauthorized"


@pytest.mark.parametrize("route", FOR_SIGNED_ON, ids=_named)
def test_another_sites_reader_is_nobody_here_even_where_both_share_a_secret(
    neighbours: Neighbours, route: Endpoint
) -> None:
    for site in (SITE, OTHER):
        neighbours.api.services.sites.change(site, settings={"sign_on_secret": SECRET})

    assert neighbours.call(route, token(aud=OTHER)).json()["code"] == "sign_on_refused"
    assert neighbours.call(route, neighbours.theirs).json()["code"] == "unauthorized"
    assert neighbours.call(route, token()).json() == {"comments": []}


@pytest.mark.parametrize("route", FOR_ADMINS, ids=_named)
def test_what_is_for_admins_is_not_for_moderators(desk: Desk, neighbours: Neighbours, route: Endpoint) -> None:
    assert neighbours.call(route, desk.token).json()["code"] == "forbidden"


@pytest.mark.parametrize("route", OF_ONE_THING, ids=_named)
@pytest.mark.usefixtures("unchanged")
def test_what_is_of_another_site_is_not_there(neighbours: Neighbours, route: Endpoint) -> None:
    neighbours.api.origin = ORIGIN

    answer = neighbours.call(route, neighbours.ours)

    assert "{" not in str(answer.request.url)
    if answer.is_success:
        assert answer.json() == {"results": [], "next": None}
    else:
        assert answer.json()["code"] == ("unauthorized" if route.access == "author" else "not_found")


@pytest.mark.parametrize("route", IN_PARTS, ids=_named)
def test_another_sites_cursor_is_none(neighbours: Neighbours, route: Endpoint) -> None:
    answer = neighbours.call(route, neighbours.ours, cursor=neighbours.cursor(route))

    assert answer.status_code == 400
