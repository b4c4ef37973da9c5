"""What moderators can do: read a site's lists of comments, decide on them, and see what was done."""

from dataclasses import dataclass

from chalicelib.clock import Clock
from chalicelib.comments.repository import CommentRepository
from chalicelib.ids import NewId
from chalicelib.moderation.authors import ModeratedAuthors
from chalicelib.moderation.blocks import BlockService
from chalicelib.moderation.decisions import DecisionService
from chalicelib.moderation.desks import DeskService
from chalicelib.moderation.edits import EditService
from chalicelib.moderation.flagged import FlagRepository
from chalicelib.moderation.history import HistoryService
from chalicelib.moderation.lines import LogRepository
from chalicelib.moderation.queue import QueueService
from chalicelib.pages.aliases import AliasBook
from chalicelib.storage.table import Table


@dataclass(frozen=True)
class ModerationService:
    """All of it, each part in a module of its own."""

    lists: QueueService
    decisions: DecisionService
    history: HistoryService
    edits: EditService
    blocks: BlockService
    authors: ModeratedAuthors
    desks: DeskService

    @classmethod
    def on(
        cls, table: Table, comments: CommentRepository, aliases: AliasBook, clock: Clock, new_id: NewId
    ) -> "ModerationService":
        """Build it on a table."""
        flags, log = FlagRepository(table), LogRepository(table)
        lists = QueueService(table, comments, flags, aliases)
        decisions = DecisionService(table, comments, flags, log, clock, new_id)
        blocks = BlockService(table, clock, new_id)
        return cls(
            lists=lists,
            decisions=decisions,
            history=HistoryService(table, comments, flags, log),
            edits=EditService(table, comments, lists, clock, new_id),
            blocks=blocks,
            authors=ModeratedAuthors(table, comments, decisions, blocks, clock, new_id),
            desks=DeskService(table, clock),
        )
