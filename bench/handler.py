"""The handler's overhead: processor time of a call from the gateway's event to its answer, in times of the bare requests.

The bare ones are the very requests that the handler makes, recorded from a call of its own and made again with the same client. Both
go by HTTP to an endpoint in another process, so botocore's work, its HTTP and the parsing of answers are in both, and no engine is.
"""

import json
import subprocess
import sys
from collections.abc import Mapping

from bench.figure import Figure, Rounds
from bench.place import SITE, place
from bench.scene import Scene, record, stage
from bench.stock import BODY, approved
from chalicelib.pages.service import page_name
from cli.local.child import ROOT

ROUNDS = 31
SECONDS_AT_MOST = 180
GOAL = 1.25
COMMENTS = 50


def handler_overhead_read_ratio() -> Figure:
    """A page of 50 comments."""
    with place() as made:
        approved(made.client, SITE, page_name(made.services.sites.get(SITE), "/a"), COMMENTS)
        scene = record(made.client, [made.get("comments", page="/a", limit=COMMENTS)])
    return alternated(scene, 20).ratio(GOAL)


def handler_overhead_view_ratio() -> Figure:
    """A view that is counted."""
    return alternated(_written("views", {"page": "/a"}), 40).ratio(GOAL)


def handler_overhead_post_ratio() -> Figure:
    """A comment that is public at once; its Markdown and the checks are in it, so there is no goal."""
    body = {"page": "/a", "body": BODY, "author": {"name": "Ada"}}
    return alternated(_written("comments", body), 20).ratio()


def _written(path: str, body: Mapping[str, object]) -> Scene:
    with place() as made:
        return record(made.client, [made.post(path, body)])


def alternated(scene: Scene, repetitions: int) -> Rounds:
    """Measure a scene of one event against its bare requests, one of two events against the second."""
    with stage(scene) as played:
        command = [sys.executable, "-m", "bench.children.alternate", str(played.events), str(ROUNDS), str(repetitions)]
        done = subprocess.run(  # noqa: S603 # our own module
            command, cwd=ROOT, env=played.environment, check=True, stdout=subprocess.PIPE, timeout=SECONDS_AT_MOST
        )
    ours, bare = zip(*json.loads(done.stdout), strict=True)
    return Rounds(ours, bare)
