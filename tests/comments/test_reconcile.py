"""The daily recount mends what is wrong, and nothing else."""

from typing import TYPE_CHECKING

import pytest

from chalicelib.comments.reconcile import Reconciled
from chalicelib.storage import keys
from chalicelib.storage.keys import page_id
from chalicelib.storage.writes import Write
from tests.conftest import SITE, Api, Desk

if TYPE_CHECKING:
    from chalicelib.bootstrap import Services


def falsify(services: "Services", count: int) -> None:
    page = keys.page(SITE, page_id("/a"))
    services.table.write(Write("Update", page, update="SET #comment_count = :count", values={"count": count}))


def test_a_right_count_is_left_alone(services: "Services", desk: Desk) -> None:
    root = desk.publish()
    desk.publish(parent=root)

    assert services.upkeep.jobs["reconcile"](SITE) == Reconciled(checked=1)


@pytest.mark.parametrize("wrong", [0, 1, 7])
def test_a_wrong_count_is_mended_and_logged(
    services: "Services", api: Api, desk: Desk, wrong: int, caplog: pytest.LogCaptureFixture
) -> None:
    root = desk.publish()
    desk.publish(parent=root)
    falsify(services, wrong)

    assert services.run_job("reconcile") == {SITE: {"checked": 1, "mended": 1, "busy": 0}}

    assert api.counts()["comment_count"] == 2
    assert [record.message for record in caplog.records] == ["count_mended"]


def test_replies_beside_their_thread_and_tombstones_are_counted_rightly(services: "Services", desk: Desk) -> None:
    root = desk.publish()
    for _ in range(22):
        desk.publish(parent=root)
    desk.act("reject", root)

    assert services.upkeep.jobs["reconcile"](SITE) == Reconciled(checked=1)
