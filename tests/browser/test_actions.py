"""What readers do with comments beside leaving them: like, report, edit, withdraw, find one, and hear of new ones."""

import re

import pytest
from playwright.sync_api import Locator, Route, expect

from chalicelib.comments.markup import LINK_REL, render
from tests.browser.serving import Newsroom
from tests.browser.visitor import SLOWLY, Visitor

pytestmark = pytest.mark.browser

FORGOTTEN = "sessionStorage['belowline:demo:drafts'] === '{}'"
"""Nothing of a form is kept in this tab."""

LONG = "\n\n".join("A paragraph of a long story. " * 8 for _ in range(20))
TALL = "\n".join(f"- Item {number}" for number in range(60))

PRE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)
PREVIEWED = """(preview, texts) => texts.map((text) => {
  const field = preview.parentElement.querySelector('textarea');
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return preview.innerHTML;
})"""
AS_PEOPLE_WRITE = [
    "***both***, **strong *and em* in it**, *em **and strong***, 2 * 3 * 4, snake_case_words",
    "__strong__, _em_, **half*, *half**, a**b**c, ** not **, “**quoted**”, **😀**!",
    "\\*not em\\*, \\_nor\\_, \\`nor code\\`, \\[nor](https://news.example/), C:\\dir",
    "[a [bracketed] text](https://news.example/a), [\\] one](https://news.example/b), [*em*](https://news.example/c)",
    '[titled](https://news.example/ "a title"), [angles](<https://news.example/a_b>), [braces](https://news.example/a_(b))',
    "[a [link](https://news.example/in) in it](https://news.example/out), [none](/relative), [none](javascript:alert(1))",
    "[https://news.example/shown](https://news.example/led), <https://news.example/>, ![image](https://news.example/i.png)",
    "Ends: https://news.example/a_b_c. (https://news.example/d) https://news.example/e, *https://news.example/f* or not",
    "https://news.example:8080/a(b)c?d=e&f#g! https://news.example. www.news.example me@news.example ftp://news.example",
    "One ``a ` b`` and `` ` ``, `two\nlines`, `open",
    "Two spaces  \nbackslash\\\nnothing\n   indented",
    "- one\n  - two\n    - three\n- four",
    "1. one\n   - two\n   - three\n2. four\n   1. five",
    "- one\n\n- two, far apart",
    "- one\n\n  its second paragraph\n- two\nlazily",
    "- one\n\n\ntext\n+ another\n* and another",
    "7. seven\n8. eight\n\n10) ten",
    "Before it\n- a list\n- of two",
    "It was\n1986. A great year\n\n1986. A great year",
    "Before it\n1. one\n2. two",
    "-none\n1.none\n\n-\n  one\n-\n- two",
    "- [ ] to do\n- [x] done",
    "> a quote\n> of two lines\nand a lazy one\n\nan answer",
    "> > deep\n> less deep\n\n> - a list\n>   - in it\n>\n> 1. and a number",
    "Somebody said:\n> this\n- and that\n> again",
    "```\ncode *as is*\n\n  more\n```\nafter\n~~~ js\nmore\n~~~",
    "- list\n  ```\n  code\n  ```\n- end\n\n```\nnever closed",
    "Text:\n\n    indented code\n\n        more\n\ntext\n    goes on",
    "***\n\ntext\n---\nmore\n* * *",
    "# No heading\n\n| no | table |\n|---|---|\n\n<b>no HTML</b> &amp; a < b",
]


def place(reader: Visitor, comment: str) -> Locator:
    """Answer the article whose date links to this comment."""
    return reader.page.get_by_role("article").filter(has=reader.page.locator(f'a[href$="#belowline-{comment}"]'))


def without_line_ends(html: str) -> str:
    """Answer HTML without the ends of lines that no browser shows: all but those between lines of code."""
    shown = "".join(part if part.startswith("<pre>") else part.replace("\n", "") for part in PRE.split(html))
    return shown.replace("\n</code></pre>", "</code></pre>")


def leave_public(newsroom: Newsroom, reader: Visitor, body: str) -> Locator:
    newsroom.set(moderation_mode="hold_suspect")
    reader.page.add_init_script(SLOWLY)
    reader.open(newsroom.article())
    reader.write(body)
    comment = reader.comment(body)
    expect(comment.get_by_role("button", name="Edit")).to_be_visible()
    return comment


@pytest.mark.firefox
def test_a_like_is_counted_kept_in_mind_and_taken_back(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Likeable", name="Ada")
    reader.open(newsroom.article())
    like = reader.page.get_by_role("button", name="Like", exact=False)

    like.click()
    expect(like).to_have_accessible_name("Like 1: Ada")
    expect(like).to_have_attribute("aria-pressed", "true")
    reader.open(newsroom.article())
    expect(like).to_have_attribute("aria-pressed", "true")
    held: list[Route] = []
    reader.page.route("**/reactions", lambda route: held.append(route))  # noqa: PLW0108 # Playwright marks its handlers, a builtin cannot be
    with reader.page.expect_request("**/reactions"):
        like.click()
    like.dispatch_event("click")  # which does nothing while the first is on its way
    held[0].continue_()

    expect(like).to_have_accessible_name("Like: Ada")
    expect(like).to_have_attribute("aria-pressed", "false")
    assert len(held) == 1


@pytest.mark.firefox
def test_a_report_reaches_the_moderators_with_its_reason(newsroom: Newsroom, reader: Visitor) -> None:
    comment = newsroom.publish("Buy my boats", name="Ada")
    reader.open(newsroom.article())
    report = reader.page.get_by_role("button", name="Report: Ada")

    report.click()
    reader.page.get_by_role("button", name="Cancel").click()
    expect(report).to_be_focused()
    report.click()
    reader.page.get_by_role("radio", name="Insults or hate").check()
    reader.field("More for moderators").fill("He means my brother.")
    reader.page.reload()
    report.click()
    expect(reader.field("More for moderators")).to_have_value("He means my brother.")
    reader.page.get_by_role("radio", name="Insults or hate").check()
    reader.page.get_by_role("button", name="Send report").click()

    expect(reader.page.get_by_text("A moderator will look at it.")).to_be_focused()
    assert newsroom.flags(comment) == {"count": 1, "reasons": {"harassment": 1}}


@pytest.mark.firefox
def test_authors_edit_for_a_while_and_a_failed_try_costs_no_word(newsroom: Newsroom, reader: Visitor) -> None:
    comment = leave_public(newsroom, reader, "First version of it")

    comment.get_by_role("button", name="Edit").click()
    form = reader.page.locator("form[part~=edit-form]")
    form.get_by_label("Comment").fill("Second version of it")
    reader.page.route("**/comments/*", lambda route: route.abort())
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_contain_text("did not work")
    reader.page.unroute("**/comments/*")
    reader.open(newsroom.article())
    reader.comment("First version of it").get_by_role("button", name="Edit").click()
    expect(form.get_by_label("Comment")).to_have_value("Second version of it")
    form.get_by_role("button", name="Save").click()

    changed = reader.comment("Second version of it")
    expect(changed).to_be_focused()
    expect(changed).to_contain_text("edited")
    expect(changed.get_by_role("button", name="Edit")).to_be_visible()
    reader.open(newsroom.article())
    expect(reader.comment("Second version of it")).to_be_visible()


@pytest.mark.firefox
def test_authors_withdraw_after_they_were_asked(newsroom: Newsroom, reader: Visitor) -> None:
    comment = leave_public(newsroom, reader, "Rather not said")

    comment.get_by_role("button", name="Withdraw").click()
    question = reader.page.get_by_role("group", name="Withdraw this comment for good?")
    question.get_by_role("button", name="Cancel").click()
    expect(comment.get_by_role("button", name="Withdraw")).to_be_focused()
    comment.get_by_role("button", name="Withdraw").click()
    question.get_by_role("button", name="Withdraw").click()

    expect(reader.page.get_by_text("You withdrew this comment.")).to_be_visible()
    assert newsroom.counts()["comment_count"] == 0
    reader.open(newsroom.article())
    expect(reader.page.get_by_text("No comments yet")).to_be_visible()


def test_an_edit_that_waits_for_a_moderator_is_counted_no_more(newsroom: Newsroom, reader: Visitor) -> None:
    comment = leave_public(newsroom, reader, "First version of it")
    expect(reader.page.get_by_role("heading", name="1 comment")).to_be_visible()
    newsroom.set(moderation_mode="hold_all")

    comment.get_by_role("button", name="Edit").click()
    text = reader.page.locator("form[part~=edit-form]").get_by_label("Comment")
    text.fill("Second version of it")
    held: list[Route] = []
    reader.page.route("**/comments/*", lambda route: held.append(route), times=1)  # noqa: PLW0108 # Playwright marks its handlers, a builtin cannot be
    with reader.page.expect_request("**/comments/*"):
        reader.page.get_by_role("button", name="Save").click()
    text.fill("Third version of it")
    held[0].continue_()
    expect(reader.page.get_by_role("heading", name="Comments", exact=True)).to_be_visible()
    reader.page.get_by_role("button", name="Save").click()

    expect(reader.comment("Third version of it")).to_contain_text("Only you can see this")
    expect(reader.page.get_by_role("heading", name="Comments", exact=True)).to_be_visible()


def test_what_waits_stays_visible_to_its_author_who_may_still_change_it(newsroom: Newsroom, reader: Visitor) -> None:
    reader.open(newsroom.article())
    reader.write("Waiting in line")
    expect(reader.comment("Waiting in line")).to_contain_text("Only you can see this until it is approved.")

    reader.open(newsroom.article())
    comment = reader.comment("Waiting in line")
    expect(comment).to_contain_text("Only you can see this until it is approved.")
    comment.get_by_role("button", name="Edit").click()
    reader.page.locator("form[part~=edit-form]").get_by_label("Comment").fill("Waiting, but better")
    reader.page.get_by_role("button", name="Save").click()

    expect(reader.comment("Waiting, but better")).to_contain_text("Only you can see this")
    assert newsroom.waiting() == ["Waiting, but better"]
    assert reader.calls("/mine") == [], "which is for who is signed on"


def test_nothing_can_be_changed_once_the_time_is_over(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.set(edit_window_minutes=0)
    reader.open(newsroom.article())
    reader.write("Carved in stone")
    expect(reader.comment("Carved in stone")).to_be_visible()

    reader.open(newsroom.article())

    expect(reader.comment("Carved in stone")).to_contain_text("Only you can see this")
    expect(reader.page.get_by_role("button", name="Edit")).to_have_count(0)


@pytest.mark.firefox
def test_an_address_leads_to_one_comment_also_deep_in_a_thread(newsroom: Newsroom, reader: Visitor) -> None:
    root = newsroom.publish("A long thread")
    replies = [newsroom.post(f"Reply {number}", parent=root) for number in range(22)]
    newsroom.decide("approve", *replies)
    deep = newsroom.publish("At the bottom of it", parent=replies[-1])
    other = newsroom.publish("On the first page")

    reader.page.goto(f"{newsroom.article()}#belowline-{deep}")

    expect(place(reader, deep)).to_be_focused()
    expect(place(reader, deep)).to_be_in_viewport()
    expect(place(reader, deep)).to_have_attribute("part", "comment linked")
    expect(reader.page.get_by_text("Reply 21")).to_be_visible()
    place(reader, other).get_by_role("link").click()
    expect(place(reader, other)).to_have_attribute("part", "comment linked")
    assert reader.page.url.endswith(f"#belowline-{other}")
    reader.page.get_by_role("button", name="Load more replies").click()
    expect(reader.page.get_by_text("At the bottom of it")).to_have_count(1)


def test_an_address_of_a_comment_that_is_gone_says_so(newsroom: Newsroom, reader: Visitor) -> None:
    gone = newsroom.post("Never published")

    reader.page.goto(f"{newsroom.article()}#belowline-{gone}")

    expect(reader.page.get_by_text("The linked comment is not public any more.")).to_be_visible()


@pytest.mark.firefox
def test_new_comments_are_announced_and_come_when_asked_for(newsroom: Newsroom, reader: Visitor) -> None:
    root = newsroom.publish("There before", name="Ada")
    reader.page.clock.install()
    reader.open(newsroom.article())
    newsroom.publish("A new root", name="Bea")
    newsroom.publish("A new reply", name="Cid", parent=root)

    reader.page.clock.fast_forward("01:01")
    news = reader.page.get_by_role("button", name="2 new comments")
    expect(news).to_be_visible()
    expect(reader.page.get_by_text("A new root")).to_have_count(0)
    news.click()

    expect(reader.comment("A new reply")).to_be_focused()
    expect(reader.page.locator("[part=list] > li").first).to_contain_text("A new root")
    expect(reader.page.get_by_role("heading", name="3 comments")).to_be_visible()
    expect(news).to_have_count(0)


def test_the_first_comments_are_told_of_on_an_empty_page_and_the_focus_stays_while_more_come(
    newsroom: Newsroom, reader: Visitor
) -> None:
    reader.page.clock.install()
    reader.open(newsroom.article())
    newsroom.publish("The first", name="Bea")
    reader.page.clock.fast_forward("01:01")
    reader.page.get_by_role("button", name="1 new comment").focus()

    newsroom.publish("The second", name="Cid")
    reader.page.clock.fast_forward("01:01")
    news = reader.page.get_by_role("button", name="2 new comments")
    expect(news).to_be_focused()
    news.press("Enter")

    expect(reader.comment("The second")).to_be_focused()
    expect(reader.page.get_by_text("No comments yet")).to_have_count(0)


def test_an_own_comment_that_was_approved_meanwhile_is_shown_as_public(newsroom: Newsroom, reader: Visitor) -> None:
    reader.page.clock.install()
    reader.open(newsroom.article())
    reader.write("Mine, and it waits")
    expect(reader.comment("Mine, and it waits")).to_contain_text("Waiting for a moderator")
    newsroom.decide("approve", *(comment["id"] for comment in newsroom.listed("pending")))

    reader.page.clock.fast_forward("01:01")
    reader.page.get_by_role("button", name="1 new comment").click()

    expect(reader.comment("Mine, and it waits")).to_be_focused()
    expect(reader.comment("Mine, and it waits")).not_to_contain_text("Waiting for a moderator")
    expect(reader.page.get_by_text("Mine, and it waits")).to_have_count(1)


def test_of_two_threads_that_of_the_linked_comment_shows_it_alone(newsroom: Newsroom, reader: Visitor) -> None:
    linked = newsroom.publish("On the other page", slug="tide-clock")
    other = newsroom.article("tide-clock")
    threads = f'<belowline-comments></belowline-comments><belowline-comments page="{other}"></belowline-comments>'

    reader.page.goto(f"{newsroom.own_page(threads)}#belowline-{linked}")

    expect(place(reader, linked)).to_be_focused()
    expect(reader.page.get_by_text("not public any more")).to_have_count(0)


def test_a_long_comment_is_printed_whole(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish(LONG)
    reader.open(newsroom.article())
    body = reader.page.locator("[part~=body]")
    assert body.evaluate("(it) => it.scrollHeight > it.clientHeight")

    reader.page.emulate_media(media="print")

    assert body.evaluate("(it) => it.scrollHeight === it.clientHeight && getComputedStyle(it).maskImage === 'none'")


@pytest.mark.firefox
@pytest.mark.parametrize("text", [LONG, TALL], ids=["of long lines", "of many lines"])
def test_a_long_comment_is_folded_until_it_is_wanted(newsroom: Newsroom, reader: Visitor, text: str) -> None:
    newsroom.publish(text)
    reader.open(newsroom.article())
    body = reader.page.locator("[part~=body]")
    folded = body.bounding_box()

    reader.page.get_by_role("button", name="Show all of it").click()

    expect(body).to_be_focused()
    whole = body.bounding_box()
    assert folded
    assert whole
    assert folded["height"] < 500 < whole["height"]


def test_authors_have_initials_and_ask_nobody_for_a_picture(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("One", name="Maureen van der Castle")
    newsroom.publish("Two", name="李")

    reader.open(newsroom.article())

    expect(reader.page.locator("[part=avatar]")).to_have_text(["李", "Mv"])
    hosts = {re.sub(r"^(https?://[^/]+).*", r"\1", request.url) for request in reader.requests}
    assert hosts == {newsroom.service, newsroom.publication}


@pytest.mark.firefox
def test_who_begins_to_write_gets_help_with_it(newsroom: Newsroom, reader: Visitor) -> None:
    reader.open(newsroom.article())
    expect(reader.page.get_by_text("Markdown works")).to_have_count(0)
    text = reader.field("Comment")

    text.fill("*Well* **said**, `x < y`:\n> a quote\n\n- one\n- https://news.example/\n<b>")
    expect(reader.page.get_by_text("Markdown works")).to_be_visible()
    reader.page.get_by_role("button", name="Preview").click()

    preview = reader.page.locator("div[part~=preview]")
    expect(preview.locator("em")).to_have_text("Well")
    expect(preview.locator("strong")).to_have_text("said")
    expect(preview.locator("code")).to_have_text("x < y")
    expect(preview.locator("blockquote p")).to_have_text("a quote")
    expect(preview.get_by_role("link")).to_have_attribute("href", "https://news.example/")
    expect(preview.locator("b")).to_have_count(0)
    text.fill("a" * 7_999)
    expect(reader.page.get_by_text("Characters left: 1")).to_be_visible()
    text.fill("🙂" * 8_002)
    expect(reader.page.get_by_text("Characters too many: 2")).to_be_visible()
    reader.field("Name").fill("Grace")
    reader.page.get_by_role("button", name="Post comment").click()
    expect(text).to_have_accessible_description("Characters too many: 2")
    assert [call for call in reader.calls("/comments") if call.method == "POST"] == []


def test_the_field_grows_with_what_is_written_but_not_out_of_the_window(newsroom: Newsroom, reader: Visitor) -> None:
    reader.open(newsroom.article())
    text = reader.field("Comment")
    height = "area => area.offsetHeight"
    at_first = text.evaluate(height)

    text.fill("One line.")
    expect(reader.page.get_by_text("Markdown works")).to_be_visible()
    assert text.evaluate(height) == at_first
    text.fill("A line.\n" * 8)
    assert text.evaluate("area => area.scrollHeight <= area.clientHeight")
    text.fill("A line.\n" * 200)
    assert at_first < text.evaluate(height) < reader.page.evaluate("innerHeight")


def test_the_preview_shows_what_the_service_makes_of_it(newsroom: Newsroom, reader: Visitor) -> None:
    reader.open(newsroom.article())
    reader.field("Comment").fill("-")
    reader.page.get_by_role("button", name="Preview").click()

    shown = reader.page.locator("div[part~=preview]").evaluate(PREVIEWED, AS_PEOPLE_WRITE)

    rendered = [render(text).replace(f' rel="{LINK_REL}"', "") for text in AS_PEOPLE_WRITE]
    assert dict(zip(AS_PEOPLE_WRITE, map(without_line_ends, shown), strict=True)) == dict(
        zip(AS_PEOPLE_WRITE, map(without_line_ends, rendered), strict=True)
    )


@pytest.mark.parametrize("is_remembered", [True, False])
def test_who_writes_is_remembered_only_when_asked(newsroom: Newsroom, reader: Visitor, *, is_remembered: bool) -> None:
    newsroom.publish("Ask me", name="Ada")
    reader.open(newsroom.article())
    reader.field("E-mail").fill("grace@home.example")
    reader.page.get_by_role("checkbox", name="Remember me on this device").set_checked(is_remembered)
    reader.write("Signed")
    expect(reader.comment("Signed")).to_be_visible()
    reader.wait_until(FORGOTTEN)
    reader.page.get_by_role("button", name="Reply: Ada").click()
    expect(reader.page.get_by_role("form", name="Reply to Ada").get_by_label("Name")).to_have_value("Grace")

    reader.open(newsroom.article("tide-clock"))

    expect(reader.field("Name")).to_have_value("Grace" if is_remembered else "")
    expect(reader.field("E-mail")).to_have_value("grace@home.example" if is_remembered else "")


@pytest.mark.parametrize("where", ["Leave a Comment", "Reply to Ada"])
def test_who_writes_another_one_is_not_forgotten_before_that_is_sent(
    newsroom: Newsroom, reader: Visitor, where: str
) -> None:
    newsroom.publish("Ask me", name="Ada")
    reader.open(newsroom.article())
    reader.write("The first of mine")
    reader.wait_until(FORGOTTEN)
    reader.page.get_by_role("button", name="Reply: Ada").click()
    form = reader.page.get_by_role("form", name=where)

    form.get_by_label("Comment").fill("The next of mine")
    reader.open(newsroom.article())
    reader.page.get_by_role("button", name="Reply: Ada").click()

    expect(form.get_by_label("Comment")).to_have_value("The next of mine")
    expect(form.get_by_label("Name")).to_have_value("Grace")
    form.get_by_role("button", name="Post comment").click()
    reader.wait_until(FORGOTTEN)


def test_who_writes_a_reply_still_is_not_forgotten(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Ask me", name="Ada")
    reader.open(newsroom.article())
    reader.page.get_by_role("button", name="Reply: Ada").click()
    reply = reader.page.get_by_role("form", name="Reply to Ada")
    reply.get_by_label("Name").fill("Admiral Grace")
    reply.get_by_label("Comment").fill("Half an answer")

    reader.write("Signed meanwhile", name="Grace")
    expect(reader.comment("Signed meanwhile")).to_be_visible()
    reader.wait_until("JSON.parse(sessionStorage['belowline:demo:drafts'])['author.name'] === 'Admiral Grace'")
    reader.page.reload()
    reader.page.get_by_role("button", name="Reply: Ada").click()

    expect(reply.get_by_label("Name")).to_have_value("Admiral Grace")
    expect(reply.get_by_label("Comment")).to_have_value("Half an answer")
