"""The key chart: what sorts where, and that no key is made anywhere else."""

import re
from inspect import signature
from itertools import combinations
from pathlib import Path

import pytest

from chalicelib.ids import new_id
from chalicelib.storage import keys
from tests.conftest import START

PACKAGE = Path(keys.__file__).parents[2]
LOWEST, HIGHEST = "0" * 26, "7" + "Z" * 25
"""The first and the last id there can be."""

CHART = {
    name: found
    for name, found in vars(keys).items()
    if callable(found) and getattr(found, "__module__", "").startswith(keys.__name__)
}


def parts_of(name: str) -> list[str]:
    return [part for part, kind in signature(CHART[name]).parameters.items() if kind.kind is not kind.KEYWORD_ONLY]


KEYS = [
    name
    for name, function in CHART.items()
    if signature(function).return_annotation == keys.Key and parts_of(name)[0] in {"site", "token_hash", "version"}
]


def sort(key: keys.Key) -> str:
    return key[1]


@pytest.mark.parametrize("name", KEYS)
def test_every_entity_has_a_partition_of_its_own_kind(name: str) -> None:
    chart = keys.__doc__ or ""

    partition, _ = CHART[name](*parts_of(name))

    kind = partition.partition("#")[0]
    assert kind.isupper()
    assert re.search(rf"^    {kind}(#|\s)", chart, re.MULTILINE), f"the chart lacks {kind}"


def test_a_page_read_backwards_is_itself_then_pinned_threads_then_the_newest() -> None:
    old, new = "01A".ljust(26, "0"), "01B".ljust(26, "0")
    top_down = [
        keys.page("s", "p"),
        keys.thread("s", "p", new, pinned=True),
        keys.thread("s", "p", old, pinned=True),
        keys.thread("s", "p", new),
        keys.thread("s", "p", old),
        keys.reply("s", "p", new, old),
        keys.tally("s", "p", new, old),
    ]

    assert {partition for partition, _ in top_down} == {keys.page_partition("s", "p")}
    assert top_down == sorted(top_down, key=sort, reverse=True)


@pytest.mark.parametrize("root", [LOWEST, HIGHEST])
def test_the_bounds_of_a_list_hold_all_threads_and_nothing_else(root: str) -> None:
    thread, pinned = keys.thread("s", "p", root), keys.thread("s", "p", root, pinned=True)

    assert keys.THREADS_FROM < sort(thread) < keys.THREADS_TO < keys.PINNED_FROM < sort(pinned) < keys.PAGE_SORT
    assert sort(keys.reply("s", "p", root, root)) < keys.THREADS_FROM
    assert (keys.is_pinned(thread), keys.is_pinned(pinned)) == (False, True)
    assert keys.root_of(sort(thread)) == keys.root_of(sort(pinned)) == root


def test_the_bounds_of_further_replies_hold_those_after_one_and_of_one_thread() -> None:
    ids = [LOWEST, "01A".ljust(26, "0"), "01A".ljust(26, "1"), HIGHEST]
    for root in ids:
        for bounds, place in ((keys.replies_beside, keys.reply), (keys.tallies, keys.tally)):
            for after in ("", *ids):
                low, high = bounds(root, after)
                within = [
                    (other, one) for other in ids for one in ids if low <= sort(place("s", "p", other, one)) <= high
                ]
                assert within == [(root, one) for one in ids if one > after]


def test_scores_sort_by_their_number() -> None:
    ranks = [keys.top_rank(score, LOWEST) for score in (0, 1, 9, 10, 99, 1_000_000)]

    assert ranks == sorted(ranks)


def test_a_pages_short_name_tells_pages_apart_and_is_always_short() -> None:
    names = [keys.page_id(key) for key in ("/", "/a", "/A", "/a?p=1", "id:/a", "/" + "x" * 1023, "/\u00fc")]

    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z2-7]{26}", name) for name in names)
    assert keys.page_id("/a") == names[1]


def test_no_key_comes_near_what_dynamodb_allows() -> None:
    longest = {"token_hash": "x" * 64, "site": "x" * 40}

    for name in KEYS:
        made = CHART[name](*(longest.get(part, "x" * 26) for part in parts_of(name)))
        assert all(len(part) < 200 for part in made), name


def test_no_two_entities_share_a_key() -> None:
    made = {name: CHART[name](*("x" for _ in parts_of(name))) for name in KEYS}

    assert not [(one, other) for one, other in combinations(KEYS, 2) if made[one] == made[other]]


def test_no_key_is_made_anywhere_but_in_the_chart() -> None:
    looks_like_a_key = re.compile(r"""["'][A-Z]+#""")

    found = {path.parent for path in PACKAGE.rglob("*.py") if looks_like_a_key.search(path.read_text(encoding="utf-8"))}

    assert found == {PACKAGE / "storage" / "keys"}


def test_ids_sort_by_time_and_have_the_form_that_keys_rely_on() -> None:
    made = [new_id(START.replace(minute=minute)) for minute in range(0, 60, 7)]

    assert made == sorted(made)
    assert all(LOWEST <= one <= HIGHEST and len(one) == 26 for one in made)
