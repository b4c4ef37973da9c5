"""The page key: the one name under which a page's comments, counts and views are kept, however its address is written.

A key is the path and query of the address in one spelling (`/2026/a?p=1`), or the publisher's own id (`id:post-123`).
Every part is decoded first and encoded at the end, so a key is its own key. `docs/page-key.md` tells publishers the
rules; changing one of them cuts existing pages off from their comments.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote, unquote, unquote_to_bytes

from chalicelib.errors import InvalidPage, PageNotOnSite
from chalicelib.pages.tracking import TRACKING_PARAMETERS
from chalicelib.sites.origins import DEFAULT_PORTS, normal_host, normal_origin

MAX_BYTES = 1024

_ID = "id:"
_MISTAKES = frozenset({"", "null", "undefined", "NaN"})  # what scripts send for a value that they do not have
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # control characters, and halves of characters
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SAME_AS_FOLDER = frozenset({b"index.html", b"index.php", b"amp"})
_PATH_LITERALS = "!$&'()*+,;=:@"
_QUERY_LITERALS = "!$'()*,;:@"


class PageNames:
    """How one site names its pages, by its origins and the tracking parameters that it adds to the usual ones."""

    def __init__(self, origins: Iterable[str], tracking_parameters: Sequence[str] = ()) -> None:
        self._hosts = frozenset(_site_host(*normal_origin(origin).split("://")) for origin in origins)
        usual = [name for names in TRACKING_PARAMETERS.values() for name in names]
        names = [name.lower() for name in (*usual, *tracking_parameters)]
        self._tracking = frozenset(names)
        self._tracking_beginnings = tuple(name.removesuffix("*") for name in names if name.endswith("*"))

    def key(self, page: str) -> str:
        """Answer the key of an absolute URL, a path or an `id:`.

        A path without a leading slash begins at the site's root; what starts with `//` is, as in browsers, a host and
        a path. Raises `InvalidPage` or `PageNotOnSite`, and nothing else, whatever the text.
        """
        text = _checked(page)
        return text if text.startswith(_ID) else _checked(self._key_of_address(text))

    def _key_of_address(self, address: str) -> str:
        before_query, _, query = address.partition("#")[0].partition("?")
        return _path_key(self._path_on_site(before_query.replace("\\", "/"))) + self._query_key(query)

    def _path_on_site(self, address: str) -> str:
        scheme, rest = _scheme_and_rest(address)
        if not scheme and not rest.startswith("//"):
            return rest
        authority, _, path = rest.lstrip("/").partition("/")
        try:
            host = _site_host(scheme, authority)
        except ValueError:
            raise InvalidPage from None
        if host not in self._hosts:
            raise PageNotOnSite
        return f"/{path}"

    def _query_key(self, query: str) -> str:
        kept = sorted(parameter for parameter in _parameters(query) if not self._is_tracking(parameter[0]))
        return "?" + "&".join(f"{name}={value}" for name, value in kept) if kept else ""

    def _is_tracking(self, encoded_name: str) -> bool:
        name = unquote(encoded_name).lower()
        return name in self._tracking or name.startswith(self._tracking_beginnings)


def page_url(key: str, origin: str) -> str | None:
    """Answer the address of a page on `origin`, None where the key is the publisher's own id."""
    return None if key.startswith(_ID) else origin + key


def _checked(page: str) -> str:
    if len(page) > MAX_BYTES or _NO_TEXT.search(page) or len(page.encode()) > MAX_BYTES:
        raise InvalidPage
    text = page.strip()
    if text.removeprefix(_ID) in _MISTAKES:
        raise InvalidPage
    return text


def _site_host(scheme: str, authority: str) -> str:
    return normal_host(scheme, authority).removeprefix("www.")


def _scheme_and_rest(address: str) -> tuple[str, str]:
    match = _SCHEME.match(address)
    if match is None:
        return "", address
    scheme = match[1].lower()
    if scheme not in DEFAULT_PORTS:
        raise InvalidPage("Only http and https addresses name pages.")
    return scheme, address[match.end() :]


def _path_key(path: str) -> str:
    segments = [segment for segment in _without_dots(path.removeprefix("/")) if segment]
    while segments and segments[-1] in _SAME_AS_FOLDER:
        segments.pop()
    return "/" + "/".join(quote(segment, safe=_PATH_LITERALS) for segment in segments)


def _without_dots(path: str) -> list[bytes]:
    segments: list[bytes] = []
    for segment in map(unquote_to_bytes, path.split("/")):
        if segment == b"..":
            del segments[-1:]
        elif segment != b".":
            segments.append(segment)
    return segments


def _parameters(query: str) -> Iterator[tuple[str, str]]:
    for piece in query.replace("+", " ").split("&"):
        name, _, value = piece.partition("=")
        if name or value:
            yield _query_encoded(name), _query_encoded(value)


def _query_encoded(text: str) -> str:
    return quote(unquote_to_bytes(text), safe=_QUERY_LITERALS)
