"""Which function serves which route: what needs what is private of comments or asks for a moderator's token is the moderators'.

All else is the readers'. An author's edit is judged by what only moderators may see of the comment, a flag may hold one, and what a
signed-on reader left is found by a list that tells whose comments are whose. So they are of the former kind.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from chalice.app import Chalice

from chalicelib.api.endpoints import Access, Endpoints

Function = Literal["Readers", "Moderators"]
FUNCTIONS: tuple[Function, ...] = ("Readers", "Moderators")

_OF_THE_MODERATORS_FUNCTION: frozenset[Access] = frozenset(
    {"signed_on", "write_private", "author", "moderator", "moderator_beside", "admin"}
)

_WORD = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True)
class Route:
    """One method of one path."""

    method: str
    path: str
    function: Function

    @property
    def name(self) -> str:
        """Answer its name in the template."""
        words = _WORD.findall(self.path)
        return "".join(word[0].upper() + word[1:] for word in [self.method.lower(), *words]) + "Route"


def routes(app: Chalice, slices: Iterable[Endpoints]) -> list[Route]:
    """Answer all routes of `app`, whose declarations are in `slices`."""
    theirs = {
        (endpoint.method, endpoint.path)
        for declared in slices
        for endpoint in declared.all
        if endpoint.access in _OF_THE_MODERATORS_FUNCTION
    }
    return [
        Route(method, path, "Moderators" if (_declared(method), path) in theirs else "Readers")
        for path, methods in app.routes.items()
        for method in methods
    ]


def _declared(method: str) -> str:
    return "GET" if method == "HEAD" else method
