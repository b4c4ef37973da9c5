"""What somebody else does between two attempts."""

from collections.abc import Callable


class Interlude:
    """A pause in which the acts given happen, each once."""

    def __init__(self) -> None:
        self.acts: list[Callable[[], object]] = []

    def __call__(self, _attempt: int) -> None:
        while self.acts:
            self.acts.pop()()
