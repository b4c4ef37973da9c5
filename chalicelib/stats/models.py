"""What moderators ask of statistics, and what they are told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal, NotRequired
from zoneinfo import ZoneInfo

from pydantic import Field
from typing_extensions import TypedDict

from chalicelib.clock import AN_HOUR, epoch
from chalicelib.errors import FieldError, InvalidRequest
from chalicelib.pages.models import Time

By = Literal["hour", "day"]

MOST_DAYS: dict[By, int] = {"hour": 31, "day": 366}
MOST_REFERRERS = 50
_DAYS_BY_DEFAULT = 7
_YEARS = range(1971, 9999)
"""Hours are counted since 1970; and a week before, or the day after, is a time still."""
_A_DAY = timedelta(days=1)

Views = Annotated[int, Field(description="Views by people, each once.", examples=[3456], ge=0)]
Visits = Annotated[
    int,
    Field(
        description="How many of these were visits: a visitor's first view of a page in a day.", examples=[2890], ge=0
    ),
]
Came = Annotated[
    dict[str, int],
    Field(
        description="How many comments came into each status in that time; a new one counts in the status it began with.",
        examples=[{"pending": 12, "approved": 9, "spam": 1, "rejected": 2, "deleted": 0}],
    ),
]
Decisions = Annotated[
    int, Field(description="How often moderators approved, rejected, deleted or marked as spam.", ge=0)
]
Share = Annotated[
    float | None,
    Field(
        description="The share of these decisions that approved; null if there were none.", examples=[0.75], ge=0, le=1
    ),
]
Median = Annotated[
    int | None,
    Field(
        description="The median of seconds from posting to the first decision, estimated between steps; null if there were none.",
        examples=[540],
        ge=0,
    ),
]


class ModeratorStats(TypedDict):
    """What one moderator decided."""

    moderator_id: Annotated[
        str,
        Field(
            description="The id of the token, also of one that was revoked.", examples=["01KKP3FDG00000000000000002"]
        ),
    ]
    name: Annotated[str, Field(description="Its name.", examples=["desk"])]
    decision_count: Decisions


Moderators = Annotated[list[ModeratorStats], Field(description="Who decided, the most decisions first.")]


class Happened(TypedDict):
    """What happened in some time."""

    view_count: Views
    visit_count: Visits
    comments: Came
    decision_count: Decisions
    share_approved: Share
    median_decision_seconds: Median
    moderators: Moderators


class StatsBucket(Happened):
    """One hour or day."""

    starts_at: Time
    day: Annotated[str, Field(description="The day of the site's timezone.", examples=["2026-03-14"])]


class Referrer(TypedDict):
    """A host that readers came from."""

    host: Annotated[
        str,
        Field(description="Its name in lower case and punycode, without `www.`.", examples=["search.example"]),
    ]
    view_count: Annotated[int, Field(description="Views that came from there.", examples=[412], ge=1)]


class Stats(Happened):
    """How a site or a page is doing."""

    page: Annotated[str | None, Field(description="The key of the page; null for the whole site.", examples=[None])]
    by: Annotated[By, Field(description="What each of `buckets` is.")]
    timezone: Annotated[str, Field(description="Whose days these are.", examples=["Europe/London"])]
    from_at: Time
    to_at: Time
    oldest_pending_at: Annotated[
        str | None,
        Field(
            description="When the comment was left that has waited longest now; null if none waits.",
            examples=["2026-03-14T11:51:00.000Z"],
            json_schema_extra={"format": "date-time"},
        ),
    ]
    oldest_pending_seconds: Annotated[
        int | None, Field(description="For how long it has waited.", examples=[540], ge=0)
    ]
    buckets: Annotated[
        list[StatsBucket], Field(description="All hours or days of that time in order, also empty ones.")
    ]
    referrers: NotRequired[
        Annotated[
            list[Referrer],
            Field(
                max_length=MOST_REFERRERS,
                description="The hosts that brought most views on the days that the time is in, the most first; for the whole site alone.",
            ),
        ]
    ]
    other_referrers_view_count: NotRequired[
        Annotated[int, Field(description="Views that further hosts brought on these days.", examples=[96], ge=0)]
    ]


@dataclass(frozen=True)
class Period:
    """A time of whole hours or days: from `start` to `end`, which is not in it."""

    by: By
    timezone: str
    start: datetime
    end: datetime

    @classmethod
    def asked(cls, first: str | None, last: str | None, by: By, timezone: str, now: datetime) -> "Period":
        """Read what was asked; a week up to now if nothing was. Raises `InvalidRequest`."""
        here = ZoneInfo(timezone)
        end = _moment(last, "to", here, is_end=True) if last else now
        whole = _up(end, by, here)
        before = (
            _down(end - timedelta(microseconds=1), "day", here).astimezone(here).date()
            - (_DAYS_BY_DEFAULT - 1) * _A_DAY
        )
        start = _down(_moment(first, "from", here), by, here) if first else _down(_midnight(before, here), by, here)
        if start >= whole:
            raise _refused("from", "not_before_to", "must be before `to`, which is now if left out")
        if whole - start > MOST_DAYS[by] * _A_DAY + timedelta(hours=2):  # clocks may be changed within
            raise _refused("from", "too_long", f"by {by}, ask for at most {MOST_DAYS[by]} days")
        return cls(by, timezone, start, whole)

    @property
    def hours(self) -> tuple[int, int]:
        """The first and the last hour since 1970 that begins in it."""
        return -(-epoch(self.start) // AN_HOUR), (epoch(self.end) - 1) // AN_HOUR

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day that have a part in it."""
        return self.day_of(self.start), self.day_of(self.end - timedelta(microseconds=1))

    def day_of(self, moment: datetime) -> str:
        """Answer the day of the site's timezone that a moment is in."""
        return moment.astimezone(ZoneInfo(self.timezone)).date().isoformat()

    def starts(self) -> Iterator[datetime]:
        """Go through the beginnings of its hours or days."""
        here, moment = ZoneInfo(self.timezone), self.start
        while moment < self.end:
            yield moment
            following = moment.astimezone(here).date() + _A_DAY
            moment = moment + timedelta(hours=1) if self.by == "hour" else _midnight(following, here)


def _moment(text: str, field: str, here: ZoneInfo, *, is_end: bool = False) -> datetime:
    try:
        is_day = len(text) == len("2026-03-14")
        read = date.fromisoformat(text) if is_day else _utc(text)
    except (ValueError, OverflowError) as failure:
        must = "must be a day such as 2026-03-14, or a time by RFC 3339 such as 2026-03-14T12:00:00Z"
        raise _refused(field, "invalid", must) from failure
    if read.year not in _YEARS:
        raise _refused(field, "invalid", f"must be in a year from {_YEARS[0]} to {_YEARS[-1]}")
    if isinstance(read, datetime):
        return read
    return _midnight(read + _A_DAY if is_end else read, here)


def _utc(text: str) -> datetime:
    moment = datetime.fromisoformat(text.upper())
    if moment.tzinfo is None:
        raise ValueError("a time without its offset")
    return moment.astimezone(UTC)


def _midnight(day: date, here: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, here).astimezone(UTC)


def _down(moment: datetime, by: By, here: ZoneInfo) -> datetime:
    if by == "hour":
        return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return _midnight(moment.astimezone(here).date(), here)


def _up(moment: datetime, by: By, here: ZoneInfo) -> datetime:
    start = _down(moment, by, here)
    if start == moment:
        return moment
    return start + timedelta(hours=1) if by == "hour" else _midnight(moment.astimezone(here).date() + _A_DAY, here)


def _refused(field: str, code: str, message: str) -> InvalidRequest:
    return InvalidRequest([FieldError(field, code, message)])
