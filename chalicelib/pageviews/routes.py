"""Readers' routes for views and counts."""

from pydantic import Field

from chalicelib import errors
from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import Answer
from chalicelib.incoming import Incoming
from chalicelib.pages.models import PageText
from chalicelib.pageviews.models import CountedView, Counts, NewView

endpoints = Endpoints("pageviews")


class CountsQuery(Incoming):
    """Of which pages."""

    page: list[PageText] = Field(
        min_length=1,
        max_length=100,
        description="The pages' URLs, paths or ids; the parameter is given once for each.",
        examples=[["/2026/a", "/nowhere"]],
    )


@endpoints.route(
    "POST",
    "/v1/sites/{site}/views",
    access="write",
    takes=NewView,
    answers={200: CountedView},
    refuses=(errors.InvalidPage, errors.PageNotOnSite),
    media_types=("application/json", "text/plain"),
    headers={
        "User-Agent": "Tells bots from browsers, and with the address one visitor from another.",
        "Sec-Purpose": "Set by browsers: `prefetch` and `prerender` are not counted.",
        "Purpose": "The same, of older browsers.",
        "X-Purpose": "The same, of older browsers.",
    },
)
def count_view(call: Call[NewView, None]) -> Answer:
    """POST /v1/sites/{site}/views: count a load of a page by a person; the body may be sent as `text/plain`."""
    purpose = call.headers.get("sec-purpose", "") + call.headers.get("purpose", "") + call.headers.get("x-purpose", "")
    is_prefetch = any(word in purpose.lower() for word in ("prefetch", "prerender", "preview"))
    return Answer(200, call.services.pageviews.view(call.site, call.body, call.client, is_prefetch=is_prefetch))


@endpoints.route(
    "GET",
    "/v1/sites/{site}/counts",
    access="read",
    query=CountsQuery,
    answers={200: Counts},
    refuses=(errors.InvalidPage, errors.PageNotOnSite),
)
def get_counts(call: Call[None, CountsQuery]) -> Answer:
    """GET /v1/sites/{site}/counts: how many comments and views up to a hundred pages have."""
    counts: Counts = {"counts": call.services.pageviews.counts(call.site, call.query.page)}
    return Answer(200, counts)
