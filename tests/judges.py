"""Checks as tests want them: what becomes of a comment follows from the comment alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.comments.judging import Submission, Verdict
from chalicelib.comments.models import Comment, Private
from chalicelib.sites.models import Site
from chalicelib.storage.keys import Key
from chalicelib.storage.values import Item
from chalicelib.storage.writes import Write


@dataclass(frozen=True)
class Ruling:
    """A judge that reads nothing and decides by this rule."""

    rule: Callable[[Comment], Verdict]

    def wanted(self, _site: Site, _submission: Submission) -> Sequence[Key]:
        return ()

    def judge(
        self, _site: Site, _submission: Submission, comment: Comment, _private: Private, _found: Mapping[Key, Item]
    ) -> Verdict:
        return self.rule(comment)

    def released(self, _site: Site, _comment: Comment, _now: datetime) -> Sequence[Write]:
        return ()
