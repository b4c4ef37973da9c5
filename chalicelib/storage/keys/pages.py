"""Keys of pages: what readers see of them, and their views."""

from chalicelib.storage.keys.form import Key, page_partition

PAGE_SORT = "Z"

THREADS_FROM, THREADS_TO = "T#", "T$"
"""Between these sort keys lie the threads of a page. All that a first page shows sorts at or after the former."""

PINNED_FROM = "X#"
"""Here the pinned threads begin; only the page's item sorts after them."""


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


def imported(site: str, page: str, source: str) -> Key:
    """How many views a source says that a page had elsewhere."""
    return f"IMPORTED#{site}#{page}", source


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
