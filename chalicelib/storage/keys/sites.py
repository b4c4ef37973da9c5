"""Keys of what is of a whole site."""

from chalicelib.storage.keys.form import Key

SITES = "SITES"
"""The partition that lists all sites."""


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


def script(version: str, file: str) -> Key:
    """A file of a version of the embed, which is the same for all sites."""
    return f"EMBED#{version}", file


def desks_of(site: str) -> str:
    """The partition that has what a site's moderators are at."""
    return f"DESKS#{site}"


def desk(site: str, desk: str) -> Key:
    """What one open queue is at."""
    return desks_of(site), desk


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


def referrers_of(site: str) -> str:
    """The partition that has where a site's readers came from, by day."""
    return f"REFERRERS#{site}"


def referrers(site: str, day: str) -> Key:
    """Where a site's readers came from on one day."""
    return referrers_of(site), day


def hour_rank(hour: int) -> str:
    """The sort of a digest: an hour since 1970."""
    return f"{hour:07d}"


def hour_in_rank(rank: str) -> int:
    """Answer the hour in the sort of a digest."""
    return int(rank)


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
