"""Pictures of the embed and of the demo's front page for docs/embed.md: `python -m tests.browser.pictures` takes them anew."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

from playwright.sync_api import sync_playwright

from chalicelib.clock import system_clock
from chalicelib.ids import new_id
from chalicelib.posts.addresses import is_global_or_loopback
from chalicelib.posts.fetch import Fetcher
from chalicelib.posts.reader import FeedReader
from cli.local.publication import FEED
from cli.local.readers import come_by
from cli.web.build import ensure_built
from tests.browser.chromium import launch
from tests.browser.serving import SITE, Newsroom, newsroom
from tests.browser.visitor import Visitor, visiting

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
WINDOWS = {"desktop": (1000, 1180), "phone": (375, 1250)}
FRONT = {"desktop": (1000, 900), "phone": (375, 1250)}
SCHEMES = ("light", "dark")
DISCUSSED, QUIET = "last-ferry", "tide-clock"
ABOVE = 24
SCROLL = "(host, above) => window.scrollBy(0, host.getBoundingClientRect().top - above)"

Address = Callable[[str], str]
"""Answers where an article is."""


class LateClock:
    """Is some hours behind, so that comments look as if they had been left over a day."""

    hours = 0

    def __call__(self) -> datetime:
        """Answer the time that it shows."""
        return system_clock() - timedelta(hours=self.hours)


def main() -> None:
    """Take a picture of each state, in each window, by day and by night, from the left and from the right; and of the front page."""
    ensure_built()
    PICTURES.mkdir(parents=True, exist_ok=True)
    clock = LateClock()
    with newsroom(clock) as running, sync_playwright() as playwright:
        fill(running, clock)
        browser = launch(playwright)
        for window, scheme, direction, state in product(WINDOWS, SCHEMES, DIRECTIONS, STATES):
            width, height = WINDOWS[window]
            viewport = {"width": width, "height": height}
            with visiting(browser, viewport=viewport, color_scheme=scheme, reduced_motion="reduce") as reader:
                STATES[state](reader, DIRECTIONS[direction](running))
                reader.page.locator("belowline-comments").evaluate(SCROLL, ABOVE)
                reader.page.screenshot(path=PICTURES / f"embed-{window}-{scheme}{direction}{state}.png")
        open_the_paper(running)
        for window, (width, height) in FRONT.items():
            for scheme in SCHEMES:
                viewport = {"width": width, "height": height}
                with visiting(browser, viewport=viewport, color_scheme=scheme, reduced_motion="reduce") as reader:
                    front(running, reader)
                    reader.page.screenshot(path=PICTURES / f"front-{window}-{scheme}.png")
        browser.close()


def from_the_left(running: Newsroom) -> Address:
    """Answer where articles are."""
    return running.article


def from_the_right(running: Newsroom) -> Address:
    """Answer where they are as if they were in Arabic."""
    articles = running.pages / "articles"
    for slug in (DISCUSSED, QUIET):
        html = (articles / f"{slug}.html").read_text(encoding="utf-8").replace('lang="en-GB"', 'lang="ar" dir="rtl"')
        (articles / f"{slug}-from-the-right.html").write_text(html, encoding="utf-8")
    return lambda slug: running.article(f"{slug}-from-the-right")


def shown(reader: Visitor, address: Address) -> None:
    """Show an article with comments."""
    reader.page.goto(address(DISCUSSED))
    reader.page.locator("belowline-comments article").last.wait_for()


def front(running: Newsroom, reader: Visitor) -> None:
    """Show the front page with all its lists."""
    reader.page.goto(f"{running.publication}/")
    for listed in ("belowline-posts", *(f"belowline-popular >> nth={place}" for place in range(3))):
        reader.page.locator(listed).get_by_role("listitem").first.wait_for()


def empty(reader: Visitor, address: Address) -> None:
    """Show one without."""
    reader.page.goto(address(QUIET))
    reader.page.locator("belowline-comments form").wait_for()


def error(reader: Visitor, address: Address) -> None:
    """Send a form that lacks something."""
    shown(reader, address)
    reader.page.locator("[name=body]").fill("Is it true that the harbour board *paid* for the tea?")
    reader.page.locator("[part~=submit]").click()
    reader.page.locator("[part=field-error]").wait_for()


STATES = {"": shown, "-empty": empty, "-error": error}
DIRECTIONS = {"": from_the_left, "-rtl": from_the_right}


def open_the_paper(running: Newsroom) -> None:
    """Have the demo's feed be read, and its articles be read and commented on, as at a first start of `make run`."""
    running.set(feed_url=running.publication + FEED)
    services = running.services
    FeedReader(services.table, Fetcher(is_global_or_loopback), system_clock, new_id).run(SITE)
    come_by(services, services.sites.get(SITE))
    running.publish("I grew up believing that it was a painting.", name="Jory", slug="tide-clock")
    running.publish("Two sentences of my own: slugs, and more slugs.", name="Allotment 12", slug="seed-library")
    services.run_job("popular")


def fill(running: Newsroom, clock: LateClock) -> None:
    """Leave comments as readers of the demo article might."""
    running.set(guidelines="Be kind, keep to the subject, and say who you are.")
    clock.hours = 26
    running.publish(
        "> see whether its driver might finish his tea a little more slowly\n\n"
        "I am one of the two anglers. He does, and we catch the bus again. No hard feelings.",
        name="An angler",
    )
    clock.hours = 5
    root = running.publish(
        "My mother nursed on the late shift for twenty years, and slept in that linen room more often than she would admit. "
        "She would have *liked* “or thereabouts”.",
        name="Maureen Castle",
    )
    clock.hours = 3
    reply = running.publish(
        "Six minutes on average, and it took thirty years. Well done, Mr Reed.", name="Dafydd P.", parent=root
    )
    clock.hours = 2
    running.publish("He asked us not to make a fuss about it.", name="Imogen Farrow", parent=reply)


if __name__ == "__main__":
    main()
