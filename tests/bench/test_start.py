"""What `app.py` does for cold starts leaves nothing behind, and what is measured of them is as in the package."""

import gc
from pathlib import Path

import pytest

from app import app
from bench.cold_start import scene, service
from bench.scene import stage


def test_garbage_is_collected_again_once_the_service_has_started() -> None:
    assert app.routes
    assert gc.isenabled()


def test_what_a_start_makes_is_passed_over_by_later_collections() -> None:
    assert gc.get_freeze_count() > 0


def test_a_start_that_is_measured_finds_compiled_what_the_one_before_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    with stage(scene()) as played:
        service(played)
        compiled = Path(played.environment["PYTHONPYCACHEPREFIX"])

        assert {file.name.partition(".")[0] for file in compiled.rglob("*.pyc")} >= {"app", "bootstrap", "session"}
