"""The form without JavaScript: what becomes of a comment is told by a page, and whatever goes wrong, nothing typed is lost."""

import re
from typing import Any

import pytest

from chalicelib.comments.repository import CommentRepository
from chalicelib.comments.service import CommentService
from chalicelib.ids import NewId
from chalicelib.pages.aliases import AliasBook
from tests.abuse.markup_inputs import SCRIPTS
from tests.comments.test_posting import all_is_spam
from tests.conftest import ORIGIN, SITE, Api, Desk, StandingClock, never_hot, with_others
from tests.judges import Ruling
from tests.storage.faults import Faults
from tests.storage.meter import Meter
from tests.web.document import PATH, follow, read, send, try_to_send
from tests.web.test_thread_page import close

BOTH_ENGINES = True

TYPED = {
    "name": ' Ada "the" <b>Countess</b> ',
    "email": "ada@home.example",
    "url": "https://ada.example/?a=1&b=2",
    "body": "\n\nI think <that> it's\r\n\r\n  *well* said. </textarea>&amp;\n",
}
NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def waiting(desk: Desk) -> list[Any]:
    comments: list[Any] = desk.queue()["comments"]
    return comments


def test_a_comment_that_waits_is_shown_to_its_author(desk: Desk) -> None:
    page = send(desk.api, **TYPED)

    assert page.status == 202
    assert page.words("<h1[^>]*>(.*?)</h1>") == ["Your comment is waiting for a moderator"]
    assert "<p>I think &lt;that&gt; it's</p>" in page.html
    assert page.words("<h2[^>]*>(.*?)</h2>") == ['Ada "the" <b>Countess</b>']
    assert page.link("Back to the article") == "https://news.example/a"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["Referrer-Policy"] == "same-origin"
    (stored,) = waiting(desk)
    assert stored["author"]["email"] == "ada@home.example"
    assert stored["author"]["url"] == "https://ada.example/?a=1&b=2"
    assert stored["body"] == "I think <that> it's\n\n  *well* said. </textarea>&amp;"
    assert read(desk.api).words(r"<h3[^>]*>(.*?)</h3>") == []


def test_a_comment_that_is_public_at_once_is_found_by_the_link(open_api: Api) -> None:
    page = send(open_api, to=read(open_api).link_of_form(), name="Ada", body="Well said.")

    assert page.status == 201
    assert page.words("<h1[^>]*>(.*?)</h1>") == ["Your comment is published"]
    address, _, place = page.link("See it among the comments").partition("#")
    assert follow(open_api, address).by_id(place)[0] == "article"
    assert address != str(page.response.url), "a browser would look for the place in this answer"


def test_a_comment_taken_for_spam_seems_to_wait(api: Api, clock: StandingClock, ids: NewId) -> None:
    table = api.services.table
    strict = CommentService(table, CommentRepository(table), Ruling(all_is_spam), clock, ids, AliasBook(never_hot()))

    page = send(Api(with_others(api.services, comments=strict)), name="Ada", body="Casino.")

    assert (page.status, "waiting for a moderator" in page.text) == (202, True)
    assert "spam" not in page.html


def test_a_reply_stands_below_its_parent(open_api: Api) -> None:
    root = open_api.comment()["id"]
    form = read(open_api, parent=root)

    page = send(open_api, **form.fields() | {"name": "Bob", "body": "Indeed."})

    assert page.status == 201
    assert open_api.thread()["comments"][0]["replies"][0]["body"] == "Indeed."


@pytest.mark.parametrize("fields", [{}, {"subject": ""}, {"parent": ""}, {"page": "https://news.example/a#x"}])
def test_fields_that_are_empty_are_as_none(desk: Desk, fields: dict[str, str]) -> None:
    assert send(desk.api, name="Ada", body="Well said.", email=" ", url="", **fields).status == 202
    (stored,) = waiting(desk)
    assert (stored["page"], stored["parent"]) == ("/a", None)
    assert (stored["author"]["email"], stored["author"]["url"]) == (None, None)


def test_the_page_may_come_with_the_form(desk: Desk) -> None:
    assert send(desk.api, to=PATH, page="/b", name="Ada", body="Well said.").status == 202
    assert send(desk.api, to=f"{PATH}?page=/a", page="/c", name="Ada", body="Well said.").status == 202
    assert [stored["page"] for stored in waiting(desk)] == ["/b", "/c"]


def test_an_address_is_taken_as_people_write_it(desk: Desk) -> None:
    send(desk.api, name="Ada", body="Well said.", url="ada.example/about")

    assert waiting(desk)[0]["author"]["url"] == "https://ada.example/about"


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"name": ""}, {"name": "Enter your name."}),
        ({"body": " \r\n "}, {"body": "Enter your comment."}),
        ({"name": "", "body": ""}, {"name": "Enter your name.", "body": "Enter your comment."}),
        ({"name": "A" * 81}, {"name": "Name must have 1 to 80 characters."}),
        ({"body": "b" * 8001}, {"body": "Comment must have 1 to 8000 characters."}),
        ({"body": "b\x07"}, {"body": "Comment must not have control characters other than line breaks and tabs."}),
        ({"email": "nobody"}, {"email": "E-mail must be an e-mail address such as name@example.org."}),
        ({"url": "ftp://ada.example"}, {"url": "Website must be an address that starts with http:// or https://."}),
        ({"url": "https://ada.example/" + "a" * 2048}, {"url": "Website is too long."}),
    ],
)
def test_each_field_that_is_wrong_is_told_beside_it_and_above(
    desk: Desk, changes: dict[str, str], errors: dict[str, str]
) -> None:
    typed = TYPED | changes

    page = send(desk.api, **typed)

    assert page.status == 422
    assert {name: error for name in TYPED if (error := page.error(name))} == errors
    assert page.summary() == list(errors.values())
    assert [given["href"] for given in page.all("a") if given["href"].startswith("#form-")] == [
        f"#form-{name}" for name in errors
    ]
    assert page.words("<title>(.*?)</title>") == ["Error: Comments · News Example"]
    assert {name: page.fields()[name] for name in typed} == typed
    assert page.response.headers["Cache-Control"] == "no-store"
    assert waiting(desk) == []


def test_a_reserved_name_is_told_beside_its_field(desk: Desk) -> None:
    desk.api.services.sites.change(SITE, settings={"reserved_names": ["Editor"]})

    page = send(desk.api, **TYPED | {"name": "E d i t o r"})

    assert page.status == 422
    assert page.error("name") == page.summary()[0]
    assert page.summary() == ["Choose another name; this one belongs to the site's people, or looks as if it did."]
    assert page.fields()["name"] == "E d i t o r"
    assert waiting(desk) == []


def test_a_corrected_form_is_taken(desk: Desk) -> None:
    form = send(desk.api, **TYPED | {"name": ""})

    page = send(desk.api, to=form.link_of_form(), **form.fields() | {"name": "Ada"})

    assert page.status == 202
    assert len(waiting(desk)) == 1


def test_a_closed_page_keeps_what_was_typed_to_be_copied(desk: Desk) -> None:
    close(desk.api)

    page = send(desk.api, **TYPED)

    assert page.status == 403
    assert page.summary() == ["This page takes no new comments. What you typed is below, so that you can copy it."]
    assert {name: page.fields()[name] for name in TYPED} == TYPED
    assert page.all("button") == []
    assert waiting(desk) == []


def test_a_reply_to_what_has_gone_is_kept_as_a_comment_of_its_own(desk: Desk) -> None:
    page = send(desk.api, **TYPED, parent=NOBODY)

    assert page.status == 422
    assert "The comment you reply to is no longer there." in page.summary()[0]
    assert {name: page.fields()[name] for name in TYPED} == TYPED
    assert "parent" not in page.fields()
    assert waiting(desk) == []


def test_a_wrong_field_of_a_reply_keeps_whom_it_replies_to(desk: Desk) -> None:
    root = desk.publish(name="Cleo")

    page = send(desk.api, **TYPED | {"name": ""}, parent=root)

    assert page.fields()["parent"] == root
    assert "Reply to Cleo" in page.text


@pytest.mark.parametrize(
    ("name", "status"), [("", 422), ("undefined", 422), ("https://elsewhere.example/", 422), ("/" + "a" * 2000, 422)]
)
def test_a_page_that_is_none_keeps_what_was_typed(desk: Desk, name: str, status: int) -> None:
    page = send(desk.api, to=PATH, page=name, **TYPED)

    assert page.status == status
    assert len(page.summary()) == 1
    assert {field: page.fields()[field] for field in TYPED} == TYPED
    assert waiting(desk) == []


def test_a_table_that_does_not_answer_keeps_what_was_typed(desk: Desk, faults: Faults) -> None:
    read(desk.api)  # so that the process knows the site; where it does not, there is nothing to make a page of
    faults.randomly(seed=1, rate=1, kinds=["throttle_before"])
    page = send(desk.api, **TYPED, parent=NOBODY)
    faults.stop()

    assert page.status == 503
    assert int(page.response.headers["Retry-After"]) > 0
    assert page.summary() == ["The service is busy. Nothing you typed is lost: please send it again in a moment."]
    assert {name: page.fields()[name] for name in TYPED} == TYPED
    assert page.fields()["parent"] == NOBODY
    assert waiting(desk) == []
    assert send(desk.api, to=page.link_of_form(), **TYPED).status == 202


def test_the_same_sent_twice_is_stored_once_and_answered_alike(desk: Desk, clock: StandingClock) -> None:
    first = send(desk.api, **TYPED)
    clock.pass_by(hours=13)  # past midnight, when visitors get other hashes
    second = send(desk.api, **TYPED)

    assert (first.status, second.status) == (202, 202)
    assert second.html == first.html
    assert len(waiting(desk)) == 1


def test_another_reader_or_another_text_is_another_comment(desk: Desk, clock: StandingClock) -> None:
    typed = TYPED | {"body": "*Well* said."}
    for change in ({}, {"body": "Else."}, {"name": "Bob"}, {"url": ""}, {"email": ""}, {"page": "/b"}):
        clock.pass_by(minutes=1)  # by the minute, since one reader may not leave many in one
        assert send(desk.api, **typed | change).status == 202
    assert send(desk.api, **typed, address="192.0.2.99").status == 202

    assert len(waiting(desk)) == 7


def test_what_a_program_filled_in_is_not_stored_and_can_be_sent_again(desk: Desk) -> None:
    page = send(desk.api, **TYPED, subject="Cheap watches")

    assert page.status == 422
    assert "a field that people do not see" in page.summary()[0]
    assert waiting(desk) == []
    assert send(desk.api, **page.fields()).status == 202


def test_people_do_not_come_to_the_field_for_programs(api: Api) -> None:
    page = read(api)

    given = page.one("input", name="subject")
    assert (given["tabindex"], given["autocomplete"]) == ("-1", "off")
    assert re.search(r"\.trap \{ display: none; \}", page.html)
    assert page.words(r'<p class="trap">(.*?)</p>') == ["Leave this field empty"]


@pytest.mark.parametrize(
    ("origin", "is_taken"),
    [("https://service.test", True), (ORIGIN, True), ("https://evil.example", False), ("null", False)],
)
def test_a_form_comes_from_the_service_or_the_site(desk: Desk, origin: str, *, is_taken: bool) -> None:
    response = try_to_send(desk.api, headers={"Origin": origin}, name="Ada", body="Well said.")

    assert response.status_code == (202 if is_taken else 403)
    assert len(waiting(desk)) == is_taken


@pytest.mark.parametrize(
    ("content", "errors"),
    [
        ("name=Ada&body=x&colour=red", [("colour", "unknown")]),
        ("name=Ada&name=Bob&body=x", [("name", "repeated")]),
        ("&".join(f"f{number}=x" for number in range(101)), [("", "too_many")]),
    ],
)
def test_a_form_that_is_not_ours_is_refused(desk: Desk, content: str, errors: list[tuple[str, str]]) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    response = desk.api.call("POST", f"{PATH}?page=/a", content=content, headers=headers)

    assert response.status_code == 422
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == errors
    assert waiting(desk) == []


def test_a_form_is_text_in_utf_8_and_what_is_not_shows_as_such(desk: Desk) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}

    for name in ("Zo%C3%AB", "Zo%EB", "Zo\xeb".encode("latin-1").decode("latin-1")):
        content = f"name={name}&body=Well+said%2E%0D%0ATruly.".encode("latin-1")
        assert desk.api.call("POST", f"{PATH}?page=/a", content=content, headers=headers).status_code == 202

    assert [(one["author"]["name"], one["body"]) for one in waiting(desk)] == [
        ("Zoë", "Well said.\nTruly."),
        ("Zo\ufffd", "Well said.\nTruly."),
    ], "the second and the third say the same"


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "multipart/form-data; boundary=x"])
def test_only_a_form_is_taken(api: Api, media_type: str) -> None:
    response = api.call("POST", f"{PATH}?page=/a", content="name=Ada&body=x", headers={"Content-Type": media_type})

    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


def test_a_form_of_nothing_names_what_is_missing(api: Api) -> None:
    page = send(api)

    assert page.status == 422
    assert page.summary() == ["Enter your name.", "Enter your comment."]


def test_a_form_over_128_kib_is_refused(api: Api) -> None:
    response = try_to_send(api, name="Ada", body="b" * 128 * 1024)

    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


def test_what_is_typed_never_becomes_markup(api: Api) -> None:
    for typed in SCRIPTS[:12]:
        page = send(api, name=typed, email=typed, url=typed, body=typed, parent=typed, page=typed)

        assert page.status == 422
        assert {page.fields()[name] for name in TYPED} == {typed}
        assert {tag for tag, _ in page.found.elements} <= {tag for tag, _ in read(api).found.elements} | {"section"}


def test_posting_takes_two_round_trips_and_a_refusal_writes_nothing(desk: Desk, meter: Meter) -> None:
    root = desk.publish()

    with meter.measure() as used:
        assert send(desk.api, **TYPED, parent=root).status == 202
    used.assert_budget(round_trips=2)
    with meter.measure() as used:
        assert send(desk.api, **TYPED, parent=root).status == 202
    used.assert_budget(round_trips=1, write_units=0)
    with meter.measure() as used:
        assert send(desk.api, **TYPED | {"name": ""}, parent=root).status == 422
    used.assert_budget(round_trips=1, write_units=0)
    with meter.measure() as used:
        assert send(desk.api, **TYPED, parent=NOBODY).status == 422
    used.assert_budget(round_trips=2, write_units=0)


def test_the_answer_can_be_read_when_the_thread_cannot(desk: Desk, faults: Faults) -> None:
    """What is stored is thanked for by a page that reads nothing."""
    with faults.record() as requests:
        assert send(desk.api, **TYPED).status == 202

    assert requests[-1] == "TransactWriteItems"


def test_no_page_tells_an_email(desk: Desk) -> None:
    root = desk.publish(email="ada@home.example")

    pages = [read(desk.api), read(desk.api, parent=root), send(desk.api, **TYPED), send(desk.api, to=f"{PATH}?page=/a")]

    assert not [page for page in pages if "home.example" in page.html]
    assert desk.api.get("moderation/comments", headers=desk.headers).text.count("home.example") == 1
