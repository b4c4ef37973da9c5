"""Names that imitate a badge by a word: `Ada (Moderator)`, `Ada | Author`, `[MOD] Ada`.

What the publisher's sign-on says of who wrote a comment is shown as `author` or `moderator` beside the name, and looks like a part of it.
So such a word is nobody's where it stands set apart: as the whole name, in brackets, or on either side of a sign. So is a name that the
site has put on its list. Hyphens and apostrophes within a word, dots and `&` set nothing apart, nor does a space: people are called
Author, and Mod. Nobody is called `Moderator`, which is refused wherever it stands as a word.

Words are compared by their looks, as reserved names are. Signs have looks too: a bar is an `l` within a word and a sign elsewhere, and some
letters are signs to who reads them.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from chalicelib.comments.reserved import letters_of, looks, looks_of_all
from chalicelib.errors import NameReserved

_SET_APART = (
    *("Author", "Authors", "Moderation"),
    *("Autor", "Autorin", "Redaktion"),
    *("Auteur", "Auteure", "Autrice", "R\u00e9daction"),
)
"""English, German and French, as `_NOBODYS_NAME`; what looks the same in two of them stands here once."""

_NOBODYS_NAME = (
    *("Moderator", "Moderators"),
    *("Moderatorin", "Moderatoren", "Moderatorinnen"),
    *("Mod\u00e9rateur", "Mod\u00e9rateurs", "Mod\u00e9ratrice", "Mod\u00e9ratrices"),
)

_SHORT = ("Mod", "Mods")
"""As `_SET_APART`, but as one word alone: `Mo D.` is a name."""

_HYPHENS_AND_APOSTROPHES = frozenset("-\u2010\u2011'\u2019")
_JOINING = frozenset(".&")
_BARS = frozenset({"l", "ll", "\u30fc", "\u4e28"})
"""What letters look like that are read as a bar or a dash where they stand alone."""

_CUT = "\n"
"""Stands for a sign that parts a name; no name has one."""

_BETWEEN_WORDS = re.compile(r"[\s.&'\u2019\u2010\u2011-]+")


def refuse_badge(name: str, reserved: Iterable[str]) -> None:
    """Raise `NameReserved` if the word of a badge, or a name of `reserved`, stands set apart in `name`, or what looks like one."""
    if wears_badge(name, reserved):
        raise NameReserved


def wears_badge(name: str, reserved: Iterable[str] = ()) -> bool:
    """Tell whether the word of a badge, or a name of `reserved`, stands set apart in `name`, or what looks like one."""
    text = "".join(map(_unwrapped, letters_of(name)))
    set_apart = (*_SET_APART, *_NOBODYS_NAME, *reserved)
    if not _could_have(text, (*set_apart, *_SHORT)):
        return False
    parts = {text} | {part for reading in _readings(text) for part in reading.split(_CUT)}
    words = {part: [word for word in _BETWEEN_WORDS.split(part) if word] for part in parts}
    return (
        _have(filter(words.get, parts), set_apart)
        or _have((only[0] for only in words.values() if len(only) == 1), _SHORT)
        or _have({word for several in words.values() for word in several}, _NOBODYS_NAME)
    )


def _unwrapped(character: str) -> str:
    """Answer what a sign is made of, such as a circled letter. Letters stay: a look is taken of them as they are written, too."""
    return character if _is_of_word(character) else unicodedata.normalize("NFKC", character)


def _could_have(text: str, names: tuple[str, ...]) -> bool:
    """Tell whether the look of one of `names` is within that of the text, as it is if it is that of a part: most names end here."""
    found = looks(text)
    return any(look in whole for look in looks_of_all(names) for whole in found)


def _have(parts: Iterable[str], names: tuple[str, ...]) -> bool:
    return any(not looks_of_all(names).isdisjoint(looks(part)) for part in parts)


def _readings(text: str) -> Iterator[str]:
    """Answer a text with its signs cut out: once with all of them, and once without those that may be letters of a word."""
    padded = f" {text} "
    kinds = list(map(_kind, padded, padded[1:], padded[2:]))
    for cut in ({"sign", "either"}, {"sign"}):
        yield "".join(_CUT if kind in cut else character for kind, character in zip(kinds, text, strict=True))


def _kind(before: str, character: str, after: str) -> str:
    from glyphguard.confusables import prototype  # noqa: PLC0415 - 40 ms, and only who posts needs it

    is_within_word = _is_of_word(before) and _is_of_word(after)
    if character.isspace() or character in _JOINING or (is_within_word and character in _HYPHENS_AND_APOSTROPHES):
        return "letter"
    look = prototype(character)
    is_alone = before.isspace() and after.isspace()
    if _is_of_word(character):
        is_sign_too = (is_alone and look in _BARS) or not _is_of_word(look[0])
        return "either" if is_sign_too else "letter"
    is_letter_too = is_within_word if look in _BARS else not is_alone
    return "either" if is_letter_too and _is_of_word(look[0]) else "sign"


def _is_of_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"
