"""Sites: made by operators, changed while the service runs, apart from each other."""

from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.errors import InvalidRequest, SiteNotFound
from chalicelib.sites.models import PROFILES, SiteSettings
from tests.conftest import ORIGIN, SITE, Api, StandingClock
from tests.faults.interlude import Interlude
from tests.faults.world import World
from tests.storage.faults import Faults
from tests.storage.meter import Meter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.mark.parametrize("site", ["a", "demo-2", "2026", "a" * 40])
def test_a_site_can_be_made(api: Api, site: str) -> None:
    made = api.services.sites.create(site, " Other ", ["https://other.example/", "HTTPS://Other.Example:443"])

    assert (made.id, made.name, made.origins) == (site, "Other", ("https://other.example",))
    assert made.settings == SiteSettings()
    assert made.created_at == "2026-03-14T12:00:00.000Z"
    assert api.services.sites.ids() == sorted([SITE, site])


@pytest.mark.parametrize(
    ("site", "name", "origins", "field"),
    [
        ("", "Other", [ORIGIN], "site"),
        ("Other", "Other", [ORIGIN], "site"),
        ("a_b", "Other", [ORIGIN], "site"),
        ("a#b", "Other", [ORIGIN], "site"),
        ("-a", "Other", [ORIGIN], "site"),
        ("a-", "Other", [ORIGIN], "site"),
        ("a" * 41, "Other", [ORIGIN], "site"),
        ("\u00e9", "Other", [ORIGIN], "site"),
        (SITE, "Other", [ORIGIN], "site"),
        ("other", "", [ORIGIN], "name"),
        ("other", "\n", [ORIGIN], "name"),
        ("other", "x" * 121, [ORIGIN], "name"),
        ("other", "Other", [], "origins"),
        ("other", "Other", ["other.example"], "origins"),
        ("other", "Other", [f"{ORIGIN}/news"], "origins"),
    ],
)
def test_a_site_that_makes_no_sense_is_refused(api: Api, site: str, name: str, origins: list[str], field: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        api.services.sites.create(site, name, origins)

    assert [problem.field for problem in refusal.value.fields] == [field]
    assert api.services.sites.ids() == [SITE]
    assert api.services.sites.get(SITE).name == "News Example"


def test_a_site_made_again_after_a_lost_answer_is_one_site(api: Api, faults: Faults) -> None:
    faults.once("timeout_after", {"TransactWriteItems"})

    made = api.services.sites.create("other", "Other", [ORIGIN])

    assert faults.struck
    assert made.name == "Other"


def test_settings_are_changed_one_by_one(api: Api) -> None:
    sites = api.services.sites
    sites.change(SITE, settings={"edit_window_minutes": 5})

    changed = sites.change(SITE, settings={"timezone": "Europe/Berlin"})

    assert changed.settings == SiteSettings(edit_window_minutes=5, timezone="Europe/Berlin")
    assert sites.change(SITE, name="News").settings == changed.settings
    assert sites.change(SITE, origins=["https://new.example"]).name == "News"


def test_of_two_admins_at_once_the_second_reads_again_and_both_changes_stand(table_client: "DynamoDBClient") -> None:
    interlude = Interlude()
    world = World(table_client, "hold_all", interlude)
    world.faults.once("throttle_before", {"TransactWriteItems"})
    interlude.acts.append(lambda: world.calm.sites.change(SITE, settings={"max_links": 7, "trust_after": 3}))

    changed = world.struck.sites.change(SITE, settings={"edit_window_minutes": 5, "trust_after": 4}).settings

    assert world.faults.struck
    assert (changed.max_links, changed.edit_window_minutes, changed.trust_after) == (7, 5, 4)
    told = [line["before"].get("trust_after") for line in world.stored("line") if line["action"] == "settings"]
    assert told[1:] == [None, 3]


def test_of_two_operators_at_once_the_origins_of_both_stand(table_client: "DynamoDBClient") -> None:
    interlude = Interlude()
    world = World(table_client, "hold_all", interlude)
    one, other = "https://one.example", "https://other.example"
    world.faults.once("throttle_before", {"TransactWriteItems"})
    interlude.acts.append(lambda: world.calm.sites.change(SITE, origins=lambda there: [*there, one]))

    changed = world.struck.sites.change(SITE, origins=lambda there: [*there, other])

    assert changed.origins == (ORIGIN, one, other)


@pytest.mark.parametrize(
    "settings",
    [
        {"moderation_mode": "hold_none"},
        {"edit_window_minutes": -1},
        {"edit_window_minutes": "soon"},
        {"edit_window_minutes": 1441},
        {"languages": []},
        {"languages": ["English"]},
        {"timezone": "Mars/Olympus"},
        {"timezone": "../../etc/passwd"},
        {"timezone": ""},
        {"tracking_parameters": [""]},
        {"tracking_parameters": ["x"] * 101},
        {"privacy_url": "javascript:alert(1)"},
        {"guidelines": "x" * 2001},
        {"reserved_names": [" "]},
        {"reserved_names": ["x" * 81]},
        {"reserved_names": ["x"] * 101},
        {"reserved_names": "Editor"},
        {"colour": "red"},
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(api: Api, settings: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        api.services.sites.change(SITE, settings=settings)

    (name,) = settings
    assert {problem.field.partition(".")[0] for problem in refusal.value.fields} == {name}
    assert api.services.sites.get(SITE).settings == SiteSettings()


@pytest.mark.parametrize("site", ["nobody", "Demo", "", "demo#", "a" * 500])
def test_an_unknown_site_is_not_found(api: Api, site: str) -> None:
    with pytest.raises(SiteNotFound):
        api.services.sites.get(site)
    with pytest.raises(SiteNotFound):
        api.services.sites.change(site, name="Other")


def test_what_is_no_sites_id_is_not_even_looked_up(api: Api, meter: Meter) -> None:
    with meter.measure() as used:
        api.call("GET", "/v1/sites/..%00%23/counts?page=/a")

    used.assert_budget(requests=0)


def test_a_process_reads_a_site_once_a_minute(api: Api, meter: Meter, clock: StandingClock) -> None:
    api.counts()
    with meter.measure() as used:
        api.counts()
    used.assert_budget(requests=1)  # the counts alone

    clock.pass_by(seconds=60)
    with meter.measure() as used:
        api.counts()
    used.assert_budget(requests=2)


def test_other_processes_see_a_change_within_a_minute(api: Api, another: Api, clock: StandingClock) -> None:
    assert another.comment()["status"] == "pending"

    api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})

    assert api.comment()["status"] == "approved"
    assert another.comment()["status"] == "pending"
    clock.pass_by(seconds=60)
    assert another.comment()["status"] == "approved"


def test_names_are_reserved_up_to_the_limits_without_spaces_around(api: Api) -> None:
    names = [f" {'x' * 80} ", *(f"Editor {number}" for number in range(99))]

    changed = api.services.sites.change(SITE, settings={"reserved_names": names})

    assert changed.settings.reserved_names == tuple(name.strip() for name in names)
    assert api.services.sites.get(SITE).reserved_names == changed.settings.reserved_names


def test_tracking_parameters_of_a_site_join_its_pages(api: Api) -> None:
    api.services.sites.change(SITE, settings={"tracking_parameters": ["partner", "x_*"]})

    assert api.thread("/a?partner=1&x_y=2&p=3")["page"]["key"] == "/a?p=3"


def test_a_profile_sets_what_the_site_has_not_set_itself(api: Api) -> None:
    sites = api.services.sites
    sites.change(SITE, settings={"max_links": 7})

    strict = sites.change(SITE, settings={"profile": "strict"}).settings

    assert (strict.max_links, strict.flags_to_hold) == (7, PROFILES["strict"]["flags_to_hold"])
    assert sites.change(SITE, settings={"max_links": None}).settings.max_links == PROFILES["strict"]["max_links"]
    assert sites.change(SITE, settings={"profile": None}).settings == SiteSettings()


@pytest.mark.parametrize(
    "feed", ["https://elsewhere.example/feed", "http://news.example/feed", "https://news.example@evil.example/"]
)
def test_a_feed_elsewhere_is_refused(api: Api, feed: str) -> None:
    with pytest.raises(InvalidRequest, match="feed_url"):
        api.services.sites.change(SITE, settings={"feed_url": feed})


def test_a_feed_on_the_sites_own_origin_is_taken(api: Api) -> None:
    changed = api.services.sites.change(SITE, settings={"feed_url": f"{ORIGIN}/feed.xml"})

    assert changed.settings.feed_url == f"{ORIGIN}/feed.xml"
    assert changed.settings.lists_known_pages_only
