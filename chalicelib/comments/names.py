"""What an author's name may be made of: letters that people can see, so that no two names look the same by hidden ones.

A joiner is invisible by itself, and yet Persian, Indic scripts and emoji need it; it may stand where it joins or parts something.
"""

import unicodedata

MOST_OF_NAME = 80

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, marks and symbols by their category, with nothing to see."""

_JOINERS = frozenset("\u200c\u200d")
_VARIATION = "\ufe0f"
_VIRAMA = 9
"""The combining class of the signs by which Indic scripts join letters."""


def readable_name(name: str) -> str:
    """Answer `name` without spaces around, in composed form; raises `ValueError` if it is too long or hides something."""
    name = unicodedata.normalize("NFC", name.strip())
    if not 1 <= len(name) <= MOST_OF_NAME:
        raise ValueError(f"must have 1 to {MOST_OF_NAME} characters")
    if any(_is_hidden(character) for character in name):
        raise ValueError("must not have control characters, direction overrides or invisible characters")
    padded = f" {name} "
    neighbours = zip(padded, padded[1:], padded[2:], strict=False)
    if any(joiner in _JOINERS and not _joins(before, after) for before, joiner, after in neighbours):
        raise ValueError("must not have invisible padding")
    if not has_something_to_read(name):
        raise ValueError("must have something to read")
    return name


def has_something_to_read(text: str) -> bool:
    """Tell whether there is anything to see in a text: a letter, digit, sign or emoji."""
    return any(character not in _BLANKS and unicodedata.category(character)[0] in "LNSP" for character in text)


def _is_hidden(character: str) -> bool:
    return character in _BLANKS or (unicodedata.category(character) in _HIDDEN_CATEGORIES and character not in _JOINERS)


def _joins(before: str, after: str) -> bool:
    if _VIRAMA in {unicodedata.combining(before), unicodedata.combining(after)}:
        return True
    if unicodedata.bidirectional(before) == unicodedata.bidirectional(after) == "AL":
        return True
    is_emoji = before == _VARIATION or unicodedata.category(before) in {"So", "Sk"}
    return is_emoji and unicodedata.category(after) == "So"
