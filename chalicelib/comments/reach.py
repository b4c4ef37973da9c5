"""How much one answer holds: about 1 MB of text. What a function may answer ends at 6 MB, what a phone should load much earlier."""

from collections.abc import Iterable, Mapping
from typing import Any

MOST_TEXT = 1_000_000
"""Bytes, of the comments of one answer."""


def text_of(comment: Mapping[str, Any]) -> int:
    """Answer how many bytes of text a comment has that is to be shown, without its replies."""
    return sum(len(text.encode()) for text in (comment["html"], comment["body"]) if text)


def within_reach(sizes: Iterable[int]) -> int:
    """Answer how many of what has these sizes go into one answer: the first one always."""
    room, count = MOST_TEXT, 0
    for size in sizes:
        room -= size
        if room < 0 and count:
            break
        count += 1
    return count
