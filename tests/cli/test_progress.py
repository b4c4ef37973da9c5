"""The bar of long work is for people at a terminal."""

import pytest
from rich.console import Console

from cli.progress import progress


def test_a_bar_is_drawn_on_a_terminal_and_leaves_nothing_behind_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert Console(stderr=True).is_terminal

    with progress("demo", 3) as advance:
        advance(2)

    shown = capsys.readouterr()
    assert shown.out == ""
    assert "demo" in shown.err
    assert "2/3" in shown.err


def test_nothing_is_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("demo", 0) as advance:
        advance(1)

    assert capsys.readouterr() == ("", "")
