"""`belowline stats`: how a site is doing, now and over time."""

from collections.abc import Sequence
from typing import Literal

import click
from rich.bar import Bar
from rich.console import Console
from rich.table import Table

from chalicelib.stats.models import Referrer, Stats, StatsBucket
from cli.commands import Operator

_A_MINUTE, _AN_HOUR, _A_DAY = 60, 3600, 86_400
_BAR = 24
"""Columns of the longest bar."""


@click.option("--site", "site_id", required=True, help="The site to look at.")
@click.option("--from", "first", help="The first day, or a time by RFC 3339; six days before the last one if left out.")
@click.option("--to", "last", help="The last day, or a time; now if left out.")
@click.option("--by", type=click.Choice(["hour", "day"]), default="day", show_default=True, help="Counted by what.")
@click.option("--page", help="Only what happened on this page: its URL, path or id.")
def stats(
    operator: Operator, site_id: str, first: str | None, last: str | None, by: Literal["hour", "day"], page: str | None
) -> None:
    """Show comments by status, how long they wait, views, visits, comments and decisions over time, and where readers came from."""
    site = operator.services.sites.get(site_id)
    totals = operator.services.totals.of_site(site.id)
    told = operator.services.stats.of(site, first, last, by, page)
    result = {
        "site": site.id,
        "comments": dict(totals),
        "oldest_pending_at": told["oldest_pending_at"],
        "stats": told,
    }
    lines = [f"{count:>8} {status}" for status, count in totals.items()]
    operator.show(result, "\n".join([*lines, *_sentences(told)]))
    if not operator.wants_json:
        Console().print(_table(told))
        if told.get("referrers"):
            Console().print("", _referrers(told["referrers"], told["other_referrers_view_count"]), sep="\n")


def _sentences(told: Stats) -> list[str]:
    waiting = told["oldest_pending_seconds"]
    oldest = "None waits."
    if waiting is not None:
        oldest = f"The oldest one waits since {told['oldest_pending_at']}, for {_lasting(waiting)}."
    of_page = f" on {told['page']}" if told["page"] else ""
    period = f"From {told['from_at']} to {told['to_at']}{of_page}: {told['view_count']:,} views in {told['visit_count']:,} visits"
    decisions = f"{told['decision_count']:,} decisions"
    if told["share_approved"] is not None:
        decisions += f", {told['share_approved']:.0%} of which approved"
    if told["median_decision_seconds"] is not None:
        decisions += f"; half of the comments waited less than {_lasting(told['median_decision_seconds'])}"
    by = [f"{one['decision_count']:>8,} by {one['name']}" for one in told["moderators"]]
    return [oldest, "", f"{period}, {decisions}.", *by]


def _table(told: Stats) -> Table:
    table = Table("", "views", "", "visits", "moves", "", "decisions", "approved", "median wait", box=None)
    for column in (1, 3, 4, 6, 7, 8):
        table.columns[column].justify = "right"
    for column in (0, 1, 3, 4, 6, 7, 8):
        table.columns[column].no_wrap = True  # in a narrow window only bars are shorter
    most_views = max(bucket["view_count"] for bucket in told["buckets"])
    most_came = max(map(_came, told["buckets"]))
    for bucket in told["buckets"]:
        share, median = bucket["share_approved"], bucket["median_decision_seconds"]
        table.add_row(
            bucket["day"] if told["by"] == "day" else bucket["starts_at"].replace(":00.000Z", "Z"),
            f"{bucket['view_count']:,}",
            Bar(most_views, 0, bucket["view_count"], width=_BAR) if most_views else "",
            f"{bucket['visit_count']:,}",
            f"{_came(bucket):,}",
            Bar(most_came, 0, _came(bucket), width=_BAR) if most_came else "",
            f"{bucket['decision_count']:,}",
            "" if share is None else f"{share:.0%}",
            "" if median is None else _lasting(median),
        )
    return table


def _referrers(hosts: Sequence[Referrer], others: int) -> Table:
    table = Table("came from", "views", "", box=None)
    table.columns[1].justify = "right"
    for one in hosts:
        bar = Bar(hosts[0]["view_count"], 0, one["view_count"], width=_BAR)
        table.add_row(one["host"], f"{one['view_count']:,}", bar)
    if others:
        table.add_row("other hosts", f"{others:,}")
    return table


def _came(bucket: StatsBucket) -> int:
    """Count how often comments came into a status: left, decided on, edited, withdrawn."""
    return sum(bucket["comments"].values())


def _lasting(seconds: int) -> str:
    for unit, name in ((_A_DAY, "d"), (_AN_HOUR, "h"), (_A_MINUTE, "min")):
        if seconds >= 2 * unit:
            return f"{seconds // unit} {name}"
    return f"{seconds} s"
