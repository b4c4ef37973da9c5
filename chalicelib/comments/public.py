"""What readers are told of comments: each shape lists its fields, and none is made by leaving private ones out."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from chalicelib.comments.models import Badge, Status
from chalicelib.pages.models import PageKey, PublicPage, Reactions, Time

CommentId = Annotated[
    str,
    Field(
        description="The comment's id; ids sort by time.",
        examples=["01KKP3FDG00000000000000003"],
        json_schema_extra={"format": "id"},
    ),
]

Next = Annotated[str | None, Field(description="The cursor of the part that follows; null at the end.")]


class PublicAuthor(TypedDict):
    """An author as readers see them."""

    name: Annotated[str | None, Field(description="As they signed.", examples=["Ada"])]
    url: Annotated[str | None, Field(description="Their website.", examples=["https://ada.example/"])]
    badge: Annotated[Badge | None, Field(description="What the site's sign-on says they are; of other readers null.")]


class PublicComment(TypedDict):
    """A comment as readers see it."""

    id: CommentId
    page: PageKey
    parent: Annotated[str | None, Field(description="The id of the comment that it replies to.")]
    status: Annotated[
        Status,
        Field(
            description="`deleted` for a root that was removed after it had replies; `pending` for one's own that waits.",
            examples=["approved"],
        ),
    ]
    author: Annotated[PublicAuthor | None, Field(description="Null where it was removed.")]
    html: Annotated[
        str | None,
        Field(
            description="The text as sanitised HTML. Null where it was removed.",
            examples=["<p><em>Well</em> said.</p>\n"],
        ),
    ]
    body: Annotated[
        str | None,
        Field(description="The text as its author wrote it. Null where it was removed.", examples=["*Well* said."]),
    ]
    created_at: Time
    edited_at: Annotated[
        str | None, Field(description="When its text was last changed.", json_schema_extra={"format": "date-time"})
    ]
    reactions: Reactions
    reply_count: Annotated[int, Field(description="The approved comments below it, at any depth.", examples=[0], ge=0)]
    replies: Annotated[
        "list[PublicComment]",
        Field(description="Those below a root, flat and in the order of time; of many the first 20.", examples=[[]]),
    ]
    replies_next: Annotated[str | None, Field(description="The cursor of the other replies, where there are more.")]
    is_pinned: Annotated[bool, Field(description="Whether it stands before the others.", examples=[False])]


class RecentComment(PublicComment):
    """A comment away from its page, which is told with it."""

    page_url: Annotated[
        str | None,
        Field(
            description="Its page's address. Null where only an id names it.", examples=["https://news.example/2026/a"]
        ),
    ]
    page_title: Annotated[str | None, Field(description="Its page's title, where it is known.")]


class RecentComments(TypedDict):
    """The answer to reading a site's newest comments."""

    comments: Annotated[list[RecentComment], Field(description="From the newest on.")]


class PostedComment(TypedDict):
    """The answer to a posted comment."""

    comment: PublicComment
    author_token: Annotated[
        str,
        Field(
            description="Proves for 30 days who wrote this one comment; keep it on the author's device.",
            examples=["IjAxS0tQM0ZERzAwMDAwMDAwMDAwMDAwMDAzIg.abQ2wA.hQ2sVQ0Yp4n3mV1c5m8R0w7Jq0s"],
        ),
    ]


class EditedComment(TypedDict):
    """The answer to an edit."""

    comment: PublicComment


class OwnComments(TypedDict):
    """The answer to a signed-on reader who asks for what is theirs."""

    comments: Annotated[
        list[PublicComment],
        Field(description="Each by itself, from the newest on; replies have their `parent` and stand beside it."),
    ]


class EmbedSettings(TypedDict):
    """What the embed needs to know of its site."""

    name: Annotated[str, Field(description="The site's name.", examples=["News Example"])]
    moderation_mode: Annotated[str, Field(description="Which comments wait for a moderator.", examples=["hold_all"])]
    edit_window_minutes: Annotated[
        int, Field(description="How long authors may edit or withdraw.", examples=[15], ge=0)
    ]
    proof_of_work: Annotated[
        bool, Field(description="Whether a comment takes the solution of a challenge.", examples=[False])
    ]
    guidelines: Annotated[
        str | None, Field(description="To be shown above the form.", examples=["Be kind, and stay with the subject."])
    ]
    privacy_url: Annotated[
        str | None, Field(description="To be linked above the form.", examples=["https://news.example/privacy"])
    ]
    languages: Annotated[list[str], Field(description="The site's languages, the main one first.", examples=[["en"]])]


class CommentList(TypedDict):
    """The answer to reading a page's comments."""

    page: PublicPage
    comments: Annotated[
        list[PublicComment],
        Field(description="Roots with their replies; with the cursor of a `replies_next`, further replies."),
    ]
    next: Next
    settings: EmbedSettings
