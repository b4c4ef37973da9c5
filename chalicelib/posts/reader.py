"""The job that reads each site's feed: every ten minutes, and mostly told that nothing has changed.

What a feed holds is taken in under the feed's state, which a run claims with a mark of its own: each transaction holds on to that mark. So
of two runs at once one does it, and one that was broken off is done again by the next, which finds no digest. A feed that fails leaves the
posts as they are.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.clock import Clock, rfc3339
from chalicelib.errors import TransactionFailed, Unavailable
from chalicelib.ids import NewId
from chalicelib.posts.changes import Changes, Pages, changes, targets, told, wanted_posts
from chalicelib.posts.models import Asked, Feed, FeedFailed, FeedState, Fetch, Fetched, Post, Publisher
from chalicelib.posts.repository import PostRepository
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from chalicelib.storage.writes import check

FORM_OF_POSTS = "1"
"""What we make of a feed; another number has every feed taken in anew, and belongs to each change of that."""
_GROUPS_AT_ONCE = 10
"""In one transaction; each is five writes at most."""
_MOST_READS = 10
"""How often a part is made anew since a page was changed meanwhile."""

_log = logging.getLogger("belowline")


@dataclass(frozen=True)
class FeedRead:
    """What the job did: feeds read, those of them that had changed, those that failed; posts that came or changed, and that went."""

    read: int = 0
    changed: int = 0
    failed: int = 0
    posts: int = 0
    removed: int = 0


class FeedReader:
    """Reads feeds and keeps what they say."""

    def __init__(self, table: Table, fetch: Fetch, clock: Clock, new_id: NewId) -> None:
        self._table = table
        self._repository = PostRepository(table)
        self._fetch = fetch
        self._clock = clock
        self._new_id = new_id

    def state(self, site: str) -> FeedState | None:
        """Tell how reading a site's feed went; None where it was never read."""
        return self._repository.state(site)

    def run(self, site: str) -> FeedRead:
        """Read the feed of a site, if it has one."""
        publisher, seen = self._repository.publisher(site)
        if publisher is None or publisher.settings.feed_url is None:
            return FeedRead()
        state = self._begun(publisher, publisher.settings.feed_url, seen)
        try:
            fetched = self._fetch(_asked(publisher, state))
            feed = None if fetched.content is None else _parsed(fetched, publisher)
        except FeedFailed as failure:
            return self._failed(site, state, seen, str(failure))
        read = self._read(state, fetched, feed)
        if feed is None or read.digest == state.digest:
            self._repository.keep(site, self._succeeded(read), seen)
            return FeedRead(read=1)
        return self._take_in(site, feed, read, seen)

    def _begun(self, publisher: Publisher, url: str, seen: FeedState | None) -> FeedState:
        """Answer the state to go on from: of another address, or under other names for pages, nothing is known."""
        known = (FORM_OF_POSTS, url, publisher.origins, publisher.settings.tracking_parameters)
        source = hashlib.sha256(repr(known).encode()).hexdigest()
        write_id = self._new_id(self._clock())
        if seen is None:
            return FeedState(write_id, url, source)
        if seen.source != source or seen.digest is None:
            return replace(seen, write_id=write_id, url=url, source=source, digest=None, etag=None, last_modified=None)
        return replace(seen, write_id=write_id)

    def _read(self, state: FeedState, fetched: Fetched, feed: Feed | None) -> FeedState:
        """Answer the state once all is taken in. What else of a feed changes, as the time of its making does in many, is not looked at."""
        if feed is None:
            return replace(state, etag=fetched.etag, last_modified=fetched.last_modified)
        now = rfc3339(self._clock())
        early = [entry.page.id for entry in feed.entries if entry.at and entry.at > now]
        digest = hashlib.sha256(repr((feed, early)).encode()).hexdigest()
        if early:  # what is dated in the future must be looked at again, so the feed is asked for whole
            return replace(state, digest=digest, etag=None, last_modified=None)
        return replace(state, digest=digest, etag=fetched.etag, last_modified=fetched.last_modified)

    def _succeeded(self, state: FeedState) -> FeedState:
        return replace(state, succeeded_at=rfc3339(self._clock()), failed_at=None, error=None, failure_count=0)

    def _failed(self, site: str, state: FeedState, seen: FeedState | None, error: str) -> FeedRead:
        _log.warning("feed_failed", extra={"site": site, "error": error})
        failed = replace(state, failed_at=rfc3339(self._clock()), error=error, failure_count=state.failure_count + 1)
        self._repository.keep(site, failed, seen)
        return FeedRead(read=1, failed=1)

    def _take_in(self, site: str, feed: Feed, read: FeedState, seen: FeedState | None) -> FeedRead:
        claim = replace(read, digest=None, etag=None, last_modified=None)
        if not self._repository.keep(site, claim, seen):
            return FeedRead(read=1)  # another run is at it
        done = self._write_all(site, feed, claim, self._clock())
        if done is None:
            return FeedRead(read=1)
        mark = self._new_id(self._clock())
        self._repository.keep(site, self._succeeded(replace(read, write_id=mark)), claim)
        return FeedRead(read=1, changed=1, posts=done.changed, removed=done.removed)

    def _write_all(self, site: str, feed: Feed, claim: FeedState, now: datetime) -> Changes | None:
        """Write what differs. Answer what that was, None where another run took over. Raises `Unavailable`."""
        first: Changes | None = None
        for _ in range(_MOST_READS):
            stored = self._repository.all(site)
            wanted = wanted_posts(stored, feed, now)
            of_feed = told(wanted, feed)
            made = changes(site, stored, wanted, of_feed, self._pages(site, of_feed), claim.write_id)
            first = first or made
            if self._are_written(site, made, claim):
                return first
            _, current = self._repository.publisher(site)
            if current is None or current.write_id != claim.write_id:
                return None
        raise Unavailable

    def _pages(self, site: str, posts: Sequence[Post]) -> Pages:
        pages = self._repository.pages(site, [post.page_id for post in posts])
        return pages | self._repository.pages(site, [name.id for name in targets(posts, pages).values()])

    def _are_written(self, site: str, made: Changes, claim: FeedState) -> bool:
        still_ours = check(keys.feed(site), "#write_id = :claimed", claimed=claim.write_id)
        for start in range(0, len(made.groups), _GROUPS_AT_ONCE):
            writes = [write for group in made.groups[start : start + _GROUPS_AT_ONCE] for write in group]
            try:
                self._table.transact([*writes, still_ours], self._new_id(self._clock()))
            except TransactionFailed:
                return False
        return True


def _asked(publisher: Publisher, state: FeedState) -> Asked:
    return Asked(state.url, publisher.origins, state.etag, state.last_modified)


def _parsed(fetched: Fetched, publisher: Publisher) -> Feed:
    from chalicelib.posts.entries import parse  # noqa: PLC0415 - the library for feeds is for this job alone

    return parse(fetched, publisher)
