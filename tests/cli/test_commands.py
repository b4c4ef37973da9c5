"""The operator's command: what it answers, in words and in JSON, and that its errors are one sentence."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from chalicelib.bootstrap import Services
from chalicelib.clock import system_clock
from chalicelib.config import Settings
from chalicelib.storage import keys
from chalicelib.storage.table import Table
from chalicelib.storage.writes import Write
from chalicelib.web.built import EMBED
from cli.local.engine import Engine, client, local_environment
from cli.main import main
from tests.author import Author
from tests.concurrency.served import services_on
from tests.conftest import Api, Desk, never_hot
from tests.posts.hostile import Handler, serving
from tests.posts.paper import item, rss
from tests.referrers.following import Stream

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from tests.cli.conftest import Start

pytestmark = pytest.mark.engine

Run = Callable[..., Result]


@pytest.fixture
def belowline(engine: Engine, engine_table: str) -> Run:
    """Give commands on a new table, as an environment with an AWS account would."""
    environment = local_environment({}, engine.endpoint) | {"BELOWLINE_TABLE": engine_table}

    def run(*arguments: str, **more: str) -> Result:
        return CliRunner().invoke(main, arguments, env=environment | more)

    return run


@pytest.fixture
def with_site(belowline: Run) -> Run:
    assert belowline("site", "create", "demo", "--origin", "https://news.example", "--name", "News").exit_code == 0
    return belowline


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_site_is_made_listed_and_shown(belowline: Run) -> None:
    made = belowline("site", "create", "demo", "--origin", "https://News.example/", "--name", "News Example")

    assert made.stdout == "Made the site demo (News Example), at home on https://news.example.\n"
    assert "https://news.example" in belowline("site", "list").stdout
    assert "moderation_mode" in belowline("site", "show", "demo").stdout
    assert answer(belowline("site", "show", "demo", "--json"))["settings"]["moderation_mode"] == "hold_all"
    assert [site["id"] for site in answer(belowline("site", "list", "--json"))] == ["demo"]


def test_the_version_of_the_embed_is_kept_once(belowline: Run) -> None:
    kept = answer(belowline("embed", "keep", "--json"))
    again = belowline("embed", "keep")

    assert kept["version"] == EMBED.version
    assert kept["integrity"].startswith("sha384-")
    assert kept["written"] == len(EMBED.names)
    assert again.stdout == f"Nothing to do: kept already is version {EMBED.version}.\n"


def test_a_site_is_shown_with_how_reading_its_feed_went(with_site: Run) -> None:
    def answer_to(handler: Handler) -> None:
        if len(server.asked) == 1:
            handler.say(200, rss(item(f"{server.origin}/a", "A")))
        else:
            handler.say(500)

    with serving(answer_to) as server:
        settings = ("--setting", f"feed_url={server.origin}/feed?key=secret")
        with_site("site", "set", "demo", "--origin", server.origin, *settings)
        assert answer(with_site("site", "show", "demo", "--json"))["feed"] is None
        assert "1 read, 1 changed, 0 failed, 1 posts" in with_site("jobs", "run", "feed").stdout
        assert with_site("site", "show", "demo").stdout.splitlines()[-1].startswith("Its feed http://127.0.0.1:")
        assert "1 read, 0 changed, 1 failed" in with_site("jobs", "run", "feed").stdout

    told = with_site("site", "show", "demo").stdout.splitlines()[-1]
    assert told.startswith("It failed once since, last 20")
    assert told.endswith(": it answers with status 500.")
    feed = answer(with_site("site", "show", "demo", "--json"))["feed"]
    assert (feed["error"], feed["failure_count"], feed["succeeded_at"] is None) == ("answers with status 500", 1, False)


def test_a_site_is_changed_in_what_is_given(with_site: Run) -> None:
    changes = ("--origin", "https://m.news.example", "--remove-origin", "https://NEWS.example")
    settings = (
        "--setting",
        "moderation_mode=hold_new",
        "--setting",
        "edit_window_minutes=5",
        "--setting",
        'languages=["de"]',
    )

    changed = answer(with_site("site", "set", "demo", *changes, *settings, "--json"))

    assert changed["name"] == "News"
    assert changed["origins"] == ["https://m.news.example"]
    assert changed["settings"]["moderation_mode"] == "hold_new"
    assert changed["settings"]["edit_window_minutes"] == 5
    assert changed["settings"]["languages"] == ["de"]


def test_keys_of_a_sign_on_are_given_as_json_and_its_secret_is_not_shown_again(with_site: Run) -> None:
    key = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    secret = "a-secret-of-the-newsroom-01234567"
    settings = ("--setting", f"sign_on_keys={json.dumps({'keys': [key]})}", "--setting", f"sign_on_secret={secret}")

    results = [with_site("site", "set", "demo", *settings, *form) for form in ((), ("--json",))]
    results += [with_site("site", "show", "demo", *form) for form in ((), ("--json",))]

    assert answer(results[1])["settings"]["sign_on_keys"] == {"keys": [key]}
    assert not [result for result in results if secret in result.output or result.exit_code]


def test_settings_are_shown_as_they_are_set(with_site: Run) -> None:
    set_ = with_site("site", "set", "demo", "--setting", 'languages=["de", "en"]', "--setting", "proof_of_work=true")

    shown = dict(line.split(maxsplit=1) for line in with_site("site", "show", "demo").stdout.splitlines())

    assert set_.exit_code == 0
    told = [shown[name] for name in ("languages", "proof_of_work", "feed_url", "timezone")]
    assert told == ['["de", "en"]', "true", "null", "UTC"]


def test_a_token_is_shown_once_and_can_be_revoked(with_site: Run) -> None:
    made = answer(with_site("token", "create", "--site", "demo", "--role", "admin", "--name", "desk", "--json"))
    plain = with_site("token", "create", "--site", "demo", "--name", "night desk").stdout

    listed = answer(with_site("token", "list", "--site", "demo", "--json"))
    assert made["token"].startswith("blw_")
    assert plain.startswith("blw_")
    assert [(token["role"], token["name"]) for token in listed] == [("admin", "desk"), ("moderator", "night desk")]
    assert made["token"] not in json.dumps(listed)
    assert with_site("token", "revoke", made["id"], "--site", "demo").stdout == f"Revoked the token {made['id']}.\n"
    assert len(answer(with_site("token", "list", "--site", "demo", "--json"))) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("site", "show", "none"), "There is no site of that id; `belowline site list` shows all."),
        (("site", "create", "A b", "--origin", "https://a.example", "--name", "A"), "site: use 1 to 40"),
        (("site", "create", "demo", "--origin", "https://a.example", "--name", "A"), "there is a site 'demo' already"),
        (("site", "set", "demo", "--setting", "moderation_mode=none"), "moderation_mode: "),
        (("site", "set", "demo", "--setting", "banned_words=casino"), 'banned_words: must be a list, such as ["'),
        (("site", "set", "demo", "--setting", "timezone=Mars/Olympus"), "timezone: is no timezone of the IANA list"),
        (("site", "set", "demo", "--setting", "sign_on_secret=*" + "é" * 40), "sign_on_secret: must be of letters"),
        (("stats", "--site", "demo", "--from", "0001-01-01", "--to", "0001-01-02"), "to: must be in a year from 1971"),
        (("site", "set", "demo", "--remove-origin", "https://news.example"), "origins: name at least one origin"),
        (("token", "create", "--site", "none", "--name", "desk"), "There is no site of that id"),
        (("token", "revoke", "none", "--site", "demo"), "There is no token 'none' of this site."),
        (("rerender", "none"), "There is no site of that id"),
        (("page", "alias", "none", "/a", "/b"), "There is no site of that id"),
        (("jobs", "run", "none"), "There is no job 'none'; there are: "),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(with_site: Run, arguments: tuple[str, ...], sentence: str) -> None:
    result = with_site(*arguments)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("site", "create", "demo"),
        ("token", "create", "--site", "demo", "--name", "a", "--role", "king"),
        ("site", "set", "demo", "--setting", "languages"),
        ("site", "set", "demo", "--setting", "languages=["),
        ("site", "set", "demo", "--setting", "sign_on_keys={"),
    ],
)
def test_a_command_given_wrongly_exits_with_2(with_site: Run, arguments: tuple[str, ...]) -> None:
    assert with_site(*arguments).exit_code == 2


def test_without_a_table_or_local_it_says_what_to_do(belowline: Run) -> None:
    result = belowline("site", "list", BELOWLINE_TABLE="")

    assert (result.exit_code, result.stderr.count("BELOWLINE_TABLE"), result.stderr.count("--local")) == (1, 1, 1)


def test_a_variable_that_cannot_be_used_is_named(belowline: Run) -> None:
    result = belowline("site", "list", BELOWLINE_TABLE="x")

    assert (result.exit_code, result.stderr.startswith("Error: BELOWLINE_TABLE: ")) == (1, True)


def test_a_table_that_is_not_there_is_said_in_a_sentence(belowline: Run) -> None:
    result = belowline("site", "list", BELOWLINE_TABLE="another")

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


@pytest.fixture
def local(tmp_path: Path) -> Run:
    return lambda *arguments: CliRunner().invoke(main, [*arguments, "--local"], env={"DATA_DIR": str(tmp_path)})


def test_local_starts_the_engine_for_the_command_and_keeps_the_data(local: Run) -> None:
    made = local("site", "create", "demo", "--origin", "https://news.example", "--name", "News")

    assert made.exit_code == 0
    assert [site["id"] for site in answer(local("site", "list", "--json"))] == ["demo"]
    assert "AWS_ENDPOINT_URL_DYNAMODB" not in os.environ


def test_local_uses_the_engine_of_a_run(local: Run, start_run: "Start", tmp_path: Path) -> None:
    engine = start_run(tmp_path)

    assert local("site", "create", "demo", "--origin", "https://news.example", "--name", "News").exit_code == 0
    assert engine.is_alive()
    assert len(answer(local("site", "list", "--json"))) == 1


def test_stats_tell_what_waits(with_site: Run) -> None:
    shown = with_site("stats", "--site", "demo")

    assert "0 pending" in shown.stdout
    assert "None waits." in shown.stdout
    assert answer(with_site("stats", "--site", "demo", "--json"))["comments"]["approved"] == 0


def test_stats_show_days_and_hours_of_a_site_and_of_a_page(with_site: Run, desk: Desk) -> None:
    desk.api.view("/a")
    with_site("jobs", "run", "popular")

    by_day = with_site("stats", "--site", "demo", "--from", "2026-03-14", "--to", "2026-03-15")
    page = answer(with_site("stats", "--site", "demo", "--page", "/a", "--by", "hour", "--json"))["stats"]

    assert (
        "From 2026-03-14T00:00:00.000Z to 2026-03-16T00:00:00.000Z: 0 views in 0 visits, 0 decisions." in by_day.stdout
    )
    assert [line.split()[0] for line in by_day.stdout.splitlines()[-2:]] == ["2026-03-14", "2026-03-15"]
    assert (page["page"], page["by"], page["view_count"], page["visit_count"]) == ("/a", "hour", 1, 1)
    assert "1 views in 1 visits" in with_site("stats", "--site", "demo").stdout
    assert "from: must be before" in with_site("stats", "--site", "demo", "--from", "2999-01-01").stderr


def test_stats_show_where_readers_came_from_the_most_first(
    with_site: Run, desk: Desk, engine_client: "DynamoDBClient", engine_table: str
) -> None:
    stream = Stream(desk.api.services, engine_client, engine_table)
    for number in range(54):
        stream.view(f"https://host{max(1, number):02}.example/")
    stream.follow()

    shown = with_site("stats", "--site", "demo").stdout.splitlines()
    told = answer(with_site("stats", "--site", "demo", "--json"))["stats"]
    page = with_site("stats", "--site", "demo", "--page", "/a").stdout

    heading = next(place for place, line in enumerate(shown) if line.split()[:2] == ["came", "from"])
    rows = [line.split() for line in shown[heading + 1 :]]
    assert [row[:2] for row in (rows[0], rows[1], rows[-1])] == [
        ["host01.example", "2"],
        ["host02.example", "1"],
        ["other", "hosts"],
    ]
    assert len(rows[0][2]) == 2 * len(rows[1][2]) == 24, "the longest bar, and one half as long"
    assert (len(rows), rows[-1][2]) == (51, "3")
    assert (len(told["referrers"]), told["other_referrers_view_count"]) == (50, 3)
    assert "came from" not in page


def test_a_job_tells_what_it_did_for_each_site(with_site: Run) -> None:
    assert "demo: 0 checked, 0 mended, 0 busy" in with_site("jobs", "run", "reconcile").stdout
    assert answer(with_site("jobs", "run", "reconcile", "--json"))["result"]["demo"]["checked"] == 0


def test_comments_that_an_older_renderer_made_are_made_anew(with_site: Run, engine: Engine, engine_table: str) -> None:
    services = services_on(client(engine.endpoint), engine_table)
    posted = [Author.of(Api(services)).id for _ in range(2)]
    values = {"renderer": "0", "html": "<p>Old.</p>"}
    update = "SET #renderer = :renderer, #html = :html"
    services.table.write(Write("Update", keys.comment("demo", posted[0]), update=update, values=values))

    first = with_site("rerender")
    again = with_site("rerender", "demo")

    assert (
        first.stdout == "Looked at 2 comments and made 1 anew. Run it once more, for those that were moved meanwhile.\n"
    )
    assert again.stdout == "Looked at 2 comments and made 0 anew. All are up to date.\n"
    assert (first.stderr, again.stderr) == ("", "")
    assert answer(with_site("rerender", "--json"))["result"] == {"demo": {"checked": 2, "rendered": 0, "busy": 0}}


def test_what_was_deleted_long_ago_is_erased(with_site: Run, engine: Engine, engine_table: str) -> None:
    table = Table(client(engine.endpoint), engine_table, print)
    services = Services(Settings(), table, lambda: system_clock() - timedelta(days=31), seconds=never_hot())
    desk = Desk(Api(services), services.tokens.create("demo", "moderator", "desk")[0])
    desk.act("delete", *(desk.api.comment()["id"] for _ in range(2)))

    ran = with_site("jobs", "run", "retain")

    assert (ran.stdout, ran.stderr) == ("Ran retain.\ndemo: 2 erased, 0 busy\n", "")
    again = answer(with_site("jobs", "run", "retain", "--json"))
    assert again == {"job": "retain", "result": {"demo": {"erased": 0, "busy": 0}}}


@pytest.fixture
def desk(with_site: Run, engine_client: "DynamoDBClient", engine_table: str) -> Desk:
    """A moderator of the site on the table of the commands."""
    services = Services(Settings(), Table(engine_client, engine_table, print), seconds=never_hot())
    return Desk(Api(services), services.tokens.create("demo", "moderator", "desk")[0])


def test_a_page_is_shown(with_site: Run) -> None:
    shown = with_site("page", "show", "demo", "/a")

    assert "is_open        True" in shown.stdout
    assert answer(with_site("page", "show", "demo", "https://news.example/a/", "--json"))["key"] == "/a"


def test_an_alias_tells_first_what_would_move_then_moves_it(with_site: Run, desk: Desk) -> None:
    desk.publish(page="/old")
    desk.api.comment(page="/old")
    desk.api.view("/old")
    command = ("page", "alias", "demo", "/old", "/new")

    told = answer(with_site(*command, "--dry-run", "--json"))
    plainly = with_site(*command, "--dry-run").stdout
    assert desk.page("/old")["alias_of"] is None
    moved = with_site(*command)

    assert told["content"] == {"comments": {"approved": 1, "pending": 1}, "reactions": 0, "views": 1}
    amount = "2 comments (1 approved, 1 pending), no reactions and 1 view from /old to /new."
    assert plainly == f"Would move {amount} Nothing was changed.\n"
    assert moved.stdout.startswith(f"Moved {amount} What readers do at /old is done at /new from now on.")
    assert moved.stdout.count("\n") == 1
    assert desk.api.counts("/old") == {"page": "/old", "key": "/new", "comment_count": 1, "view_count": 1}


def test_an_alias_given_again_moves_what_came_meanwhile(with_site: Run, desk: Desk) -> None:
    command = ("page", "alias", "demo", "/old", "/new", "--json")
    answer(with_site(*command))
    again = answer(with_site(*command))

    assert again == {
        "site": "demo",
        "page": "/old",
        "alias_of": "/new",
        "is_dry_run": False,
        "content": {"comments": {}, "reactions": 0, "views": 0},
    }


@pytest.mark.parametrize("dry_run", [(), ("--dry-run",)], ids=["at once", "dry run"])
@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("/a", "/a/", "/a cannot be an alias of itself"),
        ("/b", "/c", "/b has an alias itself; let it name /c first"),
        ("/c", "/a", "/a is itself an alias of /b"),
        ("/c", "https://elsewhere.example/", "host is not one of the site's origins"),
    ],
)
def test_an_alias_that_cannot_be_is_refused_in_a_sentence(
    with_site: Run, old: str, new: str, sentence: str, dry_run: tuple[str, ...]
) -> None:
    answer(with_site("page", "alias", "demo", "/a", "/b", "--json"))

    result = with_site("page", "alias", "demo", old, new, *dry_run)

    assert result.exit_code == 1
    assert sentence in result.stderr
    assert (result.stdout, result.stderr.count("\n")) == ("", 1)


def test_the_job_that_merges_tells_what_it_moved(with_site: Run, desk: Desk) -> None:
    desk.publish(page="/old")
    desk.change_page("/old", alias_of="/new")

    ran = with_site("jobs", "run", "merge").stdout

    assert "demo: 1 aliases, 0 finished, 1 comments, 0 reactions, 0 views" in ran
