"""How figures are shown: on the terminal, for machines, and in the documentation."""

import json
import re
from io import StringIO

import pytest
from rich.console import Console

from bench.figure import Figure, Rounds
from bench.report import BEGIN, DOCUMENT, END, as_json, as_markdown, as_table, replaced
from bench.run import FIGURES, measure

KEPT = Figure(1.2, "ratio", 1, 1.25, (1.1, 1.3))
MISSED = Figure(1.3, "ratio", 1, 1.25, (1.2, 1.4))
WITHOUT_GOAL = Figure(400, "ms", 300)


def shown(**figures: Figure) -> str:
    terminal = StringIO()
    Console(width=200, file=terminal).print(as_table(figures))
    return terminal.getvalue()


def test_results_tell_value_unit_floor_goal_and_whether_it_holds() -> None:
    listed = json.loads(as_json({"kept": KEPT, "missed": MISSED, "without": WITHOUT_GOAL}))["figures"]

    expected = {"name": "kept", "value": 1.2, "unit": "ratio", "floor": 1, "goal": 1.25, "holds": True}
    assert expected.items() <= listed[0].items()
    assert [one["holds"] for one in listed] == [True, False, None]


def test_a_missed_goal_says_so_on_the_terminal_and_in_the_documentation() -> None:
    assert "missed" in shown(slow=MISSED)
    assert "missed" in as_markdown({"slow": MISSED}, "")
    assert "missed" not in shown(quick=KEPT, other=WITHOUT_GOAL)


def test_a_table_shows_the_spread_and_the_floor() -> None:
    assert re.search(r"kept\s+1\.20\s+ratio\s+1\.00\s+1\.25\s+1\.10 to 1\.30\s+yes", shown(kept=KEPT))


def test_a_figure_that_cannot_be_measured_says_why_and_the_others_go_on() -> None:
    def fails() -> Figure:
        raise OSError("there is no engine")

    figures = measure(["fails", "kept"], {"fails": fails, "kept": lambda: KEPT})

    assert figures["fails"].holds is False
    assert "OSError: there is no engine" in shown(**figures)
    assert figures["kept"] == KEPT


def test_a_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    figure = Rounds(ours=[2, 30, 4], bare=[1, 10, 4]).ratio(goal=2)

    assert (figure.value, figure.floor, figure.spread, figure.holds) == (2, 1, (1, 3), True)


def test_what_a_page_takes_more_is_the_median_of_the_rounds_own_differences() -> None:
    figure = Rounds(ours=[700, 900, 950], bare=[200, 300, 550]).beyond(goal=450)

    assert (figure.value, figure.floor, figure.spread, figure.holds) == (500, 300, (400, 600), False)


def test_only_what_stands_between_the_marks_is_replaced() -> None:
    document = f"before\n{BEGIN}\nold\n{END}\nafter\n"

    assert replaced(document, "new") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"


@pytest.mark.parametrize("part", ["table", "explanations"])
def test_the_documentation_has_the_figures_of_the_code_in_their_order(part: str) -> None:
    table, explanations = DOCUMENT.read_text(encoding="utf-8").split(END)
    text = table if part == "table" else explanations

    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == list(FIGURES)
