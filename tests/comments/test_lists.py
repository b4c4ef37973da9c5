"""A page's list of comments: its order, its parts, and the cursors between them."""

from typing import Any

import pytest

from tests.comments.reader import parts, replies, roots
from tests.conftest import SITE, Api, Desk, StandingClock
from tests.storage.faults import Faults

BOTH_ENGINES = True


def post(api: Api, count: int, page: str = "/a") -> list[str]:
    return [api.comment(f"No. {number}", page=page)["id"] for number in range(count)]


def cursor_of(api: Api, page: str = "/a", **parameters: Any) -> str:
    found = api.thread(page, limit=1, **parameters)["next"]
    assert isinstance(found, str)
    return found


def test_a_page_without_comments_has_an_empty_list(api: Api) -> None:
    listed = api.thread("/nobody-was-here")

    assert (listed["comments"], listed["next"], listed["page"]["comment_count"]) == ([], None, 0)


def test_the_newest_come_first_unless_the_oldest_are_asked_for(open_api: Api, clock: StandingClock) -> None:
    posted = []
    for _ in range(3):
        posted += post(open_api, 2)  # at one moment, and then later
        clock.pass_by(minutes=1)

    assert roots(open_api) == posted[::-1]
    assert roots(open_api, sort="newest") == posted[::-1]
    assert roots(open_api, sort="oldest") == posted


def test_a_part_has_20_threads_unless_told_otherwise(open_api: Api) -> None:
    post(open_api, 21)

    assert len(open_api.thread()["comments"]) == 20
    assert len(open_api.thread(limit=100)["comments"]) == 21


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize(("count", "limit"), [(1, 1), (5, 1), (6, 2), (6, 3), (6, 4), (6, 5), (6, 6), (6, 7)])
def test_going_through_the_parts_meets_each_thread_once(open_api: Api, sort: str, count: int, limit: int) -> None:
    posted = post(open_api, count)

    answers = list(parts(open_api, sort=sort, limit=limit))

    met = [comment["id"] for answer in answers for comment in answer["comments"]]
    assert met == (posted[::-1] if sort == "newest" else posted)
    assert [len(answer["comments"]) for answer in answers] == [limit] * (count // limit) + [count % limit] * (
        count % limit > 0
    )
    assert {answer["page"]["comment_count"] for answer in answers} == {count}


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_replies_do_not_count_against_the_limit(open_api: Api, sort: str) -> None:
    posted = post(open_api, 3)
    for root in posted:
        for _ in range(2):
            open_api.comment(parent=root)

    assert len(roots(open_api, sort=sort, limit=2)) == 3
    assert len(open_api.thread(sort=sort, limit=2)["comments"]) == 2


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_what_stays_is_met_once_while_comments_come_and_go(desk: Desk, sort: str) -> None:
    api = desk.api
    api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})
    posted = post(api, 12)
    order = posted[::-1] if sort == "newest" else posted
    met: list[str] = []
    gone: set[str] = set()

    for answer in parts(api, sort=sort, limit=3):
        met += [comment["id"] for comment in answer["comments"]]
        to_come = [one for one in order if one not in met and one not in gone]
        gone |= set(to_come[1:2])
        desk.act("reject", met[-1], *to_come[1:2])  # also the thread where the cursor stands
        if len(gone) < 3:
            post(api, 1)

    assert [one for one in met if one in posted] == [one for one in order if one not in gone]
    assert len(set(met)) == len(met)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_no_thread_is_lost_where_the_table_answers_in_small_parts(open_api: Api, faults: Faults, sort: str) -> None:
    posted = post(open_api, 5)

    for _ in faults.at_every("cut_page", {"Query"}):
        assert roots(open_api, sort=sort, limit=2) == (posted[::-1] if sort == "newest" else posted)


def test_a_part_ends_where_the_tables_answer_does_and_says_that_there_is_more(open_api: Api) -> None:
    posted = [open_api.comment("\N{GRINNING FACE}" * (8000 - number))["id"] for number in range(20)]

    answers = list(parts(open_api, limit=100))

    assert len(answers) > 1
    assert [comment["id"] for answer in answers for comment in answer["comments"]] == posted[::-1]


def test_a_cursor_goes_on_with_another_limit(open_api: Api) -> None:
    posted = post(open_api, 6)

    assert roots(open_api, cursor=cursor_of(open_api), limit=2) == posted[-2::-1]


def test_a_changed_cursor_is_refused(open_api: Api) -> None:
    post(open_api, 3)
    cursor = cursor_of(open_api)

    for place in range(0, len(cursor), 5):
        letter = "A" if cursor[place] != "A" else "B"
        changed = cursor[:place] + letter + cursor[place + 1 :]
        response = open_api.get("comments", params={"page": "/a", "cursor": changed})
        assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor"), place
    for changed in (cursor[:-1], cursor[1:], f"{cursor}.{cursor}", cursor.upper()):
        assert open_api.get("comments", params={"page": "/a", "cursor": changed}).status_code == 400


def test_a_cursor_of_another_list_is_refused(open_api: Api, desk: Desk) -> None:
    services = open_api.services
    services.sites.create("other", "Other", ["https://other.example"])
    post(open_api, 3)
    post(open_api, 3, "/b")
    cursor = cursor_of(open_api)
    desk.act("reject", *roots(open_api, "/b"))
    queue = desk.queue("rejected", limit=1)["next"]

    asked = [
        ("another order", open_api.get("comments", params={"page": "/a", "sort": "oldest", "cursor": cursor})),
        ("another page", open_api.get("comments", params={"page": "/b", "cursor": cursor})),
        ("another site", open_api.call("GET", "/v1/sites/other/comments", params={"page": "/a", "cursor": cursor})),
        ("the queue's", open_api.get("comments", params={"page": "/a", "cursor": queue})),
        ("in the queue", open_api.get("moderation/comments", params={"cursor": cursor}, headers=desk.headers)),
    ]

    for why, response in asked:
        assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor"), why


def test_a_cursor_of_replies_belongs_to_its_page(open_api: Api) -> None:
    root = open_api.comment()["id"]
    for _ in range(21):
        open_api.comment(parent=root)
    cursor = open_api.thread()["comments"][0]["replies_next"]

    assert len(replies(open_api, root)) == 21
    assert open_api.get("comments", params={"page": "/b", "cursor": cursor}).status_code == 400


def test_a_cursor_whose_thread_has_gone_ends_the_list(open_api: Api, desk: Desk) -> None:
    root = open_api.comment()["id"]
    below = [open_api.comment(parent=root)["id"] for _ in range(21)]
    cursor = open_api.thread()["comments"][0]["replies_next"]

    desk.act("delete", *below, root)

    answer = open_api.thread(cursor=cursor)
    assert (answer["comments"], answer["next"]) == ([], None)


def test_an_equivalent_address_goes_on_with_the_same_cursor(open_api: Api) -> None:
    posted = post(open_api, 2)

    listed = open_api.thread("https://www.news.example/a/", cursor=cursor_of(open_api))

    assert [comment["id"] for comment in listed["comments"]] == posted[:1]
