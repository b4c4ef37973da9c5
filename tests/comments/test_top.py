"""A page's comments by score: most liked first, then the newest; pinned ones before all."""

from typing import Any

import pytest

from tests.comments.reader import parts, roots
from tests.conftest import Api, Desk

BOTH_ENGINES = True


def like(api: Api, comment: str, times: int) -> None:
    """Have so many visitors like a comment."""
    for visitor in range(times):
        api.like(comment, address=f"192.0.2.{visitor}")


def posted(api: Api, likes: list[int]) -> list[str]:
    """Leave a comment for each number of likes."""
    comments = [api.comment(f"No. {place}")["id"] for place in range(len(likes))]
    for comment, times in zip(comments, likes, strict=True):
        like(api, comment, times)
    return comments


def in_order(api: Api, **parameters: Any) -> list[str]:
    return roots(api, sort="top", **parameters)


def test_the_most_liked_come_first_and_of_equals_the_newest(open_api: Api) -> None:
    a, b, c, d, e = posted(open_api, [1, 0, 3, 1, 0])

    assert in_order(open_api) == [c, d, a, e, b]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6])
def test_going_through_the_parts_meets_each_thread_once(open_api: Api, limit: int) -> None:
    a, b, c, d, e = posted(open_api, [1, 0, 3, 1, 0])

    assert in_order(open_api, limit=limit) == [c, d, a, e, b]


def test_a_like_taken_back_counts_no_more(open_api: Api) -> None:
    a, b = posted(open_api, [2, 1])
    for visitor in range(2):
        open_api.unlike(a, address=f"192.0.2.{visitor}")

    assert in_order(open_api) == [b, a]


def test_likes_of_replies_do_not_move_their_thread(open_api: Api) -> None:
    a, b = posted(open_api, [0, 1])
    reply = open_api.comment(parent=a)["id"]
    like(open_api, reply, 3)

    assert in_order(open_api) == [b, a]
    assert open_api.thread()["comments"][1]["replies"][0]["reactions"] == {"like": 3}


def test_replies_come_along(open_api: Api) -> None:
    a, b = posted(open_api, [1, 0])
    reply = open_api.comment(parent=a)["id"]

    first, second = open_api.thread(sort="top")["comments"]

    assert (first["id"], [shown["id"] for shown in first["replies"]], first["reactions"]) == (a, [reply], {"like": 1})
    assert (second["id"], second["replies"]) == (b, [])


def test_a_tombstone_comes_last_and_its_root_again_where_it_was(desk: Desk, open_api: Api) -> None:
    a, b = posted(open_api, [2, 1])
    open_api.comment(parent=a)

    desk.act("reject", a)
    assert in_order(open_api) == [b, a]
    assert open_api.thread(sort="top")["comments"][1]["reactions"] == {}
    desk.act("approve", a)
    assert in_order(open_api) == [a, b]
    assert open_api.thread(sort="top")["comments"][0]["reactions"] == {"like": 2}


def test_a_thread_whose_score_changes_between_two_parts_does_not_stop_the_others(open_api: Api) -> None:
    a, b, c, d = posted(open_api, [3, 2, 1, 0])
    met = []

    for part in parts(open_api, sort="top", limit=1):
        met += [comment["id"] for comment in part["comments"]]
        like(open_api, d, 5) if len(met) == 1 else None

    assert met == [a, b, c]


def test_an_empty_page_has_an_empty_list(open_api: Api) -> None:
    listed = open_api.thread("/nobody-was-here", sort="top")

    assert (listed["comments"], listed["next"]) == ([], None)


def test_what_is_large_comes_in_parts_of_1_mb(open_api: Api) -> None:
    posted = [open_api.comment("\N{GRINNING FACE}" * (8000 - number))["id"] for number in range(20)]

    answers = list(parts(open_api, sort="top", limit=100))

    assert len(answers) > 1
    assert [comment["id"] for answer in answers for comment in answer["comments"]] == posted[::-1]
