"""What holds of page keys for any text."""

from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.errors import InvalidPage, PageNotOnSite
from chalicelib.pages.key import MAX_BYTES, PageNames
from chalicelib.pages.tracking import TRACKING_PARAMETERS

NAMES = PageNames(["https://news.example", "https://bücher.example:8443"])

pieces = st.sampled_from(
    [
        *("/", "//", "\\", ".", "..", "%2e", "%2F", "%2f", "%5C", "%", "%25", "%4", "%zz", "%C3%A9", "%ff", "é", "日"),
        *("?", "&", "=", "+", ";", ",", "#", ":", "@", "a", "B", "1", " ", "~", "%7e", "[", "]", "'", '"', "<"),
        *("https:", "HTTP:", "id:", "news.example", "www.", "bücher.example", ":443", ":8443", "xn--", "-"),
        *("/amp", "/index.html", "/index.php", "utm_source", "ref", "null"),
    ]
)
addresses = st.lists(pieces, max_size=14).map("".join) | st.text(max_size=40)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=12)
Parameters = list[tuple[str, str]]
parameters = st.lists(st.tuples(words.map(lambda word: f"p{word}"), words), max_size=5)


def address(path: list[str], query: Parameters) -> str:
    named = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query)
    return "".join(f"/{quote(word, safe='')}" for word in path) + f"?{named}"


@given(addresses | addresses.map("https://news.example".__add__))
@example("/%4%31")
@example("https:" * 9)
@example("//")
@example("/" + "é" * 300)
def test_any_text_has_a_key_that_is_its_own_key_or_is_refused(page: str) -> None:
    with suppress(InvalidPage, PageNotOnSite):
        key = NAMES.key(page)

        assert NAMES.key(key) == key
        assert len(key.encode()) <= MAX_BYTES
        assert key.startswith("id:") or (key.isascii() and key.startswith("/") and not key.startswith("//"))


@given(addresses)
def test_a_key_is_the_key_of_its_address_on_each_origin(page: str) -> None:
    with suppress(InvalidPage, PageNotOnSite):
        key = NAMES.key(page)

        if key.startswith("/"):
            assert NAMES.key(f"https://news.example{key}") == key
            assert NAMES.key(f"HTTP://www.XN--bcher-KVA.example:8443{key}#comments") == key


@given(st.lists(words, max_size=4), parameters.flatmap(lambda query: st.tuples(st.just(query), st.permutations(query))))
def test_the_order_of_parameters_does_not_matter(path: list[str], queries: tuple[Parameters, Parameters]) -> None:
    one, other = queries

    assert NAMES.key(address(path, one)) == NAMES.key(address(path, other))


@given(
    st.lists(words, max_size=4),
    parameters,
    st.sampled_from([name.replace("*", "x") for names in TRACKING_PARAMETERS.values() for name in names]),
    words,
    st.integers(0, 5),
)
def test_tracking_parameters_do_not_matter_wherever_they_stand(
    path: list[str], query: Parameters, name: str, value: str, place: int
) -> None:
    tracked = [*query[:place], (name.upper(), value), *query[place:]]

    assert NAMES.key(address(path, tracked)) == NAMES.key(address(path, query))


@given(st.lists(words, max_size=4), words, words)
def test_pages_that_differ_in_a_parameter_stay_apart(path: list[str], one: str, other: str) -> None:
    same = NAMES.key(address(path, [("p", one)])) == NAMES.key(address(path, [("p", other)]))

    assert same == (one == other)


@given(st.lists(words, min_size=1, max_size=4))
def test_encoding_more_of_a_path_than_needed_does_not_matter(path: list[str]) -> None:
    encoded = "".join("/" + "".join(f"%{byte:02x}" for byte in word.encode()) for word in path)

    assert NAMES.key(encoded) == NAMES.key(address(path, []))


@pytest.mark.parametrize("names", [["*"], ["p*"]])
def test_a_site_can_drop_parameters_by_how_they_begin(names: list[str]) -> None:
    assert PageNames(["https://news.example"], names).key("/a?p=1&pq=2") == "/a"
