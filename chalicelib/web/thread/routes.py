"""The routes of the thread as a page: read it, and post to it what its form holds."""

from typing import Any

from pydantic import ConfigDict, Field

from chalicelib import errors
from chalicelib.api.endpoints import Endpoints
from chalicelib.api.requests import FORM, Call
from chalicelib.api.responses import HTML, STATUS_OF, Answer, refusal_headers
from chalicelib.comments.listing import Sort
from chalicelib.comments.public import CommentList, PublicComment
from chalicelib.errors import BelowlineError, NotFound, Unavailable
from chalicelib.incoming import Incoming
from chalicelib.pages.models import PageText
from chalicelib.pages.service import name_of
from chalicelib.web.thread.form import ThreadForm, key_of
from chalicelib.web.thread.shown import flat

endpoints = Endpoints("thread")

SHOWN = 20
"""Root comments a page."""


class ThreadQuery(Incoming):
    """Which part of a page's thread, and to whom its form replies."""

    model_config = ConfigDict(extra="ignore")  # links that people share collect parameters of others

    page: PageText
    sort: Sort = Field("newest", description="Which root comes first.")
    cursor: str | None = Field(None, description="Set by the page's links to further comments.")
    parent: str = Field("", description="The id of the comment that the form is to reply to.")


class PostQuery(Incoming):
    """Where the form stands, which is shown again if it is not taken."""

    page: str = Field("", description="The page; the form's field counts, if there are both.", examples=["/2026/a"])
    sort: Sort = Field("newest", description="Which root comes first.")
    cursor: str | None = Field(None, description="Of the part of the thread that the form stood by.")


@endpoints.route(
    "GET",
    "/v1/sites/{site}/thread.html",
    access="read",
    query=ThreadQuery,
    answers={200: HTML},
    refuses=(errors.InvalidPage, errors.PageNotOnSite, errors.InvalidCursor),
    refuses_by=HTML,
)
def show_thread(call: Call[None, ThreadQuery]) -> Answer:
    """GET /v1/sites/{site}/thread.html: a page's comments as an accessible page of HTML, which needs no JavaScript."""
    return _thread(call, call.query, ThreadForm(page=call.query.page, parent=call.query.parent))


@endpoints.route(
    "POST",
    "/v1/sites/{site}/thread.html",
    access="write",
    takes=ThreadForm,
    query=PostQuery,
    media_types=(FORM,),
    answers={201: HTML, 202: HTML},
    refuses=(
        errors.InvalidRequest,
        errors.NameReserved,
        errors.InvalidPage,
        errors.PageNotOnSite,
        errors.PageClosed,
        errors.ParentNotFound,
        errors.IdempotencyConflict,
        errors.DuplicateComment,
        errors.Blocked,
        errors.RateLimited,
    ),
    refuses_by=HTML,
)
def post_to_thread(call: Call[ThreadForm, PostQuery]) -> Answer:
    """POST /v1/sites/{site}/thread.html: leave a comment by a form; the answer is a page."""
    form = call.body.model_copy(update={"page": call.body.page or call.query.page})
    try:
        new = form.comment(form.page)
        key = key_of(call.site, call.client, new)
        posted = call.services.comments.post(call.site, new, call.client, key, is_plain_form=True)
    except BelowlineError as refusal:
        return _thread(call, call.query, form, refusal)
    from chalicelib.web.thread.document import posted_page  # noqa: PLC0415 - as below

    page = name_of(call.site, posted.comment["page"])
    return _page(201 if posted.is_public else 202, call, posted_page(call.site, page, posted))


def _thread(
    call: Call[Any, Any],
    query: ThreadQuery | PostQuery,
    form: ThreadForm,
    refusal: BelowlineError | None = None,
) -> Answer:
    """Answer the thread with its form. Whatever was refused, also the thread itself, is told above it."""
    from chalicelib.web.thread.document import ThreadView, thread_page  # noqa: PLC0415 - other calls start without templates

    try:
        found = _read(call, query, form.page)
    except BelowlineError as failure:
        found, refusal = None, refusal or failure
    parent, is_gone = _parent(call, found, form, refusal)
    view = ThreadView(call.site, query.sort, query.cursor, found, form, refusal, parent, parent_is_gone=is_gone)
    status = 200 if refusal is None else STATUS_OF[type(refusal)]
    return _page(status, call, thread_page(view), {} if refusal is None else refusal_headers(refusal))


def _read(call: Call[Any, Any], query: ThreadQuery | PostQuery, page: str) -> CommentList:
    return call.services.reading.read(call.site, page, query.sort, SHOWN, query.cursor).answer


def _parent(
    call: Call[Any, Any], found: CommentList | None, form: ThreadForm, refusal: BelowlineError | None
) -> tuple[PublicComment | None, bool]:
    """Answer the comment replied to, and whether it is known not to be there. Mostly it is one of those that are shown."""
    if not form.parent or found is None:
        return None, False
    if isinstance(refusal, errors.ParentNotFound):
        return None, True
    shown = {one["id"]: one for one in flat(found["comments"])}
    try:
        parent = shown.get(form.parent) or call.services.comments.get(call.site, form.parent)
    except NotFound:
        return None, True
    except Unavailable:
        return None, False
    is_there = parent["status"] == "approved" and parent["page"] == found["page"]["key"]
    return (parent, False) if is_there else (None, True)


def _page(status: int, call: Call[Any, Any], text: str, more_headers: dict[str, str] | None = None) -> Answer:
    from chalicelib.web.thread.document import style_policy  # noqa: PLC0415 - as above

    policy = (
        f"default-src 'none'; style-src {style_policy()}; img-src data:; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {' '.join(call.site.origins)}"
    )
    # By `no-referrer`, which other answers have, a browser would send the form from an origin of `null`.
    headers = {**HTML.headers, "Content-Security-Policy": policy, "Referrer-Policy": "same-origin"}
    return Answer(status, text=text, headers=headers | (more_headers or {}))
