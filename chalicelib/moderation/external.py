"""The checks that go beyond our own: a proof of work, and what other services say of a comment.

Our own checks come first. Others are asked only while these have not found spam, since each costs time and money; they are asked side
by side, between reading and storing, and are waited for no longer than `Outside.seconds`. One that gives no verdict, for whatever
reason, never lets a comment through in silence: by the site's setting the comment waits, or goes on with a note for moderators.
"""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from typing import Literal, Protocol

from chalicelib.comments.judging import Claim, Judge, Submission, Verdict
from chalicelib.comments.models import Comment, Finding, Private
from chalicelib.errors import NoVerdict
from chalicelib.moderation.checks import Case
from chalicelib.moderation.proof import proof_of
from chalicelib.outside.aside import aside
from chalicelib.sites.models import OnError, Site, SiteSettings
from chalicelib.storage.keys import Key
from chalicelib.storage.values import Item
from chalicelib.storage.writes import Write

_log = logging.getLogger("belowline")

_Status = Literal["approved", "pending", "spam"]
_IN_ORDER: tuple[_Status, ...] = ("approved", "pending", "spam")
"""A later one wins over an earlier one."""
_STATUS: Mapping[str, _Status] = {"pass": "approved", "hold": "pending", "spam": "spam"}


class ExternalCheck(Protocol):
    """A service that can be asked about a comment."""

    name: str
    title: str

    def is_on(self, settings: SiteSettings) -> bool:
        """Tell whether a site wants it asked."""

    def on_error(self, settings: SiteSettings) -> OnError:
        """Tell what a site wants of comments without a verdict."""

    def ask(self, case: Case) -> Finding | None:
        """Answer what it finds, None where it has nothing against a comment. Raises `NoVerdict`."""


class ExternalChecks:
    """A judge that asks our own checks, and then others."""

    def __init__(self, own: Judge, others: Sequence[ExternalCheck], seconds: float) -> None:
        self._own = own
        self._others = others
        self._seconds = seconds

    def wanted(self, site: Site, submission: Submission) -> Sequence[Key]:
        """Answer what our own checks have to read; the others read nothing."""
        return self._own.wanted(site, submission)

    def judge(
        self, site: Site, submission: Submission, comment: Comment, private: Private, found: Mapping[Key, Item]
    ) -> Verdict:
        """Answer the status that the comment should have, and why. Raises `Refused`; a proof of work that is not good comes first."""
        proof = proof_of(site, submission)
        own = self._own.judge(site, submission, comment, private, found)
        case = Case(site, submission, comment, private, found)
        asked = [] if own.status == "spam" else self._asked(case)
        claims = (proof,) if isinstance(proof, Claim) else ()
        return _joined(own, [*([proof] if isinstance(proof, Finding) else []), *asked], claims)

    def released(self, site: Site, comment: Comment, now: datetime) -> Sequence[Write]:
        """Answer what our own checks give back; a proof of work is used for good."""
        return self._own.released(site, comment, now)

    def _asked(self, case: Case) -> list[Finding]:
        wanted = [check for check in self._others if check.is_on(case.site.settings)]
        if not wanted:
            return []
        answers = aside([partial(check.ask, case) for check in wanted], self._seconds)
        found = (self._finding(case, check, answer) for check, answer in zip(wanted, answers, strict=True))
        return [finding for finding in found if finding]

    def _finding(self, case: Case, check: ExternalCheck, answer: "Future[Finding | None] | None") -> Finding | None:
        if answer is None:
            return _without(case, check, f"it did not answer within {self._seconds:g} seconds")
        try:
            return answer.result()
        except NoVerdict as failure:
            return _without(case, check, failure.happened)


def _without(case: Case, check: ExternalCheck, happened: str) -> Finding:
    """Answer what becomes of a comment without a verdict, and tell the operator, who is told nothing of the comment."""
    _log.warning("external_check_failed", extra={"site": case.site.id, "check": check.name, "happened": happened})
    on_error = check.on_error(case.site.settings)
    end = "So it waits." if on_error == "hold" else "The site lets that pass."
    return Finding(check.name, on_error, f"{check.title} has not judged it: {happened}. {end}")


def _joined(own: Verdict, others: Sequence[Finding], claims: tuple[Claim, ...]) -> Verdict:
    """Answer both together: the gravest decides, and stands first."""
    others = sorted(others, key=lambda finding: -_IN_ORDER.index(_STATUS[finding.verdict]))
    status = max([own.status, *(_STATUS[finding.verdict] for finding in others)], key=_IN_ORDER.index)
    findings = (*own.findings, *others) if status == own.status else (*others, *own.findings)
    return Verdict(status, findings, (*own.claims, *claims))
