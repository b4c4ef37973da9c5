"""The embed in the reader's language: words, numbers and dates, and only the language that is needed."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from cli.web.embed import languages, words_of
from tests.browser.serving import Newsroom
from tests.browser.test_accessible import found
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

COUNTED = ("counts", "later")
RARE = {"many"}
"""Of millions, in languages that say "a million of comments": there the form for all else has to do."""

ARABIC_ONE, ARABIC_FIVE = "\u0661", "\u0665"

CATEGORIES = (
    "(languages) => languages.map((language) => new Intl.PluralRules(language).resolvedOptions().pluralCategories)"
)


def in_language(newsroom: Newsroom, language: str, *, direction: str = "ltr") -> str:
    markup = '<belowline-views></belowline-views><belowline-comments page="/articles/last-ferry/"></belowline-comments>'
    return newsroom.own_page(f'<div lang="{language}" dir="{direction}">{markup}</div>')


def modules(reader: Visitor) -> set[str]:
    return {urlsplit(request.url).path.rpartition("/")[2] for request in reader.requests if "/embed/" in request.url}


def test_every_number_has_its_form_in_every_language(reader: Visitor) -> None:
    known = reader.page.evaluate(CATEGORIES, languages())

    for language, categories in zip(languages(), known, strict=True):
        for name, forms in words_of(language, COUNTED).items():
            if isinstance(forms, dict):
                assert set(forms) <= set(categories), (language, name)
                assert set(categories) - set(forms) <= (RARE if language in {"es", "fr", "it", "pt"} else set()), (
                    language,
                    name,
                )


@pytest.mark.parametrize(
    ("asked", "words", "heading", "views"),
    [
        ("de-DE", "de", "2 Kommentare", "1.234.567 Aufrufe"),
        ("pt-BR", "pt", "2 comentários", "1.234.567 visualizações"),
        ("ru", "ru", "2 комментария", "1 234 567 просмотров"),
        ("zh-TW", "zh-hant", "2 則留言", "1,234,567 次瀏覽"),
        ("iw", "he", "שתי תגובות", "1,234,567 צפיות"),
        ("sv", "en", "2 comments", "1,234,567 views"),
        ("not a language", "en", "2 comments", "1,234,567 views"),
    ],
)
def test_words_and_numbers_are_the_pages_and_no_other_language_is_loaded(
    newsroom: Newsroom, reader: Visitor, asked: str, words: str, heading: str, views: str
) -> None:
    newsroom.publish("One")
    newsroom.publish("Two")
    reader.page.route("**/views", lambda route: route.fulfill(json={"view_count": 1_234_567, "counted": True}))

    reader.page.goto(in_language(newsroom, asked))

    expect(reader.page.locator("belowline-comments h2")).to_have_text(heading)
    expect(reader.page.locator("belowline-views")).to_have_text(views)
    assert modules(reader) == {f"thread-{words}.js", f"counts-{words}.js"}


def test_what_goes_wrong_is_told_in_the_pages_language_too(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.services.sites.change("demo", settings={"reserved_names": ["Redaktion"]})
    reader.page.goto(in_language(newsroom, "de"))
    form = reader.page.get_by_role("form", name="Kommentar schreiben")
    form.get_by_label("E-Mail").fill("grete")
    form.get_by_role("button", name="Absenden").click()
    for label, told in (
        ("Name", "Bitte füllen Sie dieses Feld aus."),
        ("E-Mail", "Bitte prüfen Sie diese Adresse: name@example.org."),
        ("Kommentar", "Bitte füllen Sie dieses Feld aus."),
    ):
        expect(form.get_by_label(label)).to_have_accessible_description(told)
    form.get_by_label("E-Mail").fill("")
    form.get_by_label("Name").fill(" ")
    form.get_by_label("Kommentar").fill("!" * 8_001)
    form.get_by_role("button", name="Absenden").click()
    expect(form.get_by_label("Kommentar")).to_have_accessible_description("1 Zeichen zu viel")
    form.get_by_label("Kommentar").fill("Namenlos gesprochen")
    form.get_by_role("button", name="Absenden").click()
    expect(form.get_by_label("Name")).to_have_accessible_description("Bitte füllen Sie dieses Feld aus.")

    form.get_by_label("Name").fill("Redaktion")
    form.get_by_label("Kommentar").fill("Wohl gesprochen")
    form.get_by_role("button", name="Absenden").click()
    expect(form).to_contain_text("Dieser Name gehört der Moderation.")

    form.get_by_label("Name").fill("Gr\u202eete")
    form.get_by_label("E-Mail").fill("grete@home")
    form.get_by_role("button", name="Absenden").click()

    expect(form.get_by_label("Name")).to_have_accessible_description("Bitte geben Sie einen anderen Namen an.")
    expect(form.get_by_label("E-Mail")).to_have_accessible_description(
        "Bitte prüfen Sie diese Adresse: name@example.org."
    )


def test_badges_are_in_the_pages_language_and_one_that_is_not_known_is_as_it_is(
    newsroom: Newsroom, reader: Visitor
) -> None:
    for name in ("Ada", "Bea", "Cid"):
        newsroom.publish(f"By {name}", name=name)

    def give_badges(route: Route) -> None:
        answer = route.fetch()
        thread = answer.json()
        for comment, badge in zip(thread["comments"], ("author", "moderator", "editor"), strict=True):
            comment["author"]["badge"] = badge
        route.fulfill(response=answer, json=thread)

    reader.page.route("**/comments?*", give_badges)
    reader.page.goto(in_language(newsroom, "de"))

    expect(reader.page.locator("[part=badge]")).to_have_text(["Autor/in", "Moderation", "editor"])


@pytest.mark.firefox
def test_numbers_and_dates_have_the_same_digits(newsroom: Newsroom, reader: Visitor) -> None:
    for number in range(3):
        newsroom.publish(f"Number {number}")
    reader.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=5))

    reader.page.goto(in_language(newsroom, "ar-EG", direction="rtl"))

    comment = reader.comment("Number 2")
    expect(reader.page.get_by_role("heading", name="٣ تعليقات")).to_be_visible()
    expect(comment.locator("time")).to_contain_text(ARABIC_FIVE)
    like = comment.get_by_role("button", name="أعجبني")
    like.click()
    expect(like).to_have_text(f"أعجبني {ARABIC_ONE}")
    reader.page.reload()
    expect(like).to_have_text(f"أعجبني {ARABIC_ONE}")


@pytest.mark.firefox
def test_a_page_in_arabic_runs_from_the_right(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Left to right")

    reader.page.goto(in_language(newsroom, "ar", direction="rtl"))

    comment = reader.comment("Left to right")
    expect(reader.page.get_by_role("heading", name="تعليق واحد")).to_be_visible()
    expect(comment).to_have_css("direction", "rtl")
    expect(comment.locator("[part~=body]")).to_have_css("direction", "ltr")
    reader.page.get_by_role("button", name="إبلاغ").click()
    expect(reader.page.get_by_role("radio", name="سبب آخر")).to_be_visible()
    assert found(reader) == {}
    assert reader.page.evaluate("document.documentElement.scrollWidth === document.documentElement.clientWidth")


def test_two_languages_on_a_page_share_the_policy_that_it_allows(newsroom: Newsroom, reader: Visitor) -> None:
    newsroom.publish("Well said.", slug="own")
    policy = "require-trusted-types-for 'script'; trusted-types belowline"
    threads = "".join(f'<belowline-comments lang="{lang}"></belowline-comments>' for lang in ("en", "de"))

    reader.page.goto(newsroom.own_page(threads, head=f'<meta http-equiv="Content-Security-Policy" content="{policy}">'))

    expect(reader.page.get_by_role("article").filter(has_text="Well said.")).to_have_count(2)
