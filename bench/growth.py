"""Growth: what a first part costs where there is a hundred times as much, in times of what it costs where there is little.

Each is the worst of four ratios: requests, bytes returned and read units, by the meter, and processor time against the canned
endpoint. Time on an engine would tell nothing: those on this machine go through a whole partition for each query.
"""

from collections.abc import Sequence

from bench.figure import Figure
from bench.handler import alternated
from bench.place import ORIGIN, SITE, Event, Place, place
from bench.scene import record
from bench.stock import approved, pending
from chalicelib.pages.service import page_name

FEW, MANY = 100, 10_000
GOAL = 1.1
_OTHER_SITE = "other"
_REPETITIONS = 20


def read_growth_ratio() -> Figure:
    """The first page of 10,000 comments against that of 100."""
    with place() as made:
        site = made.services.sites.get(SITE)
        approved(made.client, SITE, page_name(site, "/many"), MANY)
        approved(made.client, SITE, page_name(site, "/few0"), FEW)
        return _growth(made, [made.get("comments", page="/many"), made.get("comments", page="/few0")])


def queue_growth_ratio() -> Figure:
    """The first part of a queue of 10,000 against that of 100."""
    with place() as made:
        made.services.sites.create(_OTHER_SITE, "Other Example", [ORIGIN])
        for site, count in ((SITE, MANY), (_OTHER_SITE, FEW)):
            pending(made.client, site, page_name(made.services.sites.get(site), "/a"), count)
        return _growth(made, [_queue(made, SITE), _queue(made, _OTHER_SITE)])


def _queue(made: Place, site: str) -> Event:
    token, _ = made.services.tokens.create(site, "moderator", "desk")
    return made.get("moderation/comments", site=site, token=token)


def _growth(made: Place, events: Sequence[Event]) -> Figure:
    scene = record(made.client, events)
    for event in events:
        made.answer(event)  # both sites are known from now on
    many, few = map(made.used_by, events)
    counted = [
        many.requests / few.requests,
        many.bytes_returned / few.bytes_returned,
        many.read_units / few.read_units,
    ]
    processor = alternated(scene, _REPETITIONS).ratio()
    ratios = [*counted, processor.value or 0]
    return Figure(max(ratios), "ratio", 1, GOAL, processor.spread)
