"""The local AWS engine: ministack in a process of its own, listening on 127.0.0.1 only, its data in a directory.

`ENGINE_PYTHON` is an environment apart, since ministack pins its own botocore. Docker is kept out of its sight: it
would remove containers that it takes for its own.
"""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

import botocore.session
from botocore.client import BaseClient
from botocore.config import Config

from chalicelib.storage.definition import create_table
from cli.local import child
from cli.local.claim import Claim

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

HOST = "127.0.0.1"
TABLE = "belowline-local"
REGION = "eu-west-1"
ENGINE_PYTHON = child.ROOT / ".venv-engine" / "bin" / "python"
SECONDS_TO_START = 60
SECONDS_TO_SAVE = 12  # with the service and the schedules, a run ends within 20

OF_ANOTHER_ACCOUNT = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL")


class EngineFailedError(Exception):
    """The engine did not start; the message says why in a sentence."""


@dataclass(frozen=True)
class Engine:
    """A running engine that we started."""

    process: subprocess.Popen[bytes]
    port: int

    @classmethod
    def start(cls, directory: Path, claim: Claim | None = None) -> Self:
        """Start an engine whose data is in `directory`, kept only where a claim is given, and wait until it answers."""
        directory.mkdir(parents=True, exist_ok=True)
        if not ENGINE_PYTHON.exists():
            raise EngineFailedError("The local engine is not installed; `make run` and `make test` install it.")
        with socket.socket() as listener, (directory / "engine.log").open("wb") as log:
            listener.bind((HOST, 0))
            port: int = listener.getsockname()[1]
            shared = [listener.fileno(), *([claim.descriptor] if claim else [])]
            process = child.start_module(
                "cli.local.engine_process",
                str(listener.fileno()),
                environment=_settings(os.environ, directory, port, is_kept=claim is not None),
                python=ENGINE_PYTHON,
                output=log,
                descriptors=shared,
            )
        engine = cls(process, port)
        try:
            engine._wait_until_it_answers(directory / "engine.log")
        except BaseException:  # Ctrl-C too must leave nothing running
            engine.stop()
            raise
        return engine

    @property
    def endpoint(self) -> str:
        """Answer the engine's address."""
        return f"http://{HOST}:{self.port}"

    def is_alive(self) -> bool:
        """Say whether the process still runs."""
        return self.process.poll() is None

    def stop(self) -> None:
        """Stop the engine; it saves its data first."""
        child.stop(self.process, SECONDS_TO_SAVE)

    def _wait_until_it_answers(self, log: Path) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while not answers(self.port):
            if not self.is_alive() or time.monotonic() > deadline:
                raise EngineFailedError(_last_words(log))
            time.sleep(0.05)


def answers(port: int) -> bool:
    """Say whether an engine answers at a port of this machine."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/_ministack/health")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def local_environment(environment: Mapping[str, str], endpoint: str) -> dict[str, str]:
    """Answer an environment in which our processes use the engine and nothing of an AWS account."""
    kept = {name: value for name, value in environment.items() if name not in OF_ANOTHER_ACCOUNT}
    return kept | {
        "BELOWLINE_TABLE": TABLE,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": f"{HOST},localhost",
        "no_proxy": f"{HOST},localhost",
    }


def client(endpoint: str) -> "DynamoDBClient":
    """Answer a client of the engine, whatever the environment says."""
    return cast("DynamoDBClient", _client("dynamodb", endpoint))


def streams_client(endpoint: str) -> Any:
    """Answer a client of the engine's streams; untyped, since nothing else needs its stubs."""
    return _client("dynamodbstreams", endpoint)


def _client(service: str, endpoint: str) -> BaseClient:
    return botocore.session.get_session().create_client(
        service,
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 # the engine takes any
        config=Config(retries={"total_max_attempts": 1}, proxies={}),
    )


def ensure_table(endpoint: str) -> bool:
    """Create the table unless it is there; say whether it was created."""
    engine = client(endpoint)
    if TABLE in engine.list_tables()["TableNames"]:
        return False
    create_table(engine, TABLE)
    return True


def _settings(environment: Mapping[str, str], directory: Path, port: int, *, is_kept: bool) -> dict[str, str]:
    return {
        "PATH": environment.get("PATH", ""),
        "HOME": str(directory),
        "TMPDIR": str(directory),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": environment.get("PYTHONDONTWRITEBYTECODE", ""),
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "SERVICES": "dynamodb,dynamodbstreams",
        "PERSIST_STATE": "1" if is_kept else "0",
        "STATE_DIR": str(directory / "engine"),
        "S3_DATA_DIR": str(directory / "engine-s3"),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{directory}/no-docker",
        "LOG_LEVEL": "WARNING",
    }


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else f"The local engine did not start; see {log}."
