"""What holds of the looks of names, whatever they are made of."""

import json
from functools import cache

import pytest
from glyphguard.confusables import prototype, skeleton
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chalicelib.comments.badges import wears_badge
from chalicelib.comments.names import readable_name
from chalicelib.comments.reserved import _ROUNDS, _look, is_reserved, looks
from tests.conftest import SITE, Api

LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST = 0x110000

texts = st.text(max_size=80)
names = st.text(LETTERS + LETTERS.upper(), min_size=1, max_size=12)


@cache
def confusables() -> dict[str, list[str]]:
    """Each ASCII letter's confusables by the data: those with the skeleton of its capital or its small form."""
    found: dict[str, list[str]] = {letter: [] for letter in LETTERS}
    by_skeleton = {skeleton(form): letter for letter in LETTERS for form in (letter, letter.upper())}
    for code_point in range(MOST):
        character = chr(code_point)
        letter = by_skeleton.get(prototype(character))
        if letter:
            found[letter].append(character)
    return found


def disguised(name: str) -> st.SearchStrategy[tuple[str, str]]:
    ways = [st.sampled_from([letter, *confusables()[letter.lower()]]) for letter in name]
    return st.tuples(st.just(name), st.tuples(*ways).map("".join))


def test_the_data_has_confusables_of_all_letters() -> None:
    assert sum(map(len, confusables().values())) > 1000
    assert [letter for letter, found in confusables().items() if len(found) < 10] == []


@given(names.flatmap(disguised))
def test_a_reserved_name_is_known_with_any_letters_replaced_by_confusables(pair: tuple[str, str]) -> None:
    name, disguise = pair

    assert is_reserved(disguise, [name])
    assert is_reserved(name, [disguise])


@given(disguised("Moderation"), st.sampled_from("\u00b7|/\u2014\u2013-:,\u2022~@#*"))
def test_the_word_of_a_badge_is_known_beside_any_sign_with_any_letters_replaced_by_confusables(
    pair: tuple[str, str], sign: str
) -> None:
    _, disguise = pair

    for name in (f"Ada {sign} {disguise}", f"{disguise} {sign} Ada", f"Ada ({disguise})"):
        assert wears_badge(name)


@pytest.mark.parametrize("letter", LETTERS)
def test_each_confusable_of_a_letter_looks_like_it(letter: str) -> None:
    assert [found for found in confusables()[letter] if not is_reserved(f"X{found}X", [f"x{letter}x"])] == []


@given(texts)
@example("\u1e9e\u0130\ufdfa")
@example("\u0345\u0345")
def test_a_look_looks_like_itself(text: str) -> None:
    look = _look(text)

    assert _look(look) == look


def test_after_so_many_rounds_no_character_changes_its_look() -> None:
    """One character in a hundred of those beyond the data, and all of the data."""
    characters = [chr(code) for code in range(MOST) if code % 101 == 0 or prototype(chr(code)) != chr(code)]

    unsteady = [character for character in characters if _look(_look(character)) != _look(character)]

    assert unsteady == [], f"{_ROUNDS} rounds are too few"


@given(texts)
def test_a_name_is_reserved_by_itself_in_any_case_and_with_any_spaces(text: str) -> None:
    assert is_reserved(text, [text])
    assert looks(text) == looks(f" {text} ")
    assert is_reserved(text.upper(), [text])
    assert is_reserved(text.lower(), [text])


@given(texts, st.lists(texts, max_size=5))
def test_whether_a_name_is_reserved_does_not_depend_on_the_order_of_names(text: str, others: list[str]) -> None:
    assert (
        is_reserved(text, others) == is_reserved(text, others[::-1]) == any(is_reserved(text, [one]) for one in others)
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.characters(), max_size=82))
@example(name="\ud800")
@example(name="\ufdfa" * 80)
@example(name="\U0001f1ea" * 80)
def test_any_name_is_taken_or_refused_and_never_a_bug(api: Api, name: str) -> None:
    api.services.sites.change(SITE, settings={"reserved_names": ["Editor", "\u2605"], "posts_per_minute": 0})
    sent = json.dumps({"page": "/a", "body": "Well said.", "author": {"name": name}})
    headers = {"Content-Type": "application/json"}
    response = api.call("POST", f"/v1/sites/{SITE}/comments", content=sent, headers=headers)

    assert response.status_code in {202, 422}
    if response.status_code == 202:
        assert not is_reserved(readable_name(name), ["Editor", "\u2605"])
        assert not wears_badge(readable_name(name), ["Editor", "\u2605"])
