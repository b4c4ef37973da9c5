"""A newsroom in which whatever people write is an attempt at markup: each text stands in each field that takes it.

A field is asked for each text alone; those that it takes are written into it, as many at once as there is room for. Shapes and services
judge them as the API has them do. Beside that comments wait that hold every text in every field, whatever would take it now: what is
stored may be older than a rule.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, cycle, product
from typing import Any

import httpx
from pydantic import ValidationError

from chalicelib.clock import clock_hour, system_clock
from chalicelib.comments.incoming import NewAuthor
from chalicelib.comments.models import Finding
from chalicelib.digests.repository import place_of
from chalicelib.errors import InvalidRequest
from chalicelib.moderation.models import Actions, NewFlag
from chalicelib.moderation.shapes import AuthorChanges, NewBlock
from chalicelib.pages.models import PageChanges
from chalicelib.popular.models import By, Listed, Order, Window
from chalicelib.popular.repository import PopularRepository, StoredList
from chalicelib.privacy import Client
from chalicelib.sites.models import Token
from chalicelib.sites.names import printable
from chalicelib.sites.settings import valid
from chalicelib.storage.values import pack
from chalicelib.storage.writes import keyed
from tests.abuse.markup_inputs import CONFUSING, SCRIPTS
from tests.browser.serving import MOST_SECONDS, SITE, Newsroom
from tests.browser.stock import Waiting, author_of, wait
from tests.storage.engines import TABLE

TEXTS = [*SCRIPTS, *CONFUSING]
MOST_OF_ONE = 300
"""Characters of a text that are written into a field with others."""

WINDOWS: tuple[Window, ...] = ("day", "week", "month")
RANKINGS: tuple[By, ...] = ("views", "comments")
A_RANKING = 8
"""Pages of a list that the moderator page shows."""


def _settings(**given: object) -> object:
    return valid(given, ())


FIELDS: dict[str, tuple[int, Callable[[str], object]]] = {
    "names of tokens": (70, lambda text: printable(text, "name", 70)),
    "reasons": (100, lambda text: Actions(action="reject", ids=["1"], reason=text)),
    "notes": (2000, lambda text: Actions(action="reject", ids=["1"], note=text)),
    "reasons of flags": (100, lambda text: NewFlag(reason=text)),
    "notes of flags": (2000, lambda text: NewFlag(reason="spam", note=text)),
    "notes on authors": (2000, lambda text: AuthorChanges(note=text)),
    "titles": (300, lambda text: PageChanges(title=text)),
    "reasons of blocks": (2000, lambda text: NewBlock(kind="domain", value="home.example", reason=text)),
    "guidelines": (2000, lambda text: _settings(guidelines=text)),
    "words": (100, lambda text: _settings(suspect_words=[text])),
}
"""Each with the characters that it takes, and what refuses a text."""


@dataclass
class Hostile:
    """The newsroom and its admin's token.

    `decided` is a comment that was decided on over and over, and flagged; `writer` the author of all others.
    """

    newsroom: Newsroom
    chief: Token
    chief_token: str
    taken: dict[str, list[str]] = field(default_factory=dict)
    """What each of `FIELDS` takes, and what `bodies`, `names` and `websites` of comments were published."""
    written: dict[str, list[str]] = field(default_factory=dict)
    """The same as it was written: many texts at once."""
    ranked: dict[str, list[str]] = field(default_factory=dict)
    """The titles in the lists of each window."""
    decided: str = ""
    writer: str = ""

    def author(self, number: int) -> str:
        """Answer the id of the author with this one of the notes that were written."""
        return author_of(_email(number))

    def page(self, number: int) -> str:
        """Answer the key of the page with this one of the titles that were written."""
        return f"/articles/{_slug(number)}"


def fill(newsroom: Newsroom) -> Hostile:
    """Write all into an empty newsroom. Names of tokens begin with numbers, for readers may not take them."""
    secret, chief = newsroom.services.tokens.create(SITE, "admin", "Chief")
    hostile = Hostile(newsroom, chief, secret)
    for name, (most, judge) in FIELDS.items():
        hostile.taken[name] = [text[:most] for text in TEXTS if is_taken(judge, text[:most])]
        hostile.written[name] = together(hostile.taken[name], most)
    names = hostile.written["names of tokens"]
    hostile.written["names of tokens"] = [f"{place} {name}" for place, name in enumerate(names)]
    moderate(hostile)
    set_up(hostile)
    flag(hostile)
    publish(hostile)
    texts = [text.replace("\x00", "") for text in TEXTS]
    wait(newsroom, [Waiting(text, text, None, (Finding(text, "hold", text),), url=text) for text in texts])
    rank(hostile, system_clock())
    return hostile


def is_taken(judge: Callable[[str], object], text: str) -> bool:
    """Tell whether a field takes a text."""
    try:
        judge(text)
    except (ValidationError, InvalidRequest):
        return False
    return True


def together(texts: list[str], most: int) -> list[str]:
    """Answer texts of at most so many characters that hold these, in their order."""
    written = [""]
    for text in (text[:MOST_OF_ONE].strip() for text in texts):
        if len(written[-1]) + len(text) + 1 > most:
            written.append("")
        written[-1] = f"{written[-1]} {text}".strip()
    return written


def moderate(hostile: Hostile) -> None:
    """Make tokens, and with one after another write notes on authors, name pages, block authors, and decide with reasons and notes."""
    newsroom, written = hostile.newsroom, hostile.written
    services, site, moderation = newsroom.services, newsroom.services.sites.get(SITE), newsroom.services.moderation
    notes, titles = written["notes on authors"], written["titles"]
    wait(
        newsroom, [Waiting("Hm.", "Ada", _email(place % len(notes)), slug=_slug(place)) for place in range(len(titles))]
    )
    by = cycle(
        [services.tokens.create(SITE, "moderator", name, by=hostile.chief)[1] for name in written["names of tokens"]]
    )
    for place, text in enumerate(notes):
        moderation.authors.change(site, lambda: next(by), hostile.author(place), AuthorChanges(note=text))
    for place, text in enumerate(titles):
        services.pages.change(site, hostile.page(place), PageChanges(title=text), by=next(by))
    for place, text in enumerate(written["reasons of blocks"]):
        moderation.blocks.block(site, lambda: next(by), NewBlock(kind="email", value=_email(place), reason=text))
    hostile.decided = newsroom.post("Nothing in it.")
    why: list[dict[str, str]] = [{"reason": text} for text in written["reasons"]]
    why += [{"note": text} for text in written["notes"]]
    for action, given in zip(cycle(("reject", "approve")), [*why, *[{}] * (len(why) % 2)], strict=False):
        asked = Actions(action=action, ids=[hostile.decided], **given)
        moderation.decisions.act(site, lambda: next(by), asked)


def set_up(hostile: Hostile) -> None:
    """Have the site tell all guidelines in turn, and hold comments for each of the words."""
    given: list[dict[str, Any]] = [{"guidelines": text} for text in hostile.written["guidelines"]]
    mode = {"moderation_mode": "hold_suspect", "flags_to_hold": 0, "suspect_words": hostile.taken["words"]}
    for settings in (*given, mode):
        hostile.newsroom.services.sites.change(SITE, by=hostile.chief, settings=settings)


def flag(hostile: Hostile) -> None:
    """Flag the comment that was decided on."""
    visitors = (Client("192.0.2.1", f"{number}") for number in count())
    flags = [NewFlag(reason=text) for text in hostile.written["reasons of flags"]]
    flags += [NewFlag(reason="spam", note=text) for text in hostile.written["notes of flags"]]
    site = hostile.newsroom.services.sites.get(SITE)
    for one in flags:
        assert hostile.newsroom.services.flags.flag(site, hostile.decided, next(visitors), one)


def publish(hostile: Hostile) -> None:
    """Publish each as a body and, where it may be one, as a name and a website too."""
    newsroom, posted = hostile.newsroom, []
    with httpx.Client(trust_env=False, timeout=MOST_SECONDS) as reader:
        for number, text in enumerate(TEXTS):
            body = f"{text}\n\n{number}"  # the same letters may come only once a day
            author = {"name": name(text), "email": "writer@home.example", "url": website(text)}
            comment = {"page": newsroom.article(), "body": body, "author": author}
            answer = reader.post(f"{newsroom.service}/v1/sites/{SITE}/comments", json=comment)
            assert answer.is_success or answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY, answer.text
            if answer.is_success:
                posted.append(answer.json()["comment"])
    held = [one["id"] for one in posted if one["status"] == "pending"]
    for start in range(0, len(held), 100):
        newsroom.decide("approve", *held[start : start + 100])
    hostile.writer = newsroom.listed("approved")[0]["author"]["id"]
    hostile.taken["bodies"] = [one["body"] for one in posted]
    hostile.taken["names"] = [one["author"]["name"] for one in posted]
    hostile.taken["websites"] = [url for one in posted if (url := one["author"]["url"])]


def name(text: str) -> str:
    """Answer the name that a text makes, somebody's where it makes none."""
    made = " ".join(text[:80].split())
    return made if is_taken(lambda name: NewAuthor(name=name), made) else "Mallory"


def website(text: str) -> str | None:
    """Answer an address that is the text, or ends in it; nothing where that is none."""
    addresses = (text, f"https://evil.example/{text}")
    return next((one for one in addresses if is_taken(lambda url: NewAuthor(name="Mallory", url=url), one)), None)


def rank(hostile: Hostile, now: datetime) -> None:
    """Store lists of popular pages with all titles, and an hour in which every token decided."""
    lists = PopularRepository(hostile.newsroom.services.table)
    titles = hostile.written["titles"]
    pages = [Listed(hostile.page(number), 9, 9, title) for number, title in enumerate(titles)]
    for place, (window, by) in enumerate(product(WINDOWS, RANKINGS)):
        some = (pages * 2)[place * A_RANKING :][:A_RANKING]
        hostile.ranked.setdefault(window, []).extend(one.title or "" for one in some)
        lists.put(SITE, StoredList(Order(by, window), tuple(some), "seeded", "seeded", now, clock_hour(now)))
    names = dict(enumerate(hostile.written["names of tokens"]))
    decided = {f"by_{number}": 1 for number in names} | {f"name_{number}": name for number, name in names.items()}
    item = keyed(place_of(SITE, None, clock_hour(now))) | pack({"type": "digest", **decided})
    hostile.newsroom.client.put_item(TableName=TABLE, Item=item)


def _email(number: int) -> str:
    return f"reader{number}@home.example"


def _slug(number: int) -> str:
    return f"<img src=x onerror=alert({number})>"
