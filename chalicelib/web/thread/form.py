"""The form without JavaScript: what was typed, the comment made of it, and in plain words why it was not taken.

Nothing typed is lost: every field is a string of any length, which the page shows again as it came.
"""

from collections.abc import Mapping
from typing import Final

from pydantic import Field

from chalicelib.api.requests import validated
from chalicelib.comments.incoming import NewComment
from chalicelib.errors import BelowlineError, FieldError, InvalidRequest, Refused
from chalicelib.incoming import Incoming
from chalicelib.privacy import Client, submission
from chalicelib.sites.models import Site

LABELS: Final = {"name": "Name", "email": "E-mail", "url": "Website", "body": "Comment"}
"""The fields that people fill in, in their order, as the page calls them."""

_TRAP = "subject"
_FIELDS = {"author.name": "name", "author.email": "email", "author.url": "url"}
_MISSING = {"name": "Enter your name.", "body": "Enter your comment."}
_PLAIN_WORDS = {
    "unavailable": "The service is busy. Nothing you typed is lost: please send it again in a moment.",
    "page_closed": "This page takes no new comments. What you typed is below, so that you can copy it.",
    "parent_not_found": "The comment you reply to is no longer there. What you typed is below: "
    "send it again to leave it as a comment of its own.",
    "idempotency_conflict": "This comment crossed with another one of yours. Please send it again.",
    "duplicate_comment": "This text was left on this site already, within the last day. If it was you, it has arrived.",
    "rate_limited": "Several comments came from your address just now. Nothing you typed is lost: please send it again in a minute.",
    "blocked": "The site's moderators have blocked you from commenting. Write to the site if you think this is a mistake.",
    "invalid_page": "This address names no page. Please go back to the article and come again from there.",
    "page_not_on_site": "This address is not one of a page of this site. Please go back to the article.",
    "invalid_cursor": "This link to further comments does not work any more. Please start again from the first comments.",
}
"""By code, where the sentence for programs would not help a reader."""


class ThreadForm(Incoming):
    """What a browser sends of the form."""

    page: str = Field("", description="The page commented on, if the address does not name it.")
    parent: str = Field("", description="The id of the comment that this one replies to.")
    name: str = Field("", description="1 to 80 code points, as in JSON.", examples=["Ada"])
    email: str = Field("", description="Never shown to readers; may be empty.", examples=["ada@home.example"])
    url: str = Field(
        "", description="The author's website; may be empty, or without https://.", examples=["ada.example"]
    )
    body: str = Field("", description="1 to 8,000 code points of Markdown, as in JSON.", examples=["*Well* said."])
    subject: str = Field("", description="Stays empty: people do not see it, programs fill it in.")

    @property
    def has_text(self) -> bool:
        """Tell whether anything was typed."""
        return any(getattr(self, name) for name in LABELS)

    def comment(self, page: str) -> NewComment:
        """Answer the comment on `page` that was typed. Raises `InvalidRequest`."""
        if self.subject:
            raise InvalidRequest([FieldError(_TRAP, "not_empty", "must stay empty")])
        author = {"name": self.name, "email": self.email, "url": _with_scheme(self.url)}
        return validated(NewComment, {"page": page, "body": self.body, "author": author, "parent": self.parent or None})


def key_of(site: Site, client: Client, new: NewComment) -> str:
    """Answer the idempotency key of a comment sent by the form, which cannot make one: it is of who sends it and all that was typed.

    So a second click and a reloaded answer are the same sending.
    """
    return submission(site.secrets.signing[-1], site.id, client, new.model_dump_json(exclude={"form"}))


def messages(form: ThreadForm, refusal: BelowlineError | None) -> Mapping[str, str]:
    """Answer what is wrong, a sentence a field; what is wrong with no field of the page stands under ""."""
    if refusal is None:
        return {}
    if not isinstance(refusal, InvalidRequest):
        detail = refusal.detail if isinstance(refusal, Refused) else ""
        return {"": _PLAIN_WORDS.get(refusal.code, detail)}
    found = dict(_message(form, problem) for problem in refusal.fields)
    return {name: found[name] for name in ("", *LABELS) if name in found}


def _message(form: ThreadForm, problem: FieldError) -> tuple[str, str]:
    name = _FIELDS.get(problem.field, problem.field)
    if name == _TRAP:
        return (
            "",
            "Something filled in a field that people do not see. It is empty again: please send your comment once more.",
        )
    if name not in LABELS:
        return "", f"{name}: {problem.message}."
    if problem.code == "too_long":
        return name, f"{LABELS[name]} is too long."
    if name in _MISSING and not getattr(form, name).strip():
        return name, _MISSING[name]
    is_whole = problem.message.endswith(".")
    return name, problem.message if is_whole else f"{LABELS[name]} {problem.message}."


def _with_scheme(url: str) -> str:
    """Take an address as people write it."""
    url = url.strip()
    return f"https://{url}" if url and ":" not in url else url
