"""The alias book: what a process knows of which page is an alias, so that the page that stays is mostly found without a round trip.

Where the process does not know, the page asked for is read first; its item, read anyway or beside something else, tells. What is known
is believed for a minute. So for a minute after a page became an alias some may still write to it: the job `merge` catches that.

The same item tells over how many shards the views of a page are spread. That is kept beside it, and never becomes less.
"""

from collections import OrderedDict
from collections.abc import Callable

from chalicelib.pages.models import PageName
from chalicelib.pages.service import name_of
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.values import Item, number, text

KNOWN_FOR = 60.0
MOST_KNOWN = 10_000


class AliasBook:
    """Which pages are aliases of which, and which are none, as far as this process has read them in the last minute."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._known: OrderedDict[tuple[str, str], tuple[float, str | None, int]] = OrderedDict()

    def known(self, site: Site, name: PageName) -> PageName | None:
        """Answer the page that stands for `name`, itself where it is no alias, or None where that is not known."""
        since, target, _ = self._known.get((site.id, name.id), (None, None, 1))
        if since is None or self._seconds() - since >= KNOWN_FOR:
            return None
        return name if target is None else name_of(site, target)

    def target(self, site: Site, name: PageName) -> PageName:
        """Answer the page to read or write for `name`: the one known to stand for it, else itself, whose item must then be read."""
        return self.known(site, name) or name

    def shards(self, site: Site, name: PageName) -> int | None:
        """Answer over how many shards the views of a page were spread when its item was read, None where it was not."""
        known = self._known.get((site.id, name.id))
        return None if known is None else known[2]

    def staying(self, site: Site, name: PageName, read: Callable[[Key], Item | None]) -> PageName:
        """Answer the page that stays for `name`, itself where it is no alias. Where that is not known its item is `read`."""
        known = self.known(site, name)
        return known or self.learn(site, name, read(keys.page(site.id, name.id))) or name

    def learn(self, site: Site, name: PageName, item: Item | None) -> PageName | None:
        """Take in a page's item, None where there is none. Answer the page that stands for it where it is an alias."""
        found = item or {}
        return self.note(site, name, text(found, "alias_of"), number(found, "shards", 1))

    def note(self, site: Site, name: PageName, target: str | None, shards: int) -> PageName | None:
        """Take in the key of the page that stands for `name`, None where it is no alias; answer as `learn` does."""
        self._known[site.id, name.id] = self._seconds(), target, shards
        self._known.move_to_end((site.id, name.id))
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return None if target is None else name_of(site, target)

    def forget(self, site: Site, name: PageName) -> None:
        """Know nothing of a page any more, since it was changed."""
        self._known.pop((site.id, name.id), None)
