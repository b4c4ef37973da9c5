"""Moderators' routes for pages."""

from chalicelib import errors
from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import Answer
from chalicelib.incoming import Incoming
from chalicelib.pages.models import ModeratedPage, PageChanges, PageText

endpoints = Endpoints("pages")


class PageQuery(Incoming):
    """Which page."""

    page: PageText


@endpoints.route(
    "GET",
    "/v1/sites/{site}/pages",
    access="moderator",
    query=PageQuery,
    answers={200: ModeratedPage},
    refuses=(errors.InvalidPage, errors.PageNotOnSite),
)
def get_page(call: Call[None, PageQuery]) -> Answer:
    """GET /v1/sites/{site}/pages: one page as moderators see it."""
    return Answer(200, call.services.pages.get(call.site, call.query.page))


@endpoints.route(
    "PUT",
    "/v1/sites/{site}/pages",
    access="moderator",
    takes=PageChanges,
    query=PageQuery,
    answers={200: ModeratedPage},
    refuses=(errors.InvalidPage, errors.PageNotOnSite),
)
def change_page(call: Call[PageChanges, PageQuery]) -> Answer:
    """PUT /v1/sites/{site}/pages: open or close a page, give it a title, or make it an alias of another."""
    return Answer(200, call.services.pages.change(call.site, call.query.page, call.body, by=call.authorize()))
