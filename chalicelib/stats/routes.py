"""Moderators' route for statistics."""

from typing import Any

from pydantic import BaseModel, Field, create_model

from chalicelib import errors
from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import Answer
from chalicelib.incoming import Incoming
from chalicelib.pages.models import PageText
from chalicelib.stats.models import By, Stats

endpoints = Endpoints("stats")

_PARAMETERS: dict[str, Any] = {
    "from": (
        str | None,
        Field(
            None,
            description="A day of the site's timezone or a time by RFC 3339, from whose hour or day on; six days before `to` if left out.",
            examples=["2026-03-08"],
            json_schema_extra={"format": "stats-from"},
        ),
    ),
    "to": (
        str | None,
        Field(
            None,
            description="The last day, or a time up to which; now if left out. By hour at most 31 days, by day 366.",
            examples=["2026-03-14"],
            json_schema_extra={"format": "stats-to"},
        ),
    ),
    "by": (By, Field("day", description="Counted by what.")),
    "page": (PageText | None, Field(None, description="Only what happened on this page.")),
}

StatsQuery = create_model("StatsQuery", __base__=Incoming, __doc__="Of which time and page.", **_PARAMETERS)
"""Made so, since `from` is no name that a class can give."""


@endpoints.route(
    "GET",
    "/v1/sites/{site}/stats",
    access="moderator",
    query=StatsQuery,
    answers={200: Stats},
    refuses=(errors.InvalidPage, errors.PageNotOnSite),
)
def get_stats(call: Call[None, BaseModel]) -> Answer:
    """GET /v1/sites/{site}/stats: views, visits, comments and decisions over time, and how long comments wait."""
    asked = call.query.model_dump()
    told = call.services.stats.of(call.site, asked["from"], asked["to"], asked["by"], asked["page"])
    return Answer(200, told)
