"""What `app.py` does for cold starts leaves nothing behind."""

import gc

from app import app


def test_garbage_is_collected_again_once_the_service_has_started() -> None:
    assert app.routes
    assert gc.isenabled()


def test_what_a_start_makes_is_passed_over_by_later_collections() -> None:
    assert gc.get_freeze_count() > 0
