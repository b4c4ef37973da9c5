"""Builds all objects, once per cold start, and passes each what it needs."""

import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.clock import Clock, system_clock
from chalicelib.comments.authors import AuthorService
from chalicelib.comments.reading import ReadingService
from chalicelib.comments.recent import RecentService
from chalicelib.comments.repository import CommentRepository
from chalicelib.comments.service import CommentService
from chalicelib.config import Settings
from chalicelib.digests.repository import DigestRepository
from chalicelib.ids import NewId, RandomBytes, new_id
from chalicelib.moderation.akismet import Akismet
from chalicelib.moderation.checks import Checks
from chalicelib.moderation.external import ExternalChecks
from chalicelib.moderation.flagged import FlagRepository
from chalicelib.moderation.flags import FlagService
from chalicelib.moderation.proof import ProofService
from chalicelib.moderation.service import ModerationService
from chalicelib.moderation.totals import TotalsService
from chalicelib.moderation.toxicity import Toxicity
from chalicelib.outside.aws import AwsSigner
from chalicelib.outside.places import Outside
from chalicelib.outside.web import UrllibWeb
from chalicelib.pages.aliases import AliasBook
from chalicelib.pages.editor import PageEditor
from chalicelib.pageviews.counting import Counters
from chalicelib.pageviews.heat import ShardBook
from chalicelib.pageviews.repository import ViewRepository
from chalicelib.pageviews.service import PageviewService
from chalicelib.popular.repository import PopularRepository
from chalicelib.popular.service import PopularService
from chalicelib.posts.repository import PostRepository
from chalicelib.posts.service import PostService
from chalicelib.reactions.repository import ReactionRepository
from chalicelib.reactions.service import ReactionService
from chalicelib.sites.repository import SiteRepository, TokenRepository
from chalicelib.sites.secrets import SecretStore
from chalicelib.sites.service import SiteService
from chalicelib.sites.tokens import TokenService
from chalicelib.stats.service import StatsService
from chalicelib.storage.client import make_client, pause
from chalicelib.storage.table import Table

if TYPE_CHECKING:
    from chalicelib.posts.models import Fetch
    from chalicelib.upkeep import Upkeep


@dataclass(frozen=True)
class Services:
    """What routes, jobs and the operator's command can ask for."""

    settings: Settings
    table: Table
    sites: SiteService
    tokens: TokenService
    comments: CommentService
    authors: AuthorService
    reading: ReadingService
    recent: RecentService
    moderation: ModerationService
    flags: FlagService
    proofs: ProofService
    reactions: ReactionService
    pageviews: PageviewService
    popular: PopularService
    posts: PostService
    totals: TotalsService
    stats: StatsService
    pages: PageEditor
    make_upkeep: "Callable[[], Upkeep]"

    @cached_property
    def upkeep(self) -> "Upkeep":
        """What runs by the clock and for the operator, made when it is first asked for."""
        return self.make_upkeep()

    def run_job(self, name: str) -> dict[str, Any]:
        """Run a scheduled job for every site; answers what it did for each, by name."""
        return {site: asdict(self.upkeep.jobs[name](site)) for site in self.sites.ids()}


def build(settings: Settings) -> Services:
    """Build the services on the table that `settings` name, with the machine's clock and randomness."""
    return assemble(settings, Table(make_client(settings), settings.table, pause))


def assemble(  # noqa: PLR0913 - these are all the places from which anything comes into the process
    settings: Settings,
    table: Table,
    clock: Clock = system_clock,
    new_id: NewId = new_id,
    random_bytes: RandomBytes = os.urandom,
    seconds: Callable[[], float] = time.monotonic,
    *,
    outside: Outside = Outside(),  # noqa: B008 - it is frozen
    fetch: "Fetch | None" = None,
) -> Services:
    """Build the services on a table, with these sources of time, ids and randomness. `seconds` pass steadily, from anywhere.

    Feeds come by `fetch`, as `upkeep_of` says.
    """
    comments = CommentRepository(table)
    judge = _judge(settings, outside)
    sites = SiteService(SiteRepository(table, SecretStore(table, random_bytes)), clock, new_id)
    aliases = AliasBook(seconds)
    views = ViewRepository(table)
    pageviews = PageviewService(table, views, Counters(views, ShardBook(seconds)), aliases, clock, new_id)

    def make_upkeep() -> "Upkeep":
        from chalicelib.upkeep import upkeep_of  # noqa: PLC0415 - no call of the API waits for it

        return upkeep_of(table, clock, new_id, random_bytes, fetch, is_local=settings.is_local)

    return Services(
        settings=settings,
        table=table,
        sites=sites,
        tokens=TokenService(TokenRepository(table), sites, clock, new_id, random_bytes),
        comments=CommentService(table, comments, judge, clock, new_id, aliases),
        authors=AuthorService(table, comments, judge, FlagRepository(table), clock, new_id),
        reading=ReadingService(table, seconds, clock, aliases),
        recent=RecentService(table, comments, seconds, aliases),
        moderation=ModerationService.on(table, comments, aliases, clock, new_id),
        flags=FlagService(table, comments, clock, new_id),
        proofs=ProofService(clock, random_bytes),
        reactions=ReactionService(table, ReactionRepository(table), aliases, clock, new_id),
        pageviews=pageviews,
        popular=PopularService(PopularRepository(table), seconds),
        posts=PostService(PostRepository(table), pageviews, seconds),
        totals=TotalsService(table),
        stats=StatsService(table, DigestRepository(table), comments, aliases, clock),
        pages=PageEditor(table, aliases, clock, new_id),
        make_upkeep=make_upkeep,
    )


def _judge(settings: Settings, outside: Outside) -> ExternalChecks:
    web = UrllibWeb(outside.seconds, outside.certificates)
    comprehend = outside.comprehend or f"https://comprehend.{settings.region}.amazonaws.com"
    others = (
        Akismet(web, outside.akismet),
        Toxicity(web, outside.sign or AwsSigner(settings.region), comprehend),
    )
    return ExternalChecks(Checks(), others, outside.seconds)
