"""Lambda's side of a function, on this machine: the package unpacked alone, AWS's own loop around the handler, a Runtime API.

    with Runtime(unpacked, environment) as runtime:
        answer = runtime.invoke(event)

The process sees Python's own library, Lambda's loop and the package, and none of what is installed for tests. It is started with the
first event waiting, so `seconds_to_first_answer` is a cold start: the process, all imports and one call.
"""

import json
import queue
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import files
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self

LOOP = ("awslambdaric", "simplejson", "snapshot-restore-py")
"""Lambda has these beside the package."""

SECONDS_TO_ANSWER = 30
_PATH = "/2018-06-01/runtime/"


class FunctionFailedError(Exception):
    """The function raised an error, or its process ended."""


class Runtime:
    """A process that serves a handler. Leave it to end it."""

    def __init__(self, unpacked: Path, environment: Mapping[str, str], handler: str = "app.app") -> None:
        self.seconds_to_first_answer: float | None = None
        self._unpacked = unpacked
        self._environment = environment
        self._handler = handler
        self._process: subprocess.Popen[bytes] | None = None
        self._api = _Api()
        self._log = unpacked.parent / "log.jsonl"

    def __enter__(self) -> Self:
        self._api.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
        self._api.stop()

    def invoke(self, event: Any) -> Any:
        """Hand an event to the function and answer what it answers. Raises `FunctionFailedError`."""
        started = time.perf_counter()
        self._api.events.put(json.dumps(event).encode())
        if self._process is None:
            self._process = self._start()
        body = self._answer(self._process)
        self.seconds_to_first_answer = self.seconds_to_first_answer or time.perf_counter() - started
        return json.loads(body)

    def log(self) -> list[dict[str, Any]]:
        """Answer what the function has logged, the last process's, as the log group would have it."""
        return [json.loads(line) for line in self._log.read_text().splitlines()]

    def _start(self) -> subprocess.Popen[bytes]:
        loop = self._unpacked.parent / "loop"
        _lay_out(loop)
        environment = {
            "AWS_LAMBDA_RUNTIME_API": self._api.address,
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "AWS_REGION": "eu-west-1",
            "LAMBDA_TASK_ROOT": str(self._unpacked),
            "PYTHONPATH": str(loop),
            "PYTHONDONTWRITEBYTECODE": "1",  # its folder cannot be written there
            **self._environment,
        }
        # -S: without the packages installed here.
        command = [sys.executable, "-S", "-m", "awslambdaric", self._handler]
        with self._log.open("wb") as log:
            return subprocess.Popen(command, cwd=self._unpacked, env=environment, stdout=log)  # noqa: S603 # our own package

    def _answer(self, process: subprocess.Popen[bytes]) -> bytes:
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while process.poll() is None and time.monotonic() < deadline:
            with suppress(queue.Empty):
                is_good, body = self._api.answers.get(timeout=0.1)
                if not is_good:
                    raise FunctionFailedError(body.decode())
                return body
        raise FunctionFailedError("The function's process ended, or did not answer.")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a thread that waits for an event waits for ever

    def handle_error(self, *_: Any) -> None:
        """Say nothing: a process that was ended leaves a broken connection."""


class _Api:
    """The Runtime API: an address where the loop fetches events and leaves answers."""

    def __init__(self) -> None:
        self.events: queue.Queue[bytes] = queue.Queue()
        self.answers: queue.Queue[tuple[bool, bytes]] = queue.Queue()
        self._server = _Server(("127.0.0.1", 0), self._handler())

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = api.events.get()
                self.send_response(HTTPStatus.OK)
                self.send_header("Lambda-Runtime-Aws-Request-Id", str(uuid.uuid4()))
                self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + SECONDS_TO_ANSWER) * 1000)))
                self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:0:function:belowline")
                self.send_header("Content-Type", "application/json")  # the loop crashes without one
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                api.answers.put((self.path.endswith("/response"), body))
                self.send_response(HTTPStatus.ACCEPTED)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


def _lay_out(loop: Path) -> None:
    """Link Lambda's own packages, and no others, into one folder."""
    loop.mkdir(exist_ok=True)
    for name in LOOP:
        for file in files(name) or ():
            top = file.parts[0]
            link = loop / top
            if top != ".." and not link.exists():
                link.symlink_to(
                    Path(str(file.locate())).parents[len(file.parts) - 2] if len(file.parts) > 1 else file.locate()
                )
