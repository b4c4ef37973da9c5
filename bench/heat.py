"""A hot page, simulated as the tests do it (`tests/heat/`), with all that the contract asks for. No time on the clock is in it.

Within a second 10,000 visitors a second come to a page that nobody has read. The table is warmed to fit: two write units a view, and a
fifth more. 300 processes are at work, which serve the site's other pages.
"""

from functools import cache

from bench.figure import Figure
from tests.heat.capacity import PARTITION_READS, STARTS_WITH_READS, Capacity
from tests.heat.crowd import Loads
from tests.heat.scene import CROWD_COMES, PAGE, Scene

VIEWS, READERS = 10_000, 3_000
"""A second."""
WARMED = 24_000
_SECONDS = 4
_PROCESSES, _READERS_PROCESSES = 300, 100
_THREADS = 20


def hot_page_views_lost() -> Figure:
    """Views that were not counted, or counted twice, or whose visitors got no answer."""
    scene, loads = _viewed()
    counted = sum(counter["view_count"] for counter in scene.counters())
    marked = len(scene.stored().of("seen"))
    wrong = abs(loads.visitors - counted) + abs(counted - loads.counted) + abs(counted - marked) + loads.unanswered
    return Figure(wrong, "views", 0, 0)


def hot_page_shards() -> Figure:
    """The shards that the page has afterwards; the floor is what 10,000 writes need."""
    scene, _ = _viewed()
    return Figure(len(scene.counters()), "shards", 10, 32)


def hot_page_retries() -> Figure:
    """Requests that were sent again, a view."""
    scene, loads = _viewed()
    return Figure(round(scene.function.retries / loads.visitors, 3), "a view", 0, 1)


def hot_page_longest_wait_ms() -> Figure:
    """The longest that a visitor waited for an answer, which was in the first second."""
    _, loads = _viewed()
    return Figure(loads.longest * 1000, "ms")


def hot_page_read_units() -> Figure:
    """Read units that the page's partition gave in its busiest second, with 3,000 first pages of 20 comments read in each."""
    scene = Scene.of(Capacity(WARMED, STARTS_WITH_READS), _READERS_PROCESSES, comments=_THREADS)
    by_second = scene.read_units_by_second()
    scene.crowd.read(PAGE, READERS, CROWD_COMES, CROWD_COMES + _SECONDS)
    scene.stage.run()
    return Figure(max(by_second), "units", None, PARTITION_READS)


@cache
def _viewed() -> tuple[Scene, Loads]:
    scene = Scene.of(Capacity(WARMED, STARTS_WITH_READS), _PROCESSES)
    loads = scene.crowd.view(PAGE, VIEWS, CROWD_COMES, CROWD_COMES + _SECONDS)
    scene.stage.run()
    return scene, loads
