"""What a process knows of the shards of pages, and what it makes of it."""

import pytest

from chalicelib.pageviews.heat import HOT_FROM, TOLD_FOR, ShardBook
from tests.conftest import Seconds

Counted = dict[str, dict[str, str]]


def counted(views: int, shards: int = 1) -> Counted:
    """A counter as it is read."""
    return {"view_count": {"N": str(views)}, "shards": {"N": str(shards)}}


@pytest.fixture
def book(seconds: Seconds) -> ShardBook:
    return ShardBook(seconds)


@pytest.mark.parametrize(
    ("shards", "shard", "is_hot"),
    [
        (1, 0, True),
        (2, 0, False),
        (2, 1, True),
        (4, 0, False),
        (4, 1, False),
        (4, 2, True),
        (4, 3, True),
        (32, 15, False),
    ],
)
def test_only_the_newer_half_of_the_shards_tells_that_they_are_too_few(
    book: ShardBook, seconds: Seconds, shards: int, shard: int, *, is_hot: bool
) -> None:
    book.hear("demo", "a", shards)
    book.note("demo", "a", {shard: counted(0)})
    seconds.now += 1

    assert book.is_hot("demo", "a", shard, 1000) == is_hot


@pytest.mark.parametrize(
    ("views", "lasts", "is_hot"),
    [(HOT_FROM, 1, True), (HOT_FROM - 1, 1, False), (HOT_FROM, 2, False), (11, 0.1, True), (4, 0.001, False)],
)
def test_a_counter_is_hot_by_its_views_a_second(
    book: ShardBook, seconds: Seconds, views: int, lasts: float, *, is_hot: bool
) -> None:
    book.note("demo", "a", {0: counted(50)})
    seconds.now += lasts

    assert book.is_hot("demo", "a", 0, 50 + views) == is_hot
    assert not book.is_hot("demo", "b", 0, 50 + views)


def test_shards_never_become_fewer_and_more_of_them_are_to_be_read(book: ShardBook, seconds: Seconds) -> None:
    book.note("demo", "a", {0: counted(5, shards=4), 1: counted(6)}, is_all=True)
    assert not book.is_told("demo", "a")  # two were read, there are four

    book.note("demo", "a", {0: counted(5, shards=2), 1: counted(6), 2: counted(7), 3: counted(8)}, is_all=True)

    assert book.shards("demo", "a") == 4
    assert book.view_count("demo", "a") == 26
    assert book.is_told("demo", "a")
    seconds.now += TOLD_FOR
    assert not book.is_told("demo", "a")


def test_pages_that_nobody_asks_for_are_forgotten(book: ShardBook) -> None:
    for page in range(2000):
        book.hear("demo", f"{page}", 2)
        book.hear("demo", "asked for", 4)

    assert book.shards("demo", "asked for") == 4
    assert book.shards("demo", "1999") == 2
    assert book.shards("demo", "0") == 1
