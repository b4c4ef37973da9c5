"""Pages as moderators see and change them: open or closed, titles, and aliases.

An alias is set in one transaction with the count of aliases that its target has. So the conditions of two items exclude chains and
circles: who has aliases becomes none, and who is one gets none.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.clock import Clock
from chalicelib.errors import FieldError, InvalidRequest, TransactionFailed, Unavailable
from chalicelib.ids import NewId
from chalicelib.pages.aliases import AliasBook
from chalicelib.pages.models import ModeratedPage, Page, PageChanges, PageName
from chalicelib.pages.repository import as_alias, change_page, count_alias, from_item, title_changes
from chalicelib.pages.service import name_of, page_name
from chalicelib.sites.log import OPERATOR, Doer, line_of, put_line
from chalicelib.sites.models import Site
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from chalicelib.storage.values import Item, number
from chalicelib.storage.writes import Write, check, checked

_MOST_READS = 10
"""How often a change is made anew since somebody else was quicker."""


class PageEditor:
    """Shows and changes the page that is named, also where it is an alias."""

    def __init__(self, table: Table, aliases: AliasBook, clock: Clock, new_id: NewId) -> None:
        self._table = table
        self._aliases = aliases
        self._clock = clock
        self._new_id = new_id

    def get(self, site: Site, page: str) -> ModeratedPage:
        """Show a page, with the defaults where nobody has heard of it. Raises `InvalidPage`, `PageNotOnSite`."""
        return moderated_page(self.read(site, page_name(site, page)))

    def read(self, site: Site, name: PageName) -> Page:
        """Answer a page as it is at this moment."""
        return from_item(name, self._items(site, name).get(name.id))

    def change(self, site: Site, page: str, changes: PageChanges, *, by: Doer = OPERATOR) -> ModeratedPage:
        """Change what is given of a page: two round trips, one where it is so already. A line of the log tells who did it.

        Raises `InvalidRequest` for an alias of itself, a chain or a circle, `InvalidPage`, `PageNotOnSite`.
        """
        name, given = page_name(site, page), changes.model_dump(include=changes.model_fields_set)
        target = None if changes.alias_of is None else page_name(site, changes.alias_of, "alias_of")
        if "alias_of" in given:
            given["alias_of"] = None if target is None else target.key
        for _ in range(_MOST_READS):
            items = self._items(site, name, *([target] if target else []))
            before = from_item(name, items.get(name.id))
            wanted = {field: value for field, value in given.items() if _as_set(before, field) != value}
            if target and "alias_of" in wanted:
                refuse_alias(name, target, items)
            if "title" in wanted:
                wanted |= title_changes(before, wanted["title"])
            if not wanted or self._is_written(site, before, target, wanted, by):
                return moderated_page(replace(before, **wanted))
        raise Unavailable

    def check_alias(self, site: Site, page: str, alias_of: str) -> tuple[PageName, PageName]:
        """Answer both pages, or say why the one cannot become an alias of the other. Changes nothing."""
        name, target = page_name(site, page), page_name(site, alias_of, "alias_of")
        refuse_alias(name, target, self._items(site, name, target))
        return name, target

    def _items(self, site: Site, *names: PageName) -> dict[str, Item]:
        places = {name.id: keys.page(site.id, name.id) for name in names}
        found = self._table.get_many(places.values(), is_consistent=True)
        return {page_id: found[place] for page_id, place in places.items() if place in found}

    def _is_written(
        self, site: Site, before: Page, target: PageName | None, wanted: Mapping[str, Any], by: Doer
    ) -> bool:
        now = self._clock()
        write_id = self._new_id(now)
        shown = {field: value for field, value in wanted.items() if field != "title_by"}
        writes = self._writes(site, before, target, wanted, write_id, now)
        line = line_of(
            by,
            now,
            "page",
            write_id,
            subject=before.name.key,
            before={field: getattr(before, field) for field in shown},
            after=shown,
        )
        try:
            self._table.transact([*writes, put_line(site.id, line)], write_id)
        except TransactionFailed:
            return False
        self._aliases.forget(site, before.name)
        return True

    def _writes(
        self,
        site: Site,
        before: Page,
        target: PageName | None,
        wanted: Mapping[str, Any],
        write_id: str,
        now: datetime,
    ) -> list[Write]:
        name = before.name
        if "alias_of" not in wanted:
            return checked([change_page(site.id, name, wanted, write_id)], _as_read(site, before, wanted))
        changed = change_page(site.id, name, {**wanted, **as_alias(site.id, name, target, now)}, write_id)
        others = {field: value for field, value in wanted.items() if field != "alias_of"}
        writes = checked([changed], _may_be_alias(site, before))
        if others:
            writes = checked(writes, _as_read(site, before, others))
        if before.alias_of is not None:
            writes.append(count_alias(site.id, name_of(site, before.alias_of), -1))
        if target is not None:
            writes.append(count_alias(site.id, target, 1))
        return writes


def moderated_page(page: Page) -> ModeratedPage:
    """Show a page to moderators."""
    return {
        "key": page.name.key,
        "url": page.name.url,
        "title": page.title,
        "title_by": None if page.title is None else "moderator" if page.title_by is None else "feed",
        "published_at": page.published_at,
        "is_open": page.is_open,
        "closes_at": page.closes_at,
        "alias_of": page.alias_of,
        "comment_count": page.comment_count,
        "reactions": page.reactions,
    }


def refuse_alias(name: PageName, target: PageName, items: Mapping[str, Item]) -> None:
    """Raise `InvalidRequest` where a page must not become an alias of `target`; both as they are in `items`, by id."""
    alias_count = number(items.get(name.id, {}), "alias_count")
    beyond = from_item(target, items.get(target.id)).alias_of
    if target.id == name.id:
        raise _refused("alias_of_itself", f"{name.key} cannot be an alias of itself")
    if beyond == name.key:
        raise _refused("alias_circle", f"{target.key} is an alias of {name.key} already; clear that first")
    if beyond is not None:
        raise _refused("alias_chain", f"{target.key} is itself an alias of {beyond}; name that page")
    if alias_count:
        has, these = ("an alias", "it") if alias_count == 1 else (f"{alias_count} aliases", "these")
        raise _refused("alias_chain", f"{name.key} has {has} itself; let {these} name {target.key} first")


def _as_set(page: Page, field: str) -> Any:
    """Answer what moderators made of a field: of the title theirs, and not the feed's."""
    return page.moderators_title if field == "title" else getattr(page, field)


def _may_be_alias(site: Site, before: Page) -> Write:
    """Hold the page to having no aliases, and to being the alias that was read."""
    none = "(attribute_not_exists(#alias_count) OR #alias_count = :no_aliases) AND "
    place, values = keys.page(site.id, before.name.id), {"no_aliases": 0}
    if before.alias_of is None:
        return check(place, f"{none}attribute_not_exists(#alias_of)", **values)
    return check(place, f"{none}#alias_of = :read_alias_of", **values, read_alias_of=before.alias_of)


def _as_read(site: Site, before: Page, wanted: Mapping[str, Any]) -> Write:
    """Hold what is changed of a page to being what was read, so that the log tells what was."""
    conditions, values = [], {}
    for field in wanted:
        value = getattr(before, field)
        if value is None:
            conditions.append(f"attribute_not_exists(#{field})")
            continue
        values[f"read_{field}"] = value
        is_default = value == getattr(Page(before.name), field)
        unset = f"attribute_not_exists(#{field}) OR " if is_default else ""
        conditions.append(f"{unset}#{field} = :read_{field}")
    # Of parentheses one pair too many is refused, and `checked` sets some around the whole.
    whole = conditions[0] if len(conditions) == 1 else " AND ".join(f"({condition})" for condition in conditions)
    return check(keys.page(site.id, before.name.id), whole, **values)


def _refused(code: str, message: str) -> InvalidRequest:
    return InvalidRequest([FieldError("alias_of", code, message)])
