"""Pages in the table: read from items, and the writes that others put into their transactions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.clock import rfc3339
from chalicelib.ids import made_at
from chalicelib.pages.models import Page, PageName
from chalicelib.pages.reacted import Reaction, counter_of, reactions_in
from chalicelib.storage import keys
from chalicelib.storage.values import Item, number, text
from chalicelib.storage.writes import Write

BY_FEED = "feed"
"""Who a page has its title from, where that is not a moderator."""


def from_item(name: PageName, item: Item | None) -> Page:
    """Answer the page of an item, the defaults where there is none."""
    if item is None:
        return Page(name)
    url = text(item, "url")
    return Page(
        name=name if url is None else replace(name, url=url),
        title=text(item, "title"),
        is_open=item["is_open"]["BOOL"] if "is_open" in item else True,
        comment_count=number(item, "comment_count"),
        reactions=reactions_in(item),
        closes_at=text(item, "closes_at"),
        alias_of=text(item, "alias_of"),
        published_at=text(item, "published_at"),
        feed_title=text(item, "feed_title"),
        title_by=text(item, "title_by"),
        shards=number(item, "shards", 1),
    )


def count_comment(site: str, page_id: str, page_key: str, change: int, write_id: str) -> Write:
    """Change how many approved comments a page has; the first one makes the page's item. The id tells when."""
    values = _identity(site, PageName(page_key, page_id, None)) | _changed(site, page_id, write_id)
    update = "SET " + ", ".join(f"#{name} = :{name}" for name in values) + " ADD #comment_count :change, #version :one"
    return Write("Update", keys.page(site, page_id), update=update, values=values | {"change": change, "one": 1})


def count_reaction(site: str, page_id: str, page_key: str, reaction: Reaction, change: int) -> Write:
    """Change how many visitors reacted to a page; the first one makes the page's item.

    Its `version` is there from then on and stays as it is: it counts changes of `comment_count` alone, which the recount holds on to.
    """
    counter = counter_of(reaction)
    update = f"SET #type = :type, #key = :key, #gsi2pk = :pages, #gsi2sk = :page ADD #{counter} :change, #version :none"
    values = {
        "type": "page",
        "key": page_key,
        "pages": keys.pages_of(site),
        "page": page_id,
        "change": change,
        "none": 0,
    }
    return Write("Update", keys.page(site, page_id), update=update, values=values)


def spread_views(site: str, name: PageName, shards: int) -> Write:
    """Tell in a page's item over how many shards its views are spread, if that is more than it says; makes the item where there is none."""
    values = _identity(site, name)
    update = "SET " + ", ".join(f"#{attribute} = :{attribute}" for attribute in values)
    return Write(
        "Update",
        keys.page(site, name.id),
        update=f"{update}, #shards = :shards ADD #version :none",
        condition="attribute_not_exists(#shards) OR #shards < :shards",
        values={**values, "shards": shards, "none": 0},
    )


def change_page(site: str, name: PageName, changes: Mapping[str, Any], write_id: str) -> Write:
    """Give a page these attributes, None for none; makes the page's item where there is none, and leaves its counts alone."""
    assigned = {attribute: value for attribute, value in changes.items() if value is not None}
    cleared = [attribute for attribute, value in changes.items() if value is None]
    values = _identity(site, name) | _changed(site, name.id, write_id) | assigned | {"write_id": write_id}
    update = "SET " + ", ".join(f"#{attribute} = :{attribute}" for attribute in values)
    if cleared:
        update += " REMOVE " + ", ".join(f"#{attribute}" for attribute in cleared)
    return Write("Update", keys.page(site, name.id), update=f"{update} ADD #version :one", values={**values, "one": 1})


@dataclass(frozen=True)
class Published:
    """What the publisher's feed says of a page. Its address is left as it is where that is None."""

    title: str
    published_at: str
    url: str | None


def publish_page(site: str, name: PageName, item: Item | None, published: Published, write_id: str) -> Write | None:
    """Give a page what the feed says of it; None where it has that already. `item` is the page as it was read.

    A title that a moderator gave stays, and the feed's is kept beside it. Where there is none, none may come meanwhile.
    """
    page = from_item(name, item)
    wanted = {"feed_title": published.title, "published_at": published.published_at, "url": published.url}
    is_ours = page.moderators_title is None
    if is_ours:
        wanted |= {"title": published.title, "title_by": BY_FEED}
    changed = {field: value for field, value in wanted.items() if value and text(item or {}, field) != value}
    if not changed:
        return None
    write = change_page(site, name, changed, write_id)
    if not is_ours:
        return write
    condition = "attribute_not_exists(#title) OR #title_by = :by_feed"
    return replace(write, condition=condition, values={**write.values, "by_feed": BY_FEED})


def title_changes(page: Page, title: str | None) -> dict[str, Any]:
    """Answer what gives a page the title that a moderator wants, or with None the feed's again."""
    shown = page.feed_title if title is None else title
    return {"title": shown, "title_by": BY_FEED if title is None and shown else None}


def as_alias(site: str, name: PageName, target: PageName | None, now: datetime) -> dict[str, Any]:
    """Answer what makes a page an alias of `target` from now on, or none; it is due for merging at once."""
    if target is None:
        return dict.fromkeys(("alias_of", "aliased_at", "gsi1pk", "gsi1sk"))
    since = rfc3339(now)
    due = {"gsi1pk": keys.aliases_of(site), "gsi1sk": keys.alias_rank(since, name.id)}
    return {"alias_of": target.key, "aliased_at": since, **due}


def count_alias(site: str, target: PageName, change: int) -> Write:
    """Change how many pages are aliases of this one, provided that it is none itself."""
    values = _identity(site, target)
    update = (
        "SET "
        + ", ".join(f"#{attribute} = :{attribute}" for attribute in values)
        + " ADD #alias_count :change, #version :none"
    )
    condition = "attribute_not_exists(#alias_of)"
    if change < 0:
        condition = "#alias_count > :none"
    return Write(
        "Update",
        keys.page(site, target.id),
        update=update,
        condition=condition,
        values={**values, "change": change, "none": 0},
    )


def hour_of(moment: datetime) -> str:
    """Answer the hour of a moment in UTC, as pages that changed are listed by it: `2026-03-14T12`."""
    return rfc3339(moment)[:13]


def _identity(site: str, name: PageName) -> dict[str, Any]:
    return {"type": "page", "key": name.key, "gsi2pk": keys.pages_of(site), "gsi2sk": name.id}


def _changed(site: str, page_id: str, write_id: str) -> dict[str, Any]:
    """Answer what lists a page among those that changed in this hour, so that who counts pages by their comments need not read all."""
    return {"gsi3pk": keys.changed_in(site), "gsi3sk": keys.changed_rank(hour_of(made_at(write_id)), page_id)}
