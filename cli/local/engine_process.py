"""The engine's process: ministack, with what it lacks to keep somebody's data.

Started by `engine`, in the engine's own environment.

- It listens on a socket that the parent bound, so that no port is looked for and lost again.
- It refuses to start on data that it cannot read. Ministack would start empty and save that over the data.
- It saves while it runs. Ministack saves only when it stops in order; a kill would lose all since the start.
- It stops in order when its parent is gone.
"""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from hypercorn.asyncio import serve  # type: ignore[import-not-found] # these stand in the engine's environment
from hypercorn.config import Config  # type: ignore[import-not-found]
from ministack import app as ministack  # type: ignore[import-not-found]
from ministack.core import persistence  # type: ignore[import-not-found]

from cli.local.child import when_parent_is_gone

SECONDS_BETWEEN_SAVES = 5
PAUSE_FOR_SAVING = 20  # a save that took a second is followed by this many seconds without one
READS = ("Get", "Query", "Scan", "BatchGet", "TransactGet", "Describe", "List")

Scope = MutableMapping[str, Any]


def main() -> None:
    """Serve on the socket given by its descriptor until asked to stop."""
    if persistence.PERSIST_STATE:
        refuse_damaged_state(Path(persistence.STATE_DIR))
    config = Config()
    config.bind = [f"fd://{sys.argv[1]}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 1
    asyncio.run(_serve(config))


def refuse_damaged_state(directory: Path) -> None:
    """End the process with a sentence if a saved file cannot be restored."""
    for path in sorted(directory.glob("*.json")):
        if not _is_readable(path):
            sys.exit(
                f"The saved data in {path} is damaged. To start without it, set it aside: mv '{path}' '{path}.damaged'"
            )


def _is_readable(path: Path) -> bool:
    try:
        saved = json.loads(path.read_bytes())
        return "__ministack_format__" in saved and isinstance(persistence.load_state(path.stem), dict)
    except (ValueError, TypeError, OSError):
        return False


async def _serve(config: Config) -> None:
    loop = asyncio.get_running_loop()
    is_ending = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, is_ending.set)
    when_parent_is_gone(lambda: loop.call_soon_threadsafe(is_ending.set))
    saver = Saver(ministack.app)

    async def ended() -> None:
        await is_ending.wait()
        await saver.rest()

    saving = asyncio.create_task(saver.save_often())
    await serve(saver, config, shutdown_trigger=ended)
    saving.cancel()


class Saver:
    """Ministack's ASGI application, which remembers whether anything was written since the last save."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app
        self._is_changed = False
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Serve one request."""
        await self._app(scope, receive, send)
        if scope["type"] == "http" and not _operation(scope).startswith(READS):
            self._is_changed = True

    async def save_often(self) -> None:
        """Save every few seconds what has changed; the more there is, the rarer."""
        pause: float = SECONDS_BETWEEN_SAVES
        while persistence.PERSIST_STATE:
            await asyncio.sleep(pause)
            started = time.monotonic()
            if self._is_changed:
                await self._save()
            pause = max(SECONDS_BETWEEN_SAVES, PAUSE_FOR_SAVING * (time.monotonic() - started))

    async def rest(self) -> None:
        """Let a save that is under way end, and begin no other: ministack saves once more by itself."""
        await self._turn.acquire()

    async def _save(self) -> None:
        async with self._turn:
            self._is_changed = False
            # Copied here, where no request runs; written elsewhere, so that requests go on.
            states = {name: get_state() for name, get_state in ministack._build_persistence_save_dict().items()}  # noqa: SLF001 # there is no public one
            await asyncio.to_thread(
                persistence.save_all, {name: lambda state=state: state for name, state in states.items()}
            )


def _operation(scope: Scope) -> str:
    targets = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-amz-target"]
    return targets[0].rpartition(".")[2] if targets else "Get"


if __name__ == "__main__":
    os.umask(0o077)
    main()
