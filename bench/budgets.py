"""Budgets: round trips and units of each kind of call, by the meter of the tests, on moto.

Each call is made as the budgets mean it: by a process that knows its site. The floors are arithmetic: a view cannot be counted in
fewer writes than the mark and the counter, a comment not be stored before what it depends on is read, a decision not be made before.
"""

from math import ceil
from uuid import uuid4

from bench.figure import Figure
from bench.place import SITE, Event, Place, place
from bench.stock import BODY, approved
from chalicelib.pages.service import page_name
from tests.storage.budget import Used
from tests.storage.sizes import EVENTUALLY, READ_UNIT

_PAGES = [f"/page/{number}" for number in range(100)]
_REPLIES = 21  # one more than a thread has room for


def thread_round_trips() -> Figure:
    """The first page of a thread."""
    return Figure(_first_page().round_trips, "trips", 1, 1)


def thread_read_units() -> Figure:
    """The same; the floor is what the bytes that came back cost at the least."""
    used = _first_page()
    floor = ceil(used.bytes_returned / READ_UNIT) * EVENTUALLY
    return Figure(used.read_units, "units", floor, floor)


def view_round_trips() -> Figure:
    """A view of a page seen before in this hour."""
    return Figure(_second_view().round_trips, "trips", 2, 2)


def view_write_units() -> Figure:
    """The same."""
    return Figure(_second_view().write_units, "units", 2, 2)


def counts_round_trips() -> Figure:
    """The counts of 100 pages."""
    with place() as made:
        return Figure(made.used_by(made.get("counts", page=_PAGES)).round_trips, "trips", 1, 1)


def post_round_trips() -> Figure:
    """A comment with all that it can have, the dearest of: a root, replies, and a reply that finds its thread full."""
    with place() as made:
        root = made.answer(_comment(made))["comment"]["id"]
        trips = [made.used_by(_comment(made, parent=root)).round_trips for _ in range(_REPLIES)]
        trips.append(made.used_by(_comment(made)).round_trips)
    return Figure(max(trips), "trips", 2, 3)


def action_round_trips() -> Figure:
    """One comment decided on, the dearest of: a root and a reply, approved, rejected, marked as spam and deleted."""
    with place() as made:
        root = made.answer(_comment(made))["comment"]["id"]
        made.services.sites.change(SITE, settings={"moderation_mode": "hold_all"})
        token, _ = made.services.tokens.create(SITE, "moderator", "desk")
        trips = []
        for parent in (None, root):
            comment = made.answer(_comment(made, parent=parent))["comment"]["id"]
            for action in ("approve", "reject", "spam", "delete"):
                decision = made.post("moderation/actions", {"action": action, "ids": [comment]}, token=token)
                trips.append(made.used_by(decision).round_trips)
    return Figure(max(trips), "trips", 2, 2)


def _first_page() -> Used:
    with place() as made:
        approved(made.client, SITE, page_name(made.services.sites.get(SITE), "/a"), 100)
        return made.used_by(made.get("comments", page="/a"))


def _second_view() -> Used:
    with place() as made:
        made.answer(made.post("views", {"page": "/a"}, visitor=1))
        return made.used_by(made.post("views", {"page": "/a"}, visitor=2))


def _comment(made: Place, parent: str | None = None) -> Event:
    author = {"name": "Ada", "email": "ada@news.example", "url": "https://ada.example/"}
    body = {"page": "/a", "body": f"{BODY} {uuid4()}", "author": author, "parent": parent}
    return made.post("comments", body, idempotency_key=str(uuid4()))
