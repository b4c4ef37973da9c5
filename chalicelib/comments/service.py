"""What readers can do with a comment: leave one, and read one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.clock import Clock, rfc3339
from chalicelib.comments import copies, idempotency
from chalicelib.comments.idempotency import Posted, Promise
from chalicelib.comments.incoming import NewComment
from chalicelib.comments.judging import Claim, Judge, Submission
from chalicelib.comments.models import Comment, Private
from chalicelib.comments.moves import settle
from chalicelib.comments.private import put_private
from chalicelib.comments.public import PublicComment
from chalicelib.comments.repository import CommentRepository, count_history, from_item, put_comment
from chalicelib.comments.spots import Spot, first_spot
from chalicelib.comments.threads import public_comment
from chalicelib.comments.tokens import author_token, is_author
from chalicelib.comments.writers import Writer, identity_of, is_sign_on, mark_of, refuse_reserved_name, writer_of, wrote
from chalicelib.errors import NotFound, PageClosed, ParentNotFound, TransactionFailed, Unavailable
from chalicelib.ids import NewId, is_id
from chalicelib.pages import repository as pages
from chalicelib.pages.aliases import AliasBook
from chalicelib.pages.models import PageName
from chalicelib.pages.service import page_name
from chalicelib.privacy import Client, address_hash
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.table import Table
from chalicelib.storage.values import Item, number
from chalicelib.storage.writes import Write, check, checked

DEEPEST = 46
"""Ancestors kept of a reply: the root and those nearest to it. A transaction holds at most 100 writes, and one that moves a reply to
another page holds two for each of its ancestors but the root, and seven more."""


class CommentService:
    """Leaves and reads single comments."""

    def __init__(
        self,
        table: Table,
        repository: CommentRepository,
        judge: Judge,
        clock: Clock,
        new_id: NewId,
        aliases: AliasBook,
    ) -> None:
        self._table = table
        self._repository = repository
        self._aliases = aliases
        self._judge = judge
        self._clock = clock
        self._new_id = new_id

    def post(
        self,
        site: Site,
        new: NewComment,
        client: Client,
        idempotency_key: str | None = None,
        *,
        token: str | None = None,
        is_plain_form: bool = False,
    ) -> Posted:
        """Store a comment, once: two round trips, one more where a guess about its thread was wrong or the page is a new alias.

        With a `token` of the publisher's sign-on it is of whom that names. A repetition with the same idempotency key is given the same
        answer. Raises `SignOnRefused`, `NameReserved`, `PageClosed`, `ParentNotFound`, `IdempotencyConflict`, and what the checks refuse.
        """
        now = self._clock()
        writer = writer_of(site, new, token, now)
        submission = _submission(new, writer, client, now, is_plain_form=is_plain_form)
        promise = idempotency.promise(site.id, idempotency_key, new, writer.identity, now)
        asked = page_name(site, new.page)
        page, found = self._found(site, asked, new, promise, submission)
        earlier = idempotency.kept(promise, found)
        if earlier is not None:
            return _with_token(site, earlier)
        refuse_reserved_name(site, writer)
        if not pages.from_item(page, found.get(keys.page(site.id, page.id))).is_open_at(
            now, site.settings.close_after_days
        ):
            raise PageClosed
        page = _beside_parent(site, asked, page, new, found)
        comment = self._new_comment(site, page, new, writer, found, now)
        private = _private(site, writer, client)
        verdict = self._judge.judge(site, submission, comment, private, found)
        comment = replace(comment, status=verdict.status)
        private = replace(private, findings=verdict.findings)
        posted = Posted(verdict.status == "approved", public_comment(comment), "")
        return _with_token(site, self._store(site, comment, private, promise, posted, verdict.claims))

    def get(self, site: Site, comment_id: str, token: str | None = None) -> PublicComment:
        """Read one approved comment, or with a token of its author one that waits. Raises `NotFound`, `SignOnRefused`."""
        identity = identity_of(site, token, self._clock()) if token is not None and is_sign_on(token) else None
        comment = self._repository.get(site.id, comment_id) if is_id(comment_id) else None
        if comment is None or not self._may_read(site, comment, token, identity):
            raise NotFound("There is no such comment, or it is not public.")
        return public_comment(comment, self._repository.reply_count(site.id, comment))

    def _found(
        self, site: Site, asked: PageName, new: NewComment, promise: Promise | None, submission: Submission
    ) -> tuple[PageName, Mapping[Key, Item]]:
        """Answer the page to post to, and what is there; one more round trip where it turns out to be an alias."""
        page = self._aliases.target(site, asked)
        judged_by = self._judge.wanted(site, submission)
        found = self._table.get_many([*_wanted(site, page, new, promise), *judged_by], is_consistent=True)
        target = self._aliases.learn(site, page, found.get(keys.page(site.id, page.id)))
        if target is None:
            return page, found
        wanted = [*_wanted(site, target, new, promise), *judged_by]
        return target, self._table.get_many(wanted, is_consistent=True)

    def _may_read(self, site: Site, comment: Comment, token: str | None, identity: str | None) -> bool:
        if comment.status not in {"pending", "spam"} or token is None:
            return comment.status == "approved"
        if identity is not None:
            return wrote(site, comment, identity)
        return is_author(site, comment.id, token, self._clock())

    def _new_comment(
        self, site: Site, page: PageName, new: NewComment, writer: Writer, found: Mapping[Key, Item], now: datetime
    ) -> Comment:
        from chalicelib.comments.markup import RENDERER, render  # noqa: PLC0415 - only who writes waits for these libraries

        ancestors = () if new.parent is None else _ancestors(site, page, new.parent, found)
        comment_id = self._new_id(now)
        return Comment(
            id=comment_id,
            page_id=page.id,
            page_key=page.key,
            ancestors=ancestors,
            status="pending",
            name=writer.name,
            url=writer.url,
            body=new.body,
            html=render(new.body),
            renderer=RENDERER,
            created_at=rfc3339(now),
            thread_sort=_thread_sort(site, page, ancestors, found),
            place=_place(site, page, ancestors, found),
            badge=writer.badge,
            writer=mark_of(site, comment_id, writer.identity),
        )

    def _store(
        self,
        site: Site,
        comment: Comment,
        private: Private,
        promise: Promise | None,
        posted: Posted,
        claims: Sequence[Claim],
    ) -> Posted:
        sent: list[Write] = []

        def writes(spot: Spot | None) -> list[Write]:
            public = [] if spot is None else copies.appear(site.id, comment, spot, comment.id)
            where = comment if spot is None else replace(comment, place=spot.place, thread_sort=spot.sort)
            stored = [*public, put_comment(site.id, where), put_private(site.id, comment.id, private)]
            if private.author:
                stored.append(count_history(site.id, private.author, None, comment.status))
            if promise:
                stored.append(idempotency.keep(promise, posted))
            stored += [claim.write for claim in claims]
            sent[:] = stored if comment.parent is None else checked(stored, _parent_is_public(site, comment.parent))
            return sent

        try:
            if comment.status == "approved":
                settle(self._table, first_spot(comment), comment.id, writes)
            else:
                self._table.transact(writes(None), comment.id)
        except TransactionFailed as failure:
            return self._after_failure(promise, failure, sent, claims)
        return posted

    def _after_failure(
        self, promise: Promise | None, failure: TransactionFailed, sent: Sequence[Write], claims: Sequence[Claim]
    ) -> Posted:
        """What can fail of a new comment: its idempotency key is used, a check's claim does not hold, or its parent has gone."""
        if promise:
            item = self._table.get(promise.key, is_consistent=True)
            earlier = idempotency.kept(promise, {promise.key: item} if item else {})
            if earlier is not None:
                return earlier
        failed = {write.key for write, item in zip(sent, failure.failed, strict=True) if item is not None}
        for claim in claims:
            if claim.write.key in failed:
                raise claim.refusal from failure
        if failed:
            raise ParentNotFound from failure
        raise Unavailable from failure


def _submission(new: NewComment, writer: Writer, client: Client, now: datetime, *, is_plain_form: bool) -> Submission:
    return Submission(
        body=new.body,
        name=writer.name,
        email=writer.email,
        author=writer.author,
        client=client,
        at=now,
        form=new.form,
        is_plain_form=is_plain_form,
        identity=writer.identity,
    )


def _private(site: Site, writer: Writer, client: Client) -> Private:
    return Private(
        email=writer.email,
        author=writer.author,
        address=address_hash(site.secrets.visitor_keys[0], site.id, client),
        is_signed_in=writer.identity is not None,
    )


def _wanted(site: Site, page: PageName, new: NewComment, promise: Promise | None) -> list[Key]:
    wanted = [keys.page(site.id, page.id)]
    if new.parent is not None:
        if not is_id(new.parent):
            raise ParentNotFound
        wanted += [keys.comment(site.id, new.parent)]
        wanted += [keys.thread(site.id, page.id, new.parent, pinned=pinned) for pinned in (False, True)]
    if promise:
        wanted.append(promise.key)
    return wanted


def _beside_parent(site: Site, asked: PageName, page: PageName, new: NewComment, found: Mapping[Key, Item]) -> PageName:
    """Answer where a comment goes: a reply to one that still waits at the alias asked for goes there, and moves on with it."""
    parent = None if new.parent is None else found.get(keys.comment(site.id, new.parent))
    return asked if parent is not None and parent["page_id"]["S"] == asked.id else page


def _ancestors(site: Site, page: PageName, parent_id: str, found: Mapping[Key, Item]) -> tuple[str, ...]:
    item = found.get(keys.comment(site.id, parent_id))
    parent = None if item is None else from_item(item)
    if parent is None or parent.status != "approved" or parent.page_id != page.id:
        raise ParentNotFound
    path = (*parent.ancestors, parent.id)
    return path if len(path) <= DEEPEST else (path[0], *path[-(DEEPEST - 1) :])


def _thread_sort(site: Site, page: PageName, ancestors: tuple[str, ...], found: Mapping[Key, Item]) -> str | None:
    if not ancestors:
        return None
    return "X" if keys.thread(site.id, page.id, ancestors[0], pinned=True) in found else "T"


def _place(site: Site, page: PageName, ancestors: tuple[str, ...], found: Mapping[Key, Item]) -> str | None:
    if not ancestors:
        return None
    for pinned in (False, True):
        thread = found.get(keys.thread(site.id, page.id, ancestors[0], pinned=pinned))
        if thread is not None and number(thread, "beside_count"):
            return "beside"
    return "inside"


def _parent_is_public(site: Site, parent: str) -> Write:
    return check(keys.comment(site.id, parent), "#status = :approved", approved="approved")


def _with_token(site: Site, posted: Posted) -> Posted:
    comment = posted.comment
    return replace(
        posted, author_token=author_token(site, comment["id"], datetime.fromisoformat(comment["created_at"]))
    )
