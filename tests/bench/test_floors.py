"""What floors and budgets are worth: bare requests are the handler's own, and the endpoint answers as the table did."""

from typing import Any

import pytest
from httpx import post

from app import create
from bench import budgets
from bench.children.alternate import bare
from bench.place import place
from bench.run import FIGURES
from bench.scene import record, stage
from chalicelib.bootstrap import assemble
from chalicelib.config import Settings
from chalicelib.storage.client import make_client, pause
from chalicelib.storage.table import Table

BUDGETS = [name for name, measure in FIGURES.items() if measure.__module__ == budgets.__name__]


@pytest.mark.parametrize("name", BUDGETS)
def test_the_budgets_are_kept(name: str) -> None:
    figure = FIGURES[name]()

    assert figure.holds
    assert figure.value is not None
    assert figure.floor is not None
    assert figure.floor <= figure.value


def test_the_bare_requests_of_a_call_are_those_that_the_handler_makes() -> None:
    with place() as made:
        event = made.post("views", {"page": "/a"})
        scene = record(made.client, [event])
    asked: list[tuple[str, Any]] = []

    with stage(scene) as played:
        settings = Settings.from_environment(played.environment)
        client = make_client(settings)
        app = create(assemble(settings, Table(client, settings.table, pause)))
        alone = bare(client, lambda: app(event, None))
        client.meta.events.register(
            "before-parameter-build.dynamodb", lambda params, model, **_: asked.append((model.name, params["Key"]))
        )
        alone()
        app(event, None)
        client.close()

    assert [operation for operation, _ in asked] == ["UpdateItem", "UpdateItem"] * 2
    assert asked[:2] == asked[2:]


def test_the_endpoint_answers_each_request_as_the_table_did() -> None:
    with place() as made:
        made.answer(made.post("comments", {"page": "/a", "body": "Well said.", "author": {"name": "Ada"}}))
        scene = record(made.client, [made.get("comments", page="/a"), made.get("comments", page="/b")])
    answers = []

    with stage(scene) as played:
        for one in scene.exchanges:
            answered = post(
                played.environment["AWS_ENDPOINT_URL_DYNAMODB"],
                content=one.asked,
                headers={"X-Amz-Target": one.target},
                trust_env=False,
            )
            answers.append((answered.status_code, answered.text))

    assert answers == [(one.status, one.answered) for one in scene.exchanges]
    assert [one.target.rpartition(".")[2] for one in scene.exchanges] == ["BatchGetItem", "Query", "Query"]
