"""What is read of a feed, in whichever form, encoding or state it comes."""

from datetime import datetime
from pathlib import Path

import pytest

from chalicelib.posts.entries import parse
from chalicelib.posts.models import Entry, Feed, FeedFailed, Fetched, Publisher
from chalicelib.sites.models import SiteSettings
from tests.conftest import ORIGIN
from tests.posts.paper import FEED_URL, item, rss

ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title>News</title><id>urn:x</id><updated>2026-03-14T12:00:00Z</updated>
  <entry>
    <title type="html">The bridge &amp;amp; the &lt;b&gt;river&lt;/b&gt;</title>
    <link rel="enclosure" href="https://cdn.example/sound.mp3"/>
    <link href="{ORIGIN}/2026/bridge/?utm_source=feed&amp;b=2&amp;a=1#top"/>
    <id>urn:1</id><published>2026-03-14T09:00:00+01:00</published><updated>2026-03-14T11:00:00Z</updated>
    <summary>Nine years.</summary>
  </entry>
  <entry>
    <title>No date</title><link href="/2026/undated"/><id>urn:2</id>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>two</p></div></content>
  </entry>
</feed>"""

RDF = f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="{ORIGIN}"><title>News</title><link>{ORIGIN}</link></channel>
  <item rdf:about="{ORIGIN}/a">
    <title>An old form</title><link>{ORIGIN}/a</link><description>Still about.</description>
    <dc:date>2026-03-13T10:00:00Z</dc:date>
  </item>
</rdf:RDF>"""

BOMB = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "{"a" * 100}">{
    "".join(f'<!ENTITY {"b" * n} "{("&" + "b" * (n - 1) + ";") * 100 if n > 1 else "&a;" * 100}">' for n in range(1, 8))
}]><rss version="2.0"><channel>{item("/a", "Boom").replace("It begins.", "&bbbbbbb;" * 100)}</channel></rss>"""

WIDE = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "{"a" * 1_000_000}">]>
<rss version="2.0"><channel>{item("/a", "Boom").replace("It begins.", "&a;" * 10_000)}</channel></rss>"""


def read(content: str | bytes, media_type: str = "application/xml", **settings: object) -> Feed:
    raw = content.encode() if isinstance(content, str) else content
    publisher = Publisher("demo", (ORIGIN, "http://news.example"), SiteSettings.of(settings))
    return parse(Fetched(FEED_URL, raw, media_type), publisher)


def only(feed: Feed) -> Entry:
    (entry,) = feed.entries
    return entry


def test_atom_is_read() -> None:
    bridge, undated = read(ATOM).entries

    assert (bridge.title, bridge.excerpt) == ("The bridge & the river", "Nine years.")
    assert (bridge.page.key, bridge.url) == ("/2026/bridge?a=1&b=2", f"{ORIGIN}/2026/bridge/?a=1&b=2")
    assert (bridge.at, bridge.is_published_at) == ("2026-03-14T08:00:00.000Z", True)
    assert (undated.url, undated.excerpt, undated.at) == (f"{ORIGIN}/2026/undated", "One two", None)


def test_rss_2_is_read() -> None:
    feed = read(rss(item("/a", "Fish & chips", "2026-03-14T08:00:00+02:00", "<p>Salt,</p><p>vinegar.</p>")))

    entry = only(feed)
    assert not feed.is_broken
    assert (entry.title, entry.excerpt) == ("Fish & chips", "Salt, vinegar.")
    assert (entry.page.key, entry.at, entry.is_published_at) == ("/a", "2026-03-14T06:00:00.000Z", True)


def test_rss_1_is_read_though_it_tells_only_when_a_post_was_changed() -> None:
    entry = only(read(RDF))

    assert (entry.title, entry.excerpt, entry.page.key) == ("An old form", "Still about.", "/a")
    assert (entry.at, entry.is_published_at) == ("2026-03-13T10:00:00.000Z", False)


@pytest.mark.parametrize(
    "link",
    [
        pytest.param("https://elsewhere.example/a", id="another site"),
        pytest.param("javascript:alert(1)", id="a script"),
        pytest.param("id:post-1", id="no address"),
        pytest.param("mailto:news.example", id="an address of mail"),
        pytest.param("https://news.example@evil.example/a", id="a site's name before another"),
        pytest.param("https://user:word@news.example/a", id="a password"),
        pytest.param("http://[bad/", id="no address at all"),
        pytest.param(f"{ORIGIN}/{'a' * 1100}", id="too long"),
    ],
)
def test_what_leads_nowhere_on_the_site_is_left_out(link: str) -> None:
    content = rss(f"<item><title>A</title><link>{link}</link></item>", item("/b", "B"))

    assert only(read(content)).title == "B"


def test_what_has_no_link_or_no_title_is_left_out() -> None:
    content = rss("<item><title>A</title></item>", item("/b", " <b> </b> "), item("/c", "C"))

    assert only(read(content)).title == "C"


def test_of_two_entries_of_one_page_the_first_is_taken() -> None:
    assert only(read(rss(item("/a/", "First"), item("/a?utm_source=x", "Second")))).title == "First"


def test_the_sites_own_tracking_parameters_make_no_other_page() -> None:
    entry = only(read(rss(item("/a?from=feed&p=1", "A")), tracking_parameters=["from"]))

    assert (entry.page.key, entry.url) == ("/a?p=1", f"{ORIGIN}/a?p=1")


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("", ""),
        ("short", "short"),
        ("word " * 60, ("word " * 40).strip() + "…"),
        ("x" * 300, "x" * 199 + "…"),
        ("<script>alert(1)</script>Text<style>p{}</style>", "Text"),
        ("<p>a</p>\n<p>b<br/>c</p><em>d</em>e", "a b c de"),
        ("5 &lt; 6 &amp;amp; more", "5 < 6 &amp; more"),
        ("abc\u202edef \x85", "abcdef"),
    ],
)
def test_an_excerpt_is_plain_text_of_whole_words(text: str, excerpt: str) -> None:
    found = only(read(rss(item("/a", "A", text=text)))).excerpt

    assert found == excerpt
    assert len(found) <= 200


def test_a_title_is_one_line_of_bounded_length() -> None:
    assert (
        only(read(rss(item("/a", "Two\n lines " + "word " * 100)))).title == "Two lines " + ("word " * 58).strip() + "…"
    )


@pytest.mark.parametrize(
    ("raw", "media_type"),
    [
        pytest.param("<rss>é</rss>".encode(), "text/xml; charset=iso-8859-1", id="UTF-8, called Latin-1"),
        pytest.param(b"<?xml version='1.0' encoding='utf-8'?><rss>\xe9</rss>", "text/xml", id="Latin-1, called UTF-8"),
        pytest.param(b"<?xml version='1.0' encoding='nonsense'?><rss>\xe9</rss>", "", id="of no known encoding"),
        pytest.param(b"<?xml version='1.0' encoding='ISO-8859-1'?><rss>\xe9</rss>", "", id="Latin-1, which it says"),
        pytest.param(b"<rss>\x8e</rss>", "text/xml; charset=macintosh", id="of an old Macintosh"),
        pytest.param("\ufeff<rss>é</rss>".encode("utf-16-le"), "", id="UTF-16"),
        pytest.param("\ufeff<rss>é</rss>".encode("utf-32-be"), "", id="UTF-32"),
        pytest.param("<rss>é</rss>".encode("utf-16-be"), "text/xml; charset=UTF-16BE", id="UTF-16 without a mark"),
        pytest.param("\ufeff<rss>é</rss>".encode(), "text/xml; charset=koi8-r", id="UTF-8 with a mark"),
        pytest.param(
            b"<?xml version='1.0' encoding='punycode'?><rss>\xe9</rss>", "", id="by what is no encoding of texts"
        ),
    ],
)
def test_any_encoding_is_survived(raw: bytes, media_type: str) -> None:
    from chalicelib.posts.entries import _decoded  # noqa: PLC0415 - the one thing behind `parse` that is looked at by itself

    assert "<rss>é</rss>" in _decoded(raw, media_type)


def test_a_feed_in_another_encoding_is_read_whole() -> None:
    content = rss(item("/a", "Über")).decode()

    feed = read(f'<?xml version="1.0" encoding="ISO-8859-1"?>{content}'.encode("latin-1"))

    assert (only(feed).title, feed.is_broken) == ("Über", False)


@pytest.mark.parametrize("content", [BOMB, WIDE], ids=["a billion laughs", "a quadratic bomb"])
def test_a_bomb_of_entities_does_not_go_off(content: str) -> None:
    assert len(only(read(content)).excerpt) <= 200


def test_an_external_entity_is_not_looked_at(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("swordfish")
    head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY % y SYSTEM "http://127.0.0.1:1/">%y;]>'

    feed = read(head + rss(item("/a", "A")).decode().replace("It begins.", "See &x;"))

    assert "swordfish" not in str(feed)
    assert only(feed).title == "A"


def test_an_article_about_bombs_is_no_bomb() -> None:
    assert only(read(rss(item("/a", 'Beware of <!ENTITY a "b">, they say')))).page.key == "/a"


def test_of_broken_xml_is_read_what_can_be() -> None:
    feed = read(rss(item("/a", "A"), item("/b", "B"))[:-60])

    assert feed.is_broken
    assert feed.entries[0].title == "A"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty or no XML"),
        ("nothing", "is empty or no XML"),
        ("<!doctype html><html><head><title>Log in</title></head><body><a href=/a>A</a></body></html>", "is no RSS"),
        ("<?xml version='1.0'?><sitemap><url>/a</url></sitemap>", "is no RSS"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": ["<a>"]}', "is no RSS"),
        ("\0" * 1000, "is empty or no XML"),
    ],
)
def test_what_is_no_feed_ends_as_a_sentence(content: str, reason: str) -> None:
    with pytest.raises(FeedFailed, match=reason):
        read(content)


@pytest.mark.parametrize("date", ["yesterday", "0000-00-00", "0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", ""])
def test_a_date_that_is_none_is_none(date: str) -> None:
    content = rss(item("/a", "A", None).replace("</item>", f"<pubDate>{date}</pubDate></item>"))

    assert only(read(content)).at is None


def test_dates_are_told_in_the_form_of_the_service() -> None:
    at = only(read(rss(item("/a", "A", "2026-03-14T23:30:00-05:00")))).at

    assert at == "2026-03-15T04:30:00.000Z"
    assert datetime.fromisoformat(str(at)).tzinfo
