"""What an author's name may be made of: letters that people can see, so that no two names look the same by hidden ones, and no badges.

A joiner is invisible by itself, and yet Persian, Indic scripts and emoji need it; it may stand where it joins or parts something.
So is a variation selector, which may stand behind what it varies: an emoji or symbol, or an ideograph. Some scripts
set several marks above one another, but no name needs a pile of them that runs over the lines around.

What the publisher's sign-on says of who wrote a comment is shown as a badge beside the name. Signs that people read as one, and letters in
boxes, as ours are, are told by what Unicode calls them: what it adds is known by its name too.
"""

import re
import unicodedata

MOST_OF_NAME = 80

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, marks and symbols by their category, with nothing to see."""

_JOINERS = frozenset("\u200c\u200d")
_VARIATION = "\ufe0f"
_VARIATIONS = frozenset(map(chr, range(0xFE00, 0xFE10)))
_IDEOGRAPHIC_VARIATIONS = frozenset(map(chr, range(0xE0100, 0xE01F0)))
_EMOJI_BY_NO_CATEGORY = frozenset("\u203c\u2049\u2139\u3030")
"""Punctuation and a letter that have an emoji's form: two of exclamation marks, information, and a wavy dash."""

_KEYS = frozenset("#*0123456789")
_KEYCAP = "\u20e3"
_FIRST_BEYOND_ASCII = "\x80"
_IDEOGRAPHS = ("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH")
_MOST_MARKS = 4
_BADGE = re.compile(r"\b(?:CHECK|SHIELD|BADGE|MEDAL|ROSETTE|SQUARED|SQUARE ROOT)\b")
"""In the names of symbols. The root of mathematics is what many keyboards have of check marks."""

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
    if any(_is_padding(before, character, after) for before, character, after in neighbours):
        raise ValueError("must not have invisible padding")
    if _has_pile_of_marks(name):
        raise ValueError("must not have piles of marks")
    if any(map(_is_badge, name)):
        raise ValueError("must not have check marks, shields, boxed letters or other signs that look like a badge")
    if not has_something_to_read(name):
        raise ValueError("must have something to read")
    return name


def has_something_to_read(text: str) -> bool:
    """Tell whether there is anything to see in a text: a letter, digit, sign or emoji."""
    return any(character not in _BLANKS and unicodedata.category(character)[0] in "LNSP" for character in text)


def _is_hidden(character: str) -> bool:
    return character in _BLANKS or (unicodedata.category(character) in _HIDDEN_CATEGORIES and character not in _JOINERS)


def _is_padding(before: str, character: str, after: str) -> bool:
    if character in _JOINERS:
        return not _joins(before, after)
    if character in _VARIATIONS:
        return not (_is_emoji_or_symbol(before) or (before in _KEYS and after == _KEYCAP))
    return character in _IDEOGRAPHIC_VARIATIONS and not unicodedata.name(before, "").startswith(_IDEOGRAPHS)


def _is_emoji_or_symbol(character: str) -> bool:
    """Tell, without the symbols of ASCII: none of them has another form, so a selector behind one could only hide."""
    is_symbol = character >= _FIRST_BEYOND_ASCII and unicodedata.category(character) in {"So", "Sm", "Sk"}
    return is_symbol or character in _EMOJI_BY_NO_CATEGORY


def _has_pile_of_marks(name: str) -> bool:
    """Tell; joiners between the marks do not count, since they part no pile."""
    seen = (character for character in name if character not in _JOINERS)
    marks = "".join("M" if unicodedata.category(character) in {"Mn", "Me"} else " " for character in seen)
    return "M" * (_MOST_MARKS + 1) in marks


def _is_badge(character: str) -> bool:
    kind = unicodedata.category(character)
    is_frame = kind == "Me" and character != _KEYCAP
    return is_frame or (kind[0] == "S" and _BADGE.search(unicodedata.name(character, "")) is not None)


def _joins(before: str, after: str) -> bool:
    if _VIRAMA in {unicodedata.combining(before), unicodedata.combining(after)}:
        return True
    if unicodedata.bidirectional(before) == unicodedata.bidirectional(after) == "AL":
        return True
    is_emoji = before == _VARIATION or unicodedata.category(before) in {"So", "Sk"}
    return is_emoji and unicodedata.category(after) == "So"
