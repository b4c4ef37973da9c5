"""Words of a site's lists in a text: which are found, which are not, and in how many steps."""

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import pytest

from chalicelib.moderation.words import seen_in, words_in

MOUTH_IN_RUSSIAN = "\u0440\u043e\u0442"
CASINO_IN_RUSSIAN = "\u043a\u0430\u0437\u0438\u043d\u043e"
CASINO_IN_THAI = "\u0e04\u0e32\u0e2a\u0e34\u0e42\u0e19"
GAMBLING = "\u535a\u5f69"
SPAM_IN_KOREAN = "\uc2a4\ud338"
BOOK_IN_ARABIC = "\u0643\u062a\u0627\u0628"
BOOK_WITH_VOWELS = "\u0643\u0650\u062a\u064e\u0627\u0628"


@pytest.mark.parametrize(
    ("word", "text"),
    [
        pytest.param("casino", "The casino.", id="the word"),
        pytest.param("casino", "CASINO", id="in capitals"),
        pytest.param("CaSiNo", "casino", id="the list in capitals"),
        pytest.param("casino", "(casino)!", id="between punctuation"),
        pytest.param("casino", "online-casino-bonus", id="between hyphens"),
        pytest.param("casino", "https://casino.example/", id="in an address"),
        pytest.param("casino.example", "at casino.example", id="a host"),
        pytest.param("buy now", "Buy\n\n   NOW!", id="a phrase over lines"),
        pytest.param("buy now", "buy, now", id="a phrase with a comma"),
        pytest.param("don't", "I don\u2019t", id="another apostrophe"),
        pytest.param("casino", "c\u0430sin\u043e", id="Cyrillic letters among Latin ones"),
        pytest.param("cop", "\u0441\u043e\u0440", id="nothing but Cyrillic letters"),
        pytest.param("casino", "c\u03b1sin\u03bf", id="Greek letters"),
        pytest.param("casino", "cas1n0", id="digits for letters"),
        pytest.param("kill", "kiII", id="capitals for small letters"),
        pytest.param("casino", "\uff43\uff41\uff53\uff49\uff4e\uff4f", id="wide letters"),
        pytest.param(
            "casino", "\U0001d41c\U0001d41a\U0001d42c\U0001d422\U0001d427\U0001d428", id="mathematical letters"
        ),
        pytest.param("casino", "\u1d04\u1d00s\u026a\u0274\u1d0f", id="small capitals"),
        pytest.param("casino", "ca\u200bsi\u00adno", id="with invisible characters"),
        pytest.param("casino", "c\u0336a\u0336s\u0336i\u0336n\u0336o\u0336", id="struck through"),
        pytest.param("casino", "cas\u00edn\u00f4", id="with accents"),
        pytest.param("sch\u00f6n", "scho\u0308n", id="an accent apart"),
        pytest.param("stra\u00dfe", "STRASSE", id="a sharp s in capitals"),
        pytest.param("istanbul", "\u0130stanbul", id="a capital i with a dot"),
        pytest.param(CASINO_IN_RUSSIAN, "\u041a\u0410\u0417\u0418\u041d\u041e", id="Russian"),
        pytest.param(CASINO_IN_RUSSIAN, "\u043a\u0430\u0437\u0438\u043do", id="Russian with a Latin letter"),
        pytest.param(GAMBLING, f"online{GAMBLING}\u7f51\u7ad9", id="Chinese, within others"),
        pytest.param(
            CASINO_IN_THAI, f"\u0e40\u0e25\u0e48\u0e19{CASINO_IN_THAI}\u0e2d\u0e2d\u0e19", id="Thai, within others"
        ),
        pytest.param(SPAM_IN_KOREAN, f"{SPAM_IN_KOREAN}\uc744", id="Korean, before a particle"),
        pytest.param(BOOK_IN_ARABIC, BOOK_WITH_VOWELS, id="Arabic with its vowels"),
        pytest.param("$$$", "$$$ for you", id="signs"),
        pytest.param("\N{AUBERGINE}\N{AUBERGINE}", "x\N{AUBERGINE}\N{AUBERGINE}x", id="emoji"),
        pytest.param("buy now", "buy \N{GLOWING STAR} now", id="a phrase with ornaments"),
    ],
)
def test_a_word_is_found(word: str, text: str) -> None:
    assert words_in(text, ("else", word)) == (word,)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        pytest.param("ass", "a classic bass passage", id="a part of a word"),
        pytest.param("casino", "casinos", id="a longer word"),
        pytest.param("buy now", "buy it now", id="a phrase with a word within"),
        pytest.param("buy now", "now buy", id="a phrase turned around"),
        pytest.param("bum", "burn", id="letters that only look alike together"),
        pytest.param("modem", "modern", id="the same"),
        pytest.param("sch\u00f6n", "schon", id="an accent of the list is meant"),
        pytest.param(
            "pot", f"\u0432\u043e {MOUTH_IN_RUSSIAN}\u0443 \u0438 {MOUTH_IN_RUSSIAN}", id="Russian in a Russian text"
        ),
        pytest.param(MOUTH_IN_RUSSIAN, "a pot", id="Latin where the list is Russian"),
        pytest.param("lo", "10", id="nothing but digits"),
        pytest.param("!!", "Well!!", id="nothing but punctuation"),
        pytest.param("casino", "", id="no text"),
    ],
)
def test_a_word_is_not_found(word: str, text: str) -> None:
    assert words_in(text, (word,)) == ()


def test_words_come_in_the_order_of_the_list_as_they_stand_there() -> None:
    assert words_in("c b a a", ("Aa", "A", "a", "b c", "C")) == ("A", "a", "C")


def test_one_word_within_another_is_found_too() -> None:
    assert words_in("a b c d", ("b c", "a b c d", "c", "c d e")) == ("b c", "a b c d", "c")


def test_what_readers_see_has_no_markup_and_no_seams() -> None:
    html = '<p>ca<em>si</em>no &amp; <a href="https://x.example" rel="nofollow">a</a><br>b</p><p>c &lt;p&gt;</p>'

    assert seen_in(html).split() == ["casino", "&", "a", "b", "c", "<p>"]


MANY = tuple(f"word{number} and{number}" if number % 2 else f"word{number}" for number in range(1000))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        pytest.param(MANY, "some words as they come ", id="nothing of it"),
        pytest.param(MANY, "word1 and2 word3 and4 ", id="phrases that begin and do not end"),
        pytest.param(MANY, "w\u043erd7 and7 w0rd8 ", id="look-alikes"),
        pytest.param(tuple("a " * count + "b" for count in range(1, 50)), "a ", id="one word again and again"),
        pytest.param(tuple("\u4eba" * count + "\u53e3" for count in range(1, 99)), "\u4eba", id="one character"),
        pytest.param(("a" * 100,), "a", id="one long word"),
        pytest.param(MANY, "a\u0301\u0301\u0301", id="marks"),
        pytest.param(MANY, "<", id="signs"),
    ],
)
def test_twice_the_text_takes_twice_the_steps(words: tuple[str, ...], text: str) -> None:
    half, whole = (text * (length // len(text)) for length in (4000, 8000))
    words_in(whole, words)  # the list is made ready once, and what characters are is looked up once

    few, many = (steps(partial(words_in, sent, words)) for sent in (half, whole))

    assert few > 1000
    assert many < 2.2 * few


def test_the_length_of_the_list_makes_no_difference() -> None:
    text = "some words as they come " * 300
    short, long = MANY[:10], MANY
    words_in(text, short), words_in(text, long)

    assert steps(lambda: words_in(text, long)) < 1.2 * steps(lambda: words_in(text, short)) + 2 * len(long)


def steps(call: Callable[[], Any]) -> int:
    """Answer how many lines of Python a call runs through."""
    count = 0

    def step(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        call()
    finally:
        sys.settrace(before)
    return count
