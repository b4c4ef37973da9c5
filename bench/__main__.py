"""`python -m bench [NAME...]`: measure all figures, or those named; show them and leave them in `bench/results.json`."""

import os
import platform
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.progress import track

from bench.report import as_table, write_document, write_results
from bench.run import FIGURES, measure
from chalicelib.clock import system_clock

_WIDE = 100
"""Columns; what is wider than a terminal it wraps, and names stay whole."""


def main(names: Sequence[str]) -> None:
    """Measure. The table in the documentation is written anew only where all figures are there."""
    unknown = [name for name in names if name not in FIGURES]
    if unknown:
        sys.exit(f"There is no figure {', '.join(unknown)}; there are: {', '.join(FIGURES)}.")
    began = _circumstances()
    progress = track(names or list(FIGURES), "Measuring", console=Console(stderr=True), transient=True)
    figures = measure(progress)
    Console(width=_WIDE).print(as_table(figures))
    write_results(figures)
    if not names:
        write_document(figures, began)


def _circumstances() -> str:
    load = os.getloadavg()[0]
    return (
        f"Taken on {system_clock():%-d %B %Y} with Python {platform.python_version()} on {os.cpu_count()} processors "
        f"({platform.machine()}); {load:.1f} processes were at work when it began."
    )


if __name__ == "__main__":
    main(sys.argv[1:])
