"""What settings must be beside their types: what would be taken, and then shown badly or never do anything.

It is judged when settings are changed, not when a site is read: a site whose settings were taken by an older rule goes on working.
"""

import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from chalicelib.errors import FieldError
from chalicelib.sites.models import SiteSettings
from chalicelib.text import overrides_direction

_BREAKS = "\n\r\t"


def nonsense(settings: SiteSettings) -> list[FieldError]:
    """Answer all that makes no sense of settings, each part named."""
    return [FieldError(field, "invalid", message) for field, message in _found(settings)]


def _found(settings: SiteSettings) -> Iterator[tuple[str, str]]:
    shown = settings.guidelines or ""
    if any(unicodedata.category(one) in {"Cc", "Cs"} and one not in _BREAKS for one in shown):
        yield "guidelines", "must not have control characters other than line breaks and tabs"
    if overrides_direction(shown):
        yield "guidelines", "must not have characters that override the direction of text"
    if settings.privacy_url is not None and not _is_address(settings.privacy_url):
        yield "privacy_url", "must be an address on the web, such as https://news.example/privacy"
    for number, name in enumerate(settings.tracking_parameters):
        if "*" in name[:-1]:
            yield f"tracking_parameters.{number}", "must have a `*` only at its end, where it stands for any end"
    for field in ("banned_words", "suspect_words"):
        for number, word in enumerate(getattr(settings, field)):
            if not _can_be_found(word):
                yield f"{field}.{number}", "must have a letter, a digit or a symbol: punctuation alone is never found"


def _is_address(url: str) -> bool:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return False
    return bool(host) and url.isprintable() and " " not in url


def _can_be_found(word: str) -> bool:
    return any(unicodedata.category(character)[0] in "LMNS" for character in unicodedata.normalize("NFKC", word))
