"""Memory: the peak of a process that answered 200 calls of all kinds, as a busy site mixes them."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from bench.cold_start import measured, service
from bench.figure import Figure
from bench.place import SITE, Event, Place, place
from bench.scene import record, stage
from bench.stock import BODY, approved
from chalicelib.pages.service import page_name
from cli.local.child import ROOT

_ROUNDS = 20
_PAGES = ["/a", "/b", "/c"]


def peak_rss_mb() -> Figure:
    """Megabytes; the goal is what each function is given."""
    with place() as made:
        for page in _PAGES:
            approved(made.client, SITE, page_name(made.services.sites.get(SITE), page), 50)
        scene = record(made.client, list(_mixed(made)))
    with stage(scene) as played:
        peak = service(played).peak_mb
    configured = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    return Figure(peak, "MB", measured().bare_peak_mb, configured["lambda_memory_size"])


def _mixed(made: Place) -> Iterator[Event]:
    token, _ = made.services.tokens.create(SITE, "moderator", "desk")
    for number, waiting in enumerate(_waiting(made)):
        page = _PAGES[number % len(_PAGES)]
        for visitor in range(3):
            yield made.get("comments", page=page)
            yield made.post("views", {"page": page}, visitor=3 * number + visitor)
        yield made.get("counts", page=_PAGES)
        yield made.get("moderation/comments", token=token)
        yield made.post("comments", _comment(page))
        yield made.post("moderation/actions", {"action": "approve", "ids": [waiting]}, token=token)


def _waiting(made: Place) -> list[str]:
    made.services.sites.change(SITE, settings={"moderation_mode": "hold_all"})
    posted = [made.answer(made.post("comments", _comment("/a"))) for _ in range(_ROUNDS)]
    made.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})
    return [one["comment"]["id"] for one in posted]


def _comment(page: str) -> dict[str, Any]:
    return {"page": page, "body": f"{BODY} {uuid4()}", "author": {"name": "Ada", "email": "ada@news.example"}}
