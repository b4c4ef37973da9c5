"""Views that are imported in any order, again and again, broken off anywhere, beside views, aliases and jobs, count once."""

from collections import Counter
from contextlib import suppress
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.ids import NewId
from chalicelib.storage.table import Table
from tests.conftest import SITE, Api, Desk, StandingClock, another_address, ids_in_order, never_hot, with_site
from tests.faults.memory import Memory
from tests.imports.files import Row, import_views
from tests.pages.ending import Died, die_after
from tests.popular.readers import counts, renew
from tests.recount import violations
from tests.storage.engines import TABLE, make_client, moto_table
from tests.stored import Stored

PAGES = OLD, NEW, OTHER = ("/old", "/new", "/other")
SPELT = {page: (page, f"https://news.example{page}/", f"{page}?utm_source=x#top") for page in PAGES}

rows = st.lists(
    st.tuples(st.sampled_from([one for spelt in SPELT.values() for one in spelt]), st.integers(0, 10**6)),
    min_size=1,
    max_size=8,
)
steps = st.one_of(
    *[st.tuples(st.just("import"), st.integers(0, 3))] * 4,
    st.tuples(st.just("read"), st.integers(0, 2)),
    st.tuples(st.sampled_from(["compact", "merge", "popular"]), st.just(0)),
    st.tuples(st.just("alias"), st.just(0)),
)


def written(rows: list[Row]) -> Counter[str]:
    """Answer the views of each page by a file."""
    views = Counter[str]()
    for spelling, count in rows:
        views[next(page for page, spelt in SPELT.items() if spelling in spelt)] += count
    return views


def break_off(clock: StandingClock, ids: NewId, rows: list[Row], writes: int) -> None:
    """Import by a process that ends before it has written once more than so often."""
    client = make_client()
    die_after(client, writes)
    services = Services(Settings(), Table(client, TABLE, lambda _attempt: None), clock, ids, seconds=never_hot())
    with suppress(Died):
        import_views(services, rows)


def do(desk: Desk, clock: StandingClock, deed: str, number: int) -> None:
    services = desk.api.services
    match deed:
        case "read":
            assert desk.api.view(PAGES[number], address=another_address())["counted"]
        case "alias":
            desk.change_page(OLD, alias_of=NEW)
        case job:
            services.run_job(job)
            clock.pass_by(hours=20)


@settings(max_examples=8)
@given(rows, rows, st.lists(steps, max_size=10), st.integers(0, 2**32))
def test_imports_add_up_whatever_happens(
    before: list[Row], file: list[Row], done: list[tuple[str, int]], seed: int
) -> None:
    with moto_table() as client:
        clock, ids, dice = StandingClock(), ids_in_order(), Random(seed)  # noqa: S311 - it must be repeatable
        services = with_site(Services(Settings(), Table(client, TABLE, print), clock, ids, seconds=never_hot()))
        desk, views, wanted = (
            Desk(Api(services), services.tokens.create(SITE, "moderator", "desk")[0]),
            Counter[str](),
            written(file),
        )
        import_views(services, before)
        for deed, number in done:
            if deed == "import":
                dice.shuffle(file)
                break_off(clock, ids, file, number)
            else:
                do(desk, clock, deed, number)
                views[PAGES[number]] += deed == "read"

        services.run_job("merge")  # until then a page that stays may have fewer views than a correction takes away
        import_views(services, file)
        again = import_views(services, file)

        assert (again.changed, again.views) == (0, 0)
        left_alone = Counter({page: count for page, count in written(before).items() if page not in wanted})
        expected = views + wanted + left_alone
        if ("alias", 0) in done:
            expected[NEW] += expected.pop(OLD, 0)
        assert violations(Stored.of_items(Memory(client.meta.region_name).items())) == []
        for page in PAGES:
            asked = NEW if page == OLD and ("alias", 0) in done else page
            assert desk.api.counts(page)["view_count"] == expected[asked]
        renew_twice(services, clock)
        listed = {page: count for page, count, _ in counts(desk.api, window="all")}
        assert listed == {page: count for page, count in expected.items() if count}


def renew_twice(services: Services, clock: StandingClock) -> None:
    renew(services)
    clock.pass_by(minutes=2)
    renew(services)
