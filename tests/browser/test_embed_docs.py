"""docs/embed.md lists what embed.js has, no less and no more; and the file stays light."""

import gzip
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = (ROOT / "chalicelib" / "web" / "embed.js").read_text(encoding="utf-8")
DOCS = (ROOT / "docs" / "embed.md").read_text(encoding="utf-8")

MOST_BYTES = 10_000


def documented(section: str, *, header: str, columns: int = 1) -> set[str]:
    """The names in the first columns of the table that begins with this header."""
    table = DOCS.split(f"## {section}\n")[1].split(f"\n| {header} |")[1].split("\n\n")[0]
    cells = ["|".join(row.split("|")[1 : columns + 1]) for row in table.splitlines()[2:]]
    return {name for cell in cells for name in re.findall(r"`([^`<>]+)`", cell)}


def quoted(code: str) -> set[str]:
    return {name for text in re.findall(r"['`]([^'`]+)['`]", code) for name in text.split()}


def test_every_attribute_is_documented_and_every_documented_one_exists() -> None:
    read = re.findall(r"(?:get|has)Attribute\('([a-z]+)'\)", SOURCE)
    styled = re.findall(r"\[(theme)=", SOURCE)
    around = re.findall(r"closest\('\[([a-z]+)\]'\)", SOURCE)
    data = [re.sub(r"([A-Z])", r"-\1", name).lower() for name in re.findall(r"dataset\.(\w+)", SOURCE)]

    assert documented("Attributes", header="attribute") == {*read, *styled, *around, *(f"data-{name}" for name in data)}


def test_every_event_is_documented_and_every_documented_one_exists() -> None:
    dispatched = re.findall(r"dispatch\(\w+, '(\w+)'", SOURCE)

    assert documented("Events", header="event") == {f"belowline:{name}" for name in dispatched}


def test_every_custom_property_is_documented_and_every_documented_one_exists() -> None:
    assert documented("Looks", header="custom property") == set(re.findall(r"--belowline-[a-z-]+", SOURCE))


def test_every_part_is_documented_and_every_documented_one_exists() -> None:
    given = [quoted(code) for code in re.findall(r"\bpart: ([^,}]+)", SOURCE)]
    fields = re.findall(r"^ +\['(?:author\.)?(\w+)', '\w+', \{", SOURCE, re.MULTILINE)
    parts = {name for names in given for name in names if "$" not in name} | {f"field-{name}" for name in fields}

    assert documented("Looks", header="part", columns=2) == parts


def test_the_embed_stays_light() -> None:
    assert len(gzip.compress(SOURCE.encode(), mtime=0)) <= MOST_BYTES
