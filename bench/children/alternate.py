"""Two kinds of work in one process, in turn: the CPU time of each, round by round.

With one event: the handler answering it, and botocore alone making the very requests that the handler makes for it, with the same
client. With two events: the handler answering the first, and answering the second. Prints a list of pairs of milliseconds.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from botocore import xform_name

from app import create
from bench.assembly import assembled
from chalicelib.config import Settings
from chalicelib.storage.client import make_client

Work = Callable[[], object]


def main() -> None:
    """Measure the events of a file, in so many rounds of so many repetitions."""
    events = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    rounds, repetitions = int(sys.argv[2]), int(sys.argv[3])
    settings = Settings.from_environment(os.environ)
    client = make_client(settings)
    app = create(assembled(settings, client))
    ours: list[Work] = [partial(app, event, None) for event in events]
    first, second = ours[0], ours[1] if len(ours) > 1 else bare(client, ours[0])
    _spend(first, repetitions)
    _spend(second, repetitions)
    json.dump([(_spend(first, repetitions), _spend(second, repetitions)) for _ in range(rounds)], sys.stdout)


def bare(client: Any, work: Work) -> Work:
    """Answer the requests that `work` makes of `client`, as work by itself."""
    calls: list[Callable[[], object]] = []

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        calls.append(partial(getattr(client, xform_name(model.name)), **params))

    work()  # the first time there is more to ask, such as for the site
    client.meta.events.register("before-parameter-build.dynamodb", note)
    work()
    client.meta.events.unregister("before-parameter-build.dynamodb", note)
    return lambda: [call() for call in calls]


def _spend(work: Work, repetitions: int) -> float:
    before = time.process_time()
    for _ in range(repetitions):
        work()
    return (time.process_time() - before) / repetitions * 1000


if __name__ == "__main__":
    main()
