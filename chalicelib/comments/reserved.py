"""Names that no reader may take, nor any that looks the same: those of a site's moderators, and those that it reserves.

Names are compared by the skeletons of UTS 39, "Unicode Security Mechanisms": each character stands for the one that it looks like, by
Unicode's own data. Skeletons tell capitals from small letters, so they are taken of a name in several ways of writing it, and again
until case makes no difference. Spaces, punctuation, ornaments and accents count for nothing. Whole names are compared; parts of them
are judged beside this (`badges.py`).
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from chalicelib.errors import NameReserved

_ROUNDS = 3
"""After so many a look changes no more: a test tries all characters."""

_ANOTHER_SHAPE = re.compile(
    r"(?:NEGATIVE (?:SQUARED|CIRCLED) LATIN CAPITAL|REGIONAL INDICATOR SYMBOL) LETTER ([A-Z])"
    r"|LATIN LETTER SMALL CAPITAL ([A-Z])"
)
"""Names of characters that read as a letter though neither normalisation nor the data of confusables says so."""

_OVERLAY, _ABOVE_OR_BELOW = 1, 200
"""Classes of combining: strokes through a letter, and from here on accents. Those between are vowels and other signs that make words."""


def refuse_reserved(name: str, reserved: Iterable[str]) -> None:
    """Raise `NameReserved` if `name` is one of `reserved`, or looks like one."""
    if is_reserved(name, reserved):
        raise NameReserved


def is_reserved(name: str, reserved: Iterable[str]) -> bool:
    """Tell whether `name` is one of `reserved`, or looks like one. The looks of `reserved` are kept for the next name."""
    names = tuple(reserved)
    return bool(names) and not looks_of_all(names).isdisjoint(looks(name))


def looks(name: str) -> frozenset[str]:
    """Answer what a name looks like: as it is written, in small letters and in capitals. Two names that share one look the same."""
    written = letters_of(name)
    plain = unicodedata.normalize("NFKC", written)
    found = {_look(way) for way in (written, plain.casefold(), plain.upper())} - {""}
    return frozenset(found) or frozenset({"".join(plain.casefold().split())})  # of ornaments alone: they are what it is


@lru_cache(maxsize=32)
def looks_of_all(names: tuple[str, ...]) -> frozenset[str]:
    """Answer the looks of all of `names`, which are kept for the next call."""
    return frozenset(look for name in names for look in looks(name))


def letters_of(name: str) -> str:
    """Answer a name with letters in place of what is only another shape of them, and without signs of trade marks."""
    return "".join(map(_letter, name))


def _letter(character: str) -> str:
    """Answer the letter that `character` is another shape of, nothing for the sign of a trade mark and its kin, else itself."""
    shape = _ANOTHER_SHAPE.fullmatch(unicodedata.name(character, ""))
    if shape:
        return str(shape[1] or shape[2])
    is_sign = unicodedata.category(character) == "So" and unicodedata.decomposition(character).startswith("<super>")
    return "" if is_sign else character


def _look(text: str) -> str:
    from glyphguard.confusables import skeleton  # noqa: PLC0415 - 40 ms, and only who posts needs it

    for _ in range(_ROUNDS):
        small = skeleton(unicodedata.normalize("NFKC", skeleton(text)).casefold())
        text = _letters(unicodedata.normalize("NFD", skeleton(small.upper()).casefold()))
    return text


def _letters(text: str) -> str:
    kept, base = [], ""
    for character in text:
        kind = unicodedata.category(character)
        if kind[0] in "LN":
            base = character
        if kind[0] in "LN" or (kind[0] == "M" and not _is_accent(character, kind, base)):
            kept.append(character)
    return "".join(kept)


def _is_accent(mark: str, kind: str, base: str) -> bool:
    combining = unicodedata.combining(mark)
    return kind == "Me" or combining == _OVERLAY or combining >= _ABOVE_OR_BELOW or base.isascii()
