"""All views of the moderator page but the queue: each does its work, fits its window, and reads well."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from chalicelib.clock import system_clock
from chalicelib.sites.log import line_of, put_line
from tests.browser.axe import flaws, looks
from tests.browser.busy import ANGLER, REFERRERS, Busy, fill
from tests.browser.serving import SITE
from tests.browser.serving import newsroom as serving
from tests.browser.stock import Waiting, author_of, wait
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

FERRY = "/articles/last-ferry"
FIRST_HOSTS = [*enumerate(REFERRERS, 1)][:8]
MANY = 105
"""Lines of the log: more than are read at once."""

VIEWS = {
    "start": "Overview",
    "start?span=day": "Overview",
    f"start?page={FERRY}": "Overview",
    "authors": "Authors",
    "authors?q=angler": "Authors",
    f"authors?author={author_of(ANGLER)}": "Authors",
    "pages": "Pages",
    f"pages?page={FERRY}": "Pages",
    "blocks": "Blocks",
    "log": "Log",
    "settings": "Settings",
    "tokens": "Tokens",
}
FRENCH = {
    "Overview": "Vue d",
    "Authors": "Auteurs",
    "Blocks": "Blocages",
    "Log": "Journal",
    "Settings": "Réglages",
    "Tokens": "Jetons",
}
UNTRANSLATED = re.compile(r"\b(start|authors|pages|blocks|log|settings?|tokens|field|find)\.[a-z_]+")


@pytest.fixture(scope="module")
def busy() -> Iterator[Busy]:
    """A newsroom for all tests here. What they change stays; none relies on what another has left."""
    with serving() as running:
        yield fill(running, now=system_clock(), days=2)


def go(busy: Busy, visitor: Visitor, place: str, *, is_chief: bool = True) -> Page:
    """Sign in by the address that an operator gives, and go to a place."""
    page, newsroom = visitor.page, busy.newsroom
    page.goto(f"{newsroom.service}/moderate#site={SITE}&token={busy.chief_token if is_chief else newsroom.token}")
    expect(page.locator("h1")).to_be_visible()
    page.goto(f"{newsroom.service}/moderate#{place}")
    settle(page)
    return page


def settle(page: Page) -> None:
    expect(page.locator("main")).not_to_contain_text(re.compile("Loading|Chargement"))


def entry(page: Page, heading: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=heading, exact=True))


def told(page: Page) -> Locator:
    return page.locator(".notes")


def test_the_overview_tells_how_the_site_is_doing_and_opens_first(busy: Busy, moderator: Visitor) -> None:
    page = go(busy, moderator, "", is_chief=False)

    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    readers = page.get_by_role("img", name="Readers")
    expect(readers).to_have_accessible_name(re.compile(r"Readers: [\d,]+ in all, most on .+: [\d,]+"))
    expect(readers.locator(".of-views .ct-bar")).to_have_count(7)
    expect(page.get_by_role("img")).to_have_count(7)
    page.get_by_text("Show the numbers").first.click()
    rows = page.get_by_role("table", name="Readers").get_by_role("row")
    expect(rows).to_have_count(8)
    expect(page.get_by_role("link", name="The last ferry learns to wait")).to_have_count(2)
    expect(page.get_by_text("Night desk")).to_be_visible()
    expect(page.get_by_role("definition").first).to_contain_text("mins")

    page.get_by_role("link", name="24 hours").click()

    expect(page).to_have_url(re.compile(r"#start\?span=day$"))
    expect(readers.locator(".of-views .ct-bar")).to_have_count(24)
    page.reload()
    expect(readers.locator(".of-views .ct-bar")).to_have_count(24)
    chart = readers.bounding_box()
    assert chart is not None
    page.mouse.move(chart["x"] + chart["width"] - 20, chart["y"] + 40)
    expect(page.locator(".read").first).to_contain_text(re.compile(r"^\w{3}.*\d\d:00: [\d,]+ views?, [\d,]+ visits?$"))


def test_the_overview_tells_where_readers_come_from(busy: Busy, moderator: Visitor) -> None:
    page = go(busy, moderator, "start")
    panel = page.locator("section").filter(has=page.get_by_role("heading", name="Where readers come from"))

    expect(panel.get_by_role("listitem")).to_have_text([f"{host}{2 * (640 // place):,}" for place, host in FIRST_HOSTS])
    widths = [
        item.evaluate("one => getComputedStyle(one).backgroundSize") for item in panel.get_by_role("listitem").all()
    ]
    assert [width.split()[0] for width in widths[:2]] == ["100%", "50%"]
    panel.get_by_text("Show the numbers").click()
    rows = page.get_by_role("table", name="Where readers come from").get_by_role("row")
    expect(rows).to_have_count(len(REFERRERS) + 2)
    expect(rows.first).to_have_text("SiteViews")
    expect(rows.last).to_have_text("Others180")

    page.goto(f"{busy.newsroom.service}/moderate#start?page={FERRY}")
    settle(page)

    expect(page.get_by_role("heading", name="By moderator")).to_be_visible()
    expect(panel).to_have_count(0)


def test_what_fails_is_said_and_can_be_tried_again(busy: Busy, moderator: Visitor) -> None:
    page = go(busy, moderator, "blocks")
    page.route("**/stats?**", lambda route: route.fulfill(status=503, json={"code": "unavailable"}))
    page.goto(f"{busy.newsroom.service}/moderate#start")
    expect(page.get_by_text("The service is busy.")).to_be_visible()

    page.unroute("**/stats?**")
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("img", name="Readers")).to_be_visible()
    page.route("**/stats?**", lambda route: route.abort())
    page.get_by_role("button", name="Refresh").click()
    expect(told(page)).to_contain_text("does not answer")
    expect(page.get_by_role("img", name="Readers")).to_be_visible()


def test_an_author_is_found_noted_trusted_and_decided_on(busy: Busy, moderator: Visitor) -> None:
    newsroom, email = busy.newsroom, "grace@home.example"
    ids = wait(newsroom, [Waiting(f"Opinion {number}", "Grace Hop", email) for number in range(3)])
    page = go(busy, moderator, "authors")
    page.get_by_label("Name or e-mail").fill("GRACE@home")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Grace Hop").click()
    expect(page.get_by_role("heading", name="Grace Hop")).to_be_visible()
    expect(page.get_by_role("link", name="3", exact=True)).to_have_attribute("href", re.compile("list=pending"))

    page.get_by_role("button", name="Write a note").click()
    page.get_by_role("textbox", name="Note").fill("Knows compilers.")
    page.get_by_role("dialog").get_by_role("button", name="Write a note").click()
    expect(page.locator(".noted")).to_have_text("Knows compilers.")
    page.get_by_role("button", name="Approve all and trust").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Approve and trust").click()
    expect(dialog).to_contain_text("Done. 3 comments changed.")
    dialog.get_by_role("button", name="Close").click()

    expect(page.get_by_text("trusted", exact=True)).to_be_visible()
    assert newsroom.statuses(*ids) == ["approved"] * 3
    page.get_by_role("button", name="Trust no longer").click()
    expect(page.get_by_role("button", name="Approve all and trust")).to_be_visible()
    page.get_by_role("button", name="Reject all").click()
    page.get_by_role("combobox", name="Which comments").select_option("")
    dialog.get_by_role("button", name="Reject").click()
    expect(dialog).to_contain_text("Done. 3 comments changed.")
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("link", name="3", exact=True)).to_have_attribute("href", re.compile("list=rejected"))
    assert newsroom.statuses(*ids) == ["rejected"] * 3
    page.get_by_role("button", name="Details").first.click()
    expect(dialog).to_contain_text("Opinion 2")
    expect(dialog.get_by_text("Rejected", exact=True)).to_be_visible()


def test_a_page_is_found_closed_named_and_moved(busy: Busy, moderator: Visitor) -> None:
    newsroom = busy.newsroom
    site = newsroom.services.sites.get(SITE)
    page = go(busy, moderator, "pages")
    expect(page.get_by_role("link", name="The last ferry learns to wait")).to_have_count(2)
    find = page.get_by_role("textbox", name="Page", exact=True)
    find.fill("https://elsewhere.example/a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("alert").first).to_contain_text("not one of the site's origins")
    expect(find).to_have_value("https://elsewhere.example/a")

    find.fill(newsroom.article("night-bakery"))
    page.get_by_role("button", name="Find").click()
    page.get_by_role("radio", name="Closed").check()
    page.get_by_role("textbox", name="Title").fill("Bread at three")
    page.get_by_role("textbox", name="Closes").fill("2031-05-01T12:30")
    page.route("**/pages?**", abort_puts)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("does not answer")
    page.unroute("**/pages?**")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="Bread at three")).to_be_visible()
    now = newsroom.services.pages.get(site, "/articles/night-bakery")
    assert (now["is_open"], now["title"], now["closes_at"]) == (False, "Bread at three", "2031-05-01T12:30:00.000Z")
    moved = page.get_by_role("textbox", name="Has moved to")
    moved.fill("/articles/old-ferry")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Move it").click()
    expect(moved).to_have_accessible_description(re.compile("itself an alias of /articles/last-ferry"))
    expect(moved).to_be_focused()
    moved.fill(FERRY)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_contain_text("Nothing brings them back")
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text("This address has moved")).to_be_visible()
    assert newsroom.services.pages.get(site, "/articles/night-bakery")["alias_of"] == FERRY


def abort_puts(route: Route) -> None:
    if route.request.method == "PUT":
        route.abort()
    else:
        route.continue_()


def test_somebody_is_blocked_and_the_block_changed_and_lifted(busy: Busy, moderator: Visitor) -> None:
    newsroom = busy.newsroom
    page = go(busy, moderator, "blocks", is_chief=False)
    expect(entry(page, "casino.example")).to_contain_text("Nothing but spam comes from there.")
    page.get_by_role("button", name="Block somebody").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Which").fill("no e-mail")
    dialog.get_by_label("Why").fill("Sells **pills**.")
    dialog.get_by_role("button", name="Block", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("e-mail")
    expect(dialog.get_by_label("Why")).to_have_value("Sells **pills**.")
    dialog.get_by_label("Which").fill("pills@home.example")
    dialog.get_by_label("Until when").select_option("week")
    dialog.get_by_role("button", name="Block", exact=True).click()

    made = entry(page, "pills@home.example")
    expect(made).to_contain_text("Until ")
    made.get_by_role("button", name="Change").click()
    dialog.get_by_label("Until when").select_option("lifted")
    dialog.get_by_role("button", name="Save").click()
    expect(made).to_contain_text("Until somebody lifts it")
    assert newsroom.blocks()[0]["until"] is None

    made.get_by_role("button", name="Lift").click()
    dialog.get_by_role("button", name="Lift").click()
    expect(made).to_have_count(0)
    assert "pills@home.example" not in {block["value"] for block in newsroom.blocks()}
    page.get_by_role("button", name="Block again").click()
    expect(made).to_be_visible()
    assert newsroom.blocks()[0]["reason"] == "Sells **pills**."


def test_the_log_is_endless_and_can_be_searched(busy: Busy, moderator: Visitor) -> None:
    table, now = busy.newsroom.services.table, system_clock()
    for number in range(MANY):
        line = line_of(busy.chief, now, "page", f"{number:026}", subject=f"/pages/{number}", after={"is_open": False})
        table.write(put_line(SITE, line))
    page = go(busy, moderator, "log", is_chief=False)
    lines = page.locator(".lines > li")
    expect(lines).to_have_count(100)
    page.route("**/log?**", lambda route: route.abort())
    lines.last.scroll_into_view_if_needed()
    expect(page.get_by_text("The service does not answer.")).to_be_visible()
    page.unroute("**/log?**")
    page.get_by_role("button", name="Try again").click()
    expect(lines.last).to_contain_text("Ines Okafor changed the page /pages/0")

    page.get_by_label("What", exact=True).select_option("decisions")
    expect(page).to_have_url(re.compile("kind=decisions"))
    page.get_by_label("Who").fill("night")
    page.get_by_role("button", name="Filter").click()
    expect(lines.filter(has_text="Asked twice to keep to the subject.")).to_have_count(1)
    assert all("Night desk" in text for text in lines.all_inner_texts())
    lines.filter(has_text="insult").get_by_role("button", name="a comment").click()
    expect(page.get_by_role("dialog")).to_contain_text("Whoever runs this ferry")
    page.keyboard.press("Escape")
    page.get_by_label("Search").fill("no such words")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_text("Nothing matches")).to_be_visible()


def test_settings_are_changed_refused_at_their_field_and_given_back(busy: Busy, moderator: Visitor) -> None:
    newsroom = busy.newsroom
    page = go(busy, moderator, "settings?part=pages")
    expect(page.get_by_role("heading", name="Pages and lists")).to_be_in_viewport()
    links, feed = (
        page.get_by_role("spinbutton", name="Links"),
        page.get_by_role("textbox", name=re.compile("publication.s feed")),
    )
    bar = page.get_by_role("region", name="Changes not saved yet")
    expect(page.get_by_role("textbox", name="Suspect words")).to_have_value("idiots\nliars")
    links.fill("7")
    feed.fill("https://elsewhere.example/feed.xml")
    expect(bar).to_contain_text("2 changes are not saved yet")
    page.get_by_role("link", name="Blocks").click()
    page.get_by_role("link", name="Settings").click()
    expect(bar).to_contain_text("2 changes")
    bar.get_by_role("button", name="Save").click()
    expect(feed).to_have_accessible_description(re.compile("must be on one of the site's origins"))
    expect(feed).to_be_focused()
    assert newsroom.services.sites.read(SITE).settings.max_links == 3

    feed.fill("")
    expect(bar).to_contain_text("1 change is")
    bar.get_by_role("button", name="Save").click()
    expect(told(page)).to_contain_text("Saved.")
    assert newsroom.services.sites.read(SITE).settings.max_links == 7
    page.get_by_role("button", name="Reset to default: Links").click()
    expect(links).to_have_value("2")
    links.press("Enter")
    expect(bar).to_be_hidden()
    expect(page.get_by_role("button", name="Reset to default: Links")).to_have_count(0)
    assert "max_links" not in newsroom.services.sites.read(SITE).given


def test_a_secret_can_be_set_and_taken_away_and_is_never_shown(busy: Busy, moderator: Visitor) -> None:
    page = go(busy, moderator, "settings")
    key = page.get_by_role("textbox", name="Key for Akismet")
    expect(key).to_have_value("")
    expect(key).to_have_attribute("type", "password")
    key.fill("another-key-4711")
    page.get_by_role("button", name="Save").click()
    expect(told(page)).to_contain_text("Saved.")
    assert busy.newsroom.services.sites.read(SITE).settings.akismet_key == "another-key-4711"
    assert "4711" not in page.content()
    assert "4711" not in page.evaluate("JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")

    page.get_by_role("button", name="Remove it: Key for Akismet").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("region", name="Changes not saved yet")).to_be_hidden()
    expect(page.get_by_role("button", name="Remove it: Key for Akismet")).to_have_count(0)
    assert busy.newsroom.services.sites.read(SITE).settings.akismet_key is None


def test_a_profile_says_what_it_would_change_before_it_is_taken(busy: Busy, moderator: Visitor) -> None:
    newsroom = busy.newsroom
    newsroom.set(max_links=3, profile=None)
    page = go(busy, moderator, "settings")
    page.get_by_role("button", name="See what “strict” would change").click()
    dialog = page.get_by_role("dialog")
    rows = [row.inner_text().split("\t") for row in dialog.get_by_role("row").all()[1:]]
    assert rows == [["Comments until trust", "2", "5"], ["Reports that hold", "5", "2"]]
    expect(dialog).to_contain_text("Links (3)")
    expect(dialog).to_contain_text("Comments a minute (0)")

    dialog.get_by_role("button", name="Take “strict”").click()

    expect(page.get_by_role("spinbutton", name="Reports that hold")).to_have_value("2")
    settings = newsroom.services.sites.read(SITE).settings
    assert (settings.profile, settings.trust_after, settings.flags_to_hold, settings.max_links) == ("strict", 5, 2, 3)


def test_a_setting_that_the_page_has_never_heard_of_appears_by_itself(busy: Busy, moderator: Visitor) -> None:
    def describe(route: Route) -> None:
        told = route.fetch().json()
        schemas = told["components"]["schemas"]
        about, loudness = {"description": "how loud it rings"}, {"minimum": 1, "maximum": 11, "type": "integer"}
        schemas["SettingsChanges"]["properties"]["bell_loudness"] = {"anyOf": [loudness, {"type": "null"}]} | about
        schemas["ShownSettings"]["properties"]["bell_loudness"] = loudness | about | {"default": 4}
        schemas["SettingsChanges"]["properties"]["bell_tune"] = {"$ref": "#/components/schemas/Tune"}
        route.fulfill(json=told)

    moderator.page.route("**/openapi.json", describe)
    page = go(busy, moderator, "settings")

    loud = page.get_by_role("spinbutton", name="Bell loudness")
    expect(loud).to_have_accessible_description("how loud it rings A whole number, 1 to 11.")
    page.get_by_role("textbox", name="Bell tune").fill("{no JSON")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("textbox", name="Bell tune")).to_have_accessible_description(re.compile("must be JSON"))
    page.get_by_role("button", name="Discard").click()
    loud.fill("5")
    page.get_by_role("button", name="Save").click()
    expect(loud).to_have_attribute("aria-invalid", "true")  # for the service has not heard of it either


def test_a_token_is_made_shown_once_and_revoked(busy: Busy, browser: Browser) -> None:
    with visiting(browser, permissions=["clipboard-read", "clipboard-write"]) as moderator:
        page = go(busy, moderator, "tokens")
        expect(entry(page, "Ines Okafor")).to_contain_text("yours")
        page.get_by_role("button", name="New token").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Whose it is").fill("Weekend desk")
        dialog.get_by_role("button", name="Make it").click()
        secret = dialog.get_by_label("Token", exact=True).input_value()
        dialog.get_by_role("button", name="Copy: Token").click()
        expect(dialog.get_by_role("button", name="Copy: Token")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == secret
        page.keyboard.press("Escape")
        expect(dialog).to_be_visible()
        dialog.get_by_role("button", name="I have it").click()
        assert secret not in page.content()
        assert busy.newsroom.services.tokens.check(secret).role == "moderator"

        page.get_by_role("button", name="Revoke: Weekend desk").click()
        dialog.get_by_role("button", name="Revoke").click()

        expect(entry(page, "Weekend desk")).to_have_count(0)
        assert "Weekend desk" not in {token.name for token in busy.newsroom.services.tokens.of_site(SITE)}


def test_what_is_for_admins_alone_is_not_there_for_moderators(busy: Busy, moderator: Visitor) -> None:
    page = go(busy, moderator, "settings", is_chief=False)

    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    menu = page.get_by_role("navigation", name="Views")
    assert menu.get_by_role("link").all_inner_texts() == ["Overview", "Comments", "Authors", "Pages", "Blocks", "Log"]
    assert not [one for one in moderator.requests if one.url.endswith(("/settings", "/tokens", "settings.js"))]


def states(page: Page) -> Iterator[str]:
    """Bring the page from one state of its views into the next, and answer the name of each."""
    for place, title in VIEWS.items():
        move(page, place)
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        settle(page)
        yield place
    yield from states_of_figures_and_log(page)
    yield from states_of_pages_and_blocks(page)
    yield from states_of_settings(page)
    yield from states_of_tokens(page)


def states_of_figures_and_log(page: Page) -> Iterator[str]:
    page.route("**/stats?**", lambda route: route.fulfill(status=503, json={"code": "unavailable"}))
    move(page, "start?span=month")
    page.get_by_role("button", name="Try again").wait_for()
    yield "figures that failed"
    page.unroute("**/stats?**")
    page.get_by_role("button", name="Try again").click()
    for numbers in page.get_by_text("Show the numbers").all():
        numbers.click()
    yield "figures with their numbers"
    move(page, "log?kind=decisions")
    page.get_by_role("button", name="a comment").first.click()
    page.get_by_role("dialog").locator("h3").last.wait_for()
    yield "a comment of the log"
    page.keyboard.press("Escape")
    move(page, "log?q=no+such+words")
    page.get_by_text("Nothing matches").wait_for()
    yield "a log in which nothing was found"


def states_of_pages_and_blocks(page: Page) -> Iterator[str]:
    move(page, "pages?page=https://elsewhere.example/a")
    page.get_by_text("not one of the site's origins").wait_for()
    yield "an address elsewhere"
    move(page, "pages?page=/articles/seed-library")
    page.get_by_role("textbox", name="Has moved to").fill("https://elsewhere.example/a")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Move it").wait_for()
    yield "asked whether a page has moved"
    page.get_by_role("button", name="Move it").click()
    page.locator("[aria-invalid=true]").wait_for()
    yield "a page with a mistake"
    move(page, "blocks")
    page.get_by_role("button", name="Block somebody").click()
    page.get_by_label("Which").fill("no e-mail")
    page.get_by_label("Until when").select_option("date")
    page.get_by_label("Until", exact=True).fill("2036-05-01T12:30")
    page.get_by_role("dialog").get_by_role("button", name="Block", exact=True).click()
    page.locator("dialog .wrong").filter(has_text="e-mail").wait_for()
    yield "a block with a mistake"
    page.keyboard.press("Escape")
    for name in ("Change", "Lift"):
        page.get_by_role("button", name=f"{name}: casino.example").click()
        page.get_by_role("dialog").wait_for()
        yield f"the dialog of {name}"
        page.keyboard.press("Escape")


def states_of_settings(page: Page) -> Iterator[str]:
    move(page, "settings")
    page.get_by_role("textbox", name=re.compile("publication.s feed")).fill("https://elsewhere.example/feed.xml")
    page.get_by_role("region", name="Changes not saved yet").get_by_role("button", name="Save").click()
    page.locator("[aria-invalid=true]").wait_for()
    yield "settings with a mistake"
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("button", name="would change").click()
    page.get_by_role("dialog").wait_for()
    yield "what a profile would change"
    page.keyboard.press("Escape")


def states_of_tokens(page: Page) -> Iterator[str]:
    move(page, "tokens")
    page.get_by_role("button", name="Revoke: Night desk").click()
    page.get_by_role("dialog").wait_for()
    yield "asked whether to revoke a token"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="New token").click()
    page.get_by_label("Whose it is").fill("Evening desk")
    yield "a new token"
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("button", name="I have it").wait_for()
    yield "a token that was made"


def move(page: Page, place: str) -> None:
    """Go to a place without loading the page anew."""
    page.evaluate("(place) => { location.hash = place; }", place)


def test_every_state_is_for_everybody_and_fits_its_window(busy: Busy, browser: Browser) -> None:
    with visiting(browser, reduced_motion="reduce") as moderator:
        page = go(busy, moderator, "blocks")
        for state in states(page):
            for look, (size, _) in looks(page):
                assert flaws(page) == "", (state, look)
                assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (state, look)


def test_every_view_speaks_french(busy: Busy, browser: Browser) -> None:
    with visiting(browser, locale="fr-FR") as moderator:
        page = go(busy, moderator, "blocks")
        for place, title in VIEWS.items():
            page.goto(f"{busy.newsroom.service}/moderate#{place}")
            expect(page.get_by_role("heading", name=FRENCH.get(title, title), level=1)).to_be_visible()
            settle(page)
            assert not re.search(
                r"\b(start|authors|pages|blocks|log|settings?|tokens|field|find)\.[a-z_]+",
                page.locator("body").inner_text(),
            ), place
