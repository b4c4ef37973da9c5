"""Which words of a site's lists are in a text: whole words and phrases, whatever their case, also where look-alikes stand for letters.

Lists and texts are cut into words alike, and one automaton (Aho and Corasick's) finds all words of a list in one walk over the words of
a text: the time grows with the length of the text, not with the list, and nothing of a list is ever made into a pattern.

A word is a run of letters, digits and marks. Scripts that set no spaces between words, and Korean, which sets them behind its particles,
are cut into characters instead, so that a word is found wherever its characters stand together. Invisible characters are not there, and
punctuation only parts words.

A word is compared as it is written, then without its accents, and by its looks (`comments/reserved.py`) only if it is odd: letters and
digits in one, capitals within, or letters that are not Latin, but look so in a text that is in no other script. Else `modern` would be
`modem`, and the Russian for a mouth an English word.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from html import unescape

from chalicelib.comments.reserved import looks

_IN_THE_LINE = re.compile(r"</?(?:em|strong|code|a)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")

_WITHOUT_SPACES = re.compile(
    "[\u0e01-\u0eff"  # Thai, Lao
    "\u0f00-\u109f\u1780-\u17ff"  # Tibetan, Burmese, Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u312f\u31a0-\u31ff"  # radicals, kana, Bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"  # Han
    "\uac00-\ud7a3]"  # Hangul
)
_ODD_CAPITALS = re.compile("[a-z][A-Z]")
_FIRST_ACCENT, _LAST_POINT, _ABOVE_OR_BELOW = 10, 36, 200
"""Classes of combining: points of Hebrew and Arabic between the former two, accents from the last on. Others make another letter."""
_STROKE = 1


def words_in(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Answer those of `words` that are in a text, as they are written in the list and in its order."""
    if not words:
        return ()
    found = _list_of(words).found_in(_pieces(text))
    return tuple(word for word in words if word in found)


def seen_in(html: str) -> str:
    """Answer the text that readers see of a comment's HTML."""
    return unescape(_TAG.sub(" ", _IN_THE_LINE.sub("", html)))


@dataclass(frozen=True)
class _Piece:
    """A word of a text, a character of a script without spaces, or a symbol. `written` is in small letters, `bare` without accents."""

    typed: str
    is_symbol: bool = False

    @cached_property
    def written(self) -> str:
        return unicodedata.normalize("NFC", self.typed.casefold())

    @cached_property
    def bare(self) -> str:
        if self.written.isascii():
            return self.written
        apart = unicodedata.normalize("NFD", self.written)
        return unicodedata.normalize("NFC", "".join(mark for mark in apart if not _is_accent(mark)))

    @property
    def is_word(self) -> bool:
        return not self.is_symbol and _kind(self.typed[0]) is not _Kind.ALONE

    def looks(self) -> Iterable[str]:
        """Answer what it looks like. Of ASCII alone each character looks like one other, which takes no time."""
        if self.typed.isascii():
            return ("".join(map(_look, self.bare)),)
        return sorted(looks(self.typed))


class _WordList:
    """A list, ready to be looked for."""

    def __init__(self, words: Iterable[str]) -> None:
        from ahocorapy.keywordtree import KeywordTree  # noqa: PLC0415 - only sites with words need it

        self._tree = KeywordTree()
        self._of: dict[tuple[str, ...], list[str]] = {}
        for word in words:
            written = tuple(piece.written for piece in _pieces(word))
            self._tree.add(written)
            self._of.setdefault(written, []).append(word)
        self._known = {piece: piece for written in self._of for piece in written}
        self._tree.finalize()

    @cached_property
    def _looks(self) -> dict[str, str]:
        return {look: written for written in self._known for look in _Piece(written).looks()}

    def found_in(self, pieces: list[_Piece]) -> set[str]:
        """Answer the words of the list that are among these pieces."""
        is_latin = not any(_is_of_another_script(piece) for piece in pieces)
        walk = [
            known
            for piece in pieces
            if (known := self._recognised(piece, is_latin=is_latin)) is not None or not piece.is_symbol
        ]
        return {word for written, _ in self._tree.search_all(walk) for word in self._of[written]}

    def _recognised(self, piece: _Piece, *, is_latin: bool) -> str | None:
        """Answer the piece of the list that a piece of a text is."""
        known = self._known.get(piece.written) or self._known.get(piece.bare)
        if known is not None or not _is_odd(piece, is_latin=is_latin):
            return known
        return next((self._looks[look] for look in piece.looks() if look in self._looks), None)


@lru_cache(maxsize=8)
def _list_of(words: tuple[str, ...]) -> _WordList:
    return _WordList(words)


def _pieces(text: str) -> list[_Piece]:
    return list(_cut(unicodedata.normalize("NFKC", text)))


def _cut(text: str) -> Iterator[_Piece]:
    word: list[str] = []
    for character in text:
        kind = _kind(character)
        if kind is _Kind.HIDDEN:
            continue
        if word and kind is not _Kind.MARK and not (kind is _Kind.LETTER and _kind(word[0]) is not _Kind.ALONE):
            yield _Piece("".join(word))
            word = []
        if kind is _Kind.SYMBOL:
            yield _Piece(character, is_symbol=True)
        elif kind is not _Kind.BETWEEN:
            word.append(character)
    if word:
        yield _Piece("".join(word))


class _Kind(Enum):
    """What a character does to the word it stands in or beside."""

    LETTER = "goes on with it"
    MARK = "belongs to the one before"
    ALONE = "is a letter of a script without spaces"
    SYMBOL = "is a word by itself"
    BETWEEN = "ends it"
    HIDDEN = "is not there"


@lru_cache(maxsize=4096)
def _kind(character: str) -> _Kind:
    from glyphguard.ucd import is_default_ignorable  # noqa: PLC0415 - 40 ms, and only sites with words need it

    category = unicodedata.category(character)[0]
    if is_default_ignorable(ord(character)):
        return _Kind.HIDDEN
    if category == "M":
        return _Kind.MARK
    if _WITHOUT_SPACES.match(character):
        return _Kind.ALONE if category in "LN" else _Kind.BETWEEN
    return {"L": _Kind.LETTER, "N": _Kind.LETTER, "S": _Kind.SYMBOL}.get(category, _Kind.BETWEEN)


def _is_accent(character: str) -> bool:
    combining = unicodedata.combining(character)
    is_point = combining == _STROKE or _FIRST_ACCENT <= combining <= _LAST_POINT
    return is_point or combining >= _ABOVE_OR_BELOW or unicodedata.category(character) == "Me"


def _is_odd(piece: _Piece, *, is_latin: bool) -> bool:
    """Tell whether a piece is to be compared by its looks."""
    if not piece.is_word:
        return False
    bare = piece.bare
    if bare.isascii():
        has_both = not bare.isdigit() and not bare.isalpha()
        return has_both or _ODD_CAPITALS.search(piece.typed) is not None
    return is_latin or any(character.isascii() and character.isalpha() for character in bare)


def _is_of_another_script(piece: _Piece) -> bool:
    """Tell whether a word has a letter that no Latin one looks like."""
    return not piece.typed.isascii() and piece.is_word and not all(map(_looks_latin, piece.bare))


@lru_cache(maxsize=4096)
def _looks_latin(character: str) -> bool:
    return any(look.isascii() for look in looks(character))


@lru_cache(maxsize=128)
def _look(character: str) -> str:
    (look,) = looks(character)
    return look
