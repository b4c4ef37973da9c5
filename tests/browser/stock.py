"""Comments by the hundred: stored as the service would have stored them, without a call for each."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from chalicelib.clock import rfc3339, system_clock
from chalicelib.comments.markup import RENDERER, render
from chalicelib.comments.models import Badge, Comment, Finding, Private
from chalicelib.comments.private import put_private
from chalicelib.comments.repository import put_comment
from chalicelib.ids import new_id
from chalicelib.pages.service import page_name
from chalicelib.privacy import fingerprint
from chalicelib.storage import keys
from chalicelib.storage.values import Item, pack
from chalicelib.storage.writes import Write, keyed
from tests.browser.serving import SITE, Newsroom
from tests.storage.engines import TABLE

HELD = Finding("everything_waits", "hold", "This site approves every comment by hand.")

_A_BATCH = 25
_APART = timedelta(minutes=7)


@dataclass(frozen=True)
class Waiting:
    """What a reader has left, and what the checks found of it."""

    body: str
    name: str = "Ada"
    email: str | None = None
    findings: tuple[Finding, ...] = (HELD,)
    ancestors: tuple[str, ...] = ()
    slug: str = "last-ferry"
    url: str | None = None
    badge: Badge | None = None
    """Who has one is signed in."""


def wait(newsroom: Newsroom, rows: Sequence[Waiting]) -> list[str]:
    """Store comments that wait for a moderator, each some minutes after the one before; answers their ids."""
    site = newsroom.services.sites.get(SITE)
    begin = system_clock() - _APART * len(rows)
    comments = []
    for place, row in enumerate(rows):
        page, at = page_name(site, newsroom.article(row.slug)), begin + _APART * place
        comments.append(
            Comment(
                id=new_id(at),
                page_id=page.id,
                page_key=page.key,
                ancestors=row.ancestors,
                status="pending",
                name=row.name,
                url=row.url,
                badge=row.badge,
                body=row.body,
                html=render(row.body),
                renderer=RENDERER,
                created_at=rfc3339(at),
            )
        )
    _store(newsroom, (put_comment(SITE, one) for one in comments))
    _store(newsroom, (put_private(SITE, one.id, _of(row)) for one, row in zip(comments, rows, strict=True)))
    for author, count in Counter(author_of(row.email) for row in rows if row.email).items():
        newsroom.services.table.write(_known(author, count))
    return [one.id for one in comments]


def many(count: int) -> list[Waiting]:
    """Answer comments by readers who are told apart by a number, from 1 on."""
    return [Waiting(f"Opinion {number} on the ferry.", f"Reader {number}") for number in range(1, count + 1)]


def _known(author: str, count: int) -> Write:
    update, values = "SET #type = :type ADD #pending :count", {"type": "author", "count": count}
    return Write("Update", keys.author(SITE, author), update=update, values=values)


def author_of(email: str) -> str:
    """Answer what stands for an author here."""
    return fingerprint(SITE, email)


def _of(row: Waiting) -> Private:
    author = row.email and author_of(row.email)
    return Private(
        row.email, author, row.findings, address=fingerprint("address", row.name), is_signed_in=row.badge is not None
    )


def _store(newsroom: Newsroom, writes: Iterable[Write]) -> None:
    items: Iterator[Item] = (keyed(write.key) | pack(write.item) for write in writes)
    while batch := list(islice(items, _A_BATCH)):
        newsroom.client.batch_write_item(RequestItems={TABLE: [{"PutRequest": {"Item": item}} for item in batch]})
