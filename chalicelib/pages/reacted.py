"""Counts of reactions, as they are stored with pages and comments: a number beside others, `like_count`, there once somebody reacted."""

from collections.abc import Mapping
from typing import Literal, get_args

from chalicelib.storage.values import Item, number

Reaction = Literal["like"]
REACTIONS: tuple[Reaction, ...] = get_args(Reaction)


def counter_of(reaction: str) -> str:
    """Answer the attribute that counts a reaction."""
    return f"{reaction}_count"


COUNTERS = tuple(map(counter_of, REACTIONS))


def counted(reactions: Mapping[str, int]) -> dict[str, int]:
    """Answer counts of reactions as attributes; those of nobody are left out."""
    return {counter_of(reaction): count for reaction, count in reactions.items() if count}


def reactions_in(item: Item) -> dict[str, int]:
    """Answer the counts of reactions in an item, those of somebody."""
    counters = zip(REACTIONS, COUNTERS, strict=True)
    return {reaction: count for reaction, counter in counters if (count := number(item, counter))}
