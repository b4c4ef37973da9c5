"""What a signed-on reader left on a page and may still change or waits for, so that any device of theirs can show it.

The list of an author's comments is one that readers' calls may not see, so this is for the moderators' function. Of what is private of a
comment nothing is read: its record tells the page and, by its mark, once more who wrote it.
"""

from datetime import datetime, timedelta
from functools import partial

from chalicelib.clock import Clock
from chalicelib.comments.authors import window_end
from chalicelib.comments.models import Comment
from chalicelib.comments.public import OwnComments
from chalicelib.comments.reach import text_of, within_reach
from chalicelib.comments.repository import CommentRepository, reply_count_in, tallies_of
from chalicelib.comments.threads import public_comment
from chalicelib.comments.writers import wrote
from chalicelib.ids import first_id
from chalicelib.pages.aliases import AliasBook
from chalicelib.pages.service import page_name
from chalicelib.sites.models import Site
from chalicelib.storage.table import Table
from chalicelib.storage.together import together

LOOKED_BACK = timedelta(days=7)
"""Longer than any edit window. To look further back would cost each load of a page, for what a newsroom has left waiting for a week."""
LOOKED_AT = 100
"""Comments, of all pages: as many as one request reads."""
MOST = 50


class MineService:
    """Reads what is a reader's own."""

    def __init__(self, table: Table, repository: CommentRepository, clock: Clock, aliases: AliasBook) -> None:
        self._table = table
        self._repository = repository
        self._clock = clock
        self._aliases = aliases

    def on_page(self, site: Site, page: str, identity: str) -> OwnComments:
        """Answer an author's comments on a page that wait or may still be changed, from the newest on, 50 at most.

        Of the author's latest hundred of a week. One round trip for who left none; else two, three with replies among those shown.
        Raises `InvalidPage`, `PageNotOnSite`.
        """
        asked, now = page_name(site, page), self._clock()
        listed = partial(
            self._repository.by_author,
            site.id,
            identity,
            LOOKED_AT,
            is_backward=True,
            after=None,
            between=(first_id(now - LOOKED_BACK), None),
        )
        ids, staying = together(listed, partial(self._aliases.staying, site, asked, self._table.get))
        found = self._repository.records(site.id, ids)
        # What waits at an alias moves to the page that stays some minutes later.
        pages = {asked.id, staying.id}
        picked = [found[one] for one in ids if one in found and found[one].page_id in pages]
        own = [one for one in picked if wrote(site, one, identity) and _is_open(site, one, now)][:MOST]
        own = own[: within_reach(text_of(vars(one)) for one in own)]
        tallies = self._table.get_many(tallies_of(site.id, own))
        return {"comments": [public_comment(one, reply_count_in(tallies, site.id, one)) for one in own]}


def _is_open(site: Site, comment: Comment, now: datetime) -> bool:
    """Tell whether a comment waits, or is public and may still be changed."""
    if comment.status in {"pending", "spam"}:
        return True
    return comment.status == "approved" and now < window_end(site, comment)
