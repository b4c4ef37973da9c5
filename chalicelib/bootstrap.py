"""Builds all objects, once per cold start, and passes each what it needs."""

import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.session import get_session

from chalicelib.clock import Clock, system_clock
from chalicelib.comments.reading import ReadingService
from chalicelib.comments.reconcile import Reconciler
from chalicelib.comments.repository import CommentRepository
from chalicelib.comments.service import CommentService
from chalicelib.config import Settings
from chalicelib.ids import NewId, RandomBytes, new_id
from chalicelib.moderation.checks import judge
from chalicelib.moderation.service import ModerationService
from chalicelib.moderation.totals import TotalsService
from chalicelib.pageviews.repository import ViewRepository
from chalicelib.pageviews.service import PageviewService
from chalicelib.sites.repository import SiteRepository, TokenRepository
from chalicelib.sites.secrets import SecretStore
from chalicelib.sites.service import SiteService, TokenService
from chalicelib.storage.table import Table
from chalicelib.storage.together import WORKERS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.5


Job = Callable[[str], Any]
"""Scheduled work for one site; answers a dataclass of what it did, by name."""


@dataclass(frozen=True)
class Services:
    """What routes, jobs and the operator's command can ask for."""

    settings: Settings
    table: Table
    sites: SiteService
    tokens: TokenService
    comments: CommentService
    reading: ReadingService
    moderation: ModerationService
    pageviews: PageviewService
    totals: TotalsService
    jobs: Mapping[str, Job]

    def run_job(self, name: str) -> dict[str, Any]:
        """Run a scheduled job for every site; answers what it did for each."""
        return {site: self.jobs[name](site) for site in self.sites.ids()}


def build(settings: Settings) -> Services:
    """Build the services on the table that `settings` name, with the machine's clock and randomness."""
    return assemble(settings, Table(client(settings), settings.table, pause))


def assemble(
    settings: Settings,
    table: Table,
    clock: Clock = system_clock,
    new_id: NewId = new_id,
    random_bytes: RandomBytes = os.urandom,
) -> Services:
    """Build the services on a table, with these sources of time, ids and randomness."""
    comments = CommentRepository(table)
    sites = SiteService(SiteRepository(table, SecretStore(table, random_bytes)), clock, new_id)
    return Services(
        settings=settings,
        table=table,
        sites=sites,
        tokens=TokenService(TokenRepository(table), sites, clock, new_id, random_bytes),
        comments=CommentService(table, comments, judge, clock, new_id),
        reading=ReadingService(table),
        moderation=ModerationService(table, comments, clock, new_id),
        pageviews=PageviewService(table, ViewRepository(table), clock, new_id),
        totals=TotalsService(table),
        jobs={"reconcile": Reconciler(table).run},
    )


def client(settings: Settings) -> "DynamoDBClient":
    """Make the client of DynamoDB. It sends each request once: `Table` knows what may be sent again."""
    config = Config(
        retries={"total_max_attempts": 1},
        connect_timeout=1,
        read_timeout=3,
        max_pool_connections=WORKERS,
        tcp_keepalive=True,
    )
    local = (
        "local" if settings.endpoint else None
    )  # the local engine takes any credentials; AWS knows the function's role
    made: Any = get_session().create_client(
        "dynamodb",
        region_name=settings.region,
        endpoint_url=settings.endpoint,
        config=config,
        aws_access_key_id=local,
        aws_secret_access_key=local,
    )
    client: DynamoDBClient = made
    return client


def pause(attempt: int) -> None:
    """Wait before the next attempt: longer each time, and a random part of it, so that those who collided do not meet again."""
    time.sleep(random.uniform(0, min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**attempt)))  # noqa: S311 - spreads, hides nothing
