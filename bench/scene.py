"""A scene: calls to the service, and what DynamoDB answered to each request that the service made for them.

Made once on moto, then played again and again by an endpoint that only looks answers up (`children/canned.py`).
"""

import json
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bench.place import Event, Place
from cli.local import child
from cli.local.engine import HOST, local_environment
from tests.storage.engines import TABLE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_NOTE = "scene"
"""Under this name a request is kept in botocore's context until its answer comes."""


@dataclass(frozen=True)
class Exchange:
    """One request, by its target and body as sent, and its answer."""

    target: str
    asked: str
    status: int
    answered: str


@dataclass(frozen=True)
class Scene:
    """Events, and the exchanges with DynamoDB that a service just started makes to answer them."""

    events: Sequence[Event]
    exchanges: Sequence[Exchange]


@dataclass(frozen=True)
class Stage:
    """Where a scene is played: the files that children read, and the environment that leads them to the endpoint."""

    events: Path
    exchanges: Path
    environment: dict[str, str]


def record(client: "DynamoDBClient", events: Sequence[Event]) -> Scene:
    """Have a service just started answer `events`, and keep what it exchanged with DynamoDB."""
    kept: list[Exchange] = []

    def ask(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context[_NOTE] = params["headers"]["X-Amz-Target"], params["body"].decode()

    def answer(http_response: Any, context: dict[str, Any], **_: Any) -> None:
        target, asked = context[_NOTE]
        kept.append(Exchange(target, asked, http_response.status_code, http_response.content.decode()))

    service = Place.on(client)
    client.meta.events.register("before-call.dynamodb", ask)
    client.meta.events.register("after-call.dynamodb", answer)
    for event in events:
        service.answer(event)
    client.meta.events.unregister("before-call.dynamodb", ask)
    client.meta.events.unregister("after-call.dynamodb", answer)
    return Scene(events, kept)


def _with_bytecode(folder: str) -> dict[str, str]:
    """Have processes find compiled what an earlier one imported, as in the package, also where the environment forbids that."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(folder, "bytecode"))}


@contextmanager
def stage(scene: Scene) -> Iterator[Stage]:
    """Play a scene: an endpoint of its own process answers from it until the end."""
    with TemporaryDirectory() as folder, socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()  # who comes before the endpoint runs waits here
        address = f"http://{HOST}:{listener.getsockname()[1]}"
        environment = local_environment(os.environ, address) | {"BELOWLINE_TABLE": TABLE} | _with_bytecode(folder)
        made = Stage(Path(folder, "events.json"), Path(folder, "exchanges.json"), environment)
        made.events.write_text(json.dumps(scene.events), encoding="utf-8")
        made.exchanges.write_text(json.dumps([asdict(one) for one in scene.exchanges]), encoding="utf-8")
        descriptor = listener.fileno()
        arguments = (str(descriptor), str(made.exchanges))
        endpoint = child.start_module(
            "bench.children.canned", *arguments, environment=environment, descriptors=[descriptor]
        )
        try:
            yield made
        finally:
            child.stop(endpoint)
