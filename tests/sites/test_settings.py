"""Settings by the API: admins read and change them, nothing is lost, and the log tells of it."""

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel, Field

from chalicelib.sites.models import SiteSettings
from chalicelib.sites.settings import HIDDEN, MOST_BYTES, changes_of, hidden, secrets, shown_of
from chalicelib.storage import keys
from chalicelib.storage.table import Span
from chalicelib.storage.values import unpack
from tests.conftest import ORIGIN, SITE, Api, Desk, StandingClock
from tests.storage.faults import Faults
from tests.storage.meter import Meter

if TYPE_CHECKING:
    import httpx

BOTH_ENGINES = True


def settings(admin: Desk) -> Any:
    response = admin.api.get("settings", headers=admin.headers)
    assert response.is_success, response.text
    return response.json()


def change(admin: Desk, **changes: Any) -> "httpx.Response":
    return admin.api.call("PATCH", f"/v1/sites/{SITE}/settings", json=changes, headers=admin.headers)


def lines(api: Api) -> list[dict[str, Any]]:
    """The lines of the log that tell of settings, the oldest first."""
    found = api.services.table.query(Span(keys.log(SITE, "")[0]), 1000)
    return [line for line in map(unpack, found) if line["action"] == "settings"]


def test_every_setting_is_told_with_its_value_and_which_are_given(admin: Desk) -> None:
    change(admin, profile="strict", max_links=7)

    told = settings(admin)

    assert set(told) == {*SiteSettings.model_fields, "given"}
    assert (told["profile"], told["max_links"], told["flags_to_hold"]) == ("strict", 7, 2)
    assert told["languages"] == ["en"]
    assert told["given"] == ["profile", "max_links"]


def test_a_change_is_answered_as_it_is_now_and_stays(admin: Desk) -> None:
    response = change(admin, moderation_mode="hold_suspect", banned_words=[" casino ", "pills"])

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json()["banned_words"] == ["casino", "pills"]
    assert response.json() == settings(admin)
    assert admin.api.comment()["status"] == "approved"


def test_null_gives_a_setting_back_to_its_profile_or_default(admin: Desk) -> None:
    change(admin, max_links=7, profile="strict", feed_url=f"{ORIGIN}/feed.xml")

    assert change(admin, max_links=None, feed_url=None).json()["given"] == ["profile"]
    assert settings(admin)["max_links"] == 0
    assert change(admin, profile=None).json()["max_links"] == 2


def test_changes_of_two_admins_in_turn_both_stand(admin: Desk) -> None:
    change(admin, max_links=7)
    change(admin, edit_window_minutes=5)

    assert settings(admin)["given"] == ["max_links", "edit_window_minutes"]


def test_a_change_leaves_one_line_that_tells_what_was_and_what_is(admin: Desk, clock: StandingClock) -> None:
    change(admin, max_links=7, languages=["de"])
    clock.pass_by(minutes=1)
    change(admin, max_links=None, profile="strict", languages=["de"])

    first, second = lines(admin.api)
    (token,) = admin.api.services.tokens.of_site(SITE)
    assert (first["moderator"], first["moderator_name"], first["subject"]) == (token.id, "chief", SITE)
    assert first["before"] == {"max_links": None, "languages": None}
    assert first["after"] == {"max_links": 7, "languages": ["de"]}
    assert second["at"] == "2026-03-14T12:01:00.000Z"
    assert (second["before"], second["after"]) == (
        {"max_links": 7, "profile": None},
        {"max_links": None, "profile": "strict"},
    )


def test_of_a_secret_it_is_told_that_it_was_changed_and_not_what_it_is(admin: Desk) -> None:
    for key in ("abc", "def", None):
        assert change(admin, akismet_key=key).is_success

    told = [(line["before"]["akismet_key"], line["after"]["akismet_key"]) for line in lines(admin.api)]
    assert told == [(None, HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, None)]


def test_a_fraction_is_told_as_it_is(admin: Desk) -> None:
    change(admin, toxicity_threshold=0.75)

    (line,) = lines(admin.api)
    assert line["after"] == {"toxicity_threshold": 0.75}


def test_what_the_operator_changes_is_in_the_log_as_theirs(api: Api) -> None:
    api.services.sites.change(SITE, name="News", origins=[ORIGIN, "https://m.news.example"])

    (line,) = lines(api)
    assert (line["moderator"], line["moderator_name"]) == ("operator", "operator")
    assert line["before"] == {"name": "News Example", "origins": [ORIGIN]}
    assert line["after"] == {"name": "News", "origins": [ORIGIN, "https://m.news.example"]}


def test_the_same_values_again_change_nothing_and_leave_no_line(admin: Desk, meter: Meter) -> None:
    change(admin, max_links=7, languages=["de"])
    before = lines(admin.api)

    with meter.measure() as used:
        assert change(admin, max_links=7, languages=["de"], guidelines=None).is_success
        assert change(admin).is_success

    used.assert_budget(write_units=0)
    assert lines(admin.api) == before


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"colour": "red"}, [("colour", "unknown")]),
        ({"max_links": "3"}, [("max_links", "int_type")]),
        ({"max_links": True}, [("max_links", "int_type")]),
        ({"max_links": 101, "posts_per_minute": -1}, [("max_links", ""), ("posts_per_minute", "")]),
        ({"moderation_mode": "hold_none"}, [("moderation_mode", "not_one_of")]),
        ({"languages": []}, [("languages", "too_short")]),
        ({"languages": ["de", "English"]}, [("languages.1", "string_pattern_mismatch")]),
        ({"languages": "de"}, [("languages", "list_type")]),
        ({"timezone": "Mars/Olympus"}, [("timezone", "invalid")]),
        ({"feed_url": "https://elsewhere.example/feed"}, [("feed_url", "not_on_site")]),
        ({"privacy_url": "javascript:alert(1)"}, [("privacy_url", "string_pattern_mismatch")]),
        ({"privacy_url": "http://"}, [("privacy_url", "invalid")]),
        ({"privacy_url": "https://news.example/a b"}, [("privacy_url", "invalid")]),
        ({"guidelines": "Be kind.\x07"}, [("guidelines", "invalid")]),
        ({"guidelines": "Be \u202ednik"}, [("guidelines", "invalid")]),
        ({"tracking_parameters": ["ok_*", "a*b"]}, [("tracking_parameters.1", "invalid")]),
        ({"banned_words": ["x"]}, [("banned_words.0", "string_too_short")]),
        (
            {"banned_words": ["casino", "..."], "suspect_words": ["?!"]},
            [("banned_words.1", ""), ("suspect_words.0", "")],
        ),
        ({"given": ["max_links"]}, [("given", "unknown")]),
    ],
)
def test_what_makes_no_sense_is_refused_by_name_and_nothing_is_changed(
    admin: Desk, changes: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    response = change(admin, edit_window_minutes=5, **changes)

    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    told = [(error["field"], error["code"]) for error in response.json()["errors"]]
    assert [field for field, _ in told] == [field for field, _ in problems]
    assert all(code in {expected, ""} or not expected for (_, code), (_, expected) in zip(told, problems, strict=True))
    assert settings(admin)["given"] == []
    assert lines(admin.api) == []


def test_guidelines_may_have_lines_and_lists_of_words_signs(admin: Desk) -> None:
    changed = change(
        admin, guidelines="Be kind.\r\n\tAnd brief.", banned_words=["$$$", "你好", "🙂🙂"], privacy_url="https://x/p"
    )

    assert changed.status_code == 200, changed.text


def test_settings_that_are_too_long_together_are_refused(admin: Desk) -> None:
    words = ["\N{GRINNING FACE}" * 24 + f"{number:04}" for number in range(650)]
    assert change(admin, banned_words=words).is_success

    response = change(admin, suspect_words=[*words, "word"])

    assert 2 * len(str(words).encode()) > MOST_BYTES
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [("suspect_words", "too_large")]
    assert settings(admin)["given"] == ["banned_words"]


@pytest.mark.parametrize("method", ["GET", "PATCH"])
def test_settings_are_for_admins(desk: Desk, method: str) -> None:
    body = None if method == "GET" else {"max_links": 7}
    response = desk.api.call(method, f"/v1/sites/{SITE}/settings", json=body, headers=desk.headers)

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert "admin" in response.json()["detail"]
    assert desk.api.services.sites.read(SITE).given == {}


def test_other_processes_tell_admins_of_a_change_at_once_and_obey_it_within_a_minute(
    admin: Desk, another: Api, clock: StandingClock
) -> None:
    elsewhere = Desk(another, admin.token)
    assert another.comment()["status"] == "pending"

    change(admin, moderation_mode="hold_suspect")

    assert another.comment()["status"] == "pending"
    clock.pass_by(seconds=60)
    assert another.comment()["status"] == "approved"
    change(admin, moderation_mode="hold_all")
    assert settings(elsewhere)["moderation_mode"] == "hold_all"


def test_what_settings_cost(admin: Desk, meter: Meter) -> None:
    settings(admin)
    with meter.measure() as used:
        settings(admin)
    used.assert_budget(round_trips=2, write_units=0)  # the token, then the site

    with meter.measure() as used:
        change(admin, max_links=7)
    used.assert_budget(round_trips=3, write_units=4)


@pytest.mark.parametrize("kind", ["timeout_after", "timeout_before", "throttle_before", "cancel"])
def test_a_change_repeated_after_a_fault_has_one_line(admin: Desk, faults: Faults, kind: Any) -> None:
    faults.once(kind, {"TransactWriteItems"})

    assert change(admin, max_links=7).json()["max_links"] == 7

    assert faults.struck
    assert len(lines(admin.api)) == 1


class Secretive(BaseModel):
    """Settings with a secret."""

    key: str | None = Field(None, max_length=20, description="a key", json_schema_extra={"writeOnly": True})
    words: tuple[str, ...] = Field((), description="words")


def test_of_a_secret_only_whether_it_is_set_is_shown() -> None:
    fields = Secretive.model_fields

    assert secrets(fields) == {"key"}
    assert hidden({"key": "abc", "words": ["a"]}, fields) == {"key": HIDDEN, "words": ["a"]}
    assert hidden({"key": None, "words": []}, fields) == {"key": None, "words": []}


def test_a_secret_is_described_as_one_that_can_only_be_written() -> None:
    sent = changes_of(Secretive.model_fields).model_json_schema()["properties"]["key"]
    shown = shown_of(Secretive.model_fields).model_json_schema()["properties"]["key"]

    assert sent["anyOf"] == [{"type": "string", "maxLength": 20, "writeOnly": True}, {"type": "null"}]
    assert shown["anyOf"] == [{"const": HIDDEN, "type": "string"}, {"type": "null"}]
    assert "only whether it is set" in shown["description"]


def test_every_setting_is_described_with_type_default_and_meaning(api: Api) -> None:
    schemas = api.call("GET", "/openapi.json").json()["components"]["schemas"]
    told, sent = schemas["ShownSettings"]["properties"], schemas["SettingsChanges"]["properties"]
    defaults = SiteSettings().model_dump(mode="json")

    assert {name: field["default"] for name, field in told.items() if name != "given"} == defaults
    for name in defaults:
        assert told[name]["description"]
        assert sent[name]["description"]
        assert {"type": "null"} in sent[name]["anyOf"]
    assert sent["max_links"]["anyOf"][0] == {"type": "integer", "minimum": 0, "maximum": 100}
    assert sent["banned_words"]["anyOf"][0]["maxItems"] == 1000
