"""Entry points only: what AWS calls. Everything else is in `chalicelib`, whose docstring is the map."""

# ruff: noqa: E402 - all else is imported after what makes it quicker
import gc

gc.disable()  # what a start makes stays: to look for garbage meanwhile takes a tenth of the time and finds none

import os
from typing import Any

from chalice.app import CloudWatchEvent, DynamoDBEvent, Rate

from chalicelib import bootstrap
from chalicelib.api import openapi
from chalicelib.api.edge import stand_at
from chalicelib.api.events import Application
from chalicelib.bootstrap import Services
from chalicelib.comments.routes import endpoints as comments
from chalicelib.config import Settings
from chalicelib.moderation.routes import endpoints as moderation
from chalicelib.pages.routes import endpoints as pages
from chalicelib.pageviews.routes import endpoints as pageviews
from chalicelib.popular.routes import endpoints as popular_pages
from chalicelib.posts.routes import endpoints as posts
from chalicelib.reactions.routes import endpoints as reactions
from chalicelib.sites.routes import endpoints as sites
from chalicelib.stats.routes import endpoints as stats
from chalicelib.web.routes import endpoints as web
from chalicelib.web.routes import moderator_page
from chalicelib.web.thread.routes import endpoints as thread

SLICES = (
    comments,
    reactions,
    moderation,
    pages,
    sites,
    stats,
    pageviews,
    popular_pages,
    posts,
    thread,
    moderator_page,
    web,
)


def create(services: Services) -> Application:
    """Make the Chalice app at work on `services`; tests make their own."""
    # Chalice's own handler would print what happened without the fields that tell to whom, as Lambda's does not.
    # And it would make a name in the environment longer with each app, by which each request says who sends it.
    made = Application(app_name="belowline", configure_logs=False, env={})
    for endpoints in (*SLICES, openapi.endpoints(SLICES)):
        made.register_blueprint(endpoints.blueprint(services))
    stand_at(made)
    return made


services = bootstrap.build(Settings.from_environment(os.environ))
app = create(services)
if services.settings.starts_from_snapshot:
    services.make_all()


@app.schedule(Rate(1, Rate.DAYS))
def reconcile(_event: CloudWatchEvent) -> dict[str, Any]:
    """Count anew what is counted."""
    return services.run_job("reconcile")


@app.schedule(Rate(6, Rate.HOURS))
def compact(_event: CloudWatchEvent) -> dict[str, Any]:
    """Keep counters of views small."""
    return services.run_job("compact")


@app.schedule(Rate(10, Rate.MINUTES))
def feed(_event: CloudWatchEvent) -> dict[str, Any]:
    """Read the feeds of sites for their posts."""
    return services.run_job("feed")


@app.schedule(Rate(5, Rate.MINUTES))
def merge(_event: CloudWatchEvent) -> dict[str, Any]:
    """Move what aliases still have to the pages that stay."""
    return services.run_job("merge")


@app.schedule(Rate(1, Rate.MINUTES))
def popular(_event: CloudWatchEvent) -> dict[str, Any]:
    """Renew the lists of popular pages."""
    return services.run_job("popular")


@app.schedule(Rate(1, Rate.DAYS))
def retain(_event: CloudWatchEvent) -> dict[str, Any]:
    """Erase what has been deleted for 30 days."""
    return services.run_job("retain")


@app.schedule(Rate(1, Rate.DAYS))
def rotate(_event: CloudWatchEvent) -> dict[str, Any]:
    """Give sites new signing keys when it is time."""
    return services.run_job("rotate")


@app.on_dynamodb_record(stream_arn="set by the template", starting_position="TRIM_HORIZON")
def follow(event: DynamoDBEvent) -> None:
    """Keep a site's totals up with what the table's stream tells."""
    # Chalice's own records are built with a function that newer Pythons warn of.
    changes = (record["dynamodb"] for record in event.to_dict()["Records"])
    services.totals.count((change.get("OldImage"), change.get("NewImage")) for change in changes)


@app.on_dynamodb_record(
    stream_arn="set by the template",
    batch_size=10_000,
    starting_position="TRIM_HORIZON",
    maximum_batching_window_in_seconds=60,
)
def referrers(event: DynamoDBEvent) -> None:
    """Add up where readers came from, of what the table's stream tells of their views."""
    services.referrers.add(event.to_dict()["Records"])


gc.freeze()  # nor is it looked through again later
gc.enable()
