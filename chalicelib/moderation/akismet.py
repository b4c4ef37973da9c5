"""Akismet: a service that knows the spam of millions of sites. It is sent the comment with all that is known of who left it.

That includes the address and the e-mail, which leave the account by it: a site has to want that, and to tell its readers.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from chalicelib.comments.models import Finding
from chalicelib.errors import NoVerdict
from chalicelib.moderation.checks import Case
from chalicelib.outside.web import Web
from chalicelib.pages.service import name_of
from chalicelib.sites.models import OnError, SiteSettings

_OK = 200
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "User-Agent": "Belowline/1 | Akismet/1"}


class Akismet:
    """Asks whether a comment is spam."""

    name = "akismet"
    title = "Akismet"

    def __init__(self, web: Web, address: str) -> None:
        self._web = web
        self._address = f"{address}/1.1/comment-check"

    def is_on(self, settings: SiteSettings) -> bool:
        """Tell whether a site wants it asked."""
        return settings.akismet_key is not None if settings.akismet is None else settings.akismet

    def on_error(self, settings: SiteSettings) -> OnError:
        """Tell what a site wants of comments without a verdict."""
        return settings.akismet_on_error

    def ask(self, case: Case) -> Finding | None:
        """Answer that a comment is spam, if it is. Raises `NoVerdict`."""
        key = case.site.settings.akismet_key
        if key is None:
            raise NoVerdict("there is no akismet_key, so it was not asked")
        sent = urlencode({"api_key": key, **_about(case)}, errors="replace").encode()
        reply = self._web.post(self._address, _HEADERS, sent)
        if reply.status != _OK:
            raise NoVerdict(f"it answered with the status {reply.status}")
        match reply.body.strip():
            case b"true":
                return Finding(self.name, "spam", "Akismet takes it for spam.")
            case b"false":
                return None
            case b"invalid":
                raise NoVerdict("it does not take the site's akismet_key")
            case _:
                raise NoVerdict("its answer is no verdict")


def _about(case: Case) -> Mapping[str, str]:
    comment, submission = case.comment, case.submission
    known = {
        "blog": case.site.origins[0],
        "blog_lang": ", ".join(case.site.settings.languages),
        "blog_charset": "UTF-8",
        "user_ip": submission.client.address,
        "user_agent": submission.client.user_agent,
        "permalink": name_of(case.site, comment.page_key).url,
        "comment_type": "reply" if comment.ancestors else "comment",
        "comment_author": comment.name,
        "comment_author_email": case.private.email,
        "comment_author_url": comment.url,
        "comment_content": comment.body,
        "comment_date_gmt": comment.created_at,
        "recheck_reason": "edit" if submission.is_edit else None,
    }
    return {name: value for name, value in known.items() if value}
