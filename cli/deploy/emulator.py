"""The emulator with all that a stack needs, its data kept in a directory of its own. It listens on 127.0.0.1 only.

It is the engine of `make run` (`cli/local/engine.py`) with more services. It runs functions as processes, without Docker, and holds each
to its role: to its actions on the table and its indexes, though not to prefixes of keys, which tests do.
"""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config

from cli.local import child
from cli.local.claim import Claim, Holder
from cli.local.engine import ENGINE_PYTHON, HOST, REGION, EngineFailedError, answers

SECONDS_TO_START = 60
SECONDS_TO_SAVE = 20

_KEY = "local"  # what `chalicelib/storage/client.py` says to an engine

_STATE = "state"
_SERVICES = (
    "apigateway",
    "cloudformation",
    "cloudwatch",
    "dynamodb",
    "dynamodbstreams",
    "events",
    "iam",
    "lambda",
    "logs",
    "s3",
    "sns",
    "sqs",
    "sts",
)


@dataclass(frozen=True)
class Emulator:
    """A running emulator."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def endpoint(self) -> str:
        """Answer its address."""
        return f"http://{HOST}:{self.port}"

    def client(self, service: str) -> Any:
        """Answer a client of one of its services; untyped, since nothing else needs the stubs."""
        return botocore.session.get_session().create_client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id=_KEY,
            aws_secret_access_key=_KEY,
            config=Config(retries={"total_max_attempts": 1}, proxies={}, read_timeout=120),
        )

    def url_of(self, outputs: Mapping[str, str]) -> str:
        """Answer where the API of a stack is, by the emulator's one address instead of a host of its own."""
        stage = outputs["Url"].partition(".execute-api.")[2].partition("/")[2] or "$default"
        return f"{self.endpoint}/_aws/execute-api/{outputs['ApiId']}/{stage}"


@contextmanager
def emulator(directory: Path) -> Iterator[Emulator]:
    """Start the emulator on the data in `directory`, stop it at the end and have it save. One at a time uses a directory."""
    claim = Claim.take(directory)
    if claim is None:
        raise EngineFailedError(f"Another deployment uses {directory}; try again when it has ended.")
    if not ENGINE_PYTHON.exists():
        raise EngineFailedError("The emulator is not installed; `make deploy-local` installs it.")
    with closing(claim), socket.socket() as listener, (directory / "emulator.log").open("wb") as log:
        claim.say(Holder(pid=os.getpid(), is_run=False))
        _read_streams_anew(directory / _STATE / "lambda.json")
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        process = child.start_module(
            "cli.local.engine_process",
            str(listener.fileno()),
            environment=_settings(os.environ, directory, port),
            python=ENGINE_PYTHON,
            output=log,
            descriptors=[listener.fileno(), claim.descriptor],
        )
        listener.close()  # the process has it now; while we had it too, its end would go unnoticed
        try:
            deadline = time.monotonic() + SECONDS_TO_START
            while not answers(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise EngineFailedError(f"The emulator did not start; see {log.name}.")
                time.sleep(0.05)
            yield Emulator(process, port)
        finally:
            child.stop(process, SECONDS_TO_SAVE)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # its functions, which end by themselves if they are idle


def _read_streams_anew(saved: Path) -> None:
    # The emulator keeps how far a stream was read and not the stream, which begins from nothing.
    if saved.exists():
        state = json.loads(saved.read_bytes())
        state["payload"].pop("dynamodb_stream_positions", None)
        saved.write_text(json.dumps(state), encoding="utf-8")


def _settings(environment: Mapping[str, str], directory: Path, port: int) -> dict[str, str]:
    temporary = directory / "temporary"
    temporary.mkdir(exist_ok=True)
    return {
        "PATH": environment.get("PATH", ""),
        "HOME": str(directory),
        "TMPDIR": str(temporary),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "AUTH": "true",
        "AWS_ACCESS_KEY_ID": _KEY,
        "AWS_SECRET_ACCESS_KEY": _KEY,
        "SERVICES": ",".join(_SERVICES),
        "PERSIST_STATE": "1",
        "S3_PERSIST": "1",
        "STATE_DIR": str(directory / _STATE),
        "S3_DATA_DIR": str(directory / "s3"),
        "LAMBDA_EXECUTOR": "local",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{directory}/no-docker",
        "LOG_LEVEL": "WARNING",
    }
