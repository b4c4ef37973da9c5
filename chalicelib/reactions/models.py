"""What browsers send of a reaction, and what they are told."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from chalicelib.incoming import Incoming
from chalicelib.pages.models import PageText, Reactions
from chalicelib.pages.reacted import Reaction


class NewReaction(Incoming):
    """A reaction to a comment, which the path names."""

    reaction: Reaction = Field(description="What the reader thinks of it.", examples=["like"])


class NewPageReaction(Incoming):
    """A reaction to a page."""

    page: PageText
    reaction: Reaction = Field(description="What the reader thinks of it.", examples=["like"])


class Reacted(TypedDict):
    """How many visitors reacted, and what one's own reaction is."""

    reactions: Reactions
    reaction: Annotated[Reaction | None, Field(description="The caller's own; null without one.", examples=["like"])]
