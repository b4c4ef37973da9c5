"""Who leaves a comment: a reader as they signed it, or one whom the publisher's sign-on names.

Of who is signed in a comment keeps a hash of site and subject, beside what is private of it: the author that history, trust and blocks
are of. The comment's record, which readers' code may read, has a mark instead. It is made with a signing key of the site and is another one
for each comment: it tells whether somebody whose token is here wrote this one, links no two, and tells nothing once that key is gone.
"""

from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from chalicelib.comments.badges import refuse_badge
from chalicelib.comments.incoming import NewAuthor, NewComment
from chalicelib.comments.models import Badge, Comment
from chalicelib.comments.reserved import refuse_reserved
from chalicelib.errors import FieldError, InvalidRequest
from chalicelib.privacy import fingerprint, keyed_hash
from chalicelib.sites.models import Site

_PARTS_BEHIND_THE_HEADER = 2


@dataclass(frozen=True)
class Writer:
    """Who leaves a comment. `author` is the hash that stands for them, None for who tells neither; `identity` the same, if it is proven."""

    name: str
    email: str | None
    url: str | None
    author: str | None
    identity: str | None = None
    badge: Badge | None = None


def writer_of(site: Site, new: NewComment, token: str | None, now: datetime) -> Writer:
    """Answer who leaves a comment; with a token of the sign-on, who it says, and of what was typed only the website.

    Raises `InvalidRequest`, `SignOnRefused`.
    """
    if token is not None:
        return _signed_in(site, new.author, token, now)
    if new.author is None:
        raise InvalidRequest([FieldError("author", "missing", "Field required")])
    return _typed(site, new.author)


def refuse_reserved_name(site: Site, writer: Writer) -> None:
    """Raise `NameReserved` where a name is one that nobody may take; who has a badge is whom it is kept for."""
    if writer.badge is None:
        refuse_reserved(writer.name, site.reserved_names)
        refuse_badge(writer.name, site.settings.reserved_names)


def is_sign_on(token: str) -> bool:
    """Tell whether a token is one of the sign-on, good or bad, and none of ours."""
    header, *others = token.split(".")
    return bool(header) and len(others) == _PARTS_BEHIND_THE_HEADER  # ours have one, or begin with a dot


def identity_of(site: Site, token: str, now: datetime) -> str:
    """Answer whom a token of the sign-on names. Raises `SignOnRefused`."""
    from chalicelib.signon.tokens import read  # noqa: PLC0415 - only who is signed in waits for its library

    return _identity(site, read(token, site.trust, now).subject)


def mark_of(site: Site, comment: str, identity: str | None) -> str | None:
    """Answer the mark by which a comment knows who wrote it; None where nobody has proven who they are."""
    return None if identity is None else _mark(site.secrets.signing[-1], site, comment, identity)


def wrote(site: Site, comment: Comment, identity: str) -> bool:
    """Tell whether a comment was left by this identity, as long as the key is there that signed then: for 31 days at least."""
    return comment.writer in {_mark(key, site, comment.id, identity) for key in site.secrets.signing}


def _typed(site: Site, author: NewAuthor) -> Writer:
    stands_for = None if author.email is None else fingerprint("author", site.id, author.email.casefold())
    return Writer(author.name, author.email, author.url, stands_for)


def _signed_in(site: Site, typed: NewAuthor | None, token: str, now: datetime) -> Writer:
    from chalicelib.signon.tokens import bad_claim, read  # noqa: PLC0415 - as above

    signed = read(token, site.trust, now)
    try:
        author = NewAuthor(name=signed.name, email=signed.email, url=None if typed is None else typed.url)
    except ValidationError as failure:
        first = failure.errors(include_url=False, include_input=False)[0]
        raise bad_claim(str(first["loc"][0]), str(first["msg"]).removeprefix("Value error, ")) from failure
    identity = _identity(site, signed.subject)
    badge: Badge | None = None if signed.role == "reader" else signed.role
    return Writer(author.name, author.email, author.url, identity, identity, badge)


def _identity(site: Site, subject: str) -> str:
    return fingerprint("subject", site.id, subject)


def _mark(key: bytes, site: Site, comment: str, identity: str) -> str:
    return keyed_hash(key, "writer", site.id, comment, identity)
