"""Admins' routes: settings and tokens of a site; and one by which whoever has a token learns whose it is."""

from pydantic import BaseModel, Field

from chalicelib import errors
from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import Answer
from chalicelib.incoming import Incoming
from chalicelib.sites.settings import SettingsChanges, ShownSettings, shown
from chalicelib.sites.tokens import MadeToken, Me, NewToken, TokenList, shown_to_its_owner
from chalicelib.sites.tokens import shown as shown_token

endpoints = Endpoints("sites")


@endpoints.route("GET", "/v1/sites/{site}/moderation/me", access="moderator", answers={200: Me})
def get_me(call: Call[None, None]) -> Answer:
    """GET /v1/sites/{site}/moderation/me: whose the token is that asks, what it may do, and on which site."""
    return Answer(200, shown_to_its_owner(call.authorize(), call.site))


@endpoints.route("GET", "/v1/sites/{site}/settings", access="admin", answers={200: ShownSettings})
def get_settings(call: Call[None, None]) -> Answer:
    """GET /v1/sites/{site}/settings: every setting as it is."""
    return Answer(200, shown(call.services.sites.read(call.site.id)))


@endpoints.route(
    "PATCH", "/v1/sites/{site}/settings", access="admin", takes=SettingsChanges, answers={200: ShownSettings}
)
def change_settings(call: Call[BaseModel, None]) -> Answer:
    """PATCH /v1/sites/{site}/settings: change settings, or give them back to their defaults."""
    changes = call.body.model_dump(include=call.body.model_fields_set)
    changed = call.services.sites.change(call.site.id, by=call.authorize(), settings=changes)
    return Answer(200, shown(changed))


class TokensQuery(Incoming):
    """Which part of the list."""

    limit: int = Field(100, ge=1, le=100, description="How many.")
    cursor: str | None = Field(None, description="`next` of the answer before.")


@endpoints.route(
    "GET",
    "/v1/sites/{site}/tokens",
    access="admin",
    query=TokensQuery,
    answers={200: TokenList},
    refuses=(errors.InvalidCursor,),
)
def list_tokens(call: Call[None, TokensQuery]) -> Answer:
    """GET /v1/sites/{site}/tokens: who may moderate, without what is secret of their tokens."""
    return Answer(200, call.services.tokens.listed(call.site, call.query.limit, call.query.cursor))


@endpoints.route(
    "POST",
    "/v1/sites/{site}/tokens",
    access="admin",
    takes=NewToken,
    answers={201: MadeToken},
    refuses=(errors.InvalidRequest,),
)
def create_token(call: Call[NewToken, None]) -> Answer:
    """POST /v1/sites/{site}/tokens: make a token and show it, this once."""
    new = call.body
    secret, token = call.services.tokens.create(call.site.id, new.role, new.name, by=call.authorize())
    made: MadeToken = {**shown_token(token), "token": secret}
    return Answer(201, made)


@endpoints.route(
    "DELETE",
    "/v1/sites/{site}/tokens/{id}",
    access="admin",
    answers={204: None},
    refuses=(errors.NotFound, errors.LastAdmin),
)
def revoke_token(call: Call[None, None]) -> Answer:
    """DELETE /v1/sites/{site}/tokens/{id}: end a token at once."""
    call.services.tokens.revoke(call.site.id, call.path["id"], by=call.authorize())
    return Answer(204)
