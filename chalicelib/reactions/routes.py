"""Readers' routes for reactions."""

from typing import Any

from chalicelib import errors
from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import Answer
from chalicelib.incoming import Incoming
from chalicelib.pages.models import PageText
from chalicelib.reactions.models import NewPageReaction, NewReaction, Reacted

endpoints = Endpoints("reactions")

_VISITOR = {"User-Agent": "Tells, with the address, one visitor from another."}


class PageQuery(Incoming):
    """Which page."""

    page: PageText


@endpoints.route(
    "POST",
    "/v1/sites/{site}/comments/{id}/reactions",
    access="write",
    takes=NewReaction,
    answers={200: Reacted},
    refuses=(errors.NotFound,),
    headers=_VISITOR,
)
def react_to_comment(call: Call[NewReaction, None]) -> Answer:
    """POST /v1/sites/{site}/comments/{id}/reactions: react to a comment, once a visitor."""
    reactions = call.services.reactions
    return Answer(200, reactions.to_comment(call.site, call.path["id"], call.client, call.body.reaction))


@endpoints.route(
    "DELETE",
    "/v1/sites/{site}/comments/{id}/reactions",
    access="write",
    answers={200: Reacted},
    refuses=(errors.NotFound,),
    headers=_VISITOR,
)
def take_back_from_comment(call: Call[Any, None]) -> Answer:
    """DELETE /v1/sites/{site}/comments/{id}/reactions: take back one's reaction to a comment."""
    return Answer(200, call.services.reactions.to_comment(call.site, call.path["id"], call.client, None))


@endpoints.route(
    "POST",
    "/v1/sites/{site}/reactions",
    access="write",
    takes=NewPageReaction,
    answers={200: Reacted},
    refuses=(errors.InvalidPage, errors.PageNotOnSite),
    headers=_VISITOR,
)
def react_to_page(call: Call[NewPageReaction, None]) -> Answer:
    """POST /v1/sites/{site}/reactions: react to a page, once a visitor."""
    return Answer(200, call.services.reactions.to_page(call.site, call.body.page, call.client, call.body.reaction))


@endpoints.route(
    "DELETE",
    "/v1/sites/{site}/reactions",
    access="write",
    query=PageQuery,
    answers={200: Reacted},
    refuses=(errors.InvalidPage, errors.PageNotOnSite),
    headers=_VISITOR,
)
def take_back_from_page(call: Call[Any, PageQuery]) -> Answer:
    """DELETE /v1/sites/{site}/reactions: take back one's reaction to a page."""
    return Answer(200, call.services.reactions.to_page(call.site, call.query.page, call.client, None))
