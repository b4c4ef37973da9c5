"""Names that imitate a badge by a word that stands set apart are refused, and people are called as they are called."""

import pytest

from chalicelib.comments.badges import wears_badge
from tests.conftest import SITE, Api


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Author", id="the word itself"),
        pytest.param("MOD", id="short for it"),
        pytest.param("A u t h o r", id="with spaces"),
        pytest.param("M\u00b7o\u00b7d\u00b7e\u00b7r\u00b7a\u00b7t\u00b7o\u00b7r", id="with signs between its letters"),
        pytest.param("Ada (Author)", id="in brackets"),
        pytest.param("[MOD] Ada", id="in square brackets, before"),
        pytest.param("Ada \u3010author\u3011", id="in brackets of another script"),
        pytest.param("Ada <mod>", id="between signs for less and more"),
        pytest.param("Ada \u201cauthor\u201d", id="in quotation marks"),
        pytest.param("Ada 'mod'", id="between apostrophes"),
        pytest.param("Ada \u00b7 author", id="behind a dot in the middle"),
        pytest.param("Ada\u00b7author", id="behind one without spaces"),
        pytest.param("Ada | Author", id="behind a bar"),
        pytest.param("Ada|Author", id="behind a bar without spaces"),
        pytest.param("Ada / author", id="behind a slash"),
        pytest.param("Ada \u2014 author", id="behind a long dash"),
        pytest.param("Ada\u2013author", id="behind a dash without spaces"),
        pytest.param("Ada - author", id="behind a hyphen with spaces"),
        pytest.param("Ada--author", id="behind two hyphens"),
        pytest.param("Author: Ada", id="before a colon"),
        pytest.param("Ada, author", id="behind a comma"),
        pytest.param("Ada \u2022 mod \u2022", id="between bullets"),
        pytest.param("Ada ~mod", id="behind a tilde"),
        pytest.param("Ada @mod", id="behind an at"),
        pytest.param("Ada #mod", id="behind a hash"),
        pytest.param("*mod* Ada", id="between asterisks"),
        pytest.param("Ada_mod", id="behind an underscore"),
        pytest.param("Ada \u2b50 author", id="behind an emoji"),
        pytest.param("Ada \u01c0 author", id="behind a letter that looks like a bar"),
        pytest.param("Ada I author", id="behind a capital that looks like a bar"),
        pytest.param("Ada \u4e00 author", id="behind a character that looks like a dash"),
        pytest.param("Ada\ua78fauthor", id="behind a letter that looks like a dot"),
        pytest.param("Ada (\u0430uth\u043er)", id="with Cyrillic letters"),
        pytest.param("Ada (rnod)", id="with rn for m"),
        pytest.param("Ada \u00b7 \u24dc\u24de\u24d3", id="in circled letters"),
        pytest.param("Ada | moderat|on", id="with a bar for i, behind one that is a bar"),
        pytest.param("Ada (\u00e0uthor)", id="with an accent"),
        pytest.param("Ada \u2014 Redaktion", id="German"),
        pytest.param("Ada (Autorin)", id="German, of a woman"),
        pytest.param("Ada \u00b7 r\u00e9daction", id="French"),
        pytest.param("Ada \u00b7 redaction", id="French without its accent"),
        pytest.param("Moderator Ada", id="nobody's name, before"),
        pytest.param("Ada Moderator", id="nobody's name, behind"),
        pytest.param("Ada-Moderator", id="nobody's name behind a hyphen"),
        pytest.param("Ada the m\u043eder\u0430tor of this site", id="nobody's name within, with Cyrillic letters"),
        pytest.param("Mod\u00e9ratrice Ada", id="nobody's name in French"),
        pytest.param("Moderator*in Ada", id="nobody's name in German, before a star"),
    ],
)
def test_a_name_with_the_word_of_a_badge_set_apart_imitates_one(name: str) -> None:
    assert wears_badge(name)


@pytest.mark.parametrize(
    "name",
    [
        "Ada",
        "Jean-Luc Author",
        "Author Ada",
        "Ada-Author",
        "Mod Rana",
        "Mo D.",
        "Arthur Moderow",
        "Moderata Fonte",
        "Modeste (Paris)",
        "O'Brien",
        "Anna-Maria",
        "Dr. No",
        "Smith, John",
        "Ada & Ben",
        "Elizabeth I",
        "Gal\u00b7la",
        "Authority",
        "Ada (authority)",
        "Voltaire in moderation",
        "\u5c71\u7530",
        "\u30ad\u30ce (\u6771\u4eac)",
        "\N{GRINNING FACE}",
        "!?",
        "",
    ],
)
def test_a_name_without_is_free(name: str) -> None:
    assert not wears_badge(name, ["Editor"])


@pytest.mark.parametrize(
    "name",
    ["Ada Lovelace (Moderator)", "Ada Lovelace (London)", "Countess / \u0410da Lovelace", "[O'Brien] Ada"],
)
def test_a_name_that_is_reserved_is_so_where_it_stands_set_apart(name: str) -> None:
    assert wears_badge(name, ["Ada Lovelace", "O'Brien"])


@pytest.mark.parametrize(
    "name", ["Lovelace, Ada", "Ada Lovelace Smith", "Ada-Lovelace-Smith", "Mary Ada Lovelace (London)", "Brien (Ada)"]
)
def test_a_name_that_is_reserved_is_free_as_a_part_of_a_longer_one(name: str) -> None:
    assert not wears_badge(name, ["Ada Lovelace", "O'Brien"])


def test_who_imitates_a_badge_is_refused_whatever_the_site_reserves(api: Api) -> None:
    def code_for(name: str) -> str | None:
        answer = api.post("comments", {"page": "/a", "body": "Well said.", "author": {"name": name}}).json()
        return answer.get("code")  # type: ignore[no-any-return]

    assert code_for("Ada | Author") == "name_reserved"
    assert code_for("Ada, Editor") is None
    api.services.tokens.create(SITE, "moderator", "Ada")
    assert code_for("Ada (London)") is None

    api.services.sites.change(SITE, settings={"reserved_names": ["Editor"]})
    assert code_for("Ada, Editor") == "name_reserved"
    assert code_for("Jean-Luc Author") is None
