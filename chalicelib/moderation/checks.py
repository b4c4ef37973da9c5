"""The policy for new and edited comments, as an ordered list of small named checks.

Each check answers nothing or a `Finding`; the first one decides, all are kept for the moderator to read. A comment on which no check has
anything to say is approved.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from chalicelib.comments.judging import Submission, Verdict
from chalicelib.comments.models import Comment, Finding, Private
from chalicelib.sites.models import Site
from chalicelib.storage.keys import Key
from chalicelib.storage.values import Item


@dataclass(frozen=True)
class Case:
    """All that a check may look at."""

    site: Site
    submission: Submission
    comment: Comment
    private: Private
    found: Mapping[Key, Item]


Check = Callable[[Case], Finding | None]


def everything_waits(case: Case) -> Finding | None:
    """Under `hold_all` every comment waits for a moderator."""
    if case.site.settings.moderation_mode != "hold_all":
        return None
    return Finding("everything_waits", "hold", "This site approves every comment by hand.")


def author_is_new(case: Case) -> Finding | None:
    """Under `hold_new` those wait who are not known to us by a proven identity; a typed e-mail proves nothing, so all do."""
    if case.site.settings.moderation_mode != "hold_new":
        return None
    return Finding("author_is_new", "hold", "The author has not proven who they are.")


_STATUS: dict[str, Literal["pending", "approved", "spam"]] = {"hold": "pending", "spam": "spam", "approve": "approved"}

CHECKS: tuple[Check, ...] = (everything_waits, author_is_new)


class Checks:
    """Asks all checks in their order."""

    def wanted(self, site: Site, submission: Submission) -> Sequence[Key]:
        """Answer what the checks have to read."""
        del site, submission
        return ()

    def judge(
        self, site: Site, submission: Submission, comment: Comment, private: Private, found: Mapping[Key, Item]
    ) -> Verdict:
        """Answer the status that the comment should have, and what was found."""
        case = Case(site, submission, comment, private, found)
        findings = tuple(finding for check in CHECKS if (finding := check(case)))
        if not findings:
            return Verdict("approved")
        return Verdict(_STATUS[findings[0].verdict], findings)
