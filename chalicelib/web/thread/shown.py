"""Comments as the page shows them: replies below what they answer, dates in words, links to reply and to read on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from chalicelib.comments.public import PublicComment
from chalicelib.comments.threads import anchor


@dataclass(frozen=True)
class Place:
    """A part of a page's thread, by which links are made; they are relative, since we need not know what stands before our path."""

    page: str
    sort: str
    cursor: str | None

    def link(self, **changes: str | None) -> str:
        """Answer the address of this place with changes; what is None or usual is left out."""
        parts = {"page": self.page, "sort": self.sort, "cursor": self.cursor, **changes}
        return _query({name: value for name, value in parts.items() if (name, value) != ("sort", "newest")})

    @property
    def action(self) -> str:
        """Answer where the form of this place is sent: the same, but never spelt as a link is.

        Else a link from the answer to a comment in the thread would be one within the answer, and lead nowhere.
        """
        return _query({"sort": self.sort, "cursor": self.cursor, "page": self.page})


@dataclass(frozen=True)
class ShownComment:
    """One comment with the replies below it. `answers` is whom it answers where the indentation does not tell."""

    comment: PublicComment
    anchor: str
    date: str
    answers: "ShownComment | None"
    reply_link: str
    more_link: str | None
    replies: "list[ShownComment]" = field(default_factory=list)


def nested(comments: Sequence[PublicComment], place: Place, timezone: str) -> list[ShownComment]:
    """Put replies, which come flat and in time order, below what they answer, or below their root where that is not shown."""
    zone = ZoneInfo(timezone)
    roots: list[ShownComment] = []
    for root in comments:
        known: dict[str | None, ShownComment] = {}
        for comment in (root, *root["replies"]):
            parent = known.get(comment["parent"])
            shown = known[comment["id"]] = _shown(comment, parent, place, zone)
            siblings = roots if comment is root else (parent or known[root["id"]]).replies
            siblings.append(shown)
    return roots


def in_words(moment: str, zone: ZoneInfo) -> str:
    """Write `2026-03-14T12:00:00.000Z` as `14 March 2026, 12:00 UTC`."""
    local = datetime.fromisoformat(moment).astimezone(zone)
    return f"{local.day} {local:%B %Y, %H:%M %Z}"


def _query(parts: Mapping[str, str | None]) -> str:
    return "?" + urlencode({name: value for name, value in parts.items() if value})


def _shown(comment: PublicComment, parent: ShownComment | None, place: Place, zone: ZoneInfo) -> ShownComment:
    more = comment["replies_next"]
    return ShownComment(
        comment=comment,
        anchor=anchor(comment["id"]),
        date=in_words(comment["created_at"], zone),
        answers=parent if parent and parent.comment["parent"] and parent.comment["author"] else None,
        reply_link=place.link(parent=comment["id"]) + "#form",
        more_link=more and place.link(cursor=more),
    )


def flat(comments: Sequence[PublicComment]) -> Iterator[PublicComment]:
    """Go through threads and their replies."""
    for root in comments:
        yield root
        yield from root["replies"]


def counted(count: int, one: str, several: str) -> str:
    """Write a number of things."""
    return f"{count:,} {one if count == 1 else several}"


def likes(reactions: Mapping[str, int]) -> str:
    """Write how many like it, "" if nobody does."""
    count = reactions.get("like", 0)
    return counted(count, "like", "likes") if count else ""
