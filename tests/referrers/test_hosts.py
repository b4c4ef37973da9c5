"""Which host a referrer names, as tables: what browsers send, and what nobody should."""

import pytest

from chalicelib.referrers.hosts import MOST_CHARACTERS, host_of

ORIGINS = (
    "https://news.example",
    "https://www.xn--bcher-kva.example",
    "http://paper.example:8080",
    "http://localhost:8000",
)


@pytest.mark.parametrize(
    ("referrer", "host"),
    [
        ("https://search.example/", "search.example"),
        ("https://search.example", "search.example"),
        ("https://search.example/results?q=a+secret#top", "search.example"),
        ("https://search.example?q=a", "search.example"),
        ("HTTPS://Search.EXAMPLE/", "search.example"),
        ("  https://search.example/\n", "search.example"),
        ("http://search.example:8080/", "search.example"),
        ("https://search.example:443/", "search.example"),
        ("https://search.example./", "search.example"),
        ("https://www.search.example/", "search.example"),
        ("https://WWW.search.example/", "search.example"),
        ("https://www.example/", "www.example"),
        ("https://www.www.example/", "www.example"),
        ("https://m.search.example/", "m.search.example"),
        ("https://amp.news.example/", "amp.news.example"),
        ("https://news.example.evil.example/", "news.example.evil.example"),
        ("https://%73earch.example/", "search.example"),
        ("https://münchen.example/", "xn--mnchen-3ya.example"),
        ("https://MÜNCHEN.example/", "xn--mnchen-3ya.example"),
        ("https://XN--mnchen-3YA.example/", "xn--mnchen-3ya.example"),
        ("https://пример.испытание/", "xn--e1afmkfd.xn--80akhbyknj4f"),
        ("https://a_b.example/", "a_b.example"),
        (f"https://{'a' * 60}.{'b' * 31}.example/", f"{'a' * 60}.{'b' * 31}.example"),
    ],
)
def test_of_a_referrer_its_host_is_kept_in_one_form(referrer: str, host: str) -> None:
    assert len(host) <= MOST_CHARACTERS
    assert host_of(referrer, ORIGINS) == host
    assert host_of(f"https://{host}", ORIGINS) == host


@pytest.mark.parametrize(
    "referrer",
    [
        "https://news.example/2026/a",
        "http://news.example:8080/",
        "https://www.news.example/",
        "https://NEWS.example./",
        "https://bücher.example/",
        "https://xn--bcher-kva.example/",
        "https://paper.example/",
        "https://www.paper.example:8080/",
    ],
)
def test_none_of_the_sites_own_hosts_is_one_that_readers_come_from(referrer: str) -> None:
    assert host_of(referrer, ORIGINS) is None


@pytest.mark.parametrize(
    "referrer",
    [
        None,
        "",
        " ",
        "search.example",
        "//search.example/",
        "/2026/a",
        "about:blank",
        "data:text/html,x",
        "javascript:alert(1)",
        "android-app://com.search.example/",
        "file:///home/ada/news.html",
        "ftp://search.example/",
        "https://",
        "https:///a",
        "https://?",
        "https://ada:secret@search.example/",
        "https://search.example\\@news.example/",
        "https://localhost/",
        "http://intranet/",
        "http://192.0.2.1/",
        "http://[2001:db8::1]/",
        "http://[::1/",
        "https://search.example:99999/",
        "https://search.example:x/",
        "https://search example/",
        "https://.example/",
        "https://search..example/",
        "https://<b>.example/",
        "https://search.example%00/",
        "https://search.example%2Fa/",
        "https://search.e/",
        "https://search.123/",
        f"https://{'a' * 64}.example/",
        f"https://{'a.' * 50}example/",
        "https://" + "\u202e" * 9 + ".example/",
        "https://\ud800.example/",
        "https://" + "ü" * 2000,
        "x" * 2048,
    ],
)
def test_what_names_no_host_of_the_world_is_passed_over(referrer: str | None) -> None:
    assert host_of(referrer, ORIGINS) is None
