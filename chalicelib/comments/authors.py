"""What authors can do with their own comment while the site's edit window is open: edit it, and withdraw it.

Whoever is not told what became of a call can make it again: a text that the comment has already changes nothing, nor does a second
withdrawal, and neither is late. What people have decided is never lifted by an edit: what is marked as spam stays so, whatever it says
now, and what is rejected or deleted is not there for its author. Whether the page is still open does not matter, since nothing is added.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, Protocol

from chalicelib.clock import Clock, rfc3339
from chalicelib.comments.incoming import FormSigns
from chalicelib.comments.judging import Judge, Submission, Verdict
from chalicelib.comments.models import FLAGGED, Comment, Private
from chalicelib.comments.moves import ChangedMeanwhile, change
from chalicelib.comments.private import find_anew
from chalicelib.comments.public import PublicComment
from chalicelib.comments.repository import CommentRepository, follow_history
from chalicelib.comments.revisions import AUTHOR, Revision, put_revision
from chalicelib.comments.threads import public_comment
from chalicelib.comments.tokens import is_author
from chalicelib.comments.writers import identity_of, is_sign_on, wrote
from chalicelib.errors import EditWindowOver, NotFound, Unauthorized, Unavailable
from chalicelib.ids import NewId
from chalicelib.privacy import Client
from chalicelib.sites.models import Site
from chalicelib.storage.table import Table
from chalicelib.storage.together import together
from chalicelib.storage.writes import Write

_THEIRS = frozenset({"pending", "approved", "spam"})
"""In these statuses a comment is there for its author."""
_OVER_WITH = frozenset({"spam", "deleted"})
"""Authors' changes lead here and only moderators' decisions lead back, so there is nothing more to do about a comment's flags."""
_MOST_READS = 30
"""How often a change is made anew since somebody else was quicker. Each time one of them has succeeded."""


class Flags(Protocol):
    """What readers have said against comments."""

    def unseen(self, site: str, comments: Iterable[str]) -> set[str]:
        """Answer which of these comments have flags that no moderator has seen."""

    def look_at(self, site: str, comment: str) -> Write:
        """Note that there is nothing more to do about the flags of a comment that has some."""


@dataclass(frozen=True)
class _Own:
    """A comment as it was read for its author. `unflag` notes that nothing is to be done about its flags, where there are some."""

    comment: Comment
    private: Private
    unflag: Sequence[Write]


class AuthorService:
    """Edits and withdraws comments."""

    def __init__(
        self,
        table: Table,
        repository: CommentRepository,
        judge: Judge,
        flags: Flags,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._table = table
        self._repository = repository
        self._judge = judge
        self._flags = flags
        self._clock = clock
        self._new_id = new_id

    def check(self, site: Site, comment_id: str, token: str | None) -> str | None:
        """Raise `Unauthorized` unless `token` is the author's of this comment, or `SignOnRefused`.

        Of a token of the publisher's sign-on it answers whom it names: only the comment tells whether they are its author.
        """
        if token is not None and is_sign_on(token):
            return identity_of(site, token, self._clock())
        if token is None or not is_author(site, comment_id, token, self._clock()):
            raise _not_theirs()
        return None

    def identify(self, site: Site, token: str | None) -> str:
        """Answer whom a token of the publisher's sign-on names. Raises `Unauthorized` where it is none, or `SignOnRefused`."""
        if token is None or not is_sign_on(token):
            raise Unauthorized("Send a token of the site's sign-on as `Authorization: Bearer TOKEN`.")
        return identity_of(site, token, self._clock())

    def edit(self, site: Site, comment_id: str, body: str, client: Client, identity: str | None) -> PublicComment:
        """Give a comment another text, which is judged as that of a new one, and answer it as its author sees it.

        Three round trips, four where a reply has outgrown its thread. `identity` is what `check` has answered.
        Raises `Unauthorized`, `NotFound`, `EditWindowOver`, and what the checks refuse: where a claim of theirs does not hold, they are
        asked again and find out by themselves.
        """
        for own in self._reads(site, comment_id, identity):
            comment = own.comment
            if comment.status not in _THEIRS:
                raise _gone()
            if comment.body == body:
                return public_comment(comment, self._repository.reply_count(site.id, comment))
            now = self._in_window(site, comment)
            with suppress(ChangedMeanwhile):
                return self._edit(site, own, body, client, now)
        raise Unavailable

    def withdraw(self, site: Site, comment_id: str, identity: str | None) -> None:
        """Take a comment back for good. Two round trips. `identity` as above. Raises `Unauthorized`, `NotFound`, `EditWindowOver`."""
        for own in self._reads(site, comment_id, identity):
            comment = own.comment
            if comment.withdrawn_at:
                return
            if comment.status not in _THEIRS:
                raise _gone()
            now = self._in_window(site, comment)
            to = replace(comment, status="deleted", withdrawn_at=rfc3339(now))
            with suppress(ChangedMeanwhile):
                self._change(site, own, to, "withdraw", self._judge.released(site, comment, now), now)
                return
        raise Unavailable

    def _reads(self, site: Site, comment_id: str, identity: str | None) -> Iterator[_Own]:
        """Answer the comment as it is, and again each time that somebody else has been quicker."""
        for _ in range(_MOST_READS):
            found, flagged = together(
                partial(self._repository.get_many, site.id, [comment_id]),
                partial(self._flags.unseen, site.id, [comment_id]),
            )
            own = found.get(comment_id)
            if identity is not None and not (own and wrote(site, own[0], identity)):
                raise _not_theirs()  # and whether there is such a comment is not for them to know
            if own is None:
                raise _gone()
            yield _Own(own[0], own[1], [self._flags.look_at(site.id, one) for one in flagged])

    def _in_window(self, site: Site, comment: Comment) -> datetime:
        now = self._clock()
        if now >= window_end(site, comment):
            raise EditWindowOver
        return now

    def _edit(self, site: Site, own: _Own, body: str, client: Client, now: datetime) -> PublicComment:
        from chalicelib.comments.markup import RENDERER, render  # noqa: PLC0415 - who withdraws does not wait for it

        comment, private = own.comment, own.private
        to = replace(comment, body=body, html=render(body), renderer=RENDERER, edited_at=rfc3339(now))
        verdict = _held_still(comment, private, self._judged(site, to, private, client, now))
        to = replace(to, status=_status(comment, verdict))
        also = [find_anew(site.id, comment.id, verdict.findings)] if _is_news(verdict, to, private) else []
        also += [claim.write for claim in verdict.claims]
        _, reply_count = together(
            partial(self._change, site, own, to, "edit", also, now),
            partial(self._repository.reply_count, site.id, comment),
        )
        return public_comment(to, reply_count)

    def _judged(self, site: Site, to: Comment, private: Private, client: Client, now: datetime) -> Verdict:
        submission = Submission(
            body=to.body,
            name=to.name,
            email=private.email,
            author=private.author,
            client=client,
            at=now,
            form=FormSigns(),
            is_edit=True,
            identity=private.author if private.is_signed_in else None,
        )
        wanted = self._judge.wanted(site, submission)
        found = self._table.get_many(wanted, is_consistent=True) if wanted else {}
        return self._judge.judge(site, submission, to, private, found)

    def _change(
        self,
        site: Site,
        own: _Own,
        to: Comment,
        action: Literal["edit", "withdraw"],
        also: Sequence[Write],
        now: datetime,
    ) -> None:
        comment = own.comment
        revision = Revision(
            id=self._new_id(now),
            at=rfc3339(now),
            action=action,
            by=AUTHOR,
            by_name=None,
            before=comment.status,
            after=to.status,
            body=comment.body,
        )
        history = follow_history(site.id, comment, to, own.private)
        unflag = own.unflag if to.status in _OVER_WITH else ()
        writes = [*history, put_revision(site.id, comment.id, revision), *unflag, *also]
        change(self._table, site.id, comment, to, writes, revision.id)


def window_end(site: Site, comment: Comment) -> datetime:
    """Answer until when an author may change a comment."""
    return datetime.fromisoformat(comment.created_at) + timedelta(minutes=site.settings.edit_window_minutes)


def _held_still(comment: Comment, private: Private, verdict: Verdict) -> Verdict:
    """Answer the verdict on an edit; what readers' flags hold waits for a moderator whatever it says now."""
    held = [finding for finding in private.findings if finding.check == FLAGGED]
    if comment.status != "pending" or not held:
        return verdict
    status = "pending" if verdict.status == "approved" else verdict.status
    return replace(verdict, status=status, findings=(*held, *verdict.findings))


def _status(comment: Comment, verdict: Verdict) -> Literal["pending", "approved", "spam"]:
    return "spam" if comment.status == "spam" else verdict.status


def _is_news(verdict: Verdict, to: Comment, private: Private) -> bool:
    """Tell whether findings are to be stored: they must say why the comment is where it is, and those of what stays in spam may not."""
    return verdict.status == to.status and verdict.findings != private.findings


def _not_theirs() -> Unauthorized:
    return Unauthorized(
        "Send the author token that came with this comment as `Authorization: Bearer TOKEN`, or a sign-on token of who left it."
    )


def _gone() -> NotFound:
    return NotFound("There is no such comment, or it has been removed.")
