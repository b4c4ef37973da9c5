"""A newsroom in which much has happened: figures of many days, comments in every status, people, pages, blocks and a log.

What jobs make (digests, lists of popular pages) is stored as they would have stored it; all else is done as moderators do it.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.clock import AN_HOUR, clock_hour, rfc3339
from chalicelib.comments.models import Finding
from chalicelib.digests.models import step_of
from chalicelib.digests.repository import place_of
from chalicelib.moderation.models import Action, Actions
from chalicelib.moderation.shapes import AuthorActions, AuthorChanges, NewBlock
from chalicelib.pages.models import PageChanges
from chalicelib.popular.models import Listed, Order
from chalicelib.popular.repository import PopularRepository, StoredList
from chalicelib.referrers.models import Day
from chalicelib.referrers.repository import ReferrerRepository
from chalicelib.sites.models import Site, Token
from chalicelib.sites.secrets import day_of
from chalicelib.storage.values import pack
from chalicelib.storage.writes import keyed
from tests.browser.serving import SITE, Newsroom
from tests.browser.stock import HELD, Waiting, author_of, wait
from tests.storage.engines import TABLE

DAYS = 8
OFTEN = {"pending": 2, "approved": 1.5, "rejected": 0.3, "spam": 0.25, "deleted": 0.05}
"""Comments that come into each status in a quiet hour."""

_A_BATCH = 25
_STEADY = 7

SUSPECT = Finding("has_suspect_words", "hold", "Suspect words: idiots.")
LINKS = Finding("has_too_many_links", "hold", "It has 3 links, more than 2.")
BANNED = Finding("has_banned_words", "spam", "Banned words: casino.")

MAREN, ANGLER, SPAMMER = "maren@home.example", "angler@pier.example", "win@casino.example"

COMMENTS = (
    Waiting(
        "I am one of the forty-one. Thank the crew for me: the camp bed in the linen room squeaks.", "Maren Holt", MAREN
    ),
    Waiting("Six minutes is six minutes. The bus waits for nobody, and the mackerel even less.", "Old Angler", ANGLER),
    Waiting("Nobody should have to sleep beside a fire hose. What does the council say?", "Imogen Farrow", MAREN),
    Waiting(
        "Whoever runs this ferry are idiots, all of them, and the captain is the worst.",
        "Old Angler",
        ANGLER,
        (SUSPECT, HELD),
    ),
    Waiting("WIN at the Saltmarsh Casino, first bet is free: https://casino.example", "Lucky", SPAMMER, (BANNED,)),
    Waiting("Best odds on the coast https://casino.example/1 /2 /3", "Lucky", SPAMMER, (LINKS, HELD)),
    Waiting("The bakery's light is on at three, not at four. I pass it on my way.", "Jory", slug="night-bakery"),
    Waiting("Two sentences of my own, for the envelope: slugs. More slugs.", "Allotment 12", slug="seed-library"),
    Waiting("My mother says that I argued about that clock.", "Bea", "bea@home.example", slug="tide-clock"),
    Waiting("Does anybody know whether it waits on bank holidays?", "Ferdy"),
)
"""From the oldest on; what moderators do with them stands in `decide`."""

TITLES = {
    "/articles/last-ferry": "The last ferry learns to wait",
    "/articles/night-bakery": "Bread at four, by the light of the door",
    "/articles/seed-library": "Borrow a bean, bring back a handful",
    "/articles/tide-clock": "A clock that tells the town when to hurry",
}

REFERRERS = (
    *("search.example", "social.example", "the-other-paper.example", "forum.example", "lookup.example", "mail.example"),
    *("harbour.gov.example", "readers.example", "xn--mnchen-3ya.example", "a-very-long-name-of-a-host.example"),
)
"""Hosts that readers came from, the most first."""


@dataclass(frozen=True)
class Busy:
    """Who and what there is: comments in the order of `COMMENTS`, the newsroom's admin and its token."""

    newsroom: Newsroom
    ids: tuple[str, ...]
    chief: Token
    chief_token: str


def fill(newsroom: Newsroom, *, now: datetime, days: int = DAYS) -> Busy:
    """Have much happen in an empty newsroom, as it would look at a moment."""
    services = newsroom.services
    secret, chief = services.tokens.create(SITE, "admin", "Ines Okafor")
    desk = services.tokens.check(newsroom.token)
    _, night = services.tokens.create(SITE, "moderator", "Night desk", by=chief)
    site = services.sites.get(SITE)
    ids = tuple(wait(newsroom, COMMENTS))
    decide(newsroom, site, ids, desk, night)
    for page, title in TITLES.items():
        services.pages.change(site, page, PageChanges(title=title), by=desk)
    services.pages.change(
        site, "/articles/seed-library", PageChanges(closes_at=rfc3339(now + timedelta(days=9))), by=desk
    )
    services.pages.change(site, "/articles/old-ferry", PageChanges(alias_of="/articles/last-ferry"), by=chief)
    block(newsroom, site, desk, now)
    settings = {
        "max_links": 3,
        "suspect_words": ["idiots", "liars"],
        "timezone": "Europe/London",
        "akismet_key": "0123456789ab",
    }
    services.sites.change(SITE, by=chief, settings=settings)
    digest(newsroom, now, days, {desk: 5, night: 3, chief: 1})
    rank(newsroom, now)
    refer(newsroom, now)
    return Busy(newsroom, ids, chief, secret)


def decide(newsroom: Newsroom, site: Site, ids: tuple[str, ...], desk: Token, night: Token) -> None:
    """Decide on most of the comments, and say what is known of their authors."""
    moderation = newsroom.services.moderation

    def act(by: Token, action: Action, *places: int, reason: str | None = None, note: str | None = None) -> None:
        asked = Actions(action=action, ids=[ids[place] for place in places], reason=reason, note=note)
        moderation.decisions.act(site, lambda: by, asked)

    act(desk, "approve", 0, 1, 7)
    act(night, "reject", 3, reason="insult", note="Asked twice to keep to the subject.")
    act(night, "spam", 4)
    act(desk, "pin", 0)
    moderation.edits.edit(site, lambda: night, ids[8], "My mother says that I argued about that clock as a child.")
    angler = AuthorChanges(note="Angry at the ferry, not at people. Write to him before you block him.")
    moderation.authors.change(site, lambda: desk, author_of(ANGLER), angler)
    moderation.authors.change(site, lambda: desk, author_of(MAREN), AuthorChanges(is_trusted=True))
    moderation.authors.act(site, lambda: night, author_of(SPAMMER), AuthorActions(action="spam", status="pending"))


def block(newsroom: Newsroom, site: Site, by: Token, now: datetime) -> None:
    """Block some, for good and for a while."""
    for new in (
        NewBlock(kind="domain", value="casino.example", reason="Nothing but spam comes from there."),
        NewBlock(
            kind="email", value="troll@home.example", reason="Insults others.", until=rfc3339(now + timedelta(days=12))
        ),
    ):
        newsroom.services.moderation.blocks.block(site, lambda: by, new)


def digest(newsroom: Newsroom, now: datetime, days: int, by: Mapping[Token, int]) -> None:
    """Store what happened in each hour: more by day than by night, with decisions by moderators in these proportions."""
    dice = random.Random(_STEADY)  # noqa: S311 # the same each time, and nobody's secret
    hours = range(clock_hour(now) - days * 24, clock_hour(now) + 1)
    items = [keyed(place_of(SITE, None, hour)) | pack(_happened(dice, hour, by)) for hour in hours]
    for start in range(0, len(items), _A_BATCH):
        batch = items[start : start + _A_BATCH]
        newsroom.client.batch_write_item(RequestItems={TABLE: [{"PutRequest": {"Item": item}} for item in batch]})


def _happened(dice: random.Random, hour: int, by: Mapping[Token, int]) -> dict[str, object]:
    by_day, by_week = max(0, 8 - abs(hour % 24 - 14)) / 8, (1.0, 0.8, 0.9, 1.2, 1.3, 0.7, 0.6)[hour // 24 % 7]
    busy = (1 + 3 * by_day) * by_week
    views = int(dice.uniform(90, 140) * busy)
    came = {status: int(dice.uniform(0, 2 * often * busy) + 0.3) for status, often in OFTEN.items()}
    decided = {status: count for status, count in came.items() if status != "pending"}
    deciders = dice.choices(list(by), list(by.values()), k=sum(decided.values()))
    return {
        "type": "digest",
        "ttl": (hour + DAYS * 24) * AN_HOUR,
        "view_count": views,
        "visit_count": int(views * 0.7),
        **{f"came_{status}": count for status, count in came.items()},
        **{f"decided_{status}": count for status, count in decided.items()},
        **{f"by_{one.id}": deciders.count(one) for one in by},
        **{f"name_{one.id}": one.name for one in by},
        **{f"waited_{step_of(dice.uniform(60, 3000))}": 1 for _ in deciders},
    }


def refer(newsroom: Newsroom, now: datetime) -> None:
    """Store where readers came from, today and yesterday."""
    days = ReferrerRepository(newsroom.services.table)
    for moment in (now, now - timedelta(days=1)):
        hosts = {host: 640 // place for place, host in enumerate(REFERRERS, 1)}
        assert days.put(SITE, day_of(moment, "Europe/London"), Day(hosts, other_count=90), f"{clock_hour(moment)}")


def rank(newsroom: Newsroom, now: datetime) -> None:
    """Store the lists of popular pages."""
    lists = PopularRepository(newsroom.services.table)
    for window, scale in {"day": 1, "week": 6, "month": 22}.items():
        pages = tuple(
            Listed(key=key, title=title, view_count=1210 * scale // place, comment_count=31 * scale // place)
            for place, (key, title) in enumerate(TITLES.items(), 1)
        )
        for order in (Order("views", window), Order("comments", window)):  # type: ignore[arg-type] # one of the windows
            lists.put(SITE, StoredList(order, pages, "seeded", "seeded", now, clock_hour(now)))
