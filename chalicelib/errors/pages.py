"""Refusals of what was sent as a page, or of what a page does not take."""

from typing import Self

from chalicelib.errors.roots import FieldError, Refused

_MOST_SHOWN = 100
"""Characters of what was sent that a message repeats."""


class PageClosed(Refused):
    """The page takes no more comments."""

    code = "page_closed"
    title = "The page is closed for comments"
    help = "This page takes no new comments."


class _PageRefused(Refused):
    """What both refusals of a page have: they can say where the page was named."""

    def at(self, field: str, sent: str) -> Self:
        """Answer the same refusal of what was `sent` as `field`, a path with dots. Much text is shortened."""
        refusal = type(self)(self.detail)
        shown = sent if len(sent) <= _MOST_SHOWN else f"{sent[: _MOST_SHOWN - 1]}…"
        refusal.fields = (FieldError(field, self.code, f"{self.detail} Sent: {shown!r}."),)
        return refusal


class InvalidPage(_PageRefused):
    """What was sent as `page` names no page."""

    code = "invalid_page"
    title = "That is no page"
    help = "Send the page's absolute URL, its path, or `id:` and the publisher's own id, of at most 1,024 bytes."

    @classmethod
    def example(cls) -> Self:
        """Answer one of a script that did not have the page."""
        return cls().at("page", "undefined")


class PageNotOnSite(_PageRefused):
    """A URL whose host is not one of the site's origins."""

    code = "page_not_on_site"
    title = "The page is not on this site"
    help = "The URL's host is not one of the site's origins; see `belowline site show SITE`."

    @classmethod
    def example(cls) -> Self:
        """Answer one of another publication's page."""
        return cls().at("page", "https://elsewhere.example/2026/a")
