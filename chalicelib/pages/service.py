"""From what a client sends as `page` to the page it means."""

from functools import lru_cache

from chalicelib.errors import InvalidPage, PageNotOnSite
from chalicelib.pages.key import PageNames, page_url
from chalicelib.pages.models import Page, PageName, PublicPage
from chalicelib.sites.models import Site
from chalicelib.storage.keys import page_id


def page_name(site: Site, page: str, field: str = "page") -> PageName:
    """Name the page that a client sent as URL, path or id; raises `InvalidPage`, `PageNotOnSite`, which say in which `field` it was."""
    try:
        key = _names(site.origins, site.settings.tracking_parameters).key(page)
    except (InvalidPage, PageNotOnSite) as refusal:
        raise refusal.at(field, page) from None
    return name_of(site, key)


def name_of(site: Site, key: str) -> PageName:
    """Name the page of a key."""
    return PageName(key=key, id=page_id(key), url=page_url(key, site.origins[0]))


def public_page(page: Page) -> PublicPage:
    """Show a page to readers; `Page.at` makes it open or closed as it is now."""
    return {
        "key": page.name.key,
        "url": page.name.url,
        "title": page.title,
        "is_open": page.is_open,
        "comment_count": page.comment_count,
        "reactions": page.reactions,
    }


@lru_cache(maxsize=256)
def _names(origins: tuple[str, ...], tracking_parameters: tuple[str, ...]) -> PageNames:
    return PageNames(origins, tracking_parameters)
