"""What an action may do with a comment as it is: the moves, pins and restorations that are allowed, and why others are not."""

from datetime import datetime, timedelta

from chalicelib.comments.models import Comment, Status
from chalicelib.moderation.models import MOVES, PINS, TARGETS, Action, ActionResult

RESTORED_WITHIN = timedelta(days=30)
"""After its deletion."""


def without_a_write(action: Action, comment: Comment, now: datetime, *, is_flagged: bool) -> ActionResult | None:
    """Answer what becomes of a comment that is already as asked, or cannot be; None where there is something to do.

    To approve what is approved says that nothing is wrong with it: of what was flagged since the last decision that is something to do.
    """
    if action in PINS:
        return _pin(action, comment)
    if action == "restore":
        return _restore(comment, now)
    target = TARGETS[action]
    if comment.status == target:
        return None if is_flagged and target == "approved" else unchanged(comment)
    if target not in MOVES[comment.status]:
        sentence = f"A comment that is {comment.status} cannot become {target}. {way_back(comment, now)}".strip()
        return refused(comment.id, comment.status, "move_not_allowed", sentence)
    return None


def way_back(comment: Comment, now: datetime) -> str:
    """Answer what to do with a comment that is deleted before anything else, or why there is nothing; empty of any other."""
    if comment.status != "deleted":
        return ""
    refusal = _restore(comment, now)
    return refusal["error"]["message"] if refusal and refusal["error"] else "Restore it first."


def target_of(action: Action, comment: Comment) -> Status:
    """Answer the status that a comment has after an action for which there is something to do."""
    if action == "restore":
        return comment.was or "pending"
    return TARGETS.get(action, comment.status)


def unchanged(comment: Comment) -> ActionResult:
    """Answer that a comment is as it was asked to be already."""
    return {"id": comment.id, "status": comment.status, "changed": False, "error": None}


def refused(comment: str, status: Status | None, code: str, message: str) -> ActionResult:
    """Answer that a comment was not moved as asked, and why."""
    return {"id": comment, "status": status, "changed": False, "error": {"code": code, "message": message}}


def _pin(action: Action, comment: Comment) -> ActionResult | None:
    if comment.is_pinned == PINS[action]:
        return unchanged(comment)
    if action == "pin" and (comment.ancestors or comment.status != "approved"):
        sentence = "Only an approved comment that is no reply can be pinned."
        return refused(comment.id, comment.status, "pin_not_allowed", sentence)
    return None


def _restore(comment: Comment, now: datetime) -> ActionResult | None:
    if comment.status != "deleted":
        return unchanged(comment)
    if comment.erased_at:
        sentence = (
            f"It was deleted more than {RESTORED_WITHIN.days} days ago, and its text and author have been erased."
        )
        return refused(comment.id, "deleted", "erased", sentence)
    if comment.withdrawn_at:
        sentence = "Its author has withdrawn this comment; only they could leave it again."
        return refused(comment.id, "deleted", "withdrawn_by_author", sentence)
    if comment.deleted_at is None or now >= datetime.fromisoformat(comment.deleted_at) + RESTORED_WITHIN:
        sentence = f"It was deleted more than {RESTORED_WITHIN.days} days ago."
        return refused(comment.id, "deleted", "restore_too_late", sentence)
    return None
