"""Readers' route for lists of popular pages."""

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import Answer
from chalicelib.incoming import Incoming
from chalicelib.popular.models import By, Order, PopularPages, Window

endpoints = Endpoints("popular")


class PopularQuery(Incoming):
    """Which list, and how much of it."""

    by: By = Field(
        "views",
        description="`views`: most read. `comments`: most discussed. `trend`: read more than a page's past makes expect.",
    )
    window: Window = Field(
        "day",
        description="Since when views and comments count. Not with `trend`, which shows the counts of a day.",
    )
    limit: int = Field(10, ge=1, le=100, description="How many pages.")

    @field_validator("window")
    @classmethod
    def _is_not_of_a_trend(cls, window: Window, given: ValidationInfo) -> Window:
        if given.data.get("by") == "trend":
            raise PydanticCustomError("not_with_trend", "must not be given with `by=trend`, which has no window")
        return window


@endpoints.route("GET", "/v1/sites/{site}/popular", access="read", query=PopularQuery, answers={200: PopularPages})
def list_popular(call: Call[None, PopularQuery]) -> Answer:
    """GET /v1/sites/{site}/popular: the pages that are most read, most discussed or trending."""
    order = Order(call.query.by, call.query.window)
    popular: PopularPages = {"pages": call.services.popular.pages(call.site, order, call.query.limit)}
    return Answer(200, popular)
