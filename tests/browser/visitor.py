"""A person at a browser: a page in a context of its own, and what went wrong there."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Locator, Page, Request

# The headless browser's own User-Agent is a bot's, whose views do not count.
PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
SLOWLY = "const now = performance.now.bind(performance); performance.now = () => now() * 1000;"
"""Has a form take as long to fill in as a person does, for who is quicker than that waits for a moderator."""

MOST_PATIENCE = 60_000
"""Milliseconds after which something is taken not to happen. Long, for machines are busy; what happens is not waited for."""

BETWEEN_LOOKS = 20
"""Milliseconds between two looks at what cannot be waited for otherwise."""

NOT_LOADED = ("The Same Origin Policy disallows reading", "The page’s settings blocked the loading")  # noqa: RUF001 # as it writes
"""How Firefox begins what it says of a request that failed, among the errors of a page. Of policies `VIOLATIONS` tells."""

VIOLATIONS = """
document.addEventListener('securitypolicyviolation', (event) => {
  console.error(`violation of ${event.violatedDirective}: ${event.blockedURI}`);
});
"""


@dataclass
class Visitor:
    """What a person sees, and what the browser noticed meanwhile."""

    page: Page
    console: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._notice)
        self.page.on("dialog", self._dismiss)
        self.page.on("request", lambda request: self.requests.append(request))  # noqa: PLW0108 # Playwright marks its handlers, a builtin cannot be

    def open(self, address: str) -> None:
        """Open an address and wait until its thread is there."""
        self.page.goto(address)
        self.page.get_by_role("heading", name="Leave a Comment").wait_for()

    def comment(self, text: str) -> Locator:
        """Answer the shown comment whose own text contains this, without the replies to it."""
        return self.page.get_by_role("article").filter(has_text=text).locator("visible=true").last

    def field(self, name: str) -> Locator:
        """Answer the field with this label."""
        return self.page.get_by_role("textbox", name=name)

    def write(self, body: str, *, name: str = "Grace") -> None:
        """Fill in the form and send it."""
        form = self.page.get_by_role("form", name="Leave a Comment")
        form.get_by_label("Name").fill(name)
        form.get_by_label("Comment").fill(body)
        form.get_by_role("button", name="Post comment").click()

    def calls(self, ending: str) -> list[Request]:
        """Answer the requests to the API whose path ends so."""
        return [request for request in self.requests if request.url.split("?")[0].endswith(ending)]

    def wait_until(self, expression: str) -> None:
        """Wait until this is so in the page. Playwright's own wait has the page evaluate it again, which a page's policy may forbid."""
        deadline = time.monotonic() + MOST_PATIENCE / 1000
        while not self.page.evaluate(expression):
            assert time.monotonic() < deadline, f"it never is so: {expression}"
            self.page.wait_for_timeout(BETWEEN_LOOKS)

    def violations(self) -> list[str]:
        """Answer what the page's content security policy forbade."""
        return [text for text in self.console if "violat" in text]

    def _hear(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text}")

    def _notice(self, error: Error) -> None:
        if not error.message.startswith(NOT_LOADED):
            self.crashes.append(str(error))

    def _dismiss(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":  # whoever leaves a page here means to
            return dialog.accept()
        self.dialogs.append(dialog.message)
        return dialog.dismiss()


@contextmanager
def visiting(browser: Browser, **settings: Any) -> Iterator[Visitor]:
    """Give a new person a page; at the end nothing may have crashed, opened a dialog or met the security policy."""
    context = browser.new_context(**{"user_agent": PERSON, "locale": "en-GB"} | settings)
    context.set_default_timeout(MOST_PATIENCE)
    try:
        context.add_init_script(VIOLATIONS)
        visitor = Visitor(context.new_page())
        yield visitor
        assert (visitor.crashes, visitor.dialogs, visitor.violations()) == ([], [], [])
    finally:
        context.close()
