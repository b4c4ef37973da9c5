"""`belowline stats`: how a site is doing."""

import click

from cli.commands import Operator


@click.option("--site", "site_id", required=True, help="The site to look at.")
def stats(operator: Operator, site_id: str) -> None:
    """Show how many comments a site has in each status, and since when the oldest one waits."""
    site = operator.services.sites.get(site_id)
    totals = operator.services.totals.of_site(site.id)
    oldest = operator.services.moderation.queue(site, "pending", None, 1, None)["comments"]
    waiting = oldest[0]["created_at"] if oldest else None
    lines = [f"{count:>8} {status}" for status, count in totals.items()]
    lines.append(f"The oldest one waits since {waiting}." if waiting else "None waits.")
    result = {"site": site.id, "comments": dict(totals), "oldest_pending_at": waiting}
    operator.show(result, "\n".join(lines))
