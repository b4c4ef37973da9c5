"""The thread as a page: complete HTML that people, screen readers and search engines can read without a script."""

import hashlib
import re
from base64 import b64encode
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.bootstrap import Services
from chalicelib.comments.found import embed_settings
from chalicelib.comments.markup import ELEMENTS, render
from chalicelib.comments.models import Badge
from chalicelib.comments.public import CommentList, PublicComment
from chalicelib.storage import keys
from chalicelib.storage.writes import Write
from chalicelib.web.thread.document import ThreadView, thread_page
from chalicelib.web.thread.form import ThreadForm
from chalicelib.web.thread.routes import SHOWN
from chalicelib.web.thread.shown import likes
from tests.abuse.elements import Found
from tests.abuse.markup_inputs import CONFUSING, SCRIPTS
from tests.conftest import SITE, START, Api, Desk
from tests.storage.faults import Faults
from tests.storage.meter import Meter
from tests.web.document import HEADINGS, follow, read

BOTH_ENGINES = True


def change_page(api: Api, update: str, **values: Any) -> None:
    """Change what is known of a page, as those do who may."""
    api.services.table.write(Write("Update", keys.page(SITE, keys.page_id("/a")), update=update, values=values))


def close(api: Api) -> None:
    change_page(api, "SET #is_open = :no", no=False)


def test_a_page_without_comments_says_so_and_has_the_form(api: Api) -> None:
    page = read(api)

    assert page.status == 200
    assert "0 comments" in page.text
    assert "No comments yet. Be the first." in page.text
    assert page.fields() == {"name": "", "email": "", "url": "", "body": "", "subject": ""}
    assert (page.one("form")["method"], page.one("form")["action"]) == ("post", "?sort=newest&page=%2Fa")


def test_the_head_says_what_the_page_is(desk: Desk) -> None:
    desk.publish()
    change_page(desk.api, "SET #title = :title", title="Ferries & <more>")

    page = read(desk.api, "https://www.news.example/a/?utm_source=x")

    assert page.one("html") == {"lang": "en"}
    assert page.words("<title>(.*?)</title>") == ["Comments on “Ferries & <more>” · News Example"]
    assert page.one("link", rel="canonical")["href"] == "https://news.example/a"
    assert page.one("link", rel="alternate") == {
        "rel": "alternate",
        "type": "application/atom+xml",
        "title": "Comments on “Ferries & <more>”",
        "href": "feed.atom?page=%2Fa",
    }
    assert page.one("meta", name="viewport")["content"] == "width=device-width, initial-scale=1"
    assert desk.api.call("GET", f"/v1/sites/{SITE}/feed.atom?page=%2Fa").status_code == 200


def test_a_page_of_a_publishers_own_id_has_no_article_to_go_back_to(api: Api) -> None:
    page = read(api, "id:post-1")

    assert page.all("link", rel="canonical") == []
    assert "Back to the article" not in page.text
    assert page.one("form")["action"] == "?sort=newest&page=id%3Apost-1"


def test_headings_are_in_order_and_landmarks_have_names(desk: Desk) -> None:
    root = desk.publish()
    desk.publish(parent=desk.publish(parent=root))

    page = read(desk.api)

    levels = [int(tag[1]) for tag, _ in page.found.elements if tag in HEADINGS]
    assert levels == [1, 2, 3, 4, 4, 2]
    assert [len(page.all(tag)) for tag in ("header", "main", "footer")] == [1 + 3, 1, 1]
    for tag in ("section", "article", "nav", "form"):
        for given in page.all(tag):
            assert given.get("aria-label") or page.by_id(given["aria-labelledby"])
    ids = [given["id"] for _, given in page.found.elements if "id" in given]
    assert len(set(ids)) == len(ids)


def test_every_field_has_a_label(api: Api) -> None:
    page = read(api)

    labelled = {label["for"] for label in page.all("label")}
    assert {given["id"] for tag in ("input", "textarea") for given in page.all(tag)} == labelled
    assert page.words(r"<label[^>]*>(.*?)</label>")[:4] == [
        "Name",
        "E-mail (optional)",
        "Website (optional)",
        "Comment",
    ]
    assert [given["name"] for given in page.all("input") if "required" in given] == ["name"]
    assert page.one("input", name="name")["autocomplete"] == "name"


def test_replies_stand_below_what_they_answer(desk: Desk) -> None:
    root = desk.publish("The root.", name="Ada")
    first = desk.publish("To the root.", name="Bob", parent=root)
    desk.publish("To the root, later.", name="Cleo", parent=root)
    desk.publish("To Bob.", name="Dan", parent=first)

    page = read(desk.api)

    assert page.words(r"<h[34][^>]*>(.*?)</h[34]>") == ["Ada", "Bob", "Dan", "Cleo"]
    assert page.words(r"<span>(in reply to.*?)</span>") == ["in reply to Bob"]
    tags = re.findall(r"<(ol|/ol|article)\b", page.html[page.html.index('<ol class="comments"') :])
    assert tags == ["ol", "article", "ol", "article", "ol", "article", "/ol", "article", "/ol", "/ol"]


def test_comments_show_who_wrote_them_when_and_how(desk: Desk) -> None:
    desk.api.services.sites.change(SITE, settings={"timezone": "America/New_York"})
    posted = desk.publish("*Well* said.", name="Ada", url="https://ada.example")

    page = read(desk.api)

    assert page.by_id(f"belowline-{posted}")[0] == "article"
    assert page.all("a", href="https://ada.example/")[0]["rel"] == "nofollow ugc noopener"
    assert page.words(r"(<time.*?</time>)") == ["14 March 2026, 08:00 EDT"]
    assert page.one("time")["datetime"] == "2026-03-14T12:00:00.000Z"
    assert page.all("a", href=f"#belowline-{posted}")
    assert "<em>Well</em> said." in page.html


def test_a_removed_root_stays_without_author_and_text(desk: Desk) -> None:
    root = desk.publish("Something regrettable.", name="Mallory")
    desk.publish("Indeed.", parent=root)
    desk.act("delete", root)

    page = read(desk.api)

    assert "This comment was removed." in page.text
    assert "Mallory" not in page.html
    assert "regrettable" not in page.html
    assert page.data()["comment"][0]["creativeWorkStatus"] == "Deleted"
    assert page.words(r"<h[34][^>]*>(.*?)</h[34]>") == ["This comment was removed.", "Ada"]
    assert len(page.words(r'<a class="reply"(.*?)</a>')) == 1


def test_search_engines_are_told_the_same(desk: Desk) -> None:
    root = desk.publish("The *root*.", name="Ada", url="https://ada.example")
    reply = desk.publish("A reply.", name="Bob", parent=root)
    change_page(desk.api, "SET #title = :title", title="Ferries")

    data = read(desk.api).data()

    assert data == {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": "https://news.example/a",
        "url": "https://news.example/a",
        "name": "Ferries",
        "commentCount": 2,
        "comment": [
            {
                "@type": "Comment",
                "url": f"https://news.example/a#belowline-{root}",
                "author": {"@type": "Person", "name": "Ada", "url": "https://ada.example/"},
                "text": "The *root*.",
                "dateCreated": "2026-03-14T12:00:00.000Z",
                "commentCount": 1,
                "comment": [
                    {
                        "@type": "Comment",
                        "url": f"https://news.example/a#belowline-{reply}",
                        "author": {"@type": "Person", "name": "Bob"},
                        "text": "A reply.",
                        "dateCreated": "2026-03-14T12:00:00.000Z",
                    }
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    ("parameters", "robots"),
    [({}, "index"), ({"sort": "newest"}, "index"), ({"sort": "oldest"}, "noindex"), ({"parent": "x"}, "noindex")],
)
def test_search_engines_keep_one_copy(desk: Desk, parameters: dict[str, str], robots: str) -> None:
    desk.publish()

    assert read(desk.api, **parameters).one("meta", name="robots")["content"] == robots


def test_search_engines_keep_no_page_that_nobody_wrote_on(api: Api) -> None:
    assert read(api, "/made/up").one("meta", name="robots")["content"] == "noindex"


def test_comments_can_be_read_in_each_order(desk: Desk) -> None:
    for name in ("Ada", "Bob"):
        desk.publish(name=name)

    newest = read(desk.api)
    oldest = follow(desk.api, newest.link("Oldest first"))

    assert newest.words(r"<h3[^>]*>(.*?)</h3>") == ["Bob", "Ada"]
    assert oldest.words(r"<h3[^>]*>(.*?)</h3>") == ["Ada", "Bob"]
    assert [given["href"] for given in oldest.all("a") if given.get("aria-current")] == ["?page=%2Fa&sort=oldest"]
    assert parse_qs(urlsplit(oldest.link("Newest first")).query) == {"page": ["/a"]}


def test_links_lead_through_all_comments_once(desk: Desk) -> None:
    desk.api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})
    posted = [desk.api.comment(name=f"Reader {number}")["id"] for number in range(SHOWN + 1)]

    first = read(desk.api, sort="oldest")
    second = follow(desk.api, first.link("More comments"))

    shown = [given["id"].removeprefix("belowline-") for page in (first, second) for given in page.all("article")]
    assert shown == posted
    assert not re.search("More comments</a>", second.html)
    assert second.one("meta", name="robots")["content"] == "noindex"
    again = follow(desk.api, second.link("First comments"))
    assert again.html == first.html


def test_a_long_threads_further_replies_have_a_link(desk: Desk) -> None:
    desk.api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})
    root = desk.api.comment()["id"]
    replies = [desk.api.comment(name=f"Reader {number}", parent=root)["id"] for number in range(22)]

    first = read(desk.api)
    more = follow(desk.api, first.link("More replies to Ada"))

    shown = [given["id"].removeprefix("belowline-") for page in (first, more) for given in page.all("article")]
    assert shown == [root, *replies]


def test_a_reply_link_leads_to_a_form_that_says_to_whom(desk: Desk) -> None:
    root = desk.publish("The root.", name="Ada")

    page = follow(desk.api, read(desk.api).link("Reply to Ada"))

    assert "Reply to Ada" in page.words(r"<h2[^>]*>(.*?)</h2>")
    assert page.fields()["parent"] == root
    assert page.by_id("form")[0] == "section"
    assert page.html.index('id="form"') < page.html.index('id="thread"')


def test_who_replies_to_a_comment_of_another_part_is_told_to_whom(desk: Desk) -> None:
    desk.api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})
    early = desk.api.comment(name="Early")["id"]
    for _ in range(SHOWN):
        desk.api.comment(name="Late")

    assert "Reply to Early" in read(desk.api, parent=early).text


def test_a_reply_to_what_is_not_there_becomes_a_comment_of_its_own(desk: Desk) -> None:
    gone, elsewhere, waits = desk.publish(), desk.publish(page="/b"), desk.api.comment()["id"]
    desk.act("reject", gone)

    for parent in (gone, elsewhere, waits, "01ARZ3NDEKTSV4RRFFQ69G5FAV", "nonsense", "x" * 900):
        page = read(desk.api, parent=parent)

        assert page.status == 200
        assert "no longer there" in page.text
        assert "parent" not in page.fields()


def test_a_closed_page_says_why_there_is_no_form(desk: Desk) -> None:
    posted = desk.publish()
    close(desk.api)

    for page in (read(desk.api), read(desk.api, parent=posted)):
        assert "Comments are closed: this page takes no new ones." in page.text
        assert page.all("form") == []
        assert "Leave a Comment" not in page.text
        assert "Reply" not in page.text
        assert page.by_id(f"belowline-{posted}")


def test_what_the_site_says_of_itself_stands_above_the_form(api: Api) -> None:
    assert "How your data is treated" not in read(api).text
    settings = {"guidelines": "Be kind.\n<b>Stay</b> on topic.", "privacy_url": "https://news.example/privacy"}
    api.services.sites.change(SITE, settings=settings)

    page = read(api)

    assert page.html.index("Be kind.\n&lt;b&gt;Stay") < page.html.index("<form")
    assert page.link("How your data is treated") == "https://news.example/privacy"
    assert page.html.index("How your data is treated") < page.html.index("<form")


def test_who_writes_is_told_that_a_moderator_reads_first(api: Api) -> None:
    assert "A moderator reads each comment before it appears." in read(api).text
    api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})

    assert "A moderator reads" not in read(api).text


def test_the_policy_lets_nothing_in_but_the_style_and_the_form(api: Api) -> None:
    api.services.sites.change(SITE, origins=["https://news.example", "https://m.news.example"])

    page = read(api)

    (style,) = re.findall("<style>(.*?)</style>", page.html, re.DOTALL)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert page.response.headers["Content-Security-Policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors https://news.example https://m.news.example"
    )
    assert page.response.headers["Referrer-Policy"] == "same-origin"
    assert not [given for _, given in page.found.elements if "style" in given]


def test_in_a_frame_links_to_elsewhere_leave_it_and_those_within_stay(desk: Desk) -> None:
    desk.publish("See https://elsewhere.example/", url="https://ada.example")

    page = read(desk.api)

    assert page.one("base") == {"target": "_top"}
    within = {given["href"] for given in page.all("a", target="_self")}
    assert {given["href"] for given in page.all("a") if given["href"].startswith(("?", "#"))} == within
    assert page.one("form")["target"] == "_self"


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        ("", 422, "This address names no page."),
        ("undefined", 422, "This address names no page."),
        ("https://evil.example/<script>", 422, "not one of a page of this site"),
    ],
)
def test_an_address_of_no_page_is_answered_by_a_page(api: Api, page: str, status: int, words: str) -> None:
    answer = read(api, page)

    assert answer.status == status
    assert words in answer.text
    assert answer.all("form") == []
    assert answer.response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.response.headers
    assert answer.words("<title>(.*?)</title>") == ["Error: Comments · News Example"]


def test_a_link_that_does_not_work_any_more_leads_back_to_the_first_comments(desk: Desk) -> None:
    desk.publish("Still here.")

    page = read(desk.api, cursor="changed")

    assert page.status == 400
    assert "does not work any more" in page.text
    assert "Still here." in follow(desk.api, page.link("First comments")).text


def test_a_table_that_does_not_answer_is_told_in_words(api: Api, faults: Faults) -> None:
    faults.randomly(seed=1, rate=1, kinds=["throttle_before"])

    page = read(api)

    assert page.status == 503
    assert "The service is busy." in page.text
    assert int(page.response.headers["Retry-After"]) > 0


def test_reading_takes_as_many_round_trips_as_a_list_and_whom_one_replies_to_none(desk: Desk, meter: Meter) -> None:
    root = desk.publish()
    reply = desk.publish(parent=root)

    trips = [({}, 1), ({"sort": "oldest"}, 1), ({"parent": reply}, 1), ({"sort": "top"}, 2)]
    for parameters, round_trips in trips:
        with meter.measure() as used:
            read(desk.api, **parameters)
        used.assert_budget(round_trips=round_trips, write_units=0, read_units=2)


def test_likes_are_counted_in_words() -> None:
    assert [likes(reactions) for reactions in ({}, {"like": 1}, {"like": 1200}, {"dislike": 3})] == [
        "",
        "1 like",
        "1,200 likes",
        "",
    ]


SHORT = [*SCRIPTS, *CONFUSING]
OWN = {
    *(
        "html",
        "head",
        "meta",
        "base",
        "title",
        "link",
        "style",
        "script",
        "body",
        "header",
        "main",
        "footer",
        "section",
    ),
    *("nav", "article", "h1", "h2", "h3", "h4", "ol", "ul", "li", "p", "a", "bdi", "span", "div", "time", "form"),
    *("label", "input", "textarea", "button"),
}
CODE = re.compile(r"on\w+|style|srcdoc|formaction|http-equiv|is")


def test_nothing_that_readers_write_becomes_markup(services: Services) -> None:
    """Names, addresses and titles here are such as no call would take: the page stays whole whatever got into the table."""
    html = thread_page(
        ThreadView(services.sites.get(SITE), "newest", None, abusive_thread(services), ThreadForm(body=SHORT[0]))
    )

    found = Found(html)
    assert not found.others or found.others == ["doctype html"]
    assert {tag for tag, _ in found.elements} <= OWN | ELEMENTS
    assert not [given for _, given in found.elements if any(CODE.fullmatch(name) for name in given)]
    assert [given for tag, given in found.elements if tag == "script"] == [{"type": "application/ld+json"}]
    assert html.count("<script") == html.count("</script") == 1
    assert html.count("<style") == html.count("</style") == 1
    schemes = {urlsplit(given["href"] or "").scheme for tag, given in found.elements if tag == "a" and "href" in given}
    assert schemes <= {"http", "https", ""}
    assert len([tag for tag, _ in found.elements if tag == "article"]) == len(SHORT)
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script', html, re.DOTALL)
    assert not set("<>&\u2028\u2029") & set(data)


def abusive_thread(services: Services) -> CommentList:
    site = services.sites.get(SITE)
    return {
        "page": {
            "key": "/a",
            "url": "https://news.example/a",
            "title": SHORT[0] + "</title><script>alert(1)</script>",
            "is_open": True,
            "comment_count": len(SHORT),
            "reactions": {},
        },
        "comments": [abusive(body) for body in SHORT],
        "next": None,
        "settings": embed_settings(site),
    }


def abusive(body: str) -> PublicComment:
    return {
        "id": f"01{hashlib.sha256(body.encode(errors='replace')).hexdigest()[:24].upper()}",
        "page": "/a",
        "parent": None,
        "status": "approved",
        "author": {
            "name": body[:80],
            "url": 'https://evil.example/"onmouseover="alert(1)',
            "badge": cast("Badge", body[:20]),
        },
        "html": render(body),
        "body": body,
        "created_at": START.isoformat(),
        "edited_at": None,
        "reactions": {},
        "reply_count": 0,
        "replies": [],
        "replies_next": None,
        "is_pinned": False,
    }
