"""Names that are a moderator's or reserved, or look like one, are refused, and others are not."""

import httpx
import pytest

from chalicelib.comments.reserved import is_reserved
from tests.conftest import SITE, Api, Desk
from tests.storage.engines import TABLE, make_client
from tests.storage.meter import Meter
from tests.stored import Stored

EDITOR_IN_RUSSIAN = "\u0420\u0435\u0434\u0430\u043a\u0442\u043e\u0440"
LOTUS_IN_HINDI = "\u0915\u092e\u0932"
SOFT_IN_HINDI = "\u0915\u094b\u092e\u0932"
MUHAMMAD = "\u0645\u062d\u0645\u062f"
MUHAMMAD_WITH_VOWELS = "\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f"
KARN_IN_THAI = "\u0e01\u0e32\u0e19\u0e15\u0e4c"
KARN_WITHOUT_ITS_END = "\u0e01\u0e32\u0e19"
RESERVED = (
    "Editor",
    "Admin",
    "News Example",
    "Jos\u00e9",
    EDITOR_IN_RUSSIAN,
    LOTUS_IN_HINDI,
    KARN_IN_THAI,
    MUHAMMAD,
    "\u2605",
)


@pytest.fixture
def guarded(api: Api) -> Api:
    """The API of a site that reserves names."""
    api.services.sites.change(SITE, settings={"reserved_names": ["Editor", "Admin"]})
    return api


def post(api: Api, name: str, **comment: str) -> httpx.Response:
    return api.post("comments", {"page": "/a", "body": "Well said.", "author": {"name": name}, **comment})


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Editor", id="the name itself"),
        pytest.param("EDITOR", id="in capitals"),
        pytest.param("eDItor", id="in capitals and small letters"),
        pytest.param("E d i t o r", id="with spaces"),
        pytest.param("NewsExample", id="without its space"),
        pytest.param("E.d-i_t'o,r!", id="with punctuation"),
        pytest.param("\u2605 Editor \u2714\ufe0f", id="between ornaments"),
        pytest.param("Editor\u2122", id="with the sign of a trade mark"),
        pytest.param("Editor \N{GRINNING FACE}", id="with an emoji"),
        pytest.param("\u0415ditor", id="a Cyrillic capital"),
        pytest.param("Edit\u043er", id="a Cyrillic small letter"),
        pytest.param("\u0391dmin", id="a Greek capital"),
        pytest.param("\u13acditor", id="a Cherokee letter"),
        pytest.param("Ed1tor", id="one for i"),
        pytest.param("EDlTOR", id="a small l for I"),
        pytest.param("Ed|tor", id="a bar for i"),
        pytest.param("Ed\u0131tor", id="an i without a dot"),
        pytest.param("Edit0r", id="zero for o"),
        pytest.param("Adrnin", id="rn for m"),
        pytest.param("ADRNIN", id="the same in capitals"),
        pytest.param("Adrn1n", id="two of these at once"),
        pytest.param("\uff25ditor", id="a wide letter"),
        pytest.param("\u24ba\u24d3\u24d8\u24e3\u24de\u24e1", id="circled letters"),
        pytest.param(
            "\U0001d570\U0001d589\U0001d58e\U0001d599\U0001d594\U0001d597", id="broken letters of mathematics"
        ),
        pytest.param("\u1d31\u1d48\u2071\u1d57\u1d52\u02b3", id="raised letters"),
        pytest.param("\u1d07\u1d05\u026a\u1d1b\u1d0f\u0280", id="small capitals"),
        pytest.param("\U0001f174\U0001f173\U0001f178\U0001f183\U0001f17e\U0001f181", id="letters in filled squares"),
        pytest.param("\U0001f1ea\U0001f1e9\U0001f1ee\U0001f1f9\U0001f1f4\U0001f1f7", id="flags of letters"),
        pytest.param("\u00e9d\u00ector", id="accents"),
        pytest.param("E\u0336d\u0336i\u0336t\u0336o\u0336r\u0336", id="struck through"),
        pytest.param("E\u20ddditor", id="a letter in a ring"),
        pytest.param("Jose", id="without the accent that is reserved"),
        pytest.param(EDITOR_IN_RUSSIAN.upper(), id="Russian in capitals"),
        pytest.param("P" + EDITOR_IN_RUSSIAN[1:], id="Russian with a Latin letter"),
        pytest.param(LOTUS_IN_HINDI, id="Hindi"),
        pytest.param(KARN_IN_THAI, id="Thai"),
        pytest.param(MUHAMMAD_WITH_VOWELS, id="Arabic with vowels, which are optional"),
        pytest.param("\u2605", id="an ornament that is reserved"),
    ],
)
def test_a_name_that_looks_like_a_reserved_one_is_one(name: str) -> None:
    assert is_reserved(name, RESERVED)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Ada", id="a name"),
        pytest.param("Edith", id="one that begins alike"),
        pytest.param("Editors", id="one letter more"),
        pytest.param("Edito", id="one letter less"),
        pytest.param("Rotide", id="the letters in another order"),
        pytest.param("Ada, Editor", id="a reserved name at the end of another"),
        pytest.param("News Example Desk", id="a reserved name at the beginning of another"),
        pytest.param("Editor2", id="with a number"),
        pytest.param("Josef", id="an accent that would not make it so"),
        pytest.param("\u0415\u0434\u0438\u0442\u043e\u0440", id="Cyrillic that sounds alike"),
        pytest.param(SOFT_IN_HINDI, id="another vowel sign in Hindi"),
        pytest.param(KARN_WITHOUT_ITS_END, id="part of a name in Thai"),
        pytest.param("\u5c71\u7530", id="Japanese"),
        pytest.param("\uae40\ubbfc\uc9c0", id="Korean"),
        pytest.param("\u2606", id="another ornament"),
        pytest.param("\N{GRINNING FACE}", id="an emoji"),
        pytest.param("!?", id="punctuation"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_name_that_looks_like_no_reserved_one_is_free(name: str) -> None:
    assert not is_reserved(name, RESERVED)


def test_where_nothing_is_reserved_every_name_is_free() -> None:
    assert not is_reserved("Editor", [])
    assert not is_reserved("", [])


def test_a_reserved_name_of_spaces_and_a_joiner_reserves_no_name() -> None:
    assert not is_reserved("Ada", [" \u200d "])


def test_a_comment_under_a_reserved_name_is_refused_and_nothing_is_stored(guarded: Api, meter: Meter) -> None:
    guarded.counts()
    before = Stored.read(make_client(), TABLE)

    with meter.measure() as used:
        response = post(guarded, "Adrnin")

    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["code"], problem["title"]) == ("name_reserved", "The name is reserved")
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [("author.name", "name_reserved")]
    assert "Admin" not in response.text
    used.assert_budget(round_trips=1, write_units=0)
    assert Stored.read(make_client(), TABLE) == before


def test_a_reply_under_a_reserved_name_is_refused_too(guarded: Api, desk: Desk) -> None:
    assert post(guarded, "Editor", parent=desk.publish()).json()["code"] == "name_reserved"


def test_a_moderators_name_is_reserved_from_when_the_token_is_made_until_it_is_revoked(api: Api) -> None:
    assert post(api, "Night Desk").status_code == 202
    _, token = api.services.tokens.create(SITE, "moderator", "Night Desk")

    assert post(api, "night desk").json()["code"] == "name_reserved"
    assert post(api, "Night").status_code == 202

    api.services.tokens.revoke(SITE, token.id)
    assert post(api, "Night Desk").status_code == 202


def test_an_admins_name_is_reserved_as_well(api: Api) -> None:
    api.services.tokens.create(SITE, "admin", "The Chief")

    assert post(api, "THE CHlEF").json()["code"] == "name_reserved"


def test_a_name_is_reserved_on_its_own_site_alone(api: Api) -> None:
    api.services.sites.create("other", "Other", ["https://other.example"])
    api.services.sites.change("other", settings={"reserved_names": ["Editor"]})
    api.services.tokens.create("other", "admin", "Chief")

    assert post(api, "Editor").status_code == 202
    assert post(api, "Chief").status_code == 202


def test_what_is_wrong_with_a_request_is_told_before_that_its_name_is_reserved(guarded: Api) -> None:
    for wrong in ({"body": ""}, {"page": "null"}, {"page": "https://elsewhere.example/a"}, {"colour": "red"}):
        assert post(guarded, "Editor", **wrong).json()["code"] in {
            "invalid_request",
            "invalid_page",
            "page_not_on_site",
        }


def test_a_post_that_was_taken_is_answered_the_same_though_its_name_was_reserved_since(api: Api) -> None:
    body = {"page": "/a", "body": "Well said.", "author": {"name": "Editor"}}
    first = api.post("comments", body, headers={"Idempotency-Key": "k-1"})
    api.services.sites.change(SITE, settings={"reserved_names": ["Editor"]})

    again = api.post("comments", body, headers={"Idempotency-Key": "k-1"})
    anew = api.post("comments", body, headers={"Idempotency-Key": "k-2"})

    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == first.json()
    assert anew.json()["code"] == "name_reserved"


def test_a_post_that_was_refused_can_be_mended_under_the_same_idempotency_key(guarded: Api) -> None:
    def send(name: str) -> int:
        body = {"page": "/a", "body": "Well said.", "author": {"name": name}}
        return guarded.post("comments", body, headers={"Idempotency-Key": "k-1"}).status_code

    assert (send("Editor"), send("Ada")) == (422, 202)


def test_posting_takes_as_many_round_trips_where_names_are_reserved(guarded: Api, desk: Desk, meter: Meter) -> None:
    guarded.counts()

    with meter.measure() as used:
        assert post(guarded, "Ada").status_code == 202

    used.assert_budget(round_trips=2)


def test_no_public_answer_tells_the_names_that_are_reserved(api: Api) -> None:
    api.services.sites.change(SITE, settings={"reserved_names": ["Zebedee"]})
    api.services.tokens.create(SITE, "moderator", "Ermintrude")
    api.comment()
    post(api, "zebedee")
    api.thread()
    api.counts()

    assert not [call.text for call in api.calls if "Zebedee" in call.text or "Ermintrude" in call.text]
