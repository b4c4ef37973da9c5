"""docs/embed.md lists what the embed has, no less and no more; and it stays as light as it says."""

import re
from pathlib import Path

from chalicelib.web.built import EMBED
from cli.web.embed import SOURCE

ROOT = Path(__file__).parents[2]
LOADER = (SOURCE / "loader.js").read_text(encoding="utf-8")
ALL = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.glob("*.*s")))
DOCS = (ROOT / "docs" / "embed.md").read_text(encoding="utf-8")


def documented(section: str, *, header: str, columns: int = 1) -> set[str]:
    """The names in the first columns of the table that begins with this header."""
    table = DOCS.split(f"## {section}\n")[1].split(f"\n| {header} |")[1].split("\n\n")[0]
    cells = ["|".join(row.split("|")[1 : columns + 1]) for row in table.splitlines()[2:]]
    return {name for cell in cells for name in re.findall(r"`([^`<>]+)`", cell)}


def quoted(code: str) -> set[str]:
    return {name for text in re.findall(r"['`]([^'`]+)['`]", code) for name in text.split()}


def test_every_attribute_is_documented_and_every_documented_one_exists() -> None:
    read = re.findall(r"(?:get|has)Attribute\('([a-z]+)'\)", ALL)
    styled = re.findall(r"\[(theme)=", ALL)
    around = re.findall(r"closest\('\[([a-z]+)\]'\)", ALL)
    read += re.findall(
        r"'(\w+)'", "".join(re.findall(r"for \(const name of (\[[^]]+\])\) if \(this.getAttribute", LOADER))
    )
    read += re.findall(r"'(\w+)'", "".join(re.findall(r"asked\(host, core, '\w+', (\[[^]]+\])", ALL)))
    (script,) = re.findall(r"const \{ ([a-z, ]+) \} = script\?\.dataset", LOADER)
    data = script.split(", ")
    data += [re.sub(r"([A-Z])", r"-\1", name).lower() for name in re.findall(r"dataset\.(\w+)", ALL)]

    assert documented("Attributes", header="attribute") == {*read, *styled, *around, *(f"data-{name}" for name in data)}


def test_every_event_is_documented_and_every_documented_one_exists() -> None:
    dispatched = re.findall(r"dispatch\((?:this\.)?\w+, '(\w+)'", ALL)

    assert documented("Events", header="event") == {f"belowline:{name}" for name in dispatched}


def test_every_custom_property_is_documented_and_every_documented_one_exists() -> None:
    assert documented("Looks", header="custom property") == set(re.findall(r"--belowline-[a-z-]+", ALL))


def test_every_part_is_documented_and_every_documented_one_exists() -> None:
    given = [quoted(code) for code in re.findall(r"\bpart: ([^,}]+)", ALL)]
    fields = re.findall(r"^ +\['(?:author\.)?(\w+)', '\w+', \{", ALL, re.MULTILINE)
    buttons = re.findall(r"\b(?:button|act)\(thread, '(\w+)'", ALL)
    buttons += re.findall(r"\boffer\('([\w-]+)'", ALL)
    kinds = re.findall(r"'(\w+)'", "".join(re.findall(r"for \(const kind of (\[[^]]+\])", ALL)))
    added = re.findall(r"\.part\.add\('(\w+)'\)", ALL)
    parts = {*buttons, *kinds, *added, *(f"field-{name}" for name in fields)}
    parts |= {name for names in given for name in names if "$" not in name}

    assert documented("Looks", header="part", columns=2) == parts


def sent(name: str) -> int:
    return len(EMBED.content(name, "br"))


def test_what_every_page_loads_stays_light() -> None:
    assert "at most 2,000 bytes" in DOCS
    assert sent("embed.js") <= 2_000


def test_what_shows_comments_and_sends_one_stays_light_in_every_language() -> None:
    assert "at most\n8,000 bytes" in DOCS
    heavy = {name: sent("embed.js") + sent(name) for name in EMBED.names if name.startswith("thread-")}
    assert {name: size for name, size in heavy.items() if size > 8_000} == {}
