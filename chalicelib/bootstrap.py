"""Builds all objects and passes each what it needs: a service when it is first asked for, and once.

So a cold start imports what its first call needs, and not what moderators or jobs would.
"""

import logging
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chalicelib.clock import Clock, system_clock
from chalicelib.config import Settings
from chalicelib.ids import NewId, RandomBytes, new_id
from chalicelib.outside.places import Outside
from chalicelib.storage.client import make_client, pause
from chalicelib.storage.table import Table

if TYPE_CHECKING:
    from chalicelib.comments.authors import AuthorService
    from chalicelib.comments.mine import MineService
    from chalicelib.comments.reading import ReadingService
    from chalicelib.comments.recent import RecentService
    from chalicelib.comments.repository import CommentRepository
    from chalicelib.comments.service import CommentService
    from chalicelib.moderation.external import ExternalChecks
    from chalicelib.moderation.flags import FlagService
    from chalicelib.moderation.proof import ProofService
    from chalicelib.moderation.service import ModerationService
    from chalicelib.moderation.totals import TotalsService
    from chalicelib.pages.aliases import AliasBook
    from chalicelib.pages.editor import PageEditor
    from chalicelib.pageviews.service import PageviewService
    from chalicelib.popular.service import PopularService
    from chalicelib.posts.models import Fetch
    from chalicelib.posts.service import PostService
    from chalicelib.reactions.service import ReactionService
    from chalicelib.referrers.service import ReferrerService
    from chalicelib.sites.service import SiteService
    from chalicelib.sites.tokens import TokenService
    from chalicelib.stats.service import StatsService
    from chalicelib.upkeep import Upkeep
    from chalicelib.web.versions import Versions


_log = logging.getLogger("belowline")


@dataclass
class Services:
    """What routes, jobs and the operator's command can ask for, on a table, with these sources of time, ids and randomness.

    `seconds` pass steadily, from anywhere. Feeds come by `fetch`, as `upkeep_of` says.
    """

    settings: Settings
    table: Table
    clock: Clock = system_clock
    new_id: NewId = new_id
    random_bytes: RandomBytes = os.urandom
    seconds: Callable[[], float] = time.monotonic
    outside: Outside = Outside()  # noqa: RUF009 - it is frozen
    fetch: "Fetch | None" = None

    def run_job(self, name: str) -> dict[str, Any]:
        """Run a scheduled job for every site; answers what it did for each, by name.

        Where it fails at one the others have theirs all the same, before that is raised.
        """
        done: dict[str, Any] = {}
        failures: list[Exception] = []
        for site in self.sites.ids():
            try:
                done[site] = asdict(self.upkeep.jobs[name](site))
            except Exception as failure:  # noqa: BLE001 - whatever it is, it is raised once the others are done
                _log.exception("job_failed", extra={"job": name, "site": site})
                failures.append(failure)
        if failures:
            raise failures[0]
        return done

    def make_all(self) -> None:
        """Make every service now, for a snapshot: a process that starts from it has nothing left to import."""
        for name, part in vars(type(self)).items():
            if isinstance(part, cached_property):
                getattr(self, name)

    @cached_property
    def sites(self) -> "SiteService":
        from chalicelib.sites.repository import SiteRepository
        from chalicelib.sites.secrets import SecretStore
        from chalicelib.sites.service import SiteService

        return SiteService(
            SiteRepository(self.table, SecretStore(self.table, self.random_bytes)), self.clock, self.new_id
        )

    @cached_property
    def tokens(self) -> "TokenService":
        from chalicelib.sites.repository import TokenRepository
        from chalicelib.sites.tokens import TokenService

        return TokenService(TokenRepository(self.table), self.sites, self.clock, self.new_id, self.random_bytes)

    @cached_property
    def comments(self) -> "CommentService":
        from chalicelib.comments.service import CommentService

        return CommentService(self.table, self._comments, self._judge, self.clock, self.new_id, self._aliases)

    @cached_property
    def authors(self) -> "AuthorService":
        from chalicelib.comments.authors import AuthorService
        from chalicelib.moderation.flagged import FlagRepository

        return AuthorService(
            self.table, self._comments, self._judge, FlagRepository(self.table), self.clock, self.new_id
        )

    @cached_property
    def mine(self) -> "MineService":
        from chalicelib.comments.mine import MineService

        return MineService(self.table, self._comments, self.clock, self._aliases)

    @cached_property
    def reading(self) -> "ReadingService":
        from chalicelib.comments.reading import ReadingService

        return ReadingService(self.table, self.seconds, self.clock, self._aliases)

    @cached_property
    def recent(self) -> "RecentService":
        from chalicelib.comments.recent import RecentService

        return RecentService(self.table, self._comments, self.seconds, self._aliases)

    @cached_property
    def moderation(self) -> "ModerationService":
        from chalicelib.moderation.service import ModerationService

        return ModerationService.on(self.table, self._comments, self._aliases, self.clock, self.new_id)

    @cached_property
    def flags(self) -> "FlagService":
        from chalicelib.moderation.flags import FlagService

        return FlagService(self.table, self._comments, self.clock, self.new_id)

    @cached_property
    def proofs(self) -> "ProofService":
        from chalicelib.moderation.proof import ProofService

        return ProofService(self.clock, self.random_bytes)

    @cached_property
    def reactions(self) -> "ReactionService":
        from chalicelib.reactions.repository import ReactionRepository
        from chalicelib.reactions.service import ReactionService

        return ReactionService(self.table, ReactionRepository(self.table), self._aliases, self.clock, self.new_id)

    @cached_property
    def pageviews(self) -> "PageviewService":
        from chalicelib.pageviews.counting import Counters
        from chalicelib.pageviews.heat import ShardBook
        from chalicelib.pageviews.repository import ViewRepository
        from chalicelib.pageviews.service import PageviewService

        views = ViewRepository(self.table)
        counters = Counters(views, ShardBook(self.seconds))
        return PageviewService(self.table, views, counters, self._aliases, self.clock, self.new_id)

    @cached_property
    def popular(self) -> "PopularService":
        from chalicelib.popular.repository import PopularRepository
        from chalicelib.popular.service import PopularService

        return PopularService(PopularRepository(self.table), self.seconds)

    @cached_property
    def posts(self) -> "PostService":
        from chalicelib.posts.repository import PostRepository
        from chalicelib.posts.service import PostService

        return PostService(PostRepository(self.table), self.pageviews, self.seconds)

    @cached_property
    def totals(self) -> "TotalsService":
        from chalicelib.moderation.totals import TotalsService

        return TotalsService(self.table)

    @cached_property
    def referrers(self) -> "ReferrerService":
        from chalicelib.referrers.repository import ReferrerRepository
        from chalicelib.referrers.service import ReferrerService

        return ReferrerService(ReferrerRepository(self.table), self.clock, self.new_id)

    @cached_property
    def stats(self) -> "StatsService":
        from chalicelib.digests.repository import DigestRepository
        from chalicelib.referrers.repository import ReferrerRepository
        from chalicelib.stats.service import StatsService

        digests, referrers = DigestRepository(self.table), ReferrerRepository(self.table)
        return StatsService(self.table, digests, referrers, self._comments, self._aliases, self.clock)

    @cached_property
    def pages(self) -> "PageEditor":
        from chalicelib.pages.editor import PageEditor

        return PageEditor(self.table, self._aliases, self.clock, self.new_id)

    @cached_property
    def versions(self) -> "Versions":
        from chalicelib.web.versions import Versions

        return Versions(self.table)

    @cached_property
    def upkeep(self) -> "Upkeep":
        """What runs by the clock and for the operator."""
        from chalicelib.upkeep import upkeep_of

        is_local = self.settings.is_local
        return upkeep_of(self.table, self.clock, self.new_id, self.random_bytes, self.fetch, is_local=is_local)

    @cached_property
    def _comments(self) -> "CommentRepository":
        from chalicelib.comments.repository import CommentRepository

        return CommentRepository(self.table)

    @cached_property
    def _aliases(self) -> "AliasBook":
        from chalicelib.pages.aliases import AliasBook

        return AliasBook(self.seconds)

    @cached_property
    def _judge(self) -> "ExternalChecks":
        from chalicelib.moderation.akismet import Akismet
        from chalicelib.moderation.checks import Checks
        from chalicelib.moderation.external import ExternalChecks
        from chalicelib.moderation.toxicity import Toxicity
        from chalicelib.outside.aws import AwsSigner
        from chalicelib.outside.web import UrllibWeb

        outside, region = self.outside, self.settings.region
        web = UrllibWeb(outside.seconds, outside.certificates)
        comprehend = outside.comprehend or f"https://comprehend.{region}.amazonaws.com"
        others = (Akismet(web, outside.akismet), Toxicity(web, outside.sign or AwsSigner(region), comprehend))
        return ExternalChecks(Checks(), others, outside.seconds)


def build(settings: Settings) -> Services:
    """Build the services on the table that `settings` name, with the machine's clock and randomness."""
    return Services(settings, Table(make_client(settings), settings.table, pause))
