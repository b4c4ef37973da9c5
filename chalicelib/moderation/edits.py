"""A moderator's edit: another text for a comment, whose status stays. The text before is kept, and who changed it is in the log."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from chalicelib.clock import Clock, rfc3339
from chalicelib.comments.models import Comment, Private
from chalicelib.comments.moves import ChangedMeanwhile, change
from chalicelib.comments.repository import CommentRepository
from chalicelib.comments.revisions import Revision, put_revision
from chalicelib.errors import CommentDeleted, Unavailable
from chalicelib.ids import NewId, is_id
from chalicelib.moderation.history import no_such_comment
from chalicelib.moderation.queue import QueueService
from chalicelib.moderation.rules import way_back
from chalicelib.moderation.shown import QueueComment
from chalicelib.sites.log import line_of, put_line
from chalicelib.sites.models import Site, Token
from chalicelib.storage.table import Table
from chalicelib.storage.together import together

_MOST_READS = 30
"""How often an edit is made anew since somebody else was quicker. Each time one of them has succeeded."""


class EditService:
    """Edits comments of others."""

    def __init__(
        self, table: Table, comments: CommentRepository, lists: QueueService, clock: Clock, new_id: NewId
    ) -> None:
        self._table = table
        self._comments = comments
        self._lists = lists
        self._clock = clock
        self._new_id = new_id

    def edit(self, site: Site, authorize: Callable[[], Token], comment_id: str, body: str) -> QueueComment:
        """Give a comment another text and answer it as moderators see it; the same text again changes nothing.

        Three round trips, four where a reply has outgrown its thread. Raises `NotFound`, `CommentDeleted`.
        """
        read = partial(self._comments.get_many, site.id, [comment_id] if is_id(comment_id) else [])
        moderator, found = together(authorize, read)
        for _ in range(_MOST_READS):
            if comment_id not in found:
                raise no_such_comment()
            comment, private = found[comment_id]
            if comment.status == "deleted":
                raise CommentDeleted(f"A deleted comment cannot be edited. {way_back(comment, self._clock())}")
            if comment.body == body:
                return self._shown(site, comment, private)
            with suppress(ChangedMeanwhile):
                return self._shown(site, self._edit(site, moderator, comment, body), private)
            found = read()
        raise Unavailable

    def _edit(self, site: Site, moderator: Token, comment: Comment, body: str) -> Comment:
        from chalicelib.comments.markup import RENDERER, render  # noqa: PLC0415 - who decides does not wait for it

        now = self._clock()
        to = replace(comment, body=body, html=render(body), renderer=RENDERER, edited_at=rfc3339(now))
        status = comment.status
        line = line_of(moderator, now, "edit", self._new_id(now), comment=comment.id, before=status, after=status)
        revision = Revision(
            id=line.id,
            at=line.at,
            action="edit",
            by=moderator.id,
            by_name=moderator.name,
            before=status,
            after=status,
            body=comment.body,
        )
        also = [put_revision(site.id, comment.id, revision), put_line(site.id, line)]
        change(self._table, site.id, comment, to, also, line.id)
        return to

    def _shown(self, site: Site, comment: Comment, private: Private) -> QueueComment:
        (shown,) = self._lists.rows(site, [(comment, private)])
        return shown
