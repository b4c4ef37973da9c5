"""What many ask for at once is answered from the process, so that a hot page stays within what one partition can be read.

An answer is kept for two seconds, and only while more than four readers in that time ask this process for it: on a page that is not hot, a
reader who reloads sees what was approved a moment ago.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

KEPT_FOR = 2.0
HOT_FROM = 4
"""So many reads within two seconds make a page hot; from the next one on the answer is kept."""
_MOST_KEPT = 100

Answer = TypeVar("Answer")


@dataclass
class _Kept(Generic[Answer]):
    since: float
    reads: int
    answer: Answer


class HotAnswers(Generic[Answer]):
    """Answers that were asked for lately, the least lately asked for go first."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[Hashable, _Kept[Answer]] = OrderedDict()

    def answer(self, question: Hashable, read: Callable[[], Answer]) -> Answer:
        """Answer a question by `read`, or as it was answered within the last two seconds if many ask it."""
        now = self._seconds()
        kept = self._kept.get(question)
        if kept is None or now - kept.since >= KEPT_FOR:
            kept = self._kept[question] = _Kept(now, 0, read())
        elif kept.reads < HOT_FROM:
            kept.answer = read()
        kept.reads += 1
        self._kept.move_to_end(question)
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return kept.answer
