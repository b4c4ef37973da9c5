"""The functions: two for the API, on the same code under different roles, and one for each thing that happens without a request.

Whatever fails for good without a request goes to the queue of failures, from which nothing is lost for two weeks.
"""

import json
from collections.abc import Mapping
from typing import Any

from cli.deploy.generated import CONFIGURATION
from cli.deploy.routes import FUNCTIONS, Function
from cli.deploy.target import Target

ALIAS = "live"
LOGS_KEPT_DAYS = 30
MOST_RETRIES = 2  # of a scheduled job; its next run is near
MOST_RETRIES_OF_A_BATCH = 10  # of what the stream brought; each half of a batch that was split begins anew

FOLLOWERS: Mapping[str, Mapping[str, Any]] = {
    "Follow": {"BisectBatchOnFunctionError": True},
    # A batch must come again as it was, since it is known by its ends.
    "Referrers": {
        "FilterCriteria": {
            "Filters": [
                {
                    "Pattern": json.dumps(
                        {"dynamodb": {"NewImage": {"type": {"S": ["seen"]}, "referrer": {"S": [{"exists": True}]}}}}
                    )
                }
            ]
        }
    },
}
"""What those that read the table's stream are sent, and how it comes again when they fail."""

FUNCTION = "AWS::Serverless::Function"

Resources = dict[str, Any]

_FAILURES = {"OnFailure": {"Type": "SQS", "Destination": {"Fn::GetAtt": ["Failures", "Arn"]}}}


def alias_of(function: Function) -> str:
    """Answer the name, in the template, of the alias through which an API calls a function. SAM makes it."""
    return f"{function}Alias{ALIAS}"


def functions(generated: Mapping[str, Any], target: Target, code: Any) -> Resources:
    """Answer all functions with their roles and logs, from those that Chalice has made, to run `code`."""
    found = {name: one for name, one in generated.items() if one["Type"] in {FUNCTION, "AWS::IAM::Role"}}
    readers, role = found.pop("APIHandler"), found.pop("ApiHandlerRole")
    found |= {"Readers": readers, "ReadersRole": role, "Moderators": readers, "ModeratorsRole": _moderators(role)}
    logs = {}
    for name in [name for name, one in found.items() if one["Type"] == FUNCTION]:
        found[name] = {"Type": FUNCTION, "Properties": _properties(name, found[name]["Properties"], target, code)}
        logs[f"{name}Logs"] = {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": LOGS_KEPT_DAYS}}
    return found | logs


def _properties(name: str, generated: Mapping[str, Any], target: Target, code: Any) -> dict[str, Any]:
    properties = {
        **generated,
        "Role": {"Fn::GetAtt": [f"{name}Role", "Arn"]},
        "CodeUri": code,
        "Runtime": target.runtime,
        "Architectures": [target.architecture],
        "Environment": {"Variables": {"BELOWLINE_TABLE": {"Ref": "Table"}}},
        "LoggingConfig": {"LogFormat": "JSON", "LogGroup": {"Ref": f"{name}Logs"}},
        "Tags": {"belowline": {"Ref": "AWS::StackName"}},
    }
    if name in FUNCTIONS:
        return properties | _published()
    return properties | _without_requests(name, properties["Events"])


def _published() -> dict[str, Any]:
    # A snapshot is of a version, so there always is one; it is made anew with whatever changes.
    return {
        "AutoPublishAlias": ALIAS,
        "AutoPublishAliasAllProperties": True,
        "SnapStart": {"ApplyOn": {"Ref": "SnapStart"}},
    }


def _without_requests(function: str, events: Mapping[str, Any]) -> dict[str, Any]:
    if function in FOLLOWERS:
        return {"Events": {name: _of_the_stream(event, FOLLOWERS[function]) for name, event in events.items()}}
    return {"EventInvokeConfig": {"MaximumRetryAttempts": MOST_RETRIES, "DestinationConfig": _FAILURES}}


def _of_the_stream(event: Mapping[str, Any], how: Mapping[str, Any]) -> dict[str, Any]:
    settings = {
        **event["Properties"],
        "Stream": {"Fn::GetAtt": ["Table", "StreamArn"]},
        **how,
        "MaximumRetryAttempts": MOST_RETRIES_OF_A_BATCH,
        "DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": ["Failures", "Arn"]}}},
    }
    return {**event, "Properties": settings}


def _moderators(readers: Mapping[str, Any]) -> dict[str, Any]:
    document = json.loads((CONFIGURATION / "policy-moderators.json").read_text(encoding="utf-8"))
    policies = [{"PolicyName": "ModeratorsRolePolicy", "PolicyDocument": document}]
    return {**readers, "Properties": {**readers["Properties"], "Policies": policies}}
