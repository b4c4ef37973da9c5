"""The service's HTTP server: granian in front of the gateway, with several processes of one thread each.

Chalice serves one request at a time in a process, so the processes are what answers readers side by side. Connections
are held outside of Python: a browser's idle ones keep no process from its work.
"""

import importlib
import os
import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from cli.local.child import end_with_parent
from cli.local.gateway import Gateway
from cli.web.build import ensure_built

PROCESSES = 4
SECONDS_TO_END = 2


def application() -> Gateway:
    """Build the WSGI application in each process, from the same `app.py` that is deployed."""
    return Gateway(importlib.import_module("app").app)


def main() -> None:
    """Serve on the port given until asked to stop."""
    end_with_parent()
    _hide_proxies()
    ensure_built()
    application()  # a broken app is said once, here, and not by each process
    Server(
        "cli.local.service:application",
        factory=True,
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=PROCESSES,
        blocking_threads=1,
        websockets=False,
        log_level=LogLevels.error,
        workers_kill_timeout=SECONDS_TO_END,
    ).serve()


def _hide_proxies() -> None:
    # Granian mixes the environment into each request, where HTTP_PROXY would be a header that nobody sent.
    for name in [name for name in os.environ if name.startswith("HTTP_")]:
        del os.environ[name]


if __name__ == "__main__":
    main()
