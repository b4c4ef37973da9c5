"""`make run`: the whole service on this machine, from nothing to `Belowline is running`, and back to nothing.

Each part is stopped in the reverse order of its start, so that the engine outlives all that write to it, and saves last.
"""

import http.client
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from cli.local import child
from cli.local.children import Children
from cli.local.claim import Claim, Holder, holder_of
from cli.local.engine import Engine, EngineFailedError, ensure_table, local_environment
from cli.local.plan import CannotRunError, Plan, remember_run
from cli.local.publication import Publication, PublicationServer
from cli.local.seed import Demo

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_TO_ANSWER = 60
SECONDS_FOR_CLAIM = 15


def main() -> int:
    """Run until asked to stop; answer the exit code."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _end)
    try:
        with ExitStack() as ends:
            Run(Plan.from_environment(os.environ), ends).until_ended()
    except (CannotRunError, EngineFailedError) as failure:
        print(failure, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        _say("Belowline has stopped; its data is saved.")
    return 0


def _end(_number: int, _frame: FrameType | None) -> None:
    # Once is enough: a second signal, as a whole process group gets one from make too, must not break the ending off.
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_IGN)
    raise KeyboardInterrupt


def _say(sentence: str) -> None:
    print(sentence, flush=True)


@dataclass(frozen=True)
class Run:
    """One run: what was asked for, and what has to be ended."""

    plan: Plan
    ends: ExitStack

    def until_ended(self) -> None:
        """Start everything, say so, and look after it."""
        self.plan.check_port()
        engine = self._engine()
        environment = self._environment(engine)
        publication = self._publication() if self.plan.has_demo else None
        demo = _seed(environment, self.plan.data_dir, publication) if publication else None
        children = self._children(environment)
        _say("Starting the service ...")
        _wait_for_answer(f"{self.plan.service}/health", children.look_after)
        _show(self._addresses(publication, demo), children.look_after)
        while engine.is_alive():
            time.sleep(SECONDS_BETWEEN_LOOKS)
            children.look_after()
        raise CannotRunError("The local engine has ended unexpectedly.")

    def _engine(self) -> Engine:
        claim = _claim(self.plan.data_dir)
        self.ends.callback(claim.close)
        claim.say(Holder(pid=os.getpid(), is_run=True))
        remember_run(self.plan.data_dir)
        _say("Starting the local AWS engine ...")
        engine = Engine.start(self.plan.data_dir, claim)
        self.ends.callback(engine.stop)
        if ensure_table(engine.endpoint):
            _say(f"Created an empty table in {self.plan.data_dir}.")
        claim.say(Holder(pid=os.getpid(), is_run=True, port=engine.port))
        return engine

    def _environment(self, engine: Engine) -> dict[str, str]:
        addresses = f"{self.plan.service} http://localhost:{self.plan.port}"
        return local_environment(os.environ, engine.endpoint) | {"BELOWLINE_PUBLIC_URLS": addresses}

    def _publication(self) -> PublicationServer:
        publication = Publication(self.plan.service)
        for port in self.plan.ports_of_publication():
            try:
                server = PublicationServer.listen(publication, port)
            except OSError:
                continue
            self.ends.callback(server.server_close)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.ends.callback(server.shutdown)
            return server
        raise CannotRunError("There is no free port for the demo publication.")

    def _children(self, environment: dict[str, str]) -> Children:
        commands = {
            "schedules' process": ("cli.local.events", str(self.plan.data_dir)),
            "service's process": ("cli.local.service", str(self.plan.port)),
        }
        children = Children(commands, environment, _say)
        self.ends.callback(children.stop)
        children.start()
        return children

    def _addresses(self, publication: PublicationServer | None, demo: Demo | None) -> dict[str, str]:
        service = self.plan.service
        addresses = {}
        if publication and demo:
            addresses["Demo article"] = publication.address + publication.publication.articles()[0]
            addresses["Demo front page"] = f"{publication.address}/"
        if _status(f"{service}/moderate") != http.client.NOT_FOUND:
            addresses["Moderator page"] = f"{service}/moderate" + (f"#site=demo&token={demo.token}" if demo else "")
        return addresses | {"API": f"{service}/openapi.json", "Health": f"{service}/health"}


def _claim(data_dir: Path) -> Claim:
    deadline = time.monotonic() + SECONDS_FOR_CLAIM
    while (claim := _take(data_dir)) is None:
        holder = holder_of(data_dir)
        # A run that was killed leaves its engine saving for a moment, and a command with --local ends soon.
        if time.monotonic() > deadline or (holder and holder.is_run and child.is_alive(holder.pid)):
            raise CannotRunError(
                f"Another Belowline uses {data_dir}{f' (process {holder.pid})' if holder else ''}; "
                "stop it, or choose another directory: make run DATA_DIR=..."
            )
        time.sleep(0.1)
    return claim


def _take(data_dir: Path) -> Claim | None:
    try:
        return Claim.take(data_dir)
    except OSError as failure:
        reason = (failure.strerror or "it is no directory").lower()
        raise CannotRunError(
            f"{data_dir} cannot hold data ({reason}); choose another directory: make run DATA_DIR=..."
        ) from failure


def _seed(environment: dict[str, str], data_dir: Path, publication: PublicationServer) -> Demo:
    _say("Preparing the demo site ...")
    # A process of its own: what it uses takes the engine's address from the environment, as the service does.
    origins = (publication.address, f"http://localhost:{publication.server_port}")
    process = child.start_module("cli.local.seed", str(data_dir), *origins, environment=environment)
    try:
        if process.wait():
            raise CannotRunError("The demo site could not be prepared; `make run DEMO=0` starts without it.")
    finally:
        child.stop(process)
    return Demo.read(data_dir)


def _show(addresses: dict[str, str], look_after: Callable[[], None]) -> None:
    for address in addresses.values():
        _wait_for_answer(address, look_after)
    width = max(map(len, addresses))
    _say("\n" + "\n".join(f"  {label:<{width}}  {address}" for label, address in addresses.items()) + "\n")
    _say("Press Ctrl-C to stop.")
    _say("Belowline is running")


def _wait_for_answer(address: str, look_after: Callable[[], None]) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while (status := _status(address)) != http.client.OK:
        look_after()
        if time.monotonic() > deadline:
            raise CannotRunError(f"{address} did not answer as it should (status {status}).")
        time.sleep(0.1)


def _status(address: str) -> int | None:
    url = urlsplit(address)
    connection = http.client.HTTPConnection(url.netloc, timeout=10)
    try:
        connection.request("GET", url.path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
