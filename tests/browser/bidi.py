"""Stands between Playwright and Firefox, and answers for Firefox what it does not know yet.

Playwright gives each page a colour scheme, by a command of WebDriver BiDi that the Firefox of Debian has not learned; all else passes
through. It is run as Firefox itself is, with the path to it before the arguments, and ends with it.
"""

import asyncio
import json
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

UNKNOWN = frozenset({"emulation.setMediaFeaturesOverride"})
"""Answered as done. No test in Firefox is about what they would have changed."""

_HOST = "127.0.0.1"
_LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


async def run(command: list[str]) -> int:
    """Run Firefox, tell on its behalf where it listens, and answer how it ended."""
    firefox = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, firefox.terminate)
    assert firefox.stderr is not None
    async for line in firefox.stderr:
        if found := _LISTENING.search(line.decode()):
            break
        sys.stderr.buffer.write(line)
    else:
        return await firefox.wait()
    async with _standing_before(found[1]) as address:
        sys.stderr.write(f"WebDriver BiDi listening on {address}\n")
        sys.stderr.flush()
        async for line in firefox.stderr:
            sys.stderr.buffer.write(line)
        return await firefox.wait()


@asynccontextmanager
async def _standing_before(firefox: str) -> AsyncIterator[str]:
    async def attend(playwright: ServerConnection) -> None:
        path = playwright.request.path if playwright.request else ""
        async with connect(firefox + path, max_size=None, compression=None, proxy=None) as browser:
            both = asyncio.gather(_pass_on_commands(playwright, browser), _pass_on_answers(browser, playwright))
            with suppress(ConnectionClosed):
                await both

    async with serve(attend, _HOST, 0, max_size=None, compression=None) as server:
        yield f"ws://{_HOST}:{next(iter(server.sockets)).getsockname()[1]}"


async def _pass_on_commands(playwright: ServerConnection, firefox: ClientConnection) -> None:
    async for message in playwright:
        command = json.loads(message)
        if command["method"] in UNKNOWN:
            await playwright.send(json.dumps({"type": "success", "id": command["id"], "result": {}}))
        else:
            await firefox.send(message)
    await firefox.close()


async def _pass_on_answers(firefox: ClientConnection, playwright: ServerConnection) -> None:
    async for message in firefox:
        await playwright.send(message)
    await playwright.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(run(sys.argv[1:])))
