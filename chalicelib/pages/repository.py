"""Pages in the table: read from items, and the writes that others put into their transactions."""

from chalicelib.pages.models import Page, PageName
from chalicelib.pages.reacted import Reaction, counter_of, reactions_in
from chalicelib.storage import keys
from chalicelib.storage.values import Item, number, text
from chalicelib.storage.writes import Write


def from_item(name: PageName, item: Item | None) -> Page:
    """Answer the page of an item, the defaults where there is none."""
    if item is None:
        return Page(name)
    return Page(
        name=name,
        title=text(item, "title"),
        is_open=item["is_open"]["BOOL"] if "is_open" in item else True,
        comment_count=number(item, "comment_count"),
        reactions=reactions_in(item),
    )


def count_comment(site: str, page_id: str, page_key: str, change: int) -> Write:
    """Change how many approved comments a page has; the first one makes the page's item."""
    update = (
        "SET #type = :type, #key = :key, #gsi2pk = :pages, #gsi2sk = :page ADD #comment_count :change, #version :one"
    )
    values = {
        "type": "page",
        "key": page_key,
        "pages": keys.pages_of(site),
        "page": page_id,
        "change": change,
        "one": 1,
    }
    return Write("Update", keys.page(site, page_id), update=update, values=values)


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
