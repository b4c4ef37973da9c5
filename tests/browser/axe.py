"""What axe finds wrong with the moderator page, by day on a desktop and by night on a phone."""

from collections.abc import Iterator
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

Look = tuple[ViewportSize, Literal["light", "dark"]]

LOOKS: dict[str, Look] = {
    "desktop, light": ({"width": 1440, "height": 900}, "light"),
    "phone, dark": ({"width": 390, "height": 844}, "dark"),
}


def looks(page: Page) -> Iterator[tuple[str, Look]]:
    """Have a page as it is look like each in turn, and answer which; afterwards it looks like the first again."""
    for name, look in LOOKS.items():
        put_on(page, look)
        yield name, look
    put_on(page, next(iter(LOOKS.values())))


def put_on(page: Page, look: Look) -> None:
    size, scheme = look
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)


def flaws(page: Page) -> str:
    """Answer what axe finds wrong, by the rules of WCAG 2.2 AA and its own good practice; of a dialog alone where one is open."""
    is_covered = page.locator("dialog[open]").count()
    found = Axe().run(page, context="dialog[open]" if is_covered else None)
    return str(found.generate_report()) if found.violations_count else ""
