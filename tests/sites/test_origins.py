"""Origins in the spelling in which browsers send them."""

import pytest

from chalicelib.errors import InvalidRequest
from chalicelib.sites.origins import normal_origin


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://news.example", "https://news.example"),
        ("https://news.example/", "https://news.example"),
        (" HTTPS://News.Example ", "https://news.example"),
        ("https://www.news.example", "https://www.news.example"),
        ("https://news.example:443", "https://news.example"),
        ("http://news.example:443", "http://news.example:443"),
        ("http://news.example:80", "http://news.example"),
        ("http://localhost:08000", "http://localhost:8000"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[0:0::1]:8000/", "http://[::1]:8000"),
        ("https://Bücher.example", "https://xn--bcher-kva.example"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
    ],
)
def test_an_origin_has_one_spelling(text: str, origin: str) -> None:
    assert normal_origin(text) == origin
    assert normal_origin(origin) == origin


@pytest.mark.parametrize(
    "text",
    [
        *("", "news.example", "//news.example", "ftp://news.example", "file:///a", "null", "*", "https://"),
        *("https://*.news.example", "https://news.example/a", "https://news.example?a", "https://news.example#a"),
        *("https://me@news.example", "https://news.example:x", "https://news.example:70000", "https://news example"),
        *("https://[::g]", "https://news.example\\a", "https://news..example", "https://\u0300.example"),
    ],
)
def test_what_is_no_web_origin_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        normal_origin(text)

    assert [(field.field, field.code) for field in refusal.value.fields] == [("origins", "invalid_origin")]
