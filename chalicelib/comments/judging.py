"""What comments need of the checks: who sends what, what the checks conclude of it, and the checks themselves as a protocol.

`moderation/checks.py` has the real ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from chalicelib.comments.incoming import FormSigns
from chalicelib.comments.models import Comment, Finding, Private
from chalicelib.errors import Refused
from chalicelib.privacy import Client
from chalicelib.sites.models import Site
from chalicelib.storage.keys import Key
from chalicelib.storage.values import Item
from chalicelib.storage.writes import Write


@dataclass(frozen=True)
class Submission:
    """A text as it is sent, and what is known of who sends it before anything is read.

    `author` is a hash of `email`, which proves nothing: who types it need not be its owner. Of who is signed in it is `identity`, a hash
    of whom the publisher's sign-on names. `is_plain_form` says that it came by the form without JavaScript.
    """

    body: str
    name: str
    email: str | None
    author: str | None
    client: Client
    at: datetime
    form: FormSigns
    is_edit: bool = False
    is_plain_form: bool = False
    identity: str | None = None


@dataclass(frozen=True)
class Claim:
    """A write that goes into the transaction which stores what was judged, and why nothing is stored if its condition fails."""

    write: Write
    refusal: Refused


@dataclass(frozen=True)
class Verdict:
    """What the checks concluded of a comment that is new or was edited."""

    status: Literal["pending", "approved", "spam"]
    findings: tuple[Finding, ...] = ()
    claims: tuple[Claim, ...] = ()


class Judge(Protocol):
    """The checks of a comment that is new or was edited."""

    def wanted(self, site: Site, submission: Submission) -> Sequence[Key]:
        """Answer what the checks have to read; it is read with all else that is needed, in one round trip."""

    def judge(
        self, site: Site, submission: Submission, comment: Comment, private: Private, found: Mapping[Key, Item]
    ) -> Verdict:
        """Answer the status that the comment should have, and why. Raises `Refused` for what must not be stored at all.

        Of an edited one `comment` has the text as it is to be, and what else it had before; so has `private`, findings included.
        `found` has what `wanted` asked for, as far as it is there.
        """

    def released(self, site: Site, comment: Comment, now: datetime) -> Sequence[Write]:
        """Answer the writes that give back what was claimed for a comment, to go into the transaction by which its author withdraws it."""
