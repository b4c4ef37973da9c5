"""What a day becomes by batches of the stream, however often and in whatever pieces they come."""

from collections.abc import Sequence

import pytest

from chalicelib.referrers.models import MOST_BATCHES, MOST_HOSTS, Day, Told


def batch(*ids: int, host: str = "search.example") -> list[Told]:
    return [Told(host=host, day="2026-03-14", site="demo", id=f"{number}") for number in ids]


def by_hosts(*hosts: str, first: int = 0) -> list[Told]:
    return [batch(first + number, host=host)[0] for number, host in enumerate(hosts)]


def count(day: Day) -> int:
    return sum(day.hosts.values()) + day.other_count


def test_views_are_counted_by_host_the_most_first() -> None:
    day = Day().plus(by_hosts("b.example", "a.example", "c.example", "b.example"))

    assert list(day.hosts.items()) == [("b.example", 2), ("a.example", 1), ("c.example", 1)]
    assert list(day.plus(by_hosts("c.example", "c.example", first=4)).hosts) == ["c.example", "b.example", "a.example"]


@pytest.mark.parametrize(
    "batches",
    [
        pytest.param([range(10), range(10)], id="as it was"),
        pytest.param([range(10), range(15)], id="grown"),
        pytest.param([range(10), range(7), range(7, 15)], id="cut in two"),
        pytest.param([range(10), range(1)], id="the first alone"),
        pytest.param([range(10), range(9, 10)], id="the last alone"),
        pytest.param([range(5), range(5, 10), range(10)], id="two of them as one"),
        pytest.param([range(5), range(5, 10), range(3, 12)], id="parts of two and more"),
        pytest.param([range(5), range(10), range(20), range(5), range(8, 25)], id="grown again and again"),
        pytest.param([range(1), range(1)], id="one view"),
    ],
)
def test_what_was_added_is_not_added_again(batches: Sequence[Sequence[int]]) -> None:
    day = Day()
    for ids in batches:
        day = day.plus(batch(*ids))

    assert count(day) == len({number for ids in batches for number in ids})


def test_parts_of_the_stream_do_not_stand_in_each_others_way() -> None:
    """Each part has an order of its own, and what comes from them does in any."""
    day = Day()
    for ids in ([1, 5, 9], [2, 6], [3, 4, 7, 8], [10], [1, 5, 9], [3, 4, 7, 8, 11]):
        day = day.plus(batch(*ids))

    assert count(day) == 11


def test_a_batch_with_nothing_new_leaves_the_day_as_it_is() -> None:
    day = Day().plus(batch(1, 2))

    assert day.plus(batch(1, 2)) is day
    assert day.plus([]) is day


def test_only_the_latest_batches_are_remembered() -> None:
    day = Day()
    for number in range(MOST_BATCHES + 1):
        day = day.plus(batch(number))

    assert len(day.batches) == MOST_BATCHES
    assert count(day.plus(batch(1))) == MOST_BATCHES + 1
    assert count(day.plus(batch(0))) == MOST_BATCHES + 2, "it came again after all others"


def test_hosts_beyond_those_with_the_most_views_are_one_number() -> None:
    often = by_hosts(*(f"often{number % MOST_HOSTS}.example" for number in range(2 * MOST_HOSTS)))
    once = by_hosts(*(f"once{number}.example" for number in range(1000)), first=1000)

    day = Day().plus(often).plus(once)

    assert set(day.hosts) == {f"often{number}.example" for number in range(MOST_HOSTS)}
    assert (set(day.hosts.values()), day.other_count) == ({2}, 1000)
