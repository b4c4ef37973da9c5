"""What figures look like: a table on the terminal, one in the documentation, and `results.json`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from bench.figure import Figure
from cli.local.child import ROOT

RESULTS = ROOT / "bench" / "results.json"
DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"

_COLUMNS = ("figure", "value", "unit", "floor", "goal", "spread", "holds")
_FORMS = {"ratio": ".2f", "ms": ".0f", "MB": ".0f", "bytes": ",.0f"}
_VERDICTS = {True: "yes", False: "missed", None: "no goal"}

Figures = Mapping[str, Figure]


def as_json(figures: Figures) -> str:
    """Write figures for machines."""
    listed: list[dict[str, Any]] = [
        {
            "name": name,
            "value": one.value,
            "unit": one.unit,
            "floor": one.floor,
            "goal": one.goal,
            "holds": one.holds,
            "spread": one.spread,
            "remark": one.remark,
        }
        for name, one in figures.items()
    ]
    return json.dumps({"figures": listed}, indent=2) + "\n"


def as_table(figures: Figures) -> Table:
    """Write figures for the terminal."""
    table = Table(*_COLUMNS, box=None)
    for column in table.columns[1:6]:
        column.justify = "right"
    for name, one in figures.items():
        cells = map(Text, _row(name, one))  # a remark is no markup
        table.add_row(*cells, style="bold red" if one.holds is False else None)
    return table


def as_markdown(figures: Figures, circumstances: str) -> str:
    """Write figures for the documentation, with a sentence on when and where they were taken."""
    lines: list[tuple[str, ...]] = [_COLUMNS, ("---", "---:", "---", "---:", "---:", "---:", "---")]
    for name, one in figures.items():
        *cells, verdict = _row(f"`{name}`", one)
        lines.append((*cells, f"**{verdict}**" if one.holds is False else verdict))
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{table}\n\n{circumstances}"


def replaced(document: str, between: str) -> str:
    """Answer a document with what stands between its marks replaced."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{between}\n\n{END}{after}"


def write_results(figures: Figures, file: Path = RESULTS) -> None:
    """Leave figures for machines."""
    file.write_text(as_json(figures), encoding="utf-8")


def write_document(figures: Figures, circumstances: str, file: Path = DOCUMENT) -> None:
    """Leave figures in the documentation."""
    table = as_markdown(figures, circumstances)
    file.write_text(replaced(file.read_text(encoding="utf-8"), table), encoding="utf-8")


def _row(name: str, one: Figure) -> tuple[str, ...]:
    spread = "" if one.spread is None else " to ".join(_number(end, one.unit) for end in one.spread)
    verdict = one.remark or _VERDICTS[one.holds]
    numbers = (_number(one.value, one.unit), one.unit, _number(one.floor, one.unit), _number(one.goal, one.unit))
    return (name, *numbers, spread, verdict)


def _number(number: float | None, unit: str) -> str:
    return "" if number is None else f"{number:{_FORMS.get(unit, 'g')}}"
