"""The key chart: every entity of the one table, its keys, and nothing else. No key string is built anywhere but here.

A key is a pair (partition, sort). Page keys enter hashed (`page_id`), since a sort key ends at 1,024 bytes. The prefix of a partition
tells who may touch it: the readers' role is held to prefixes by policy. The access patterns, their cost and what happens when a write
is repeated stand in `docs/data-model.md`.

    partition                        sort             type         gsi1                          gsi2
    SITES                            site             directory
    SITE#site                        SITE             site
    SECRET#site                      SIGNING          secret
    SECRET#site                      SALT#day         secret
    SECRET#site                      VISITORS#period  secret
    TOKEN#hash                       TOKEN            token        gsi3: TOKENS#site / id
    PAGE#site#page                   Z                page         ALIASES#site / due#page       PAGES#site / page
                                                                   gsi3: CHANGED#site / hour#page
    PAGE#site#page                   T#root           thread       TOP#site#page / score#root
    PAGE#site#page                   X#root           thread       (the same, pinned)
    PAGE#site#page                   R#root#reply     reply
    PAGE#site#page                   N#root#reply     tally
    COMMENT#site#id                  COMMENT          comment      STATUS#site#status / id       ONPAGE#site#page#status / id
                                                                    gsi3: DELETED#site / at#id, while it is deleted
    PRIVATE#site#id                  PRIVATE          private      gsi3: BY#site#author / id
    PRIVATE#site#id                  REVISION#id      revision
    AUTHOR#site#author               AUTHOR           author
    IDEMPOTENCY#site#key             IDEMPOTENCY      idempotency
    SEEN#site#page#visitor           SEEN             seen
    VIEWS#site#page#shard            VIEWS            views        ACTIVE#site#hour / page#shard
    VIEWS#site#page#shard            HOURS#month      hours
    LOG#site                         id               line         gsi3: ABOUT#site#comment / id
    TOTALS#site                      COMMENTS         totals
    DIGEST#site                      hour             digest
    DIGEST#site#page                 hour             digest
    REACTION#site#target#visitor     REACTION         reaction
    FLAGS#site#comment               BY#visitor       flag
    FLAGS#site#comment               COUNT            flags
    BLOCK#site#kind#value            BLOCK            block
    BLOCKS#site                      id               entry
    RATE#site#address#minute         RATE             rate
    TEXT#site#text                   TEXT             text
    PROOF#site#proof                 PROOF            proof
    LIST#site                        by#window        list
    POSTS#site                       time#page        post
    FEED#site                        FEED             feed

Indexes have keys only. What public reads may use, gsi1 and gsi2, holds no e-mail, no hash of one and nothing of moderators: lists of
these are in gsi3, as is what jobs alone read.

A page's partition is read backwards: the page itself (Z), pinned threads (X), threads from the newest to the oldest (T). Long threads'
further replies (R) and tallies (N) lie before them, outside of what a first page reads.
"""

import hashlib
from base64 import b32encode

Key = tuple[str, str]

GSI1 = "gsi1"
GSI2 = "gsi2"
GSI3 = "gsi3"

SITES = "SITES"
"""The partition that lists all sites."""

PAGE_SORT = "Z"

THREADS_FROM, THREADS_TO = "T#", "T$"
"""Between these sort keys lie the threads of a page. All that a first page shows sorts at or after the former."""

PINNED_FROM = "X#"
"""Here the pinned threads begin; only the page's item sorts after them."""


def page_id(page_key: str) -> str:
    """Answer the 26 letters and digits that stand for a page key in keys of the table."""
    return b32encode(hashlib.sha256(page_key.encode()).digest()[:16]).decode().rstrip("=").lower()


def directory(site: str) -> Key:
    """One line of the list of all sites."""
    return SITES, site


def site(site: str) -> Key:
    """A site: its name, origins and settings."""
    return f"SITE#{site}", "SITE"


def signing(site: str) -> Key:
    """The keys that sign a site's author tokens and cursors."""
    return f"SECRET#{site}", "SIGNING"


def salt(site: str, day: str) -> Key:
    """The salt under which a site's visitors are hashed on one day."""
    return f"SECRET#{site}", f"SALT#{day}"


def visitors(site: str, period: str) -> Key:
    """The key under which a site's visitors are hashed for reactions and flags made in one period."""
    return f"SECRET#{site}", f"VISITORS#{period}"


def token(token_hash: str) -> Key:
    """A moderator's or admin's token, found by its hash."""
    return f"TOKEN#{token_hash}", "TOKEN"


def tokens_of(site: str) -> str:
    """gsi3: the tokens of a site."""
    return f"TOKENS#{site}"


def page(site: str, page: str) -> Key:
    """A page: what readers and moderators know of it, and its count of comments."""
    return page_partition(site, page), PAGE_SORT


def pages_of(site: str) -> str:
    """gsi2: the pages of a site."""
    return f"PAGES#{site}"


def changed_in(site: str) -> str:
    """gsi3: the pages of a site whose comments or title changed, by the hour of the latest change."""
    return f"CHANGED#{site}"


def changed_rank(hour: str, page: str) -> str:
    """gsi3 sort: the hour of a page's latest change, then the page; without a page it sorts before all of its hour."""
    return f"{hour}#{page}"


def page_in_change(rank: str) -> str:
    """Answer the page in a place of `changed_in`."""
    return rank.partition("#")[2]


def aliases_of(site: str) -> str:
    """gsi1: the aliases of a site that have to be looked after, by when."""
    return f"ALIASES#{site}"


def alias_rank(due_at: str, page: str) -> str:
    """gsi1 sort: the moment from which on an alias is due, then its page."""
    return f"{due_at}#{page}"


def thread(site: str, page: str, root: str, *, pinned: bool = False) -> Key:
    """The public copy of a root comment with its first replies."""
    return page_partition(site, page), f"{'X' if pinned else 'T'}#{root}"


def is_pinned(thread_key: Key) -> bool:
    """Tell a pinned thread from one that is not."""
    return thread_key[1].startswith("X#")


def root_of(thread_sort: str) -> str:
    """Answer the id of the root in a thread's sort key."""
    return thread_sort.partition("#")[2]


def top_of(site: str, page: str) -> str:
    """gsi1: the threads of a page by score."""
    return f"TOP#{site}#{page}"


def top_rank(score: int, root: str) -> str:
    """gsi1 sort: a score of up to ten digits, then the root."""
    return f"{score:010d}#{root}"


def root_in_rank(rank: str) -> str:
    """Answer the root in a place by score."""
    return rank.partition("#")[2]


def reply(site: str, page: str, root: str, reply: str) -> Key:
    """The public copy of a reply that its thread has no room for."""
    return page_partition(site, page), f"R#{root}#{reply}"


def replies_beside(root: str, after: str) -> tuple[str, str]:
    """Between these sort keys lie a thread's further replies after the reply `after`, "" for all."""
    return f"R#{root}#{after}!", f"R#{root}$"  # "!" sorts before all that ids are made of


def tallies(root: str, after: str) -> tuple[str, str]:
    """Between these sort keys lie the tallies of a thread's replies after the reply `after`, "" for all."""
    return f"N#{root}#{after}!", f"N#{root}$"


def tally(site: str, page: str, root: str, reply: str) -> Key:
    """How many approved descendants a reply has."""
    return page_partition(site, page), f"N#{root}#{reply}"


def comment(site: str, comment: str) -> Key:
    """A comment as it is, whatever its status; nothing private."""
    return f"COMMENT#{site}#{comment}", "COMMENT"


def deleted_of(site: str) -> str:
    """gsi3: the deleted comments of a site that are still to be erased, by when they were deleted."""
    return f"DELETED#{site}"


def deleted_rank(deleted_at: str, comment: str) -> str:
    """gsi3 sort: when a comment was deleted, then its id."""
    return f"{deleted_at}#{comment}"


def private(site: str, comment: str) -> Key:
    """What only moderators may see of a comment."""
    return f"PRIVATE#{site}#{comment}", "PRIVATE"


def revision(site: str, comment: str, revision: str) -> Key:
    """Beside what is private of a comment: one edit of it, or its withdrawal."""
    return private(site, comment)[0], f"REVISION#{revision}"


def status_list(site: str, status: str) -> str:
    """gsi1: the comments of a site in one status, by time."""
    return f"STATUS#{site}#{status}"


def page_list(site: str, page: str, status: str) -> str:
    """gsi2: the comments of a page in one status, by time."""
    return f"ONPAGE#{site}#{page}#{status}"


def author(site: str, author: str) -> Key:
    """An author's history, by the hash of the e-mail."""
    return f"AUTHOR#{site}#{author}", "AUTHOR"


def author_list(site: str, author: str) -> str:
    """gsi3: the comments of an author, by time."""
    return f"BY#{site}#{author}"


def idempotency(site: str, key_hash: str) -> Key:
    """The answer that was given to an idempotency key."""
    return f"IDEMPOTENCY#{site}#{key_hash}", "IDEMPOTENCY"


def seen(site: str, page: str, visitor: str) -> Key:
    """That a visitor has seen a page, and when."""
    return f"SEEN#{site}#{page}#{visitor}", "SEEN"


def views(site: str, page: str, shard: int = 0) -> Key:
    """A page's views; hot pages spread over shards."""
    return f"VIEWS#{site}#{page}#{shard}", "VIEWS"


def hours(site: str, page: str, shard: int, month: str) -> Key:
    """Beside a counter: its hours and days of one month that are over."""
    return views(site, page, shard)[0], f"HOURS#{month}"


def month_in(hours_sort: str) -> str:
    """Answer the month in the sort key of `hours`."""
    return hours_sort.partition("#")[2]


def active_in(site: str, hour: str) -> str:
    """gsi1: the pages whose latest view was in this hour."""
    return f"ACTIVE#{site}#{hour}"


def active_rank(page: str, shard: int = 0) -> str:
    """gsi1 sort: a page's counter."""
    return f"{page}#{shard}"


def counter_of(rank: str) -> tuple[str, int]:
    """Answer the page and shard of a counter in `active_in`."""
    page, _, shard = rank.partition("#")
    return page, int(shard)


def log(site: str, entry: str) -> Key:
    """One line of the moderation log."""
    return f"LOG#{site}", entry


def log_about(site: str, comment: str) -> str:
    """gsi3: the lines of the log about one comment."""
    return f"ABOUT#{site}#{comment}"


def totals(site: str) -> Key:
    """How many comments a site has in each status, derived from the stream."""
    return f"TOTALS#{site}", "COMMENTS"


def digest(site: str, hour: str) -> Key:
    """What happened on a site in one hour."""
    return f"DIGEST#{site}", hour


def page_digest(site: str, page: str, hour: str) -> Key:
    """What happened on a page in one hour."""
    return f"DIGEST#{site}#{page}", hour


def hour_rank(hour: int) -> str:
    """The sort of a digest: an hour since 1970."""
    return f"{hour:07d}"


def hour_in_rank(rank: str) -> int:
    """Answer the hour in the sort of a digest."""
    return int(rank)


def reaction(site: str, target: str, visitor: str) -> Key:
    """That a visitor reacted to a comment, by its id, or to a page, by its hash; the letters of the one are capital ones."""
    return f"REACTION#{site}#{target}#{visitor}", "REACTION"


def flag(site: str, comment: str, visitor: str) -> Key:
    """That a visitor flagged a comment, and why."""
    return f"FLAGS#{site}#{comment}", f"BY#{visitor}"


FLAGS_FROM, FLAGS_TO = "BY#", "BY$"
"""Between these sort keys lie the flags of a comment."""


def flag_count(site: str, comment: str) -> Key:
    """How many visitors flagged a comment."""
    return f"FLAGS#{site}#{comment}", "COUNT"


def block(site: str, kind: str, value: str) -> Key:
    """That somebody may not comment, for the checks to find: `value` is a hash of an e-mail, a domain or an address."""
    return f"BLOCK#{site}#{kind}#{value}", "BLOCK"


def block_entry(site: str, block: str) -> Key:
    """The same block as moderators see it, in the list of a site's blocks."""
    return blocks_of(site), block


def blocks_of(site: str) -> str:
    """The partition that lists the blocks of a site."""
    return f"BLOCKS#{site}"


def rate(site: str, address: str, minute: int) -> Key:
    """How many comments came from one address in one minute; `address` is a keyed hash of the day."""
    return f"RATE#{site}#{address}#{minute}", "RATE"


def text(site: str, text: str) -> Key:
    """That a text was left on a site within a day; `text` is a hash of it."""
    return f"TEXT#{site}#{text}", "TEXT"


def proof(site: str, proof: str) -> Key:
    """That a proof of work has been used; `proof` is a hash of its challenge."""
    return f"PROOF#{site}#{proof}", "PROOF"


def popular(site: str, by: str, window: str) -> Key:
    """A list of popular pages, ready to serve."""
    return f"LIST#{site}", f"{by}#{window}"


def posts_of(site: str) -> str:
    """The partition of a site's posts, by time."""
    return f"POSTS#{site}"


def post(site: str, published_at: str, page: str) -> Key:
    """A post of the publisher's feed, by the moment of its publication."""
    return posts_of(site), f"{published_at}#{page}"


def feed(site: str) -> Key:
    """How reading a site's feed went, and what was read last."""
    return f"FEED#{site}", "FEED"


def page_partition(site: str, page: str) -> str:
    """All that lies with one page."""
    return f"PAGE#{site}#{page}"
