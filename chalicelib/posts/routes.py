"""Readers' route for the publisher's posts."""

from pydantic import Field

from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import Call
from chalicelib.api.responses import Answer
from chalicelib.incoming import Incoming
from chalicelib.posts.public import PublicPosts

endpoints = Endpoints("posts")


class PostsQuery(Incoming):
    """How many of the newest posts."""

    limit: int = Field(10, ge=1, le=100, description="How many posts.")


@endpoints.route("GET", "/v1/sites/{site}/posts", access="read", query=PostsQuery, answers={200: PublicPosts})
def list_posts(call: Call[None, PostsQuery]) -> Answer:
    """GET /v1/sites/{site}/posts: the newest posts of the publisher's feed, each with the counts of its page."""
    return Answer(200, call.services.posts.recent(call.site, call.query.limit))
