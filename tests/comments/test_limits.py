"""What a comment may be made of: lengths in code points, and letters that people can read."""

import json
from typing import Any

import httpx
import pytest

from tests.conftest import SITE, Api
from tests.storage.engines import TABLE, make_client
from tests.stored import Stored

EMOJI = "\N{GRINNING FACE}"
TECHNOLOGIST = "\N{WOMAN}\u200d\N{PERSONAL COMPUTER}"
DARKER_TECHNOLOGIST = "\N{WOMAN}\N{EMOJI MODIFIER FITZPATRICK TYPE-6}\u200d\N{PERSONAL COMPUTER}"
RAINBOW_FLAG = "\N{WAVING WHITE FLAG}\ufe0f\u200d\N{RAINBOW}"
PERSIAN = "\u0645\u06cc\u200c\u0646\u0627"
MALAYALAM = "\u0d05\u0d35\u0d28\u0d4d\u200d"
ARABIC = "\u0645\u064f\u062d\u064e\u0645\u064e\u0651\u062f"
HEBREW = "\u05e9\u05b8\u05c1\u0591\u05dc\u05d5\u05b9\u05dd"
BENGALI = "\u09b0\u200d\u09cd\u09af"
CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))]
OVERRIDES = ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"]
ZERO_WIDTH = ["\u200b", "\u2060", "\u2061", "\u2064", "\u180e", "\ufeff", "\u00ad", "\u034f"]


def post(api: Api, body: str = "Well said.", **author: Any) -> httpx.Response:
    sent = {"page": "/a", "body": body, "author": {"name": "Ada", **author}}
    headers = {"Content-Type": "application/json"}
    return api.call("POST", f"/v1/sites/{SITE}/comments", content=json.dumps(sent), headers=headers)


def refused_field(response: httpx.Response) -> str:
    """Answer the field that was refused, once it is known that the answer says why and that nothing was stored."""
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request"), response.text
    (error,) = response.json()["errors"]
    assert error["code"]
    assert error["message"]
    stored = Stored.read(make_client(), TABLE)
    assert {item["type"] for item in stored.items} <= {"site", "secret", "directory"}
    field: str = error["field"]
    return field


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        pytest.param("A", "A", id="one letter"),
        pytest.param("x" * 80, "x" * 80, id="80 letters"),
        pytest.param(EMOJI * 80, EMOJI * 80, id="80 emoji, of four bytes each"),
        pytest.param("  Ada \n", "Ada", id="spaces around are dropped"),
        pytest.param(" " * 9 + "x" * 80 + " " * 9, "x" * 80, id="80 letters after trimming"),
        pytest.param("Ada Lovelace", "Ada Lovelace", id="a space within"),
        pytest.param("Jose\u0301", "Jos\u00e9", id="composed"),
        pytest.param("e\u0301" * 80, "\u00e9" * 80, id="80 letters once composed"),
        pytest.param("\u0418\u0432\u0430\u043d", "\u0418\u0432\u0430\u043d", id="Cyrillic"),
        pytest.param("\u5c71\u7530", "\u5c71\u7530", id="Japanese"),
        pytest.param("O'Brien-Smith, Jr. (he)", "O'Brien-Smith, Jr. (he)", id="punctuation"),
        pytest.param("42", "42", id="digits"),
        pytest.param(TECHNOLOGIST, TECHNOLOGIST, id="an emoji of two joined"),
        pytest.param(DARKER_TECHNOLOGIST, DARKER_TECHNOLOGIST, id="with a colour of skin"),
        pytest.param(RAINBOW_FLAG, RAINBOW_FLAG, id="with a variation"),
        pytest.param("Ada \u2764\ufe0f", "Ada \u2764\ufe0f", id="a symbol as an emoji"),
        pytest.param("Ada \u2764\ufe0e", "Ada \u2764\ufe0e", id="a symbol as text"),
        pytest.param("\u2194\ufe0f \u203c\ufe0f", "\u2194\ufe0f \u203c\ufe0f", id="emoji that are an arrow, and marks"),
        pytest.param("1\ufe0f\u20e3", "1\ufe0f\u20e3", id="a key"),
        pytest.param("\u845b\U000e0100\u57ce", "\u845b\U000e0100\u57ce", id="an ideograph in another form"),
        pytest.param("\u0e19\u0e49\u0e33\u0e1d\u0e19", "\u0e19\u0e49\u0e33\u0e1d\u0e19", id="Thai"),
        pytest.param("\u0e1b\u0e34\u0e48\u0e19", "\u0e1b\u0e34\u0e48\u0e19", id="Thai, with a tone above a vowel"),
        pytest.param(ARABIC, ARABIC, id="Arabic with its vowels"),
        pytest.param(HEBREW, HEBREW, id="Hebrew with points and an accent"),
        pytest.param(
            "\u0915\u094d\u0937\u093f\u0924\u093f\u091c", "\u0915\u094d\u0937\u093f\u0924\u093f\u091c", id="Devanagari"
        ),
        pytest.param("Nguye\u0302\u0303n", "Nguy\u1ec5n", id="Vietnamese"),
        pytest.param("x" + "\u0301" * 4, "x" + "\u0301" * 4, id="four marks on a letter"),
        pytest.param(PERSIAN, PERSIAN, id="Persian, which needs non-joiners"),
        pytest.param(MALAYALAM, MALAYALAM, id="Malayalam, which ends in joiners"),
        pytest.param(BENGALI, BENGALI, id="Bengali, where a joiner comes before"),
    ],
)
def test_a_name_that_can_be_read_is_kept(api: Api, name: str, stored: str) -> None:
    response = post(api, name=name)

    assert response.status_code == 202, response.text
    assert response.json()["comment"]["author"]["name"] == stored


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="nothing"),
        pytest.param(" \t\n", id="nothing but spaces"),
        pytest.param("\u3000\u00a0", id="nothing but wide and hard spaces"),
        pytest.param("x" * 81, id="81 letters"),
        pytest.param(EMOJI * 81, id="81 emoji"),
        pytest.param("Ada\nLovelace", id="a line break"),
        pytest.param("Ada\tLovelace", id="a tab"),
        pytest.param("Ada\x00", id="a control character"),
        pytest.param("Ada\x7f", id="delete"),
        pytest.param("A\x85da", id="a control character beyond ASCII"),
        pytest.param("Ada\u2028Lovelace", id="a line separator"),
        pytest.param("\u202eadA", id="an override to the left"),
        pytest.param("Ada\u202c", id="the end of an override"),
        pytest.param("\u2066Ada\u2069", id="an isolate"),
        pytest.param("Ada\u200e", id="a mark of direction"),
        pytest.param("Ada\u200b", id="a zero-width space behind"),
        pytest.param("\u200bAda", id="a zero-width space before"),
        pytest.param("A\u200bda", id="a zero-width space within"),
        pytest.param("Ada\ufeff", id="a byte order mark"),
        pytest.param("A\u00adda", id="a soft hyphen"),
        pytest.param("A\u2060da", id="a word joiner"),
        pytest.param("Ada\u200d", id="a joiner behind"),
        pytest.param("\u200cAda", id="a non-joiner before"),
        pytest.param("A\u200dda", id="a joiner between letters that do not join"),
        pytest.param("A\u200cda", id="a non-joiner between letters that do not join"),
        pytest.param(TECHNOLOGIST + "\u200d", id="a joiner behind an emoji"),
        pytest.param("\u200d", id="nothing but a joiner"),
        pytest.param("\u3164", id="a filler of Hangul"),
        pytest.param("Ada\u3164", id="a filler behind"),
        pytest.param("\uffa0\u115f\u1160", id="other fillers"),
        pytest.param("\u2800", id="Braille without dots"),
        pytest.param("A\u034fda", id="a grapheme joiner"),
        pytest.param("\u0301\u0301", id="nothing but accents"),
        pytest.param("Ada\ufe0f", id="a variation of a letter"),
        pytest.param("\ufe00Ada", id="a variation of nothing"),
        pytest.param("Ada \ufe0eB", id="a variation of a space"),
        pytest.param("Ada 1\ufe0f", id="a variation of a digit on no key"),
        pytest.param("Ada+\ufe0f", id="a variation of a plus"),
        pytest.param("\u2764\ufe0f\ufe0f", id="a variation of a variation"),
        pytest.param("\u845b\ufe0f", id="an emoji's variation of an ideograph"),
        pytest.param("Ada\U000e0100", id="an ideograph's variation of a letter"),
        pytest.param("\u2764\U000e01ef", id="an ideograph's variation of a symbol"),
        pytest.param("\u845b\U000e0100\U000e0101", id="two variations of an ideograph"),
        pytest.param("A" + "\u0338" * 5 + "da", id="a pile of marks"),
        pytest.param("A" + "\u20dd" * 5, id="a pile of circles"),
        pytest.param("\u0915\u0951\u0951\u0951\u094d\u200d\u0951\u0951", id="a pile of marks around a joiner"),
        pytest.param("\ud83d", id="half a character"),
        pytest.param("Ada \u2713", id="a check mark"),
        pytest.param("Ada \u2714\ufe0f", id="a heavy check mark as an emoji"),
        pytest.param("Ada \u2611", id="a box with a check"),
        pytest.param("\u2705Ada", id="a check mark before"),
        pytest.param("Ada \u221a", id="a root for a check mark"),
        pytest.param("Ada \U0001f6e1\ufe0f", id="a shield"),
        pytest.param("Ada \U0001f4db", id="a name badge"),
        pytest.param("Ada \U0001f3c5", id="a medal"),
        pytest.param("Ada \U0001f13c\U0001f13e\U0001f133", id="letters in boxes"),
        pytest.param("Ada \U0001f17c\U0001f17e\U0001f173", id="letters in filled boxes"),
        pytest.param("Ada M\u20deO\u20deD\u20de", id="boxes around letters"),
    ],
)
def test_a_name_that_hides_something_imitates_a_badge_or_is_too_long_is_refused(api: Api, name: str) -> None:
    assert refused_field(post(api, name=name)) == "author.name"


@pytest.mark.parametrize("character", [*CONTROLS, *OVERRIDES, *ZERO_WIDTH], ids=ascii)
def test_no_name_has_characters_that_are_not_seen(api: Api, character: str) -> None:
    assert refused_field(post(api, name=f"Ada{character}Lovelace")) == "author.name"


@pytest.mark.parametrize("name", [None, 5, True, ["Ada"], {"first": "Ada"}])
def test_a_name_is_a_text(api: Api, name: Any) -> None:
    assert refused_field(post(api, name=name)) == "author.name"


@pytest.mark.parametrize(
    ("body", "stored"),
    [
        pytest.param("x", "x", id="one letter"),
        pytest.param("x" * 8000, "x" * 8000, id="8,000 letters"),
        pytest.param(EMOJI * 8000, EMOJI * 8000, id="8,000 emoji"),
        pytest.param(" \n" + "x" * 8000 + "\n ", "x" * 8000, id="8,000 letters after trimming"),
        pytest.param("a\r\nb", "a\nb", id="line breaks are written in one way"),
        pytest.param("a\tb\n\nc", "a\tb\n\nc", id="tabs and empty lines"),
        pytest.param("\u05d0\u200f!", "\u05d0\u200f!", id="a mark of direction"),
        pytest.param(RAINBOW_FLAG, RAINBOW_FLAG, id="an emoji of two joined"),
    ],
)
def test_a_body_is_kept_as_it_was_typed(api: Api, body: str, stored: str) -> None:
    response = post(api, body)

    assert response.status_code == 202, response.text
    assert response.json()["comment"]["body"] == stored


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("", id="nothing"),
        pytest.param(" \n\t ", id="nothing but spaces"),
        pytest.param("x" * 8001, id="8,001 letters"),
        pytest.param(EMOJI * 8001, id="8,001 emoji"),
        pytest.param("a\x00", id="a control character"),
        pytest.param("a\x1b[31m", id="an escape sequence"),
        pytest.param("a\x0bb", id="a vertical tab"),
        pytest.param("a\u202eb", id="an override of direction"),
        pytest.param("\ude00", id="half a character"),
        pytest.param("\u200b\u200b", id="nothing but zero-width spaces"),
        pytest.param("\u2800 \u3164", id="nothing but blanks that are no spaces"),
    ],
)
def test_a_body_that_hides_something_or_is_too_long_is_refused(api: Api, body: str) -> None:
    assert refused_field(post(api, body)) == "body"


@pytest.mark.parametrize("character", [*sorted(set(CONTROLS) - {"\n", "\t"}), *OVERRIDES], ids=ascii)
def test_no_body_has_control_characters_or_overrides(api: Api, character: str) -> None:
    assert refused_field(post(api, f"Well{character}said.")) == "body"


@pytest.mark.parametrize("body", [None, 5, ["Well said."]])
def test_a_body_is_a_text(api: Api, body: Any) -> None:
    assert refused_field(post(api, body)) == "body"


def test_the_most_text_that_makes_the_most_html_fits_into_the_table(open_api: Api) -> None:
    comment = open_api.comment("> * " * 11 + "<" * 7956)

    assert open_api.thread()["comments"][0]["html"] == comment["html"]


@pytest.mark.parametrize(
    "email",
    [
        "ada@news.example",
        "Ada.Lovelace+news@mail.co.uk",
        " ada@news.example ",
        "ada@b\u00fccher.example",
        "a" * 64 + "@" + "x" * 60 + "." + "y" * 60 + "." + "z" * 59 + ".example",  # 254, the longest there are
        "",
        "  ",
        None,
    ],
)
def test_an_email_may_be_given(api: Api, email: str | None) -> None:
    assert post(api, email=email).status_code == 202


@pytest.mark.parametrize(
    "email",
    [
        "ada",
        "ada@",
        "@news.example",
        "ada@news",
        "ada@localhost",
        "ada@@news.example",
        "a b@news.example",
        "ada@news..example",
        "ada@[192.0.2.1]",
        "ada@news.example\n.x",
        "ada\x00@news.example",
        "Ada <ada@news.example>",
        "ada@news.example, bob@news.example",
        "ada@news.example\u202e",
        "a" * 65 + "@news.example",
        "x" * 64 + "@" + "x." * 100 + "example",
        5,
    ],
)
def test_what_is_no_email_is_refused(api: Api, email: Any) -> None:
    assert refused_field(post(api, email=email)) == "author.email"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://ada.example", "https://ada.example/"),
        ("http://ada.example/blog?a=1#b", "http://ada.example/blog?a=1#b"),
        (" HTTPS://Ada.Example/Blog ", "https://ada.example/Blog"),
        ("https://b\u00fccher.example/", "https://xn--bcher-kva.example/"),
        ("https://ada.example/" + "a" * 2028, "https://ada.example/" + "a" * 2028),
        ("", None),
        (None, None),
    ],
)
def test_a_website_may_be_given(api: Api, url: str | None, shown: str | None) -> None:
    response = post(api, url=url)

    assert response.status_code == 202
    assert response.json()["comment"]["author"]["url"] == shown


@pytest.mark.parametrize(
    "url",
    [
        "ada.example",
        "//ada.example",
        "/blog",
        "ftp://ada.example",
        "javascript:alert(1)",
        "JavaScript://ada.example/%0Aalert(1)",
        *(
            "data:text/html,x",
            "mailto:ada@news.example",
            "https://",
            "https://ada example/",
            "https://" + "a" * 2048,
            5,
        ),
    ],
)
def test_what_is_no_address_on_the_web_is_refused(api: Api, url: Any) -> None:
    assert refused_field(post(api, url=url)) == "author.url"
