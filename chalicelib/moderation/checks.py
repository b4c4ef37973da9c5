"""The policy for new and edited comments, as an ordered list of small named checks.

A check answers nothing, a `Finding`, or a `Claim`; what must not be stored at all it refuses by raising. The first finding decides, all
are kept for the moderator to read. A comment on which no check has anything to say is approved. A claim is a write that joins the
transaction which stores the comment: what was found free when it was read must be free still.

The order is: refusals, spam, what waits, the site's mode. `docs/moderation.md` has each with its default and its cost. Before any of them
`comments/service.py` has refused a name that is reserved and a page that is closed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.comments.judging import Claim, Submission, Verdict
from chalicelib.comments.models import Comment, Finding, Private
from chalicelib.errors import Blocked, DuplicateComment, RateLimited
from chalicelib.moderation.blocking import blocks_of, in_the_way
from chalicelib.moderation.pace import count_post, is_full, rate_key, seconds_left
from chalicelib.moderation.repeats import free, is_repeat, put_down, text_key
from chalicelib.moderation.shown import known_from_item
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.keys import Key
from chalicelib.storage.values import Item, number
from chalicelib.storage.writes import Write

FASTEST_SECONDS = 3
"""Nobody reads a form, writes a comment and sends it in less."""
FEWEST_DECIDED = 3
"""So many of an author's comments have to be decided before their history says anything."""
_MOST_SHOWN = 10
"""Words that a finding names."""


@dataclass(frozen=True)
class Case:
    """All that a check may look at."""

    site: Site
    submission: Submission
    comment: Comment
    private: Private
    found: Mapping[Key, Item]


Outcome = Finding | Claim | None
Check = Callable[[Case], Outcome]


def author_is_blocked(case: Case) -> None:
    """Moderators have blocked the e-mail, its domain, the author or the address. Edits are refused as well."""
    sent = case.submission
    if in_the_way(_blocks(case.site, sent), case.found, sent.at):
        raise Blocked


def address_posts_too_often(case: Case) -> Claim | None:
    """More comments and edits have come from this address within this minute than the site wants."""
    sent = case.submission
    if not case.site.settings.posts_per_minute:
        return None
    place, refusal = rate_key(case.site, sent.client, sent.at), RateLimited(seconds_left(sent.at))
    if is_full(case.site, case.found.get(place)):
        raise refusal
    return Claim(count_post(case.site, place, sent.at), refusal)


def text_is_a_repeat(case: Case) -> Claim | None:
    """The very text was left on this site within a day."""
    sent = case.submission
    place = _place_of_text(case.site, sent)
    if place is None:
        return None
    if is_repeat(case.found.get(place), sent.at):
        raise DuplicateComment
    return Claim(put_down(place, case.comment.id, sent.at), DuplicateComment())


def has_banned_words(case: Case) -> Finding | None:
    """A word that the site has banned is in the text, the name or the website."""
    words = _words_in(case, case.site.settings.banned_words)
    return Finding("has_banned_words", "spam", f"Banned words: {_listed(words)}.") if words else None


def program_filled_the_form(case: Case) -> Finding | None:
    """The field that people do not see was filled in, and nobody types so fast: either could be chance, both are not."""
    if not _trap_is_filled(case) or not _is_too_fast(case):
        return None
    reason = "A field that people do not see was filled in, faster than people type."
    return Finding("program_filled_the_form", "spam", reason)


def trap_was_filled(case: Case) -> Finding | None:
    """The field that people do not see was filled in: by a program, or by a browser that meant to help."""
    if not _trap_is_filled(case):
        return None
    return Finding("trap_was_filled", "hold", "A field that people do not see was filled in.")


def form_was_too_fast(case: Case) -> Finding | None:
    """The form was sent faster than a person can fill it in. Who sends no form says nothing about it."""
    if not _is_too_fast(case):
        return None
    seconds = f"{case.submission.form.seconds:.1f}"
    return Finding("form_was_too_fast", "hold", f"The form was filled in within {seconds} seconds.")


def has_suspect_words(case: Case) -> Finding | None:
    """A word that the site wants to look at is in the text, the name or the website."""
    words = _words_in(case, case.site.settings.suspect_words)
    return Finding("has_suspect_words", "hold", f"Suspect words: {_listed(words)}.") if words else None


def has_too_many_links(case: Case) -> Finding | None:
    """The text has more links than the site lets pass. The author's website does not count."""
    links, most = case.comment.html.count("<a "), case.site.settings.max_links
    if links <= most:
        return None
    return Finding("has_too_many_links", "hold", f"It has {links} links, more than {most}.")


def author_was_rejected_before(case: Case) -> Finding | None:
    """Most of what this author left was rejected or spam. An e-mail proves nothing, so it can only make things worse."""
    author = case.submission.author
    history = case.found.get(keys.author(case.site.id, author)) if author else None
    if history is None:
        return None
    refused = number(history, "rejected") + number(history, "spam")
    decided = refused + number(history, "approved")
    if decided < FEWEST_DECIDED or 2 * refused <= decided:
        return None
    reason = f"Of {decided} comments of this author that were decided on, {refused} were rejected or spam."
    return Finding("author_was_rejected_before", "hold", reason)


def author_is_new(case: Case) -> Finding | None:
    """Under `hold_new` those wait who are not signed in, or are and not trusted yet; a typed e-mail proves nothing."""
    settings, identity = case.site.settings, case.submission.identity
    if settings.moderation_mode != "hold_new":
        return None
    if identity is None:
        return Finding("author_is_new", "hold", "The author is not signed in.")
    known = known_from_item(case.found.get(keys.author(case.site.id, identity), {}))
    approved = known.history.get("approved", 0)
    if known.is_trusted or approved >= settings.trust_after:
        return None
    return Finding(
        "author_is_new", "hold", f"{approved} of the author's comments are approved, of {settings.trust_after}."
    )


def everything_waits(case: Case) -> Finding | None:
    """Under `hold_all` every comment waits for a moderator."""
    if case.site.settings.moderation_mode != "hold_all":
        return None
    return Finding("everything_waits", "hold", "This site approves every comment by hand.")


REFUSALS: tuple[Check, ...] = (author_is_blocked, address_posts_too_often, text_is_a_repeat)
SPAM: tuple[Check, ...] = (has_banned_words, program_filled_the_form)
HOLDS: tuple[Check, ...] = (
    trap_was_filled,
    form_was_too_fast,
    has_suspect_words,
    has_too_many_links,
    author_was_rejected_before,
)
MODES: tuple[Check, ...] = (author_is_new, everything_waits)
CHECKS = (*REFUSALS, *SPAM, *HOLDS, *MODES)

_STATUS: dict[str, Literal["pending", "approved", "spam"]] = {"hold": "pending", "spam": "spam", "approve": "approved"}


class Checks:
    """Asks all checks in their order."""

    def wanted(self, site: Site, submission: Submission) -> Sequence[Key]:
        """Answer what the checks have to read: blocks, the minute of the address, the text, the author's history."""
        places = _blocks(site, submission)
        if site.settings.posts_per_minute:
            places.append(rate_key(site, submission.client, submission.at))
        if text := _place_of_text(site, submission):
            places.append(text)
        return [*places, keys.author(site.id, submission.author)] if submission.author else places

    def judge(
        self, site: Site, submission: Submission, comment: Comment, private: Private, found: Mapping[Key, Item]
    ) -> Verdict:
        """Answer the status that the comment should have, what was found, and what is claimed. Raises what the checks refuse."""
        case = Case(site, submission, comment, private, found)
        outcomes = [check(case) for check in CHECKS]
        findings = tuple(outcome for outcome in outcomes if isinstance(outcome, Finding))
        claims = tuple(outcome for outcome in outcomes if isinstance(outcome, Claim))
        return Verdict(_STATUS[findings[0].verdict] if findings else "approved", findings, claims)

    def released(self, site: Site, comment: Comment, now: datetime) -> Sequence[Write]:
        """Answer what a withdrawn comment gives back: its text, but not its part of the minute."""
        freed = free(site.id, comment, now)
        return [] if freed is None else [freed]


def _blocks(site: Site, submission: Submission) -> list[Key]:
    return blocks_of(site, submission.email, submission.author, submission.client)


def _place_of_text(site: Site, submission: Submission) -> Key | None:
    return None if submission.is_edit else text_key(site.id, submission.body)


def _trap_is_filled(case: Case) -> bool:
    return bool(case.submission.form.trap)


def _is_too_fast(case: Case) -> bool:
    seconds = case.submission.form.seconds
    return seconds is not None and seconds < FASTEST_SECONDS


def _words_in(case: Case, words: tuple[str, ...]) -> list[str]:
    """Answer those of the words that are in what readers see of a comment or could follow from it."""
    if not words:
        return []
    from chalicelib.moderation.words import seen_in, words_in  # noqa: PLC0415 - only sites that have words wait for it

    comment = case.comment
    texts = dict.fromkeys((comment.body, seen_in(comment.html), comment.name, comment.url or ""))
    return list(dict.fromkeys(word for text in texts for word in words_in(text, words)))


def _listed(words: Sequence[str]) -> str:
    """Answer words for a moderator to read, the first few of very many."""
    shown = ", ".join(f"“{word}”" for word in words[:_MOST_SHOWN])
    return shown if len(words) <= _MOST_SHOWN else f"{shown} and {len(words) - _MOST_SHOWN} more"
