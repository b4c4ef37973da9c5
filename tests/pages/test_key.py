"""The page key, as tables: each row an address as some browser, feed, newsletter or template writes it, and its key."""

import re
from pathlib import Path

import pytest

from chalicelib.errors import InvalidPage, PageNotOnSite
from chalicelib.pages.key import MAX_BYTES, PageNames, page_url
from chalicelib.pages.tracking import TRACKING_PARAMETERS

DOCUMENT = Path(__file__).parents[2] / "docs" / "page-key.md"

NAMES = PageNames(
    ["https://news.example", "https://www.bücher.example", "http://localhost:8000", "http://[::1]:8000"],
    ["Campaign", "trail_*", "src[]", "größe"],
)


@pytest.mark.parametrize(
    "page",
    [
        "https://news.example/2026/a",
        "http://news.example/2026/a",
        "HTTPS://NEWS.EXAMPLE/2026/a",
        "https://www.news.example/2026/a",
        "https://WWW.News.Example/2026/a",
        "https://news.example./2026/a",
        "https://news.example:443/2026/a",
        "http://news.example:80/2026/a",
        "https://news.example:0443/2026/a",
        "https://news.example:/2026/a",
        "https://reader:secret@news.example/2026/a",
        "https://one@two@news.example/2026/a",
        "https://%6eews.example/2026/a",
        "https://bücher.example/2026/a",
        "https://BÜCHER.example/2026/a",
        "https://bücher。example/2026/a",
        "https://xn--bcher-kva.example/2026/a",
        "https://XN--BCHER-KVA.example/2026/a",
        "http://localhost:8000/2026/a",
        "http://[::1]:8000/2026/a",
        "http://[0:0::0:1]:8000/2026/a",
        "//news.example/2026/a",
        "//www.news.example:443/2026/a",
        "///news.example/2026/a",
        r"\\news.example\2026\a",
        r"https:\\news.example\2026\a",
        "https:news.example/2026/a",
        "https:////news.example/2026/a",
        "/2026/a",
        "2026/a",
        "./2026/a",
        "  /2026/a\u00a0",
    ],
)
def test_scheme_host_port_and_user_do_not_make_another_page(page: str) -> None:
    assert NAMES.key(page) == "/2026/a"


@pytest.mark.parametrize(
    ("page", "key"),
    [
        # the front page
        ("/", "/"),
        ("https://news.example", "/"),
        ("https://news.example/", "/"),
        ("https://news.example?", "/"),
        ("https://news.example#top", "/"),
        ("/index.html", "/"),
        ("/amp", "/"),
        ("/amp/amp/", "/"),
        # fragments
        ("/a#comments", "/a"),
        ("/a#x?y=1", "/a"),
        ("/a?p=1#x#y", "/a?p=1"),
        # case is kept, slashes and dots are not
        ("/A/b", "/A/b"),
        ("/a/", "/a"),
        ("/a//b///c", "/a/b/c"),
        ("https://news.example//a//", "/a"),
        ("/a/./b", "/a/b"),
        ("/a/../b", "/b"),
        ("/a//../b", "/a/b"),
        ("/../../a", "/a"),
        ("/a/b/..", "/a"),
        ("/a/%2e/b/%2E%2e/c/.%2E", "/a"),
        ("/a/...", "/a/..."),
        (r"/a\b\..\c", "/a/c"),
        ("/a%5Cb", "/a%5Cb"),
        # percent-encoding
        ("/%7Euser", "/~user"),
        ("/~user", "/~user"),
        ("/%61", "/a"),
        ("/a%2fb", "/a%2Fb"),
        ("/a%2Fb", "/a%2Fb"),
        ("/..%2fa", "/..%2Fa"),
        ("/caf%c3%a9", "/caf%C3%A9"),
        ("/café", "/caf%C3%A9"),
        ("/%E6%97%A5%E6%9C%AC", "/%E6%97%A5%E6%9C%AC"),
        ("/日本", "/%E6%97%A5%E6%9C%AC"),
        ("/%ff", "/%FF"),
        ("/a b", "/a%20b"),
        ("/a+b", "/a+b"),
        ("/a%2Bb", "/a+b"),
        ("/a,b;c=d:e@f!(g)", "/a,b;c=d:e@f!(g)"),
        ("/a%2Cb", "/a,b"),
        ("/100%", "/100%25"),
        ("/100%25", "/100%25"),
        ("/%zz", "/%25zz"),
        ("/%4%31", "/%2541"),
        ("/a%3Fb%23c", "/a%3Fb%23c"),
        ('/<b>"', "/%3Cb%3E%22"),
        ("/a%0Ab", "/a%0Ab"),
        # other names of the same page
        ("/a/index.html", "/a"),
        ("/a/index.php", "/a"),
        ("/a/index.html/", "/a"),
        ("/a/amp", "/a"),
        ("/a/amp/", "/a"),
        ("/a/amp/index.html", "/a"),
        ("/a/%61mp", "/a"),
        ("/index.php?p=1", "/?p=1"),
        ("/a/index.htm", "/a/index.htm"),
        ("/a/AMP", "/a/AMP"),
        ("/example", "/example"),
        ("/amp/a", "/amp/a"),
        # colons are no scheme behind a slash
        ("/2026:a", "/2026:a"),
        ("/https://news.example/a", "/https:/news.example/a"),
        ("/id:7", "/id:7"),
    ],
)
def test_a_path_has_one_spelling(page: str, key: str) -> None:
    assert NAMES.key(page) == key


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("p=1", "?p=1"),
        ("", ""),
        ("&&", ""),
        ("=", ""),
        ("=&p=1&", "?p=1"),
        ("b=2&a=1", "?a=1&b=2"),
        ("a=2&a=1", "?a=1&a=2"),
        ("a=1&a=1", "?a=1&a=1"),
        ("a", "?a="),
        ("a=", "?a="),
        ("=x", "?=x"),
        ("q=a+b", "?q=a%20b"),
        ("q=a%20b", "?q=a%20b"),
        ("q=a b", "?q=a%20b"),
        ("q=a%2Bb", "?q=a%2Bb"),
        ("q=caf%c3%a9", "?q=caf%C3%A9"),
        ("q=café", "?q=caf%C3%A9"),
        ("%71=%61", "?q=a"),
        ("q=a%26b%3Dc", "?q=a%26b%3Dc"),
        ("q=a=b", "?q=a%3Db"),
        ("u=%2fa", "?u=%2Fa"),
        ("u=/a", "?u=%2Fa"),
        ("a=1;b=2", "?a=1;b%3D2"),
        ("q=a?b", "?q=a%3Fb"),
        (r"q=a\b", "?q=a%5Cb"),
        ("list[]=1&list[]=2", "?list%5B%5D=1&list%5B%5D=2"),
        ("Q=1&q=1", "?Q=1&q=1"),
    ],
)
def test_a_query_has_one_spelling(query: str, kept: str) -> None:
    assert NAMES.key(f"/a?{query}") == f"/a{kept}"


@pytest.mark.parametrize(
    "parameter",
    [
        "utm_source=newsletter",
        "UTM_Source=newsletter",
        "utm_anything",
        "utm%5Fsource=x",
        "fbclid=IwAR0",
        "gclid=x",
        "mc_cid=x",
        "mc_eid=x",
        "ref=home",
        "hsCtaTracking=x",
        "campaign=x",
        "trail_1=x",
        "TRAIL_=x",
        "src%5B%5D=x",
        "gr%C3%B6%C3%9Fe=x",
    ],
)
def test_tracking_parameters_are_dropped(parameter: str) -> None:
    assert NAMES.key(f"/a?{parameter}") == "/a"
    assert NAMES.key(f"/a?p=1&{parameter}&q=2") == "/a?p=1&q=2"


@pytest.mark.parametrize("name", ["reference", "xref", "utm", "autm_source", "trail", "page", "id", "s", "v"])
def test_parameters_that_only_look_like_tracking_are_kept(name: str) -> None:
    assert NAMES.key(f"/a?{name}=1") == f"/a?{name}=1"


def test_a_site_without_parameters_of_its_own_drops_the_usual_ones() -> None:
    names = PageNames(["https://news.example"])

    assert names.key("/a?utm_source=x&campaign=y") == "/a?campaign=y"


@pytest.mark.parametrize("id_", ["id:post-123", "id:a b?c#d", "id:日本", "id:http://x", "id:A//B/", "id:0"])
def test_a_publishers_own_id_is_kept_as_it_is(id_: str) -> None:
    assert NAMES.key(id_) == id_
    assert NAMES.key(f" {id_} ") == id_


@pytest.mark.parametrize(
    "page",
    [
        "https://other.example/a",
        "https://sub.news.example/a",
        "https://news.example.evil.example/a",
        "https://news.example@evil.example/a",
        r"https://evil.example\@news.example/a",
        "https://news.example:8443/a",
        "https://news.example:80/a",
        "http://news.example:443/a",
        "http://localhost/a",
        "//other.example/a",
        "//a//b",
        "https:///a",
    ],
)
def test_a_page_elsewhere_is_refused(page: str) -> None:
    with pytest.raises(PageNotOnSite):
        NAMES.key(page)


@pytest.mark.parametrize(
    "page",
    [
        *("", " ", "null", "undefined", "NaN", " null "),
        *("id:", "id: ", "id:null", "id:undefined"),
        *("/a\nb", "/a\n", "\t/a", "/a\x00", "/a\x7f", "/a\x85", "id:a\rb", "/\ud800"),
        *("https:", "https://", "//", "https://@/a", "https://:443/a", "https://?a"),
        *("https://news.example:x/a", "https://news.example:65536/a", "https://news.example:-1/a"),
        *("https://[::1/a", "https://[x]/a", "https://a b/", "https://news..example/", "https://*.example/"),
        *("https://\u0300.example/a", "https://xn--\u00fc.example/"),
        *("javascript:alert(1)", "data:text/html,x", "mailto:a@news.example", "ftp://news.example/a", "ID:7"),
        *("file:///a", "about:blank", "news.example:443/a"),
    ],
)
def test_what_names_no_page_is_refused(page: str) -> None:
    with pytest.raises(InvalidPage):
        NAMES.key(page)


@pytest.mark.parametrize("beginning", ["/", "id:", "https://news.example/"])
def test_a_page_has_at_most_1024_bytes(beginning: str) -> None:
    longest = beginning + "a" * (MAX_BYTES - len(beginning))

    assert longest.endswith(NAMES.key(longest))
    with pytest.raises(InvalidPage):
        NAMES.key(longest + "a")


@pytest.mark.parametrize("page", ["/" + "é" * 512, "/" + "é" * 400, "a" * MAX_BYTES])
def test_bytes_count_and_not_characters_and_for_the_key_too(page: str) -> None:
    with pytest.raises(InvalidPage):
        NAMES.key(page)


def test_a_page_has_an_address_on_the_sites_origin_unless_it_is_an_id() -> None:
    assert page_url("/a?p=1", "https://news.example") == "https://news.example/a?p=1"
    assert page_url("id:post-123", "https://news.example") is None


def test_the_document_lists_the_tracking_parameters_of_the_code() -> None:
    section = DOCUMENT.read_text(encoding="utf-8").partition("## Tracking parameters")[2]
    rows = re.findall(r"^\| ([^|]+) \| (`[^|]+) \|$", section, re.MULTILINE)

    assert {source: tuple(re.findall(r"`([^`]+)`", names)) for source, names in rows} == TRACKING_PARAMETERS


def test_the_examples_of_the_document_hold() -> None:
    examples = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)

    assert examples
    assert {page: NAMES.key(page) for page, _ in examples} == dict(examples)
