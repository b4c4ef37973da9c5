"""What floors and budgets are worth: bare requests are the handler's own, and the endpoint answers as the table did."""

import pytest
from httpx import post

from app import create
from bench import budgets
from bench.assembly import assembled
from bench.children.alternate import bare
from bench.place import place
from bench.run import FIGURES
from bench.scene import record, stage
from chalicelib.config import Settings
from chalicelib.storage.client import make_client

BUDGETS = [name for name, measure in FIGURES.items() if measure.__module__ == budgets.__name__]


@pytest.mark.parametrize("name", BUDGETS)
def test_the_budgets_are_kept(name: str) -> None:
    figure = FIGURES[name]()

    assert figure.holds
    assert figure.value is not None
    assert figure.floor is not None
    assert figure.floor <= figure.value


@pytest.mark.parametrize(("call", "operations"), [("view", ["UpdateItem", "UpdateItem"]), ("read", ["Query"])])
def test_the_bare_requests_of_a_call_are_those_that_the_handler_makes_each_time(
    call: str, operations: list[str]
) -> None:
    with place() as made:
        event = made.post("views", {"page": "/a"}) if call == "view" else made.get("comments", page="/a")
        scene = record(made.client, [event])
    asked: list[str] = []

    with stage(scene) as played:
        settings = Settings.from_environment(played.environment)
        client = make_client(settings)
        app = create(assembled(settings, client))
        alone = bare(client, lambda: app(event, None))
        client.meta.events.register("before-parameter-build.dynamodb", lambda model, **_: asked.append(model.name))
        alone()
        made_alone = asked.copy()
        for _ in range(10):
            app(event, None)
        client.close()

    assert made_alone == operations
    assert asked == operations * 11


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
