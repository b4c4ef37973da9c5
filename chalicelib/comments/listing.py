"""What one call for a page's comments asks for, and the cursors by which the next one goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chalicelib.pages.models import PageName
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.cursor import read_cursor, write_cursor

Sort = Literal["newest", "oldest", "top"]


@dataclass(frozen=True)
class Listing:
    """Whose comments, of which page, in which order, and how many at a time."""

    site: Site
    page: PageName
    sort: Sort
    limit: int

    @property
    def partition(self) -> str:
        """Answer where the page's threads lie."""
        return keys.page_partition(self.site.id, self.page.id)

    def cursor(self, *position: str) -> str:
        """Answer the cursor of a position in this list."""
        return write_cursor(self.site.secrets.signing, self._scope, position)

    def position(self, cursor: str | None) -> list[str]:
        """Answer the position in a cursor, none without one. Raises `InvalidCursor`."""
        return [] if cursor is None else read_cursor(self.site.secrets.signing, self._scope, cursor)

    @property
    def _scope(self) -> Sequence[str]:
        return "comments", self.site.id, self.page.id, self.sort
