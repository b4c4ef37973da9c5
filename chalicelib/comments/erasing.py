"""What is left of a comment that is erased: where it stood, what became of it and when, and nothing that anybody wrote.

So threads, counts and the log stay true: its record is as deleted as before. Each write of it raises its `version`, and is upkeep, as
are the revisions that go with it: `version` still is the sum of its decisions, revisions and upkeep (`docs/data-model.md`).
"""

from chalicelib.comments.models import Comment
from chalicelib.storage import keys
from chalicelib.storage.writes import Write

_TOLD = ("name", "url", "body", "html", "badge", "writer")
"""What its author said of themselves, and to readers, what the site said of them, and the mark by which they are known again."""
_KNOWN = ("email", "author", "address", "is_signed_in", "gsi3pk", "gsi3sk")
"""Who its author is, and the place in the list of what they left."""
_LISTED = ("gsi3pk", "gsi3sk")


def erase_record(site: str, comment: Comment, at: str, revision_count: int, write_id: str, *, is_last: bool) -> Write:
    """Erase what readers saw, provided that nobody has changed the comment since it was read.

    So many of its revisions go in the same transaction. With the last of them it leaves the list of what is to be erased.
    """
    removed = [*_TOLD, *(_LISTED if is_last else ())]
    update = "SET #erased_at = :erased_at, #write_id = :write_id ADD #version :one, #upkeep_count :upkeep"
    update += f" REMOVE {', '.join(f'#{name}' for name in removed)}"
    values = {
        "erased_at": comment.erased_at or at,
        "write_id": write_id,
        "one": 1,
        "upkeep": 1 + revision_count,
        "seen": comment.version,
    }
    return Write("Update", keys.comment(site, comment.id), update=update, condition="#version = :seen", values=values)


def erase_private(site: str, comment: str) -> Write:
    """Erase who wrote a comment and what the checks found. That it was counted in the site's totals stays."""
    update = f"SET #findings = :none REMOVE {', '.join(f'#{name}' for name in _KNOWN)}"
    condition = "attribute_exists(#pk)"
    return Write("Update", keys.private(site, comment), update=update, condition=condition, values={"none": []})
