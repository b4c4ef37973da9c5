"""What runs by the clock and for the operator, never in a call of the API: which does not wait for these modules to be imported."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.clock import Clock
from chalicelib.comments.merging import CommentMover
from chalicelib.comments.reconcile import Reconciler
from chalicelib.comments.repository import CommentRepository
from chalicelib.comments.rerender import Rerenderer
from chalicelib.digests.repository import DigestRepository
from chalicelib.ids import NewId, RandomBytes
from chalicelib.imports.views import ViewImporter
from chalicelib.moderation.erasure import Eraser
from chalicelib.moderation.retention import Retention
from chalicelib.pages.liked import PageReactionMover
from chalicelib.pages.merging import Merger
from chalicelib.pageviews.compact import Compactor
from chalicelib.pageviews.imported import ImportRepository
from chalicelib.pageviews.merging import ViewMover
from chalicelib.pageviews.repository import ViewRepository
from chalicelib.popular.refresh import Refresher
from chalicelib.popular.repository import PopularRepository
from chalicelib.posts.addresses import is_global, is_global_or_loopback
from chalicelib.posts.fetch import Fetcher
from chalicelib.posts.models import Fetch
from chalicelib.posts.reader import FeedReader
from chalicelib.sites.rotation import Rotator
from chalicelib.storage.table import Table

Job = Callable[[str], Any]
"""Scheduled work for one site; answers a dataclass of what it did, by name."""


@dataclass(frozen=True)
class Upkeep:
    """The jobs by name, and those of them, or of their like, that the operator looks into."""

    feeds: FeedReader
    rerenderer: Rerenderer
    merger: Merger
    retention: Retention
    views: ViewImporter
    jobs: Mapping[str, Job]


def upkeep_of(
    table: Table, clock: Clock, new_id: NewId, random_bytes: RandomBytes, fetch: Fetch | None, *, is_local: bool
) -> Upkeep:
    """Build what keeps a table up, with these sources of time, ids and randomness.

    Feeds come by `fetch`; without one from where all the world can reach, and where the table is on this machine from there too.
    """
    fetch = fetch or Fetcher(is_global_or_loopback if is_local else is_global)
    feeds = FeedReader(table, fetch, clock, new_id)
    compactor = Compactor(table, clock, new_id)
    merger = _merger(table, compactor, clock, new_id)
    retention = Retention(table, Eraser(table, clock, new_id), clock, new_id)
    return Upkeep(
        feeds=feeds,
        rerenderer=Rerenderer(table, CommentRepository(table), clock, new_id),
        merger=merger,
        retention=retention,
        views=ViewImporter(ImportRepository(table, clock, new_id), PopularRepository(table), clock, new_id),
        jobs={
            "reconcile": Reconciler(table).run,
            "compact": compactor.run,
            "feed": feeds.run,
            "merge": merger.run,
            "popular": Refresher(table, PopularRepository(table), DigestRepository(table), clock).run,
            "retain": retention.run,
            "rotate": Rotator(table, clock, random_bytes).run,
        },
    )


def _merger(table: Table, compactor: Compactor, clock: Clock, new_id: NewId) -> Merger:
    movers = (
        CommentMover(table, clock, new_id),
        PageReactionMover(table, clock, new_id),
        ViewMover(table, ViewRepository(table), compactor, clock, new_id),
    )
    return Merger(table, movers, clock)
