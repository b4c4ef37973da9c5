"""A reader who goes through all of a list, part by part."""

from collections.abc import Iterator
from typing import Any

from tests.conftest import Api

MOST_PARTS = 200


def parts(api: Api, page: str = "/a", cursor: str | None = None, **parameters: Any) -> Iterator[Any]:
    """Answer each part of a page's list, from `cursor` on until there is no next one."""
    for _ in range(MOST_PARTS):
        answer = api.thread(page, **parameters, **({"cursor": cursor} if cursor else {}))
        yield answer
        cursor = answer["next"]
        if cursor is None:
            return
    raise AssertionError("the list has no end")


def roots(api: Api, page: str = "/a", **parameters: Any) -> list[str]:
    """Answer the ids of all of a page's threads, as they come."""
    return [comment["id"] for part in parts(api, page, **parameters) for comment in part["comments"]]


def replies(api: Api, root: str, page: str = "/a", **parameters: Any) -> list[Any]:
    """Answer all replies of a thread, those that come with it and those that are asked for."""
    shown = next(comment for part in parts(api, page) for comment in part["comments"] if comment["id"] == root)
    found: list[Any] = shown["replies"]
    if shown["replies_next"]:
        for part in parts(api, page, cursor=shown["replies_next"], **parameters):
            found += part["comments"]
    return found
