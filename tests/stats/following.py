"""What the table's stream tells of comments, as it would be handed over: each image of a record, in order."""

from typing import Any

from chalicelib.bootstrap import Services
from chalicelib.storage import keys
from chalicelib.storage.values import Item
from tests.conftest import SITE, Desk

Images = tuple[Item | None, Item | None]


class Stream:
    """Remembers images of comments. `told` is all that was told so far."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._latest: dict[str, Item] = {}
        self.told: list[Images] = []

    def look(self, comment: str) -> None:
        """See a comment as it is now."""
        item = self._services.table.get(keys.comment(SITE, comment), is_consistent=True)
        assert item is not None
        self.told.append((self._latest.get(comment), item))
        self._latest[comment] = item

    def post(self, desk: Desk, **comment: Any) -> str:
        posted = str(desk.api.comment(**comment)["id"])
        self.look(posted)
        return posted

    def act(self, desk: Desk, action: str, *comments: str) -> None:
        for comment in comments:
            desk.act(action, comment)
            self.look(comment)

    def follow(self) -> None:
        """Hand over all there is, also what was handed over before."""
        self._services.totals.count(self.told)
