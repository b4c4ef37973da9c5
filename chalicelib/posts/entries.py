"""From the bytes of a feed to its posts. Imported only by the job, since the library for feeds is needed by nothing else.

RSS 0.9x, 1.0, 2.0 and Atom are read by feedparser, also where they are broken. What it is given is decoded here, by encodings that the web
knows, and has no document type any more: so it declares no entity, and neither names a file nor grows when it is read.
"""

import calendar
import codecs
import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
import nh3

from chalicelib.clock import rfc3339
from chalicelib.errors import InvalidPage, PageNotOnSite
from chalicelib.pages.key import PageNames
from chalicelib.pages.models import MOST_OF_TITLE, PageName
from chalicelib.posts.models import Entry, Feed, FeedFailed, Fetched, Publisher
from chalicelib.sites.origins import origin_of
from chalicelib.storage.keys import page_id
from chalicelib.text import overrides_direction

MOST_OF_EXCERPT = 200
_MOST_TEXT = 20_000
"""Characters of a post's text that are looked at for its excerpt."""
_LONGEST_URL = 2048

_FIRST_ELEMENT = re.compile(r"<[A-Za-z_]")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_OF_THE_WEB = re.compile(
    r"ascii|utf-(8|16|32)(-[lb]e)?|iso8859-\d+|cp(125\d|874|866|932|949|950)|koi8-[ru]|mac-(roman|cyrillic)"
    r"|gbk|gb2312|gb18030|big5(hkscs)?|euc_(jp|kr)|shift_jis|iso2022_(jp|kr)"
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|figure|figcaption|section)\b", re.IGNORECASE
)
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def parse(fetched: Fetched, publisher: Publisher) -> Feed:
    """Read what a feed says. Entries without a title, or without an address on the site, are left out. Raises `FeedFailed`."""
    text = _decoded(fetched.content or b"", fetched.media_type)
    start = _FIRST_ELEMENT.search(text)
    if start is None:
        raise FeedFailed("is empty or no XML")
    about = {"content-type": "application/xml; charset=utf-8", "content-location": fetched.url}
    try:
        found = feedparser.parse(
            text[start.start() :].encode("utf-8", "replace"),
            response_headers=about,
            resolve_relative_uris=False,
            sanitize_html=False,  # all tags are taken out below
        )
    except Exception as failure:  # whatever a foreign text makes the library do, it is the feed that failed
        raise FeedFailed(f"cannot be read: {type(failure).__name__}") from failure
    if not found.version:
        raise FeedFailed("is no RSS or Atom feed")
    names = PageNames(publisher.origins, publisher.settings.tracking_parameters)
    entries: dict[str, Entry] = {}
    for entry in _entries(found.entries, names, fetched.url):
        entries.setdefault(entry.page.id, entry)
    return Feed(list(entries.values()), is_broken=bool(found.bozo))


def _entries(found: Any, names: PageNames, base: str) -> Iterator[Entry]:
    for one in found:
        title, named = _title(one), _page(one.get("link") or "", names, base)
        if title and named:
            yield Entry(*named, title, _excerpt(one), *_moment(one))


def _page(link: str, names: PageNames, base: str) -> tuple[PageName, str] | None:
    """Answer the page that a link leads to, and its address; None where that is no page of the site."""
    try:
        address = urljoin(base, link.strip())
        origin, key = origin_of(address), names.key(address)
    except (InvalidPage, PageNotOnSite, ValueError):
        return None
    url = _address(address, origin, key) if origin and link.strip() else ""
    return (PageName(key, page_id(key), url), url) if 0 < len(url) <= _LONGEST_URL else None


def _address(address: str, origin: str, key: str) -> str:
    """Answer an address as the feed has it, but for its fragment and what the site does not tell pages apart by."""
    query = key.partition("?")[2]
    return origin + (urlsplit(address).path or "/") + (f"?{query}" if query else "")


def _title(one: Mapping[str, Any]) -> str:
    return _cut(_plain(one.get("title") or "", (one.get("title_detail") or {}).get("type")), MOST_OF_TITLE)


def _excerpt(one: Mapping[str, Any]) -> str:
    for detail in (one.get("summary_detail"), *(one.get("content") or ())):
        if detail and (text := _plain((detail.get("value") or "")[:_MOST_TEXT], detail.get("type"))):
            return _cut(text, MOST_OF_EXCERPT)
    return ""


def _plain(text: str, media_type: str | None) -> str:
    """Answer a text in one line, without markup, control characters and what turns the direction of text around."""
    if media_type != "text/plain":
        text = html.unescape(nh3.clean(_BLOCK.sub(r" \g<0>", text), tags=set()))
    kept = ("" if overrides_direction(letter) else letter for letter in " ".join(text.split()))
    return "".join(letter for letter in kept if unicodedata.category(letter or " ") not in {"Cc", "Cs"}).strip()


def _cut(text: str, most: int) -> str:
    """Answer a text of at most so many characters, of whole words where there are any, with an ellipsis where it goes on."""
    if len(text) <= most:
        return text
    words = text[:most].rpartition(" ")[0] if text[most - 1] != " " else text[: most - 1]
    return (words if len(words) > most // 2 else text[: most - 1]).rstrip(" ,;:.-") + "…"


def _moment(one: dict[str, Any]) -> tuple[str | None, bool]:
    """Answer when a post was published, or else changed, and whether it is the former."""
    for name in ("published_parsed", "updated_parsed"):
        parsed = dict.get(one, name)  # its own `get` takes one date for the other
        if parsed:
            try:
                moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
            except (ValueError, OverflowError, OSError):
                continue
            if moment >= _EARLIEST:
                return rfc3339(moment), name == "published_parsed"
    return None, False


def _decoded(content: bytes, media_type: str) -> str:
    """Decode by the mark at the beginning, else as UTF-8 if it is, else as the server or the text says, else as browsers do."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    told = _CHARSET.search(media_type)
    declared = _DECLARED.match(content)
    said = [told[1]] if told else []
    said += [declared[1].decode()] if declared else []
    is_plain = b"\0" not in content and b"\x1b" not in content
    for name in (["utf-8"] if is_plain else []) + said:
        try:
            known = codecs.lookup(name).name
            if _OF_THE_WEB.fullmatch(known):
                return content.decode(known)
        except (LookupError, UnicodeError):
            continue
    return content.decode("cp1252", "replace").replace("\0", "")
