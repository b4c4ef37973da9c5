"""The embed's words: every language has all of them, with the same values to put in, and none is left in English."""

import json
import re
from typing import Any

import pytest

from cli.web.embed import GROUPS, SOURCE, languages, words_of

LANGUAGES = [
    "ar",
    "de",
    "en",
    "es",
    "fr",
    "he",
    "hi",
    "it",
    "ja",
    "ko",
    "nl",
    "pl",
    "pt",
    "ru",
    "tr",
    "uk",
    "zh",
    "zh-hant",
]
THE_SAME_IN_ENGLISH = {
    "de": {"thread.author.name"},
    "fr": {"later.check"},
    "it": {"thread.privacy"},
    "nl": {"thread.moderator", "thread.privacy"},
    "pl": {"thread.moderator"},
}
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.glob("*.js")))


def words(language: str) -> dict[str, Any]:
    groups = json.loads((SOURCE / "words" / f"{language}.json").read_text(encoding="utf-8"))
    return {f"{group}.{name}": text for group, found in groups.items() for name, text in found.items()}


def values(text: Any) -> set[str]:
    """Answer what is put into a text; where it differs by number, the count is in one form at least."""
    forms = [text] if isinstance(text, str) else text.values()
    return {name for form in forms for name in re.findall(r"{(\w+)}", form)}


def test_these_languages_are_there() -> None:
    assert languages() == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing_and_none_is_left_over(language: str) -> None:
    assert list(words(language)) == list(words("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_values_are_put_in(language: str) -> None:
    assert {name: values(text) for name, text in words(language).items()} == {
        name: values(text) for name, text in words("en").items()
    }


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_nothing_is_left_in_english(language: str) -> None:
    same = {name for name, text in words(language).items() if text == words("en")[name]}

    assert same <= THE_SAME_IN_ENGLISH.get(language, set())


def test_every_word_that_is_used_is_there() -> None:
    there = {name for groups in GROUPS.values() for name in words_of("en", groups)}
    used = re.findall(r"(?:\.say\(|(?:tell|act|button)\(thread, |told\(host, core, |offer\()'([\w.]+)'", CODE)

    assert len(used) > 30
    assert set(used) <= there
