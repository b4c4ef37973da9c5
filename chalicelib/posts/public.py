"""Posts as readers see them."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from chalicelib.pages.models import PageKey, Time


class PublicPost(TypedDict):
    """A post as readers see it."""

    key: PageKey
    url: Annotated[str, Field(description="Its address.", examples=["https://news.example/2026/a"])]
    title: Annotated[str, Field(description="Its title.", examples=["A bridge reopens"])]
    excerpt: Annotated[
        str,
        Field(
            description="How it begins, as plain text of about 200 characters; empty where the feed says nothing.",
            examples=["After nine years the bridge over the Lenn is open again."],
        ),
    ]
    published_at: Time
    view_count: Annotated[int, Field(description="The views of its page.", examples=[3456], ge=0)]
    comment_count: Annotated[int, Field(description="The approved comments of its page.", examples=[12], ge=0)]


class PublicPosts(TypedDict):
    """The newest posts of a site."""

    posts: Annotated[list[PublicPost], Field(description="The newest first.")]
