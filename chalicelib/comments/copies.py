"""Public copies: a comment's text where readers read it, there only while the comment is approved.

A root's copy is a thread: one item that holds its first replies too, so that one Query gives whole threads and reads no more than it
shows. Each write of a thread leaves its `write_id` in it: while that stays the same, so does all that readers see of the thread's item.
A thread takes up to 20 replies and 16 KB; further ones lie beside it. Which reply is where does not matter to readers, who see
them in time order; so a reply goes where there is room when it is approved, and moves only when an edit makes it too long to stay.

What a copy meets in the table is not known when its writes are made: they are made for a `Spot` (`spots.py`), a guess.
"""

from dataclasses import replace
from typing import Any

from chalicelib.clock import rfc3339
from chalicelib.comments.models import Comment
from chalicelib.comments.spots import Spot
from chalicelib.ids import made_at
from chalicelib.pages.reacted import COUNTERS, Reaction, counted, counter_of
from chalicelib.pages.repository import count_comment
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.values import Item, text, unpack
from chalicelib.storage.writes import WITNESS, Write, put_new

MOST_REPLIES_INSIDE = 20
MOST_BYTES_INSIDE = 16_384
SHOWN_OF_ROOTS = ("name", "url", "badge", "body", "html", "edited_at")
"""What a tombstone has no longer, beside the counts of reactions."""

REWRITTEN = ("body", "html", "edited_at")
"""What an edit changes of a copy. All else stays as it is there, counts of reactions first of all."""


def appear(site: str, comment: Comment, spot: Spot, write_id: str) -> list[Write]:
    """Answer the writes that make an approved comment public; the first is the one that meets the thread."""
    make = _appear_reply if comment.ancestors else _appear_root
    return make(site, comment, spot, write_id) + _counts(site, comment, 1, write_id)


def vanish(site: str, comment: Comment, spot: Spot, write_id: str) -> list[Write]:
    """Answer the writes that take a comment from the public; the first is the one that meets the thread."""
    take = _vanish_reply if comment.ancestors else _vanish_root
    return take(site, comment, spot, write_id) + _counts(site, comment, -1, write_id)


def repin(site: str, comment: Comment, thread: Item, *, pinned: bool, write_id: str) -> list[Write]:
    """Answer the writes that bring a root's thread, as it was read, among the pinned ones, or back; nobody may have written it since."""
    unchanged = {"seen": text(thread, WITNESS)}
    there = unpack(thread) | {WITNESS: write_id}
    key = keys.thread(site, comment.page_id, comment.id, pinned=pinned)
    return [
        put_new(key, {name: value for name, value in there.items() if name not in {"pk", "sk"}}),
        Write(
            "Delete",
            keys.thread(site, comment.page_id, comment.id, pinned=not pinned),
            condition="#write_id = :seen",
            values=unchanged,
        ),
    ]


def react(site: str, comment: Comment, spot: Spot, reaction: Reaction, change: int, write_id: str) -> Write:
    """Answer the write that changes a count of reactions in a comment's public copy. It meets the copy, and fails where it is not.

    It goes with `repository.count_reaction`, which holds the comment to what was read.
    """
    if not comment.ancestors:
        return _react_root(site, comment, spot, reaction, change, write_id)
    values: dict[str, Any] = {"change": change, "write_id": write_id}
    counter = counter_of(reaction)
    if spot.place == "beside":
        beside = keys.reply(site, comment.page_id, comment.root, comment.id)
        update = f"SET #write_id = :write_id ADD #{counter} :change"
        return Write("Update", beside, update=update, condition="attribute_exists(#pk)", values=values)
    count = f"#replies.#reply.#{counter}"
    update = f"SET {count} = if_not_exists({count}, :none) + :change, #write_id = :write_id"
    return Write(
        "Update",
        _thread(site, comment, spot),
        update=update,
        condition="attribute_exists(#replies.#reply)",
        values=values | {"none": 0},
        names={"reply": comment.id},
    )


def rewrite(site: str, comment: Comment, to: Comment, spot: Spot, write_id: str) -> list[Write]:
    """Answer the writes that show a public comment as it is to be; the first is the one that meets the copy.

    No count changes by them. Where a reply has outgrown its thread, its record must have the counts of reactions that were read
    (`repository.reacted_as`), since they go along with the copy.
    """
    text = {name: value for name, value in copy_of(to).items() if name in REWRITTEN} | {"write_id": write_id}
    beside = keys.reply(site, comment.page_id, comment.root, comment.id)
    match spot.place:
        case "beside":
            return [_rewrite_item(beside, text, "attribute_exists(#pk)")]
        case "inside":
            return [_rewrite_inside(site, comment, to, spot, text)]
        case "outgrown":
            item = {"type": "reply", "write_id": write_id} | copy_of(to) | counted(comment.reactions)
            return [_move_out(site, comment, spot, write_id), put_new(beside, item)]
        case _:
            return [_rewrite_item(_thread(site, comment, spot), text, "#status = :approved", approved="approved")]


def copy_of(comment: Comment) -> dict[str, Any]:
    """Answer what readers may see of a comment, as it is stored in its copy beside the counts of reactions."""
    copy = {
        "id": comment.id,
        "name": comment.name,
        "url": comment.url,
        "badge": comment.badge,
        "body": comment.body,
        "html": comment.html,
        "created_at": comment.created_at,
        "edited_at": comment.edited_at,
        "ancestors": comment.ancestors,
    }
    return {name: value for name, value in copy.items() if value is not None}


def _thread(site: str, comment: Comment, spot: Spot) -> Key:
    return keys.thread(site, comment.page_id, comment.root, pinned=spot.is_pinned)


def _bytes(comment: Comment) -> int:
    return sum(len(str(value).encode()) for value in copy_of(comment).values())


def _appear_root(site: str, comment: Comment, spot: Spot, write_id: str) -> list[Write]:
    place = _thread(site, comment, spot)
    copy = copy_of(comment) | counted(comment.reactions) | {"status": "approved", "write_id": write_id}
    if spot.place == "alone":
        return [put_new(place, _new_thread(site, comment) | copy)]
    copy["gsi1sk"] = _rank(comment)
    update = "SET " + ", ".join(f"#{name} = :{name}" for name in copy)
    return [Write("Update", place, update=update, condition="#status = :removed", values=copy | {"removed": "deleted"})]


def _vanish_root(site: str, comment: Comment, spot: Spot, write_id: str) -> list[Write]:
    place = _thread(site, comment, spot)
    if spot.place == "alone":
        return [Write("Delete", place, condition="#reply_count = :none", values={"none": 0})]
    values = {"removed": "deleted", "none": 0, "write_id": write_id, "rank": keys.top_rank(0, comment.id)}
    shown = ", ".join(f"#{name}" for name in (*SHOWN_OF_ROOTS, *COUNTERS))
    update = f"SET #status = :removed, #write_id = :write_id, #gsi1sk = :rank REMOVE {shown}"
    return [Write("Update", place, update=update, condition="#reply_count > :none", values=values)]


def _react_root(site: str, comment: Comment, spot: Spot, reaction: Reaction, change: int, write_id: str) -> Write:
    reactions = {**comment.reactions, reaction: comment.reactions.get(reaction, 0) + change}
    values = {
        "count": reactions[reaction],
        "rank": _rank(replace(comment, reactions=reactions)),
        "write_id": write_id,
        "approved": "approved",
    }
    update = f"SET #{counter_of(reaction)} = :count, #gsi1sk = :rank, #write_id = :write_id"
    return Write("Update", _thread(site, comment, spot), update=update, condition="#status = :approved", values=values)


def _appear_reply(site: str, comment: Comment, spot: Spot, write_id: str) -> list[Write]:
    place, copy, size = _thread(site, comment, spot), copy_of(comment) | counted(comment.reactions), _bytes(comment)
    match spot.place:
        case "inside":
            update = "SET #replies.#reply = :copy, #write_id = :write_id ADD #reply_count :one, #inside_bytes :size"
            # Where the thread has gone, engines differ in what a size of nothing is; so that is asked first.
            condition = "attribute_exists(#pk) AND size(#replies) < :most AND #inside_bytes <= :room"
            limits = {"most": MOST_REPLIES_INSIDE, "room": MOST_BYTES_INSIDE - size}
            values = {"copy": copy, "one": 1, "size": size, "write_id": write_id} | limits
            return [
                Write("Update", place, update=update, condition=condition, values=values, names={"reply": comment.id})
            ]
        case "beside":
            beside = keys.reply(site, comment.page_id, comment.root, comment.id)
            item = {"type": "reply", "write_id": write_id}
            return [_count_beside(place, 1, write_id), Write("Put", beside, item=item | copy)]
        case _:
            gone = {
                "id": comment.root,
                "status": "deleted",
                "created_at": rfc3339(made_at(comment.root)),
                "ancestors": (),
                "write_id": write_id,
            }
            inside: dict[str, Any] = {"replies": {comment.id: copy}, "reply_count": 1, "inside_bytes": size}
            return [put_new(place, _new_thread(site, comment) | gone | inside)]


def _vanish_reply(site: str, comment: Comment, spot: Spot, write_id: str) -> list[Write]:
    place = _thread(site, comment, spot)
    if spot.place == "beside":
        beside = keys.reply(site, comment.page_id, comment.root, comment.id)
        return [_count_beside(place, -1, write_id), Write("Delete", beside)]
    update = "SET #write_id = :write_id REMOVE #replies.#reply ADD #reply_count :less, #inside_bytes :size"
    values = {"less": -1, "size": -_bytes(comment), "write_id": write_id}
    condition = "attribute_exists(#replies.#reply)"
    return [Write("Update", place, update=update, condition=condition, values=values, names={"reply": comment.id})]


def _rewrite_item(place: Key, text: dict[str, Any], condition: str, **values: Any) -> Write:
    update = "SET " + ", ".join(f"#{name} = :{name}" for name in text)
    return Write("Update", place, update=update, condition=condition, values=text | values)


def _rewrite_inside(site: str, comment: Comment, to: Comment, spot: Spot, text: dict[str, Any]) -> Write:
    more = _bytes(to) - _bytes(comment)
    shown = ", ".join(f"#replies.#reply.#{name} = :{name}" for name in REWRITTEN if name in text)
    update = f"SET {shown}, #write_id = :write_id ADD #inside_bytes :more"
    condition = "attribute_exists(#replies.#reply) AND #inside_bytes <= :room"
    values = text | {"more": more, "room": MOST_BYTES_INSIDE - max(more, 0)}
    names = {"reply": comment.id}
    return Write("Update", _thread(site, comment, spot), update=update, condition=condition, values=values, names=names)


def _move_out(site: str, comment: Comment, spot: Spot, write_id: str) -> Write:
    update = "SET #write_id = :write_id REMOVE #replies.#reply ADD #beside_count :one, #inside_bytes :size"
    values = {"one": 1, "size": -_bytes(comment), "write_id": write_id}
    condition, names = "attribute_exists(#replies.#reply)", {"reply": comment.id}
    return Write("Update", _thread(site, comment, spot), update=update, condition=condition, values=values, names=names)


def _count_beside(thread: Key, change: int, write_id: str) -> Write:
    update = "SET #write_id = :write_id ADD #reply_count :change, #beside_count :change"
    values = {"change": change, "write_id": write_id}
    return Write("Update", thread, update=update, condition="attribute_exists(#pk)", values=values)


def _new_thread(site: str, comment: Comment) -> dict[str, Any]:
    return {
        "type": "thread",
        "reply_count": 0,
        "replies": {},
        "inside_bytes": 0,
        "beside_count": 0,
        "gsi1pk": keys.top_of(site, comment.page_id),
        "gsi1sk": _rank(comment),
    }


def _rank(comment: Comment) -> str:
    """Answer where the thread of an approved root stands by score; a tombstone has none."""
    return keys.top_rank(0 if comment.ancestors else sum(comment.reactions.values()), comment.root)


def _counts(site: str, comment: Comment, change: int, write_id: str) -> list[Write]:
    writes = [count_comment(site, comment.page_id, comment.page_key, change, write_id)]
    if comment.ancestors:
        record, values = keys.comment(site, comment.root), {"change": change}
        condition = "attribute_exists(#pk)"
        writes.append(Write("Update", record, update="ADD #reply_count :change", condition=condition, values=values))
    for ancestor in comment.ancestors[1:]:
        tally = keys.tally(site, comment.page_id, comment.root, ancestor)
        counted = {"type": "tally", "change": change}
        writes.append(Write("Update", tally, update="SET #type = :type ADD #reply_count :change", values=counted))
    return writes
