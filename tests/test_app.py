"""The entry points, and what the roles they run under may do."""

import json
from pathlib import Path
from typing import Any

import pytest

import app
from chalicelib.storage.definition import properties

CHALICE = Path(__file__).parents[1] / ".chalice"
STAGES = ("dev", "prod")
ROLES = ("policy", "policy-jobs")


def policy(role: str, stage: str) -> list[dict[str, Any]]:
    statements: list[dict[str, Any]] = json.loads((CHALICE / f"{role}-{stage}.json").read_text())["Statement"]
    return statements


def allowed(statements: list[dict[str, Any]]) -> set[str]:
    return {action for one in statements if one["Effect"] == "Allow" for action in one["Action"]}


def test_every_function_outside_of_the_api_is_one_of_ours() -> None:
    assert {source.name for source in app.app.event_sources} == {"reconcile", "follow"}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("role", ROLES)
def test_no_role_may_scan_or_touch_another_table(role: str, stage: str) -> None:
    statements = policy(role, stage)
    assert not {action for action in allowed(statements) if "*" in action or "Scan" in action or "Table" in action}
    for one in statements:
        resources = [one["Resource"]] if isinstance(one["Resource"], str) else one["Resource"]
        assert all(
            f"table/belowline-{stage}" in resource or "log-group:/aws/lambda/belowline-" in resource
            for resource in resources
        )


@pytest.mark.parametrize("stage", STAGES)
def test_the_api_cannot_change_the_moderation_log(stage: str) -> None:
    denied = [one for one in policy("policy", stage) if one["Effect"] == "Deny"]
    assert [one["Action"] for one in denied] == [["dynamodb:DeleteItem", "dynamodb:UpdateItem"]]
    assert denied[0]["Condition"] == {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": ["LOG#*"]}}


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_its_own_table_and_roles(stage: str) -> None:
    settings = json.loads((CHALICE / "config.json").read_text())["stages"][stage]
    assert settings["environment_variables"]["BELOWLINE_TABLE"] == f"belowline-{stage}"
    assert settings["iam_policy_file"] == f"policy-{stage}.json"
    assert {one["iam_policy_file"] for one in settings["lambda_functions"].values()} == {f"policy-jobs-{stage}.json"}


def test_the_table_is_on_demand_kept_safe_and_expires_what_is_over() -> None:
    table = properties()
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["DeletionProtectionEnabled"]
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert {index["Projection"]["ProjectionType"] for index in table["GlobalSecondaryIndexes"]} == {"KEYS_ONLY"}
