"""The figures, and measuring them one after another."""

from collections.abc import Callable, Iterable, Mapping

from bench.budgets import (
    action_round_trips,
    counts_round_trips,
    post_round_trips,
    thread_read_units,
    thread_round_trips,
    view_round_trips,
    view_write_units,
)
from bench.cold_start import cold_start_ms, cold_start_ratio
from bench.desk import desk_bytes, desk_decision_ms, desk_next_ms, desk_requests
from bench.figure import Figure
from bench.growth import queue_growth_ratio, read_growth_ratio
from bench.handler import handler_overhead_post_ratio, handler_overhead_read_ratio, handler_overhead_view_ratio
from bench.heat import (
    hot_page_longest_wait_ms,
    hot_page_read_units,
    hot_page_retries,
    hot_page_shards,
    hot_page_views_lost,
)
from bench.line import (
    desk_overview_ms,
    desk_usable_ms,
    embed_comments_ms,
    embed_layout_shift,
    embed_longest_task_ms,
    embed_requests,
)
from bench.memory import peak_rss_mb
from bench.packaged import cold_start_package_ms, cold_start_package_ratio
from bench.scroll import embed_more_longest_task_ms, embed_scroll_late_frames, embed_scroll_longest_task_ms
from bench.views import views_lost
from bench.weight import desk_brotli_bytes, embed_brotli_bytes, embed_page_brotli_bytes, package_bytes

Measure = Callable[[], Figure]

FIGURES: Mapping[str, Measure] = {
    measure.__name__: measure
    for measure in (
        cold_start_ms,
        cold_start_ratio,
        cold_start_package_ms,
        cold_start_package_ratio,
        handler_overhead_read_ratio,
        handler_overhead_view_ratio,
        handler_overhead_post_ratio,
        thread_round_trips,
        view_round_trips,
        post_round_trips,
        action_round_trips,
        counts_round_trips,
        view_write_units,
        thread_read_units,
        read_growth_ratio,
        queue_growth_ratio,
        package_bytes,
        peak_rss_mb,
        views_lost,
        hot_page_views_lost,
        hot_page_shards,
        hot_page_retries,
        hot_page_longest_wait_ms,
        hot_page_read_units,
        embed_page_brotli_bytes,
        embed_brotli_bytes,
        embed_comments_ms,
        embed_requests,
        embed_layout_shift,
        embed_longest_task_ms,
        embed_more_longest_task_ms,
        embed_scroll_longest_task_ms,
        embed_scroll_late_frames,
        desk_brotli_bytes,
        desk_usable_ms,
        desk_overview_ms,
        desk_next_ms,
        desk_decision_ms,
        desk_requests,
        desk_bytes,
    )
}
"""By name, in the order in which they are shown."""


def measure(names: Iterable[str], figures: Mapping[str, Measure] = FIGURES) -> dict[str, Figure]:
    """Measure the figures named. One that cannot be measured says why, and the others go on."""
    return {name: _measured(figures[name]) for name in names}


def _measured(measure: Measure) -> Figure:
    try:
        return measure()
    except Exception as failure:  # noqa: BLE001 - an engine that is missing, a package that cannot be fetched: the rest is still worth knowing
        return Figure(None, "", remark=f"{type(failure).__name__}: {failure}".splitlines()[0])
