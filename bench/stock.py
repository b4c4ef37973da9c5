"""Pages and queues of thousands, for figures of growth: what the service would have stored, without its transactions.

Each item is what the service's own code writes for such a comment; only how they get into the table is quicker.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice, repeat
from typing import TYPE_CHECKING, Literal

from chalicelib.clock import rfc3339
from chalicelib.comments import copies
from chalicelib.comments.markup import RENDERER, render
from chalicelib.comments.models import Comment, Finding, Private
from chalicelib.comments.private import put_private
from chalicelib.comments.repository import put_comment
from chalicelib.comments.spots import first_spot
from chalicelib.ids import new_id
from chalicelib.pages.models import PageName
from chalicelib.pages.repository import count_comment
from chalicelib.storage.values import Item, pack
from chalicelib.storage.writes import Write, keyed
from tests.storage.engines import TABLE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BODY = (
    "I have walked past that bakery **every night** for years and never knew who was inside. Thank you for this, and "
    "for the picture of the oven.\n\n> Nobody orders the plain loaf twice by mistake.\n\nMore at https://news.example/ovens."
)
_A_BATCH = 25
_FIRST = datetime(2026, 1, 1, tzinfo=UTC)
_WAITS = Private(None, None, (Finding("everything_waits", "hold", "This site approves every comment by hand."),))


def approved(
    client: "DynamoDBClient", site: str, page: PageName, count: int, bodies: Iterable[str] = repeat(BODY)
) -> None:
    """Store a page's public copies of `count` root comments with these `bodies`, and its count of them."""
    _store(
        client,
        (copies.appear(site, one, first_spot(one), one.id)[0] for one in _comments(page, count, "approved", bodies)),
    )
    client.update_item(**count_comment(site, page.id, page.key, count, new_id(_FIRST)).parameters(TABLE))


def pending(client: "DynamoDBClient", site: str, page: PageName, count: int) -> None:
    """Store `count` comments that wait for a moderator."""
    comments = list(_comments(page, count, "pending", repeat(BODY)))
    _store(client, (put_comment(site, one) for one in comments))
    _store(client, (put_private(site, one.id, _WAITS) for one in comments))


def _comments(
    page: PageName, count: int, status: Literal["approved", "pending"], bodies: Iterable[str]
) -> Iterator[Comment]:
    rendered = cache(render)
    for place, body in zip(range(count), bodies, strict=False):
        at = _FIRST + timedelta(minutes=place)
        yield Comment(
            id=new_id(at),
            page_id=page.id,
            page_key=page.key,
            ancestors=(),
            status=status,
            name="Ada Lovelace",
            url=None,
            body=body,
            html=rendered(body),
            renderer=RENDERER,
            created_at=rfc3339(at),
        )


def _store(client: "DynamoDBClient", writes: Iterable[Write]) -> None:
    items: Iterator[Item] = (keyed(write.key) | pack(write.item) for write in writes)
    while batch := list(islice(items, _A_BATCH)):
        client.batch_write_item(RequestItems={TABLE: [{"PutRequest": {"Item": item}} for item in batch]})
