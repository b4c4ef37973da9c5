"""What moderators can do: read a site's lists of comments and decide on them."""

from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from chalicelib.clock import Clock, rfc3339
from chalicelib.comments.models import Comment, Private, Status
from chalicelib.comments.moves import ChangedMeanwhile, move, pin
from chalicelib.comments.reach import text_of, within_reach
from chalicelib.comments.repository import COMMENTS_A_REQUEST, CommentRepository
from chalicelib.errors import InvalidCursor, Unavailable
from chalicelib.ids import NewId, is_id
from chalicelib.moderation.flags import FlagService
from chalicelib.moderation.models import MOVES, PINS, TARGETS, Action, ActionResult, Actions, Queue, QueueComment
from chalicelib.pages import repository as pages
from chalicelib.pages.aliases import AliasBook
from chalicelib.pages.models import Page, PageName
from chalicelib.pages.service import name_of, page_name
from chalicelib.sites.log import Line, put_line
from chalicelib.sites.models import Site, Token
from chalicelib.storage import keys
from chalicelib.storage.cursor import read_cursor, write_cursor
from chalicelib.storage.table import Table
from chalicelib.storage.together import together

_Found = Mapping[str, tuple[Comment, Private]]

_MOST_READS = 30
"""How often a decision is made anew since somebody else was quicker. Each time one of them has succeeded, so fifty at once all do."""


class ModerationService:
    """Lists and decisions."""

    def __init__(
        self,
        table: Table,
        comments: CommentRepository,
        flags: FlagService,
        aliases: AliasBook,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._table = table
        self._comments = comments
        self._flags = flags
        self._aliases = aliases
        self._clock = clock
        self._new_id = new_id

    def queue(self, site: Site, status: Status, page: str | None, limit: int, cursor: str | None) -> Queue:
        """Answer part of a list: what waits from the oldest on, all else from the newest on.

        Three round trips; one more for an alias that this process does not know yet.
        """
        name = None if page is None else page_name(site, page)
        scope = ("queue", site.id, status, name.id if name else "")
        after = None if cursor is None else read_cursor(site.secrets.signing, scope, cursor)
        if after is not None and len(after) != 1:
            raise InvalidCursor
        ids = self._ids(site, status, name, limit + 1, after[0] if after else None)
        rows = self._rows(site, status, ids[:limit])
        shown = rows[: within_reach(map(text_of, rows))]
        last = shown[-1]["id"] if len(shown) < len(rows) else ids[limit - 1] if len(ids) > limit else None
        return {"comments": shown, "next": None if last is None else write_cursor(site.secrets.signing, scope, [last])}

    def _ids(self, site: Site, status: Status, name: PageName | None, limit: int, after: str | None) -> list[str]:
        listed = partial(self._comments.in_status, site.id, status, limit, is_backward=status != "pending", after=after)
        if name is None:
            return listed(page_id=None)
        known = self._aliases.known(site, name)
        if known:
            return listed(page_id=known.id)
        ids, item = together(partial(listed, page_id=name.id), partial(self._table.get, keys.page(site.id, name.id)))
        target = self._aliases.learn(site, name, item)
        found: list[str] = listed(page_id=target.id) if target else ids
        return found

    def act(self, site: Site, authorize: Callable[[], Token], actions: Actions) -> list[ActionResult]:
        """Carry out one action on each comment by itself.

        One round trip reads the moderator's token and all comments, then each takes one more, or more where others decide on it meanwhile.
        Nothing is done before the token is known to be good.
        """
        ids = [comment for comment in dict.fromkeys(actions.ids) if is_id(comment)]
        parts = [ids[start : start + COMMENTS_A_REQUEST] for start in range(0, len(ids), COMMENTS_A_REQUEST)]
        reads = [partial(self._comments.get_many, site.id, part) for part in parts]
        moderator, *read = together(authorize, *reads)
        found: _Found = dict(ChainMap(*read))
        return [self._decide(site, moderator, actions, comment, found) for comment in dict.fromkeys(actions.ids)]

    def _decide(self, site: Site, moderator: Token, actions: Actions, comment_id: str, found: _Found) -> ActionResult:
        for _ in range(_MOST_READS):
            if comment_id not in found:
                return _refused(comment_id, None, "not_found", "There is no such comment on this site.")
            comment, private = found[comment_id]
            settled = _without_a_write(actions.action, comment)
            if settled:
                return settled
            decision = self._decision(moderator, actions, comment)
            line = [put_line(site.id, decision)]
            try:
                if actions.action in PINS:
                    is_to_be = PINS[actions.action]
                    pin(self._table, site.id, comment, pinned=is_to_be, also=line, write_id=decision.id)
                else:
                    move(self._table, site.id, comment, private, decision.after, line, decision.id)
            except ChangedMeanwhile:
                found = self._comments.get_many(site.id, [comment_id])
                continue
            return {"id": comment_id, "status": decision.after, "changed": True, "error": None}
        raise Unavailable

    def _decision(self, moderator: Token, actions: Actions, comment: Comment) -> Line:
        now = self._clock()
        return Line(
            id=self._new_id(now),
            at=rfc3339(now),
            moderator=moderator.id,
            moderator_name=moderator.name,
            action=actions.action,
            comment=comment.id,
            before=comment.status,
            after=TARGETS.get(actions.action, comment.status),
            reason=actions.reason,
            note=actions.note,
        )

    def _rows(self, site: Site, status: Status, ids: Sequence[str]) -> list[QueueComment]:
        found = self._comments.get_many(site.id, ids)
        listed = [found[comment] for comment in ids if comment in found and found[comment][0].status == status]
        authors = sorted({private.author for _, private in listed if private.author})
        page_keys = {comment.page_key: keys.page(site.id, comment.page_id) for comment, _ in listed}
        if not listed:
            return []
        histories, items, flag_counts = together(
            lambda: self._comments.histories(site.id, authors),
            lambda: self._table.get_many(page_keys.values()),
            lambda: self._flags.counts(site.id, [comment.id for comment, _ in listed]),
        )
        known = {key: pages.from_item(name_of(site, key), items.get(place)) for key, place in page_keys.items()}
        return [
            _row(comment, private, known[comment.page_key], histories, flag_counts.get(comment.id, 0))
            for comment, private in listed
        ]


def _without_a_write(action: Action, comment: Comment) -> ActionResult | None:
    """Answer what becomes of a comment that is already as asked, or cannot be; None where there is something to do."""
    if action in PINS:
        if comment.is_pinned == PINS[action]:
            return {"id": comment.id, "status": comment.status, "changed": False, "error": None}
        if action == "pin" and (comment.ancestors or comment.status != "approved"):
            sentence = "Only an approved comment that is no reply can be pinned."
            return _refused(comment.id, comment.status, "pin_not_allowed", sentence)
        return None
    target = TARGETS[action]
    if comment.status == target:
        return {"id": comment.id, "status": target, "changed": False, "error": None}
    if target not in MOVES[comment.status]:
        sentence = f"A comment that is {comment.status} cannot become {target}."
        return _refused(comment.id, comment.status, "move_not_allowed", sentence)
    return None


def _refused(comment: str, status: Status | None, code: str, message: str) -> ActionResult:
    return {"id": comment, "status": status, "changed": False, "error": {"code": code, "message": message}}


def _row(
    comment: Comment, private: Private, page: Page, histories: dict[str, dict[str, int]], flag_count: int
) -> QueueComment:
    return {
        "id": comment.id,
        "page": comment.page_key,
        "page_url": page.name.url,
        "page_title": page.title,
        "parent": comment.parent,
        "status": comment.status,
        "author": {
            "name": comment.name,
            "url": comment.url,
            "badge": None,
            "email": private.email,
            "history": histories.get(private.author or "", {}),
        },
        "html": comment.html,
        "body": comment.body,
        "created_at": comment.created_at,
        "edited_at": comment.edited_at,
        "reply_count": comment.reply_count,
        "checks": [
            {"check": found.check, "verdict": found.verdict, "reason": found.reason} for found in private.findings
        ],
        "flag_count": flag_count,
    }
