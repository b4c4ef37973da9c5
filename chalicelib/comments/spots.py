"""Where a comment's public copy may be: what it meets in the table is not known when its writes are made.

Its thread may be pinned, full, or gone. So there is a best guess, a `Spot`, and what stood in its way gives the next one. Only one of the
guesses can succeed, whatever happens meanwhile.
"""

from dataclasses import dataclass, replace
from typing import Literal

from chalicelib.comments.models import Comment
from chalicelib.storage.values import Item

Place = Literal["alone", "with_replies", "inside", "beside", "orphaned", "outgrown"]
"""Roots are alone or with replies. Replies are inside their thread's item, beside it, or begin it anew where it is gone. One that is
edited and has no room inside any longer moves beside."""


@dataclass(frozen=True)
class Spot:
    """A guess: the thread item at a pinned place or not, and how the copy relates to it."""

    is_pinned: bool
    place: Place
    tried: frozenset[bool] = frozenset()

    @property
    def sort(self) -> str:
        """What the comment's record remembers of this spot, beside `place`."""
        return "X" if self.is_pinned else "T"

    @property
    def kept_place(self) -> Place:
        """What the comment's record remembers as its place."""
        return "beside" if self.place == "outgrown" else self.place


def first_spot(comment: Comment) -> Spot:
    """Answer the likeliest spot for a comment's copy."""
    is_pinned = comment.thread_sort == "X"
    if comment.ancestors:
        return Spot(is_pinned, "beside" if comment.place == "beside" else "inside")
    return Spot(is_pinned, "with_replies" if comment.reply_count else "alone")


def next_spot(spot: Spot, in_the_way: Item) -> Spot:
    """Answer the next guess from what the first write of the last one met, {} for no item."""
    match spot.place:
        case "alone":
            return replace(spot, place="with_replies")
        case "with_replies":
            return replace(spot, place="alone")
        case "orphaned":
            return replace(spot, place="inside", tried=frozenset())
        case "inside" if in_the_way:
            return replace(spot, place="beside")
    tried = spot.tried | {spot.is_pinned}
    if len(tried) == 1:
        return replace(spot, is_pinned=not spot.is_pinned, tried=tried)
    return Spot(is_pinned=False, place="orphaned")


def next_spot_there(spot: Spot, in_the_way: Item) -> Spot:
    """Answer the next guess for a copy that is there already, and is to be rewritten."""
    if in_the_way:
        return replace(spot, place="outgrown") if spot.place == "inside" else spot
    return replace(spot, is_pinned=not spot.is_pinned)
