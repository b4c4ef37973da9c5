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
                                                                    gsi3: DELETED#site / at#id, from its deletion until it is erased
    PRIVATE#site#id                  PRIVATE          private      gsi3: BY#site#author / id
    PRIVATE#site#id                  REVISION#id      revision
    AUTHOR#site#author               AUTHOR           author
    IDEMPOTENCY#site#key             IDEMPOTENCY      idempotency
    SEEN#site#page#visitor           SEEN             seen
    VIEWS#site#page#shard            VIEWS            views        ACTIVE#site#hour / page#shard
    VIEWS#site#page#shard            HOURS#month      hours
    IMPORTED#site#page               source           imported
    DESKS#site                       desk             desk
    LOG#site                         id               line         gsi3: ABOUT#site#comment / id
    TOTALS#site                      COMMENTS         totals
    DIGEST#site                      hour             digest
    DIGEST#site#page                 hour             digest
    REFERRERS#site                   day              referrers
    REACTION#site#target#visitor     REACTION         reaction
    FLAGS#site#comment               BY#visitor       flag
    FLAGS#site#comment               COUNT            flags        gsi3: FLAGGED#site / at#comment, while moderators have not seen all
    BLOCK#site#kind#value            BLOCK            block
    BLOCKS#site                      id               entry
    RATE#site#address#minute         RATE             rate
    TEXT#site#text                   TEXT             text
    PROOF#site#proof                 PROOF            proof
    LIST#site                        by#window        list
    POSTS#site                       time#page        post
    FEED#site                        FEED             feed
    EMBED#version                    file             script

Indexes have keys only. What public reads may use, gsi1 and gsi2, holds no e-mail, no hash of one and nothing of moderators: lists of
these are in gsi3, as is what jobs alone read.

A page's partition is read backwards: the page itself (Z), pinned threads (X), threads from the newest to the oldest (T). Long threads'
further replies (R) and tallies (N) lie before them, outside of what a first page reads.
"""

from chalicelib.storage.keys.comments import (
    FLAGS_FROM,
    FLAGS_TO,
    author,
    author_list,
    block,
    block_entry,
    blocks_of,
    comment,
    comment_in_rank,
    deleted_of,
    deleted_rank,
    flag,
    flag_count,
    flagged_of,
    flagged_rank,
    idempotency,
    page_list,
    private,
    proof,
    rate,
    reaction,
    revision,
    status_list,
    text,
)
from chalicelib.storage.keys.form import (
    GSI1,
    GSI2,
    GSI3,
    Key,
    named_in,
    page_id,
    page_partition,
)
from chalicelib.storage.keys.pages import (
    PAGE_SORT,
    PINNED_FROM,
    THREADS_FROM,
    THREADS_TO,
    active_in,
    active_rank,
    alias_rank,
    aliases_of,
    changed_in,
    changed_rank,
    counter_of,
    hours,
    imported,
    is_pinned,
    month_in,
    page,
    page_in_change,
    pages_of,
    replies_beside,
    reply,
    root_in_rank,
    root_of,
    seen,
    tallies,
    tally,
    thread,
    top_of,
    top_rank,
    views,
)
from chalicelib.storage.keys.sites import (
    SITES,
    desk,
    desks_of,
    digest,
    directory,
    feed,
    hour_in_rank,
    hour_rank,
    log,
    log_about,
    page_digest,
    popular,
    post,
    posts_of,
    referrers,
    referrers_of,
    salt,
    script,
    signing,
    site,
    token,
    tokens_of,
    totals,
    visitors,
)

__all__ = [
    "FLAGS_FROM",
    "FLAGS_TO",
    "GSI1",
    "GSI2",
    "GSI3",
    "PAGE_SORT",
    "PINNED_FROM",
    "SITES",
    "THREADS_FROM",
    "THREADS_TO",
    "Key",
    "active_in",
    "active_rank",
    "alias_rank",
    "aliases_of",
    "author",
    "author_list",
    "block",
    "block_entry",
    "blocks_of",
    "changed_in",
    "changed_rank",
    "comment",
    "comment_in_rank",
    "counter_of",
    "deleted_of",
    "deleted_rank",
    "desk",
    "desks_of",
    "digest",
    "directory",
    "feed",
    "flag",
    "flag_count",
    "flagged_of",
    "flagged_rank",
    "hour_in_rank",
    "hour_rank",
    "hours",
    "idempotency",
    "imported",
    "is_pinned",
    "log",
    "log_about",
    "month_in",
    "named_in",
    "page",
    "page_digest",
    "page_id",
    "page_in_change",
    "page_list",
    "page_partition",
    "pages_of",
    "popular",
    "post",
    "posts_of",
    "private",
    "proof",
    "rate",
    "reaction",
    "referrers",
    "referrers_of",
    "replies_beside",
    "reply",
    "revision",
    "root_in_rank",
    "root_of",
    "salt",
    "script",
    "seen",
    "signing",
    "site",
    "status_list",
    "tallies",
    "tally",
    "text",
    "thread",
    "token",
    "tokens_of",
    "top_of",
    "top_rank",
    "totals",
    "views",
    "visitors",
]
