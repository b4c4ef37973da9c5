"""Pictures of the embed for docs/embed.md: `python -m tests.browser.pictures` takes them anew."""

from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import sync_playwright

from chalicelib.clock import system_clock
from tests.browser.chromium import launch
from tests.browser.serving import Newsroom, newsroom
from tests.browser.visitor import visiting

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
WINDOWS = {"desktop": (1000, 1180), "phone": (375, 1250)}
SCHEMES = ("light", "dark")
ABOVE = 24


class LateClock:
    """Is some hours behind, so that comments look as if they had been left over a day."""

    hours = 0

    def __call__(self) -> datetime:
        """Answer the time that it shows."""
        return system_clock() - timedelta(hours=self.hours)


def main() -> None:
    """Take a picture for each window and each scheme."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    clock = LateClock()
    with newsroom(clock) as running, sync_playwright() as playwright:
        fill(running, clock)
        browser = launch(playwright)
        for window, (width, height) in WINDOWS.items():
            for scheme in SCHEMES:
                viewport = {"width": width, "height": height}
                with visiting(browser, viewport=viewport, color_scheme=scheme, reduced_motion="reduce") as reader:
                    reader.open(running.article())
                    reader.page.locator("belowline-comments").evaluate(
                        "(host, above) => window.scrollTo(0, host.getBoundingClientRect().top - above)", ABOVE
                    )
                    reader.page.screenshot(path=PICTURES / f"embed-{window}-{scheme}.png")
        browser.close()


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
