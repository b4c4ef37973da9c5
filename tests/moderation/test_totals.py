"""A site's totals follow the stream, each change once."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.moderation.totals import change_in
from chalicelib.storage import keys
from tests.author import Author
from tests.conftest import SITE, Desk

if TYPE_CHECKING:
    from chalicelib.bootstrap import Services

Images = tuple[dict[str, Any] | None, dict[str, Any] | None]


@pytest.fixture
def story(services: "Services", desk: Desk) -> list[Images]:
    """What the stream tells of a comment that is posted, approved and marked as spam."""
    images: list[dict[str, Any] | None] = [None]
    comment = desk.api.comment()["id"]
    for action in ("approve", "spam"):
        images.append(services.table.get(keys.comment(SITE, comment)))
        desk.act(action, comment)
    images.append(services.table.get(keys.comment(SITE, comment)))
    return list(pairwise(images))


def test_totals_are_where_the_comments_are(services: "Services", story: list[Images]) -> None:
    services.totals.count(story)

    assert services.totals.of_site(SITE) == {"pending": 0, "approved": 0, "spam": 1, "rejected": 0, "deleted": 0}


def test_edits_are_counted_where_they_move_a_comment_and_nowhere_else(services: "Services", desk: Desk) -> None:
    author = Author.of(desk.api)
    place, images = keys.comment(SITE, author.id), list[dict[str, Any] | None]([None])
    images.append(services.table.get(place))
    for change in (
        lambda: author.edit("Edited while it waits."),
        lambda: desk.act("approve", author.id),
        lambda: author.edit("Edited, and waiting again."),
        author.withdraw,
    ):
        change()
        images.append(services.table.get(place))
    told = list(pairwise(images))

    services.totals.count(told[:4])
    after_the_edits = dict(services.totals.of_site(SITE))
    services.totals.count(told)

    assert after_the_edits == {"pending": 1, "approved": 0, "spam": 0, "rejected": 0, "deleted": 0}
    assert services.totals.of_site(SITE) == {"pending": 0, "approved": 0, "spam": 0, "rejected": 0, "deleted": 1}


def test_an_edit_leaves_what_was_counted_as_it_is(services: "Services", desk: Desk) -> None:
    author = Author.of(desk.api)
    told = [(None, services.table.get(keys.comment(SITE, author.id)))]
    services.totals.count(told)

    services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})
    author.edit("Judged anew, and its findings stored anew.")
    services.totals.count(told)

    assert services.totals.of_site(SITE)["pending"] == 1


def test_what_the_stream_tells_again_is_not_counted_again(services: "Services", story: list[Images]) -> None:
    services.totals.count(story[:2])
    services.totals.count(story)
    services.totals.count(story)

    assert services.totals.of_site(SITE) == {"pending": 0, "approved": 0, "spam": 1, "rejected": 0, "deleted": 0}


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before", "throttle_before", "cancel"])
def test_totals_stay_right_when_the_table_does_not_answer(
    services: "Services", story: list[Images], faults: Any, fault: str
) -> None:
    faults.once(fault, {"TransactWriteItems"}, nth=2)

    services.totals.count(story)

    assert services.totals.of_site(SITE) == {"pending": 0, "approved": 0, "spam": 1, "rejected": 0, "deleted": 0}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (None, None),
        ({"type": {"S": "comment"}}, None),
        (None, {"type": {"S": "page"}}),
        ({"status": {"S": "spam"}}, {"type": {"S": "comment"}, "status": {"S": "spam"}}),
    ],
)
def test_what_changes_no_status_is_passed_over(old: Any, new: Any) -> None:
    assert change_in(old, new) is None
