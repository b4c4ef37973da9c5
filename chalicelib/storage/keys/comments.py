"""Keys of comments, of who leaves them, and of what readers and moderators say against them."""

from chalicelib.storage.keys.form import Key


def comment(site: str, comment: str) -> Key:
    """A comment as it is, whatever its status; nothing private."""
    return f"COMMENT#{site}#{comment}", "COMMENT"


def deleted_of(site: str) -> str:
    """gsi3: the deleted comments of a site that are still to be erased, by when they were deleted."""
    return f"DELETED#{site}"


def deleted_rank(deleted_at: str, comment: str) -> str:
    """gsi3 sort: when a comment was deleted, then its id."""
    return f"{deleted_at}#{comment}"


def comment_in_rank(rank: str) -> str:
    """Answer the comment in a place of `deleted_of` or `flagged_of`, or of a list by ids alone."""
    return rank.rpartition("#")[2]


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


def flagged_of(site: str) -> str:
    """gsi3: the comments of a site that were flagged since a moderator last decided on them, by their latest flag."""
    return f"FLAGGED#{site}"


def flagged_rank(flagged_at: str, comment: str) -> str:
    """gsi3 sort: when a comment was last flagged, then its id."""
    return f"{flagged_at}#{comment}"


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
