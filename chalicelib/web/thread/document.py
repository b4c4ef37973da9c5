"""The pages that browsers get: the thread with its form, and the answer to who left a comment. Imported only when one is asked for.

Names, texts and titles are escaped by the templates; only a comment's HTML, which was sanitised when it was written, and our own style
go in as they are. The policy lets no script run, and the style by its hash.
"""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chalicelib.comments.idempotency import Posted
from chalicelib.comments.listing import Sort
from chalicelib.comments.public import CommentList, PublicComment
from chalicelib.comments.threads import anchor
from chalicelib.errors import BelowlineError
from chalicelib.pages.models import PageName
from chalicelib.sites.models import Site
from chalicelib.web.thread.form import LABELS, ThreadForm, messages
from chalicelib.web.thread.shown import Place, counted, in_words, likes, nested
from chalicelib.web.thread.structured import structured

_HERE = Path(__file__).parent
_SORTS = {"newest": "Newest first", "oldest": "Oldest first", "top": "Most liked first"}


@dataclass(frozen=True)
class ThreadView:
    """What a page of the thread shows. `found` is None where the thread could not be read, `parent` is whom the form replies to."""

    site: Site
    sort: str
    cursor: str | None
    found: CommentList | None
    form: ThreadForm
    refusal: BelowlineError | None = None
    parent: PublicComment | None = None
    parent_is_gone: bool = False

    @property
    def place(self) -> Place:
        """Where in the thread this is."""
        return Place(self.found["page"]["key"] if self.found else self.form.page, self.sort, self.cursor)

    @property
    def takes_comments(self) -> bool:
        """Tell whether the form can be sent: a thread that could not be read may be there the next time."""
        return self.found is None or self.found["page"]["is_open"]


def thread_page(view: ThreadView) -> str:
    """Answer the page of a thread."""
    page = view.found["page"] if view.found else None
    comments = nested(view.found["comments"], view.place, view.site.settings.timezone) if view.found else []
    is_whole = page is not None and view.refusal is None
    return _rendered(
        "thread.html",
        view.site,
        title=_title(view),
        heading=_heading(page["title"] if page else None),
        url=page and page["url"],
        feed=_feed(view.place.page),
        robots=_robots(view),
        structured=structured(page, comments) if page and is_whole else None,
        view=view,
        place=view.place,
        page=page,
        comments=comments,
        sorts=[(sort, _SORTS.get(sort, sort.capitalize())) for sort in get_args(Sort)],
        messages=messages(view.form, view.refusal),
        parent_id="" if view.parent_is_gone else view.form.parent,
        labels=LABELS,
    )


def posted_page(site: Site, page: PageName, posted: Posted) -> str:
    """Answer the page that thanks for a comment, shows it and says what becomes of it. It reads nothing, so that it cannot fail."""
    heading = "Your comment is published" if posted.is_public else "Your comment is waiting for a moderator"
    place = Place(page.key, "newest", None)
    return _rendered(
        "posted.html",
        site,
        title=f"{heading} · {site.name}",
        heading=heading,
        url=page.url,
        feed=_feed(page.key),
        robots="noindex",
        structured=None,
        comment=posted.comment,
        date=in_words(posted.comment["created_at"], ZoneInfo(site.settings.timezone)),
        thread_link=place.link() + (f"#{anchor(posted.comment['id'])}" if posted.is_public else ""),
        is_public=posted.is_public,
    )


@cache
def style_policy() -> str:
    """Answer the source by which a content security policy allows the pages' style, and no other."""
    return f"'sha256-{b64encode(hashlib.sha256(_style().encode()).digest()).decode()}'"


def _rendered(template: str, site: Site, **shown: object) -> str:
    return _templates().get_template(template).render(site=site, style=_style(), **shown)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"counted": counted, "likes": likes}
    return made


@cache
def _style() -> str:
    return (_HERE / "thread.css").read_text(encoding="utf-8")


def _heading(title: str | None) -> str:
    return f"Comments on “{title}”" if title else "Comments"


def _title(view: ThreadView) -> str:
    parts = [_heading(view.found["page"]["title"] if view.found else None), view.site.name]
    return ("Error: " if view.refusal else "") + " · ".join(parts)


def _robots(view: ThreadView) -> str:
    """Search engines need one copy of a thread that has something in it; further parts lead them on."""
    is_first = view.sort == "newest" and view.cursor is None and not view.form.parent and not view.refusal
    return "index" if is_first and view.found and view.found["comments"] else "noindex"


def _feed(page: str) -> str:
    return "feed.atom?" + urlencode({"page": page})
