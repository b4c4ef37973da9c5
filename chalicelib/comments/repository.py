"""Comments in the table: the record, and an author's history.

A comment is two items apart, so that what readers' calls read never holds anything private. Every change of a comment carries its
`version` as a condition and leaves its `write_id`; whoever comes second finds out and reads again.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.comments.models import Comment, Private, Status
from chalicelib.comments.private import private_from_item
from chalicelib.pages.reacted import COUNTERS, REACTIONS, Reaction, counted, counter_of, reactions_in
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Span, Table
from chalicelib.storage.values import Item, number, text
from chalicelib.storage.writes import Write, check, put_new

COMMENTS_A_REQUEST = 50
"""As many can be read with what is private of them in one request, which takes a hundred keys."""

Bounds = tuple[str | None, str | None]
"""Of the ids of a list those from one to the other; what is None is open."""
ANY: Bounds = (None, None)

_CHANGING = (
    "status",
    "body",
    "html",
    "renderer",
    "edited_at",
    "withdrawn_at",
    "deleted_at",
    "upkeep_count",
    "place",
    "thread_sort",
)
"""What may change of a comment once it is stored, beside its counts and what follows from its status."""


def comment_item(site: str, comment: Comment, write_id: str) -> dict[str, Any]:
    """Answer what is stored of a comment."""
    return {
        "type": "comment",
        "id": comment.id,
        "page_id": comment.page_id,
        "page_key": comment.page_key,
        "ancestors": comment.ancestors,
        "status": comment.status,
        "name": comment.name,
        "url": comment.url,
        "body": comment.body,
        "html": comment.html,
        "renderer": comment.renderer,
        "created_at": comment.created_at,
        "version": comment.version,
        "reply_count": comment.reply_count,
        "place": comment.place,
        "thread_sort": comment.thread_sort,
        "badge": comment.badge,
        "writer": comment.writer,
        "write_id": write_id,
        **counted(comment.reactions),
        **_lists(site, comment.page_id, comment.status, comment.id),
    }


def from_item(item: Item) -> Comment:
    """Answer the comment of an item."""
    return Comment(
        id=item["id"]["S"],
        page_id=item["page_id"]["S"],
        page_key=item["page_key"]["S"],
        ancestors=tuple(ancestor["S"] for ancestor in item["ancestors"]["L"]),
        status=item["status"]["S"],
        name=text(item, "name") or "",
        url=text(item, "url"),
        body=text(item, "body") or "",
        html=text(item, "html") or "",
        renderer=item["renderer"]["S"],
        created_at=item["created_at"]["S"],
        edited_at=text(item, "edited_at"),
        withdrawn_at=text(item, "withdrawn_at"),
        deleted_at=text(item, "deleted_at"),
        erased_at=text(item, "erased_at"),
        was=text(item, "was"),  # type: ignore[arg-type] # only statuses are stored
        version=number(item, "version"),
        upkeep_count=number(item, "upkeep_count"),
        reply_count=number(item, "reply_count"),
        reactions=reactions_in(item),
        place=text(item, "place"),
        thread_sort=text(item, "thread_sort"),
        badge=text(item, "badge"),  # type: ignore[arg-type] # only badges are stored
        writer=text(item, "writer"),
        write_id=text(item, "write_id"),
    )


def put_comment(site: str, comment: Comment) -> Write:
    """Store a new comment; its id is the mark of the write."""
    return put_new(keys.comment(site, comment.id), comment_item(site, comment, comment.id))


def change_comment(site: str, comment: Comment, to: Comment, write_id: str) -> Write:
    """Make a comment what it is to be, provided that nobody has changed it since it was read.

    Only what differs is written. Counts are not: they may have changed meanwhile without a new version.
    """
    changed = {name: getattr(to, name) for name in _CHANGING if getattr(to, name) != getattr(comment, name)}
    if to.status != comment.status:
        changed |= {
            "was": comment.status,
            **_lists(site, comment.page_id, to.status, comment.id),
            **_due(site, comment, to),
        }
    assigned = {name: value for name, value in changed.items() if value is not None} | {"write_id": write_id}
    removed = [f"#{name}" for name in changed if name not in assigned]
    update = "SET " + ", ".join(f"#{name} = :{name}" for name in assigned) + " ADD #version :one"
    update += f" REMOVE {', '.join(removed)}" if removed else ""
    values = assigned | {"seen": comment.version, "one": 1}
    return Write("Update", keys.comment(site, comment.id), update=update, condition="#version = :seen", values=values)


def count_reaction(site: str, comment: Comment, reaction: Reaction, change: int) -> Write:
    """Change how many visitors reacted to an approved comment, provided that nobody has decided on it since it was read.

    A root's rank is made of the counts that were read (`copies.react`), so these must be the same too. The comment's `version` and
    `write_id` stay as they are: they are of those who decide on what it says, and none of them is held up by a reaction.
    """
    values: dict[str, Any] = {"approved": "approved", "seen": comment.version, "change": change}
    conditions = ["#status = :approved", "#version = :seen"]
    if not comment.ancestors:
        for one in REACTIONS:
            counter = counter_of(one)
            values[f"seen_{counter}"] = comment.reactions.get(one, 0)
            conditions.append(_is_still(counter, values[f"seen_{counter}"]))
    update = f"ADD #{counter_of(reaction)} :change"
    condition = " AND ".join(conditions)
    return Write("Update", keys.comment(site, comment.id), update=update, condition=condition, values=values)


def count_history(site: str, author: str, before: Status | None, after: Status) -> Write:
    """Move one of an author's comments from one status to another in the author's history."""
    values = {"type": "author", "more": 1} | ({"less": -1} if before else {})
    update = f"SET #type = :type ADD #{after} :more" + (f", #{before} :less" if before else "")
    return Write("Update", keys.author(site, author), update=update, values=values)


def follow_history(site: str, comment: Comment, to: Comment, private: Private) -> list[Write]:
    """Answer what a comment's change means for its author's history: nothing where its status stays, or nobody knows the author."""
    if private.author is None or comment.status == to.status:
        return []
    return [count_history(site, private.author, comment.status, to.status)]


def reacted_as(site: str, comment: Comment) -> Write:
    """In a transaction: have it fail unless a comment has the counts of reactions that were read."""
    values = {name: counted(comment.reactions).get(name, 0) for name in COUNTERS}
    # A count that is not there is not above 0 either. To ask with OR takes parentheses, of which one pair too many is refused.
    condition = " AND ".join(
        f"#{name} = :{name}" if count else f"NOT #{name} > :{name}" for name, count in values.items()
    )
    return check(keys.comment(site, comment.id), condition, **values)


def tallies_of(site: str, comments: Iterable[Comment]) -> list[Key]:
    """Answer what is to be read to know how many replies each of these has; of a root its record tells."""
    return [_tally(site, comment) for comment in comments if comment.ancestors]


def reply_count_in(found: Mapping[Key, Item], site: str, comment: Comment) -> int:
    """Answer how many approved replies are below a comment, by what was found of `tallies_of` it and others."""
    if not comment.ancestors:
        return comment.reply_count
    tally = found.get(_tally(site, comment))
    return 0 if tally is None else number(tally, "reply_count")


class CommentRepository:
    """Reads comments with what belongs to them."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, site: str, comment: str) -> Comment | None:
        """Read one comment, as it is at this moment."""
        item = self._table.get(keys.comment(site, comment), is_consistent=True)
        return None if item is None else from_item(item)

    def get_many(self, site: str, comments: Sequence[str]) -> dict[str, tuple[Comment, Private]]:
        """Read comments with what is private of them, as they are at this moment, in one round trip."""
        places: list[Key] = [
            key for comment in comments for key in (keys.comment(site, comment), keys.private(site, comment))
        ]
        found = self._table.get_many(places, is_consistent=True)
        return {
            comment: (
                from_item(found[keys.comment(site, comment)]),
                private_from_item(found[keys.private(site, comment)]),
            )
            for comment in comments
            if keys.comment(site, comment) in found and keys.private(site, comment) in found
        }

    def records(self, site: str, comments: Sequence[str]) -> dict[str, Comment]:
        """Read comments without what is private of them, in one round trip."""
        found = self._table.get_many(keys.comment(site, comment) for comment in comments)
        return {item["id"]["S"]: from_item(item) for item in found.values()}

    def reply_count(self, site: str, comment: Comment) -> int:
        """Answer how many approved replies are below a comment; for one that is itself a reply this takes a round trip."""
        if not comment.ancestors:
            return comment.reply_count
        tally = self._table.get(_tally(site, comment))
        return 0 if tally is None else number(tally, "reply_count")

    def histories(self, site: str, authors: Sequence[str]) -> dict[str, dict[str, int]]:
        """Read how many comments each of these authors has in each status."""
        found = self._table.get_many(keys.author(site, author) for author in authors)
        return {
            author: {name: int(value["N"]) for name, value in found[keys.author(site, author)].items() if "N" in value}
            for author in authors
            if keys.author(site, author) in found
        }

    def by_author(
        self, site: str, author: str, limit: int, *, is_backward: bool, after: str | None, between: Bounds = ANY
    ) -> list[str]:
        """Answer the ids of up to `limit` comments of an author, whatever their status, after the comment `after`."""
        partition, start = keys.author_list(site, author), None
        if after is not None:
            pk, sk = keys.private(site, after)
            start = {"pk": {"S": pk}, "sk": {"S": sk}, "gsi3pk": {"S": partition}, "gsi3sk": {"S": after}}
        span = Span(partition, *between, index=keys.GSI3)
        found = self._table.query(span, limit, is_backward=is_backward, after=start)
        return [item["gsi3sk"]["S"] for item in found]

    def in_status(
        self,
        site: str,
        status: Status,
        limit: int,
        *,
        is_backward: bool,
        after: str | None,
        page_id: str | None,
        between: Bounds = ANY,
    ) -> list[str]:
        """Answer the ids of up to `limit` comments in a status, of one page or of all, after the comment `after`."""
        if page_id is None:
            index, partition = keys.GSI1, keys.status_list(site, status)
        else:
            index, partition = keys.GSI2, keys.page_list(site, page_id, status)
        start = None
        if after is not None:
            pk, sk = keys.comment(site, after)
            start = {"pk": {"S": pk}, "sk": {"S": sk}, f"{index}pk": {"S": partition}, f"{index}sk": {"S": after}}
        span = Span(partition, *between, index=index)
        found = self._table.query(span, limit, is_backward=is_backward, after=start)
        return [item[f"{index}sk"]["S"] for item in found]


def _tally(site: str, comment: Comment) -> Key:
    return keys.tally(site, comment.page_id, comment.root, comment.id)


def _is_still(counter: str, count: int) -> str:
    equal = f"#{counter} = :seen_{counter}"
    return equal if count else f"(attribute_not_exists(#{counter}) OR {equal})"


def _lists(site: str, page_id: str, status: Status, comment: str) -> dict[str, str]:
    return {
        "gsi1pk": keys.status_list(site, status),
        "gsi1sk": comment,
        "gsi2pk": keys.page_list(site, page_id, status),
        "gsi2sk": comment,
    }


def _due(site: str, comment: Comment, to: Comment) -> dict[str, str | None]:
    """Answer where a comment stands in the list of what is to be erased: by when it was deleted, and only while it is."""
    if to.deleted_at == comment.deleted_at:
        return {}
    if to.deleted_at is None:
        return {"gsi3pk": None, "gsi3sk": None}
    return {"gsi3pk": keys.deleted_of(site), "gsi3sk": keys.deleted_rank(to.deleted_at, to.id)}
