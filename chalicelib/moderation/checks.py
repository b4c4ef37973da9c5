"""The policy for new comments, as an ordered list of small named checks.

Each check answers nothing or a `Finding`; the first one decides, all are kept for the moderator to read. A comment on which no check has
anything to say is approved.
"""

from collections.abc import Callable
from typing import Literal

from chalicelib.comments.models import Comment, Finding, Private, Verdict
from chalicelib.sites.models import Site

Check = Callable[[Site, Comment, Private], Finding | None]


def everything_waits(site: Site, _comment: Comment, _private: Private) -> Finding | None:
    """Under `hold_all` every comment waits for a moderator."""
    if site.settings.moderation_mode != "hold_all":
        return None
    return Finding("everything_waits", "hold", "This site approves every comment by hand.")


def author_is_new(site: Site, _comment: Comment, _private: Private) -> Finding | None:
    """Under `hold_new` those wait who are not known to us by a proven identity; a typed e-mail proves nothing, so all do."""
    if site.settings.moderation_mode != "hold_new":
        return None
    return Finding("author_is_new", "hold", "The author has not proven who they are.")


_STATUS: dict[str, Literal["pending", "approved", "spam"]] = {"hold": "pending", "spam": "spam", "approve": "approved"}

CHECKS: tuple[Check, ...] = (everything_waits, author_is_new)


def judge(site: Site, comment: Comment, private: Private) -> Verdict:
    """Ask all checks in their order."""
    findings = tuple(finding for check in CHECKS if (finding := check(site, comment, private)))
    if not findings:
        return Verdict("approved")
    return Verdict(_STATUS[findings[0].verdict], findings)
