"""Threads as readers see them, straight from the items of a page's partition."""

from collections.abc import Iterable

from chalicelib.comments.copies import copy_of
from chalicelib.comments.models import Badge, Comment
from chalicelib.comments.public import PublicComment
from chalicelib.pages.reacted import counted, reactions_in
from chalicelib.storage import keys
from chalicelib.storage.values import Item, number, pack, text

REPLIES_SHOWN = 20


def anchor(comment: str) -> str:
    """Answer the fragment by which pages and feeds point to a comment."""
    return f"belowline-{comment}"


def public_thread(item: Item, page: str) -> PublicComment:
    """Show a thread: its root, and the replies inside the thread's item in the order of time."""
    key = item["pk"]["S"], item["sk"]["S"]
    shown = public_copy(item, page, number(item, "reply_count"), is_pinned=keys.is_pinned(key))
    if item["replies"]["M"]:  # most threads have none
        shown["replies"] = public_replies(item, page, (), ())
    return shown


def public_replies(item: Item, page: str, beside: Iterable[Item], tallies: Iterable[Item]) -> list[PublicComment]:
    """Show replies in the order of time, those inside a thread's item and those given from beside it.

    Where all are inside, their descendants are counted here; else the tallies tell.
    """
    copies = [entry["M"] for entry in item["replies"]["M"].values()]
    counted = {tally["sk"]["S"].rpartition("#")[2]: number(tally, "reply_count") for tally in tallies} or _descendants(
        copies
    )
    # By id, since one that an edit moves beside its thread between two reads is in both of them.
    once = {copy["id"]["S"]: copy for copy in (*copies, *beside)}
    copies = [once[reply] for reply in sorted(once)]
    return [public_copy(copy, page, counted.get(copy["id"]["S"], 0)) for copy in copies]


def public_copy(copy: Item, page: str, reply_count: int, *, is_pinned: bool = False) -> PublicComment:
    """Show one public copy, of a root or a reply; the copy of a removed root has neither author nor text."""
    ancestors = copy["ancestors"]["L"]
    name = text(copy, "name")
    return {
        "id": copy["id"]["S"],
        "page": page,
        "parent": ancestors[-1]["S"] if ancestors else None,
        "status": copy["status"]["S"] if "status" in copy else "approved",
        "author": None if name is None else {"name": name, "url": text(copy, "url"), "badge": _badge(copy)},
        "html": text(copy, "html"),
        "body": text(copy, "body"),
        "created_at": copy["created_at"]["S"],
        "edited_at": text(copy, "edited_at"),
        "reactions": reactions_in(copy),
        "reply_count": reply_count,
        "replies": [],
        "replies_next": None,
        "is_pinned": is_pinned,
    }


def _badge(copy: Item) -> Badge | None:
    return text(copy, "badge")  # type: ignore[return-value] # only badges are stored


def public_comment(comment: Comment, reply_count: int = 0) -> PublicComment:
    """Show a comment from its record, to its author or, approved, to all. Spam reads `pending`, so that nobody can tune it."""
    shown = public_copy(
        pack(copy_of(comment) | counted(comment.reactions)),
        comment.page_key,
        reply_count,
        is_pinned=comment.is_pinned,
    )
    shown["status"] = "pending" if comment.status == "spam" else comment.status
    return shown


def _descendants(copies: list[Item]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for copy in copies:
        for ancestor in copy["ancestors"]["L"]:
            counted[ancestor["S"]] = counted.get(ancestor["S"], 0) + 1
    return counted
