"""Two pages with all that a page can have, of which one becomes an alias of the other."""

from dataclasses import dataclass
from typing import Any

from chalicelib.bootstrap import Services
from chalicelib.pages.repository import count_reaction
from chalicelib.storage import keys
from chalicelib.storage.keys import page_id
from chalicelib.storage.writes import put_new
from tests.conftest import SITE, Desk, StandingClock
from tests.stored import Plain, Stored

LONG = "&" * 2700
"""As HTML five times as long: two do not fit into a thread, so one lies beside it."""
OLD, NEW = "/old", "/new"


@dataclass(frozen=True)
class Story:
    """What was written at the old page: a thread with replies inside and beside, and one whose root was removed."""

    root: str
    reply: str
    deep: str
    beside: str
    removed: str
    below_removed: str
    waiting: str

    @property
    def comments(self) -> dict[str, int]:
        """Count them by status."""
        return {"approved": 5, "pending": 1, "spam": 1, "rejected": 1, "deleted": 1}


def tell(desk: Desk, clock: StandingClock) -> Story:
    """Write it all, with likes, and views at both pages in three months."""
    root = desk.publish("A root.", page=OLD, email="ada@example.org")
    reply = desk.publish("A reply.", page=OLD, parent=root)
    deep = desk.publish(LONG, page=OLD, parent=reply)
    beside = desk.publish("A reply beside.", page=OLD, parent=deep)
    removed = desk.publish("A root that goes.", page=OLD)
    below_removed = desk.publish("A reply that stays.", page=OLD, parent=removed)
    desk.act("reject", removed)
    waiting = desk.api.comment("It waits.", page=OLD, parent=root)["id"]
    desk.act("spam", desk.api.comment("Casino!", page=OLD)["id"])
    desk.act("delete", desk.publish("A root that was deleted.", page=OLD))
    desk.publish("It was here before.", page=NEW, email="ada@example.org")
    like(desk, root, 1, 2, 3)
    like_page(desk.api.services, OLD, 1, 2)
    like_page(desk.api.services, NEW, 3)
    look_at(desk, clock)
    return Story(root, reply, deep, beside, removed, below_removed, waiting)


def look_at(desk: Desk, clock: StandingClock) -> None:
    """View both pages in three months, some hours of which are over and compacted by then."""
    for month in range(3):
        for page, views in ((OLD, 2), (NEW, month)):
            for number in range(views):
                desk.api.view(page, address=f"192.0.2.{number + 1}")
        if month < 2:
            clock.pass_by(days=20)
            desk.api.services.run_job("compact")


def like(desk: Desk, comment: str, *visitors: int) -> None:
    """Have a comment be liked by these visitors."""
    for visitor in visitors:
        address = f"198.51.100.{visitor}"
        assert desk.api.post(f"comments/{comment}/reactions", {"reaction": "like"}, address=address).is_success


def like_page(services: Services, page: str, *visitors: int) -> None:
    """Have a page be liked, by a process that has not heard of an alias."""
    for visitor in visitors:
        marker = put_new(keys.reaction(SITE, page_id(page), f"{visitor}"), {"type": "reaction", "reaction": "like"})
        counted = count_reaction(SITE, page_id(page), page, "like", 1)
        services.table.transact([counted, marker], f"{page}-{visitor}")


def shape(stored: Stored) -> list[Plain]:
    """All that is stored, without what is another each time that it is written."""
    shown = [{name: value for name, value in item.items() if name not in PASSING} for item in stored.items]
    return sorted(shown, key=lambda item: (item["pk"], item["sk"]))


PASSING = {"write_id", "version", "compact_count", "gsi1sk", "place"}
"""`gsi1sk` and `place` are held by the recount."""


def at(stored: Stored, page: str) -> dict[str, Any]:
    """All that lies with one page but its own item."""
    kept = [item for item in stored.items if item["pk"].startswith((f"PAGE#{SITE}#{page_id(page)}", _views(page)))]
    return {item["sk"]: item for item in kept if item["sk"] != "Z"}


def _views(page: str) -> str:
    return f"VIEWS#{SITE}#{page_id(page)}#"
