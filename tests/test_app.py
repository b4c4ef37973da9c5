"""The entry points, and the configuration beside them that Chalice and CloudFormation read."""

import json
import logging
import os
from dataclasses import fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

import app
from chalicelib.bootstrap import Services
from chalicelib.config import Settings
from chalicelib.errors import Unavailable
from chalicelib.popular.refresh import Refreshed
from chalicelib.storage.definition import properties
from cli.local.events import expressions_of
from tests.conftest import SITE, with_others

CHALICE = Path(__file__).parents[1] / ".chalice"


def configuration() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CHALICE / "config.json").read_text())
    return found


def test_another_app_leaves_the_environment_as_it_is() -> None:
    before = dict(os.environ)

    app.create(app.services)

    assert dict(os.environ) == before


def test_a_snapshot_has_all_services(services: Services) -> None:
    settings = Settings.from_environment({"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"})
    assert (settings.starts_from_snapshot, Settings.from_environment({}).starts_from_snapshot) == (True, False)

    services.make_all()

    made = set(vars(services)) - {field.name for field in fields(services)}
    assert made == {name for name, part in vars(Services).items() if isinstance(part, cached_property)}
    assert {"sites", "reading", "moderation", "upkeep"} <= made


def test_a_job_that_fails_at_one_site_is_run_for_the_others(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    services.sites.create("second", "Second", ["https://second.example"])
    seen = []

    def job(site: str) -> Refreshed:
        seen.append(site)
        if site == SITE:
            raise Unavailable
        return Refreshed()

    services = with_others(services, upkeep=replace(services.upkeep, jobs={"popular": job}))

    with pytest.raises(Unavailable), caplog.at_level(logging.ERROR):
        services.run_job("popular")

    assert sorted(seen) == sorted([SITE, "second"])
    assert [vars(record)["site"] for record in caplog.records if record.message == "job_failed"] == [SITE]


def test_every_function_outside_of_the_api_is_one_of_ours() -> None:
    names = {source.name for source in app.app.event_sources}
    assert names == {"compact", "feed", "follow", "merge", "popular", "reconcile", "referrers", "retain", "rotate"}


def test_every_function_has_a_policy_of_its_own() -> None:
    settings = configuration()
    files = {name: one["iam_policy_file"] for name, one in settings["lambda_functions"].items()}
    assert files == {source.name: f"policy-{source.name}.json" for source in app.app.event_sources}
    assert settings["iam_policy_file"] == "policy-readers.json"
    assert not settings["autogen_policy"]
    assert {file.name for file in CHALICE.glob("policy-*.json")} == {
        "policy-moderators.json",
        "policy-readers.json",
        *files.values(),
    }


def test_nothing_tells_one_stage_from_another_but_the_name_of_its_stack() -> None:
    assert "stages" not in configuration()
    assert "TableName" not in properties()


def test_every_job_runs_by_the_clock_and_can_be_run_by_hand() -> None:
    assert set(expressions_of(app.app)) == set(app.services.upkeep.jobs)


def test_the_table_is_on_demand_kept_safe_and_expires_what_is_over() -> None:
    table = properties()
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["DeletionProtectionEnabled"]
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert {index["Projection"]["ProjectionType"] for index in table["GlobalSecondaryIndexes"]} == {"KEYS_ONLY"}
