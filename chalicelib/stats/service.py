"""What can be asked of statistics: put together from digests of hours, for a site from days of referrers, for a page from its counters."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from chalicelib.clock import Clock, clock_hour, rfc3339
from chalicelib.comments.models import STATUSES
from chalicelib.comments.repository import CommentRepository
from chalicelib.digests.models import Digest, median
from chalicelib.digests.repository import DigestRepository
from chalicelib.ids import made_at
from chalicelib.pages.aliases import AliasBook
from chalicelib.pages.models import PageName
from chalicelib.pages.service import page_name
from chalicelib.pageviews.buckets import buckets_in, hour_of, views_of, visits_of
from chalicelib.pageviews.shards import read_counters
from chalicelib.referrers.models import Day
from chalicelib.referrers.repository import ReferrerRepository
from chalicelib.sites.models import Site
from chalicelib.stats.models import MOST_REFERRERS, By, Happened, ModeratorStats, Period, Referrer, Stats, StatsBucket
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from chalicelib.storage.together import together
from chalicelib.storage.values import Item


class _Traffic(NamedTuple):
    """Views and visits, by the beginnings of hours or days."""

    views: Mapping[datetime, int]
    visits: Mapping[datetime, int]


class StatsService:
    """Tells how a site or a page is doing."""

    def __init__(
        self,
        table: Table,
        digests: DigestRepository,
        referrers: ReferrerRepository,
        comments: CommentRepository,
        aliases: AliasBook,
        clock: Clock,
    ) -> None:
        self._table = table
        self._digests = digests
        self._referrers = referrers
        self._comments = comments
        self._aliases = aliases
        self._clock = clock

    def of(self, site: Site, first: str | None, last: str | None, by: By, page: str | None) -> Stats:
        """Tell what happened in a time: one round trip, and a request more for each megabyte of what is read; for a page two or three.

        Raises `InvalidRequest`, `InvalidPage`, `PageNotOnSite`.
        """
        now = self._clock()
        period = Period.asked(first, last, by, site.settings.timezone, now)
        name = None if page is None else self._aliases.staying(site, page_name(site, page), self._table.get)
        page_id = None if name is None else name.id
        digests, waiting, counters, days = together(
            partial(self._digests.between, site.id, page_id, *period.hours),
            partial(self._comments.in_status, site.id, "pending", 1, is_backward=False, after=None, page_id=page_id),
            partial(self._counters, site.id, page_id),
            partial(self._days, site.id, page_id, period),
        )
        traffic = (
            _traffic_of_site(period, digests)
            if page_id is None
            else self._traffic_of_page(site, page_id, period, counters)
        )
        oldest = made_at(waiting[0]) if waiting else None
        told = _told(name, period, digests, traffic, oldest, now)
        if page_id is None:
            told["referrers"], told["other_referrers_view_count"] = _referrers(days)
        return told

    def _counters(self, site: str, page_id: str | None) -> dict[int, Item]:
        """Read the counters of a page; those of a page that was hot take one round trip more."""
        return {} if page_id is None else read_counters(self._table, site, [page_id])[page_id]

    def _days(self, site: str, page_id: str | None, period: Period) -> list[Day]:
        """Read where readers of a site came from. Of a page nobody knows."""
        return [] if page_id else self._referrers.between(site, *period.days)

    def _traffic_of_page(self, site: Site, page_id: str, period: Period, counters: Mapping[int, Item]) -> _Traffic:
        """Answer that of a page. Its months are read after its counters and strongly: no bucket is missed that moves meanwhile."""
        starts = _starts(period)
        months = sorted(
            {day[:7] for day in map(period.day_of, starts.values())} | {f"{at:%Y-%m}" for at in starts.values()}
        )
        places = {shard: [keys.hours(site.id, page_id, shard, month) for month in months] for shard in counters}
        found = self._table.get_many((place for one in places.values() for place in one), is_consistent=True)
        views, visits = Counter[datetime](), Counter[datetime]()
        for shard, counter in counters.items():
            moved = [found[place] for place in places[shard] if place in found]
            for start, bucket in _by_start([*moved, counter], starts).items():
                views[start] += views_of(bucket)
                visits[start] += visits_of(bucket)
        return _Traffic(views, visits)


def _traffic_of_site(period: Period, digests: Sequence[Digest]) -> _Traffic:
    views, visits = Counter[datetime](), Counter[datetime]()
    starts = _starts(period)
    for digest in digests:
        start = starts[_name(period, digest.starts_at)]
        views[start] += digest.view_count
        visits[start] += digest.visit_count
    return _Traffic(views, visits)


def _by_start(items: Iterable[Item], starts: Mapping[str, datetime]) -> dict[datetime, int]:
    """Answer the buckets of a counter and of its months, each once, by the beginning of their hour or day."""
    named = {_bucket(name): bucket for item in items for name, bucket in buckets_in(item).items()}
    return {start: named[name] for name, start in starts.items() if name in named}


def _bucket(name: str) -> str:
    return name[1:] if name.startswith("d") else f"{hour_of(name)}"


def _name(period: Period, moment: datetime) -> str:
    """Name the hour or day that a moment is in."""
    return f"{clock_hour(moment)}" if period.by == "hour" else period.day_of(moment)


def _starts(period: Period) -> dict[str, datetime]:
    return {_name(period, start): start for start in period.starts()}


def _told(
    name: PageName | None,
    period: Period,
    digests: Sequence[Digest],
    traffic: _Traffic,
    oldest: datetime | None,
    now: datetime,
) -> Stats:
    parts: dict[str, list[Digest]] = defaultdict(list)
    for digest in digests:
        parts[_name(period, digest.starts_at)].append(digest)
    buckets: list[StatsBucket] = [
        {
            "starts_at": rfc3339(start),
            "day": period.day_of(start),
            **_happened(parts[at], traffic.views.get(start, 0), traffic.visits.get(start, 0)),
        }
        for at, start in _starts(period).items()
    ]
    return {
        "page": name.key if name else None,
        "by": period.by,
        "timezone": period.timezone,
        "from_at": rfc3339(period.start),
        "to_at": rfc3339(period.end),
        **_happened(digests, sum(traffic.views.values()), sum(traffic.visits.values())),  # type: ignore[typeddict-item] # it has no referrers
        "oldest_pending_at": rfc3339(oldest) if oldest else None,
        "oldest_pending_seconds": max(0, int((now - oldest).total_seconds())) if oldest else None,
        "buckets": buckets,
    }


def _referrers(days: Sequence[Day]) -> tuple[list[Referrer], int]:
    """Answer the hosts that brought most views on some days, and how many others brought."""
    counts = Counter[str]()
    for day in days:
        counts.update(day.hosts)
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    told: list[Referrer] = [{"host": host, "view_count": count} for host, count in ranked[:MOST_REFERRERS]]
    return told, sum(day.other_count for day in days) + sum(count for _, count in ranked[MOST_REFERRERS:])


def _happened(digests: Sequence[Digest], views: int, visits: int) -> Happened:
    return {
        "view_count": views,
        "visit_count": visits,
        "comments": _came(digests),
        "decision_count": _decisions(digests),
        "share_approved": _share(digests),
        "median_decision_seconds": _median(digests),
        "moderators": _moderators(digests),
    }


def _came(digests: Sequence[Digest]) -> dict[str, int]:
    return {status: sum(digest.came.get(status, 0) for digest in digests) for status in STATUSES}


def _decisions(digests: Sequence[Digest]) -> int:
    return sum(sum(digest.decided.values()) for digest in digests)


def _share(digests: Sequence[Digest]) -> float | None:
    count = _decisions(digests)
    return round(sum(digest.decided.get("approved", 0) for digest in digests) / count, 4) if count else None


def _median(digests: Sequence[Digest]) -> int | None:
    waits = Counter[int]()
    for digest in digests:
        waits.update(digest.waits)
    return median(waits)


def _moderators(digests: Sequence[Digest]) -> list[ModeratorStats]:
    counts, names = Counter[str](), dict[str, str]()
    for digest in digests:
        counts.update(digest.by)
        names |= digest.names
    return [
        {"moderator_id": one, "name": names.get(one, ""), "decision_count": count}
        for one, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
