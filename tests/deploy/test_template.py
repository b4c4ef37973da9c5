"""The template is what CloudFormation takes, and says what we mean."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import app
from chalicelib.api.endpoints import CORS
from cli.deploy.routes import FUNCTIONS, Route, routes
from cli.deploy.target import Target
from cli.deploy.template import render

CODE = {"Bucket": "deployments", "Key": "belowline.zip"}
MOST_BYTES = 1_000_000  # what CloudFormation takes from S3
ALL_ROUTES = routes(app.app, app.SLICES)


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    return render(Target.aws(), CODE)


@pytest.fixture(scope="module")
def resources(template: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"]
    return found


def of_type(resources: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: one["Properties"] for name, one in resources.items() if one["Type"] == kind}


@pytest.mark.parametrize("target", [Target.aws(), Target.this_machine()], ids=["AWS", "here"])
def test_cfn_lint_finds_nothing(tmp_path: Path, target: Target) -> None:
    """Both kinds of API are in the one template, and cfn-lint looks at all of its conditions."""
    file = tmp_path / "template.json"
    file.write_text(json.dumps(render(target, CODE)))

    found = subprocess.run(  # noqa: S603 # a tool of ours
        [Path(sys.executable).with_name("cfn-lint"), "--regions", "eu-west-1", "--", file],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (found.returncode, found.stdout) == (0, ""), found.stdout + found.stderr


def test_the_template_is_not_too_long(template: dict[str, Any]) -> None:
    assert len(json.dumps(template)) < MOST_BYTES


def test_every_function_runs_the_same_code_under_a_role_of_its_own_and_keeps_its_logs(
    resources: dict[str, Any],
) -> None:
    functions = of_type(resources, "AWS::Serverless::Function")
    assert set(functions) == {
        "Readers",
        "Moderators",
        "Compact",
        "Feed",
        "Follow",
        "Merge",
        "Popular",
        "Reconcile",
        "Referrers",
        "Retain",
        "Rotate",
    }
    for name, function in functions.items():
        assert function["CodeUri"] == CODE
        assert function["Role"] == {"Fn::GetAtt": [f"{name}Role", "Arn"]}
        assert function["Architectures"] == ["arm64"]
        assert function["Runtime"] in {"python3.12", "python3.13"}
        assert function["Environment"]["Variables"] == {"BELOWLINE_TABLE": {"Ref": "Table"}}
        assert function["LoggingConfig"] == {"LogFormat": "JSON", "LogGroup": {"Ref": f"{name}Logs"}}
        assert resources[f"{name}Logs"]["Properties"]["RetentionInDays"]


def test_a_role_has_the_policy_of_its_file_and_no_other(resources: dict[str, Any]) -> None:
    for name, role in of_type(resources, "AWS::IAM::Role").items():
        (policy,) = role["Policies"]
        file = Path(__file__).parents[2] / ".chalice" / f"policy-{name.removesuffix('Role').lower()}.json"
        assert policy["PolicyDocument"] == json.loads(file.read_text())
        assert "ManagedPolicyArns" not in role


def test_the_functions_of_the_api_are_published_so_that_they_can_start_from_a_snapshot(
    resources: dict[str, Any], template: dict[str, Any]
) -> None:
    for function in FUNCTIONS:
        assert resources[function]["Properties"]["AutoPublishAlias"] == "live"
        assert resources[function]["Properties"]["SnapStart"] == {"ApplyOn": {"Ref": "SnapStart"}}
    assert template["Parameters"]["SnapStart"]["Default"] == "None"


@pytest.mark.parametrize("name", ["Follow", "Referrers"])
def test_what_the_stream_brings_is_tried_again_and_kept_when_it_fails(resources: dict[str, Any], name: str) -> None:
    settings = from_the_stream(resources, name)
    assert settings["Stream"] == {"Fn::GetAtt": ["Table", "StreamArn"]}
    assert settings["StartingPosition"] == "TRIM_HORIZON"
    assert settings["MaximumRetryAttempts"] > 0
    assert settings["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["Failures", "Arn"]}


def test_a_batch_that_fails_is_split_for_who_counts_changes_one_by_one(resources: dict[str, Any]) -> None:
    assert from_the_stream(resources, "Follow")["BisectBatchOnFunctionError"]


def test_who_adds_up_referrers_gets_them_alone_a_minutes_at_once_and_again_as_they_were(
    resources: dict[str, Any],
) -> None:
    settings = from_the_stream(resources, "Referrers")
    (chosen,) = settings["FilterCriteria"]["Filters"]
    assert json.loads(chosen["Pattern"]) == {
        "dynamodb": {"NewImage": {"type": {"S": ["seen"]}, "referrer": {"S": [{"exists": True}]}}}
    }
    assert (settings["BatchSize"], settings["MaximumBatchingWindowInSeconds"]) == (10_000, 60)
    assert "BisectBatchOnFunctionError" not in settings


def from_the_stream(resources: dict[str, Any], name: str) -> dict[str, Any]:
    ((_, event),) = resources[name]["Properties"]["Events"].items()
    assert event["Type"] == "DynamoDB"
    settings: dict[str, Any] = event["Properties"]
    return settings


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("Compact", "6 hours"),
        ("Feed", "10 minutes"),
        ("Merge", "5 minutes"),
        ("Popular", "1 minute"),
        ("Reconcile", "1 day"),
        ("Retain", "1 day"),
        ("Rotate", "1 day"),
    ],
)
def test_a_job_that_fails_is_tried_again_and_kept(resources: dict[str, Any], name: str, rate: str) -> None:
    job = resources[name]["Properties"]
    assert [event["Properties"] for event in job["Events"].values()] == [{"Schedule": f"rate({rate})"}]
    assert job["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"] == {
        "Fn::GetAtt": ["Failures", "Arn"]
    }


def test_somebody_hears_of_what_goes_wrong(resources: dict[str, Any]) -> None:
    watched = {
        (alarm["MetricName"], json.dumps(alarm["Dimensions"][0]["Value"]))
        for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values()
    }
    functions = of_type(resources, "AWS::Serverless::Function")
    assert watched == {
        *((metric, json.dumps({"Ref": name})) for name in functions for metric in ("Errors", "Throttles")),
        ("IteratorAge", '{"Ref": "Follow"}'),
        ("IteratorAge", '{"Ref": "Referrers"}'),
        ("ApproximateNumberOfMessagesVisible", '{"Fn::GetAtt": ["Failures", "QueueName"]}'),
        ("5xx", '{"Ref": "HttpApi"}'),
        ("5XXError", '{"Ref": "AWS::StackName"}'),
    }
    assert all(
        alarm["AlarmActions"] == [{"Ref": "Alarms"}] for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values()
    )


def test_the_table_stays_when_the_stack_goes(resources: dict[str, Any]) -> None:
    assert resources["Table"]["DeletionPolicy"] == resources["Table"]["UpdateReplacePolicy"] == "Retain"


def test_what_needs_what_is_private_and_nothing_else_is_the_moderators_functions() -> None:
    theirs = {(route.method, route.path) for route in ALL_ROUTES if route.function == "Moderators"}
    assert theirs == {
        ("GET", "/v1/sites/{site}/moderation/comments"),
        ("HEAD", "/v1/sites/{site}/moderation/comments"),
        ("GET", "/v1/sites/{site}/moderation/comments/{id}"),
        ("HEAD", "/v1/sites/{site}/moderation/comments/{id}"),
        ("PATCH", "/v1/sites/{site}/moderation/comments/{id}"),
        ("GET", "/v1/sites/{site}/moderation/blocks"),
        ("HEAD", "/v1/sites/{site}/moderation/blocks"),
        ("POST", "/v1/sites/{site}/moderation/blocks"),
        ("DELETE", "/v1/sites/{site}/moderation/blocks/{id}"),
        ("GET", "/v1/sites/{site}/moderation/authors/{author}"),
        ("HEAD", "/v1/sites/{site}/moderation/authors/{author}"),
        ("PUT", "/v1/sites/{site}/moderation/authors/{author}"),
        ("POST", "/v1/sites/{site}/moderation/authors/{author}/actions"),
        ("GET", "/v1/sites/{site}/moderation/me"),
        ("HEAD", "/v1/sites/{site}/moderation/me"),
        ("POST", "/v1/sites/{site}/moderation/desks"),
        ("GET", "/v1/sites/{site}/moderation/log"),
        ("HEAD", "/v1/sites/{site}/moderation/log"),
        ("POST", "/v1/sites/{site}/comments/{id}/flags"),
        ("POST", "/v1/sites/{site}/moderation/actions"),
        ("PATCH", "/v1/sites/{site}/comments/{id}"),
        ("DELETE", "/v1/sites/{site}/comments/{id}"),
        ("GET", "/v1/sites/{site}/mine"),
        ("HEAD", "/v1/sites/{site}/mine"),
        ("GET", "/v1/sites/{site}/pages"),
        ("HEAD", "/v1/sites/{site}/pages"),
        ("PUT", "/v1/sites/{site}/pages"),
        ("GET", "/v1/sites/{site}/stats"),
        ("HEAD", "/v1/sites/{site}/stats"),
        ("GET", "/v1/sites/{site}/settings"),
        ("HEAD", "/v1/sites/{site}/settings"),
        ("PATCH", "/v1/sites/{site}/settings"),
        ("GET", "/v1/sites/{site}/tokens"),
        ("HEAD", "/v1/sites/{site}/tokens"),
        ("POST", "/v1/sites/{site}/tokens"),
        ("DELETE", "/v1/sites/{site}/tokens/{id}"),
    }


def test_the_preflight_of_a_comment_allows_authors_to_change_it(resources: dict[str, Any]) -> None:
    path = resources["RestApi"]["Properties"]["DefinitionBody"]["paths"]["/v1/sites/{site}/comments/{id}"]
    (answer,) = path["options"]["x-amazon-apigateway-integration"]["responses"].values()
    methods = answer["responseParameters"]["method.response.header.Access-Control-Allow-Methods"]
    assert set(methods.strip("'").split(",")) == {"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"}


@pytest.mark.parametrize("route", ALL_ROUTES, ids=lambda route: route.name)
def test_both_apis_send_a_route_to_its_function(resources: dict[str, Any], route: Route) -> None:
    http = resources[route.name]
    assert http["Condition"] == "IsHttpApi"
    assert http["Properties"]["RouteKey"] == f"{route.method} {route.path}"
    assert http["Properties"]["Target"] == {"Fn::Sub": f"integrations/${{{route.function}Integration}}"}
    swagger = resources["RestApi"]["Properties"]["DefinitionBody"]["paths"]
    rest = swagger[route.path][route.method.lower()]["x-amazon-apigateway-integration"]
    assert f"${{{route.function}Aliaslive}}/invocations" in rest["uri"]["Fn::Sub"]


@pytest.mark.parametrize(("prefix", "condition"), [("Http", "IsHttpApi"), ("Rest", "IsRestApi")])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_gateway_may_call_the_functions_as_they_are_live(
    resources: dict[str, Any], prefix: str, condition: str, function: str
) -> None:
    permission = resources[f"{prefix}Calls{function}"]
    assert permission["Condition"] == condition
    assert permission["Properties"]["FunctionName"] == {"Ref": f"{function}Aliaslive"}


def test_the_http_api_sends_format_1_and_all_else_to_the_readers(resources: dict[str, Any]) -> None:
    integrations = of_type(resources, "AWS::ApiGatewayV2::Integration")
    assert {one["PayloadFormatVersion"] for one in integrations.values()} == {"1.0"}
    assert resources["DefaultRoute"]["Properties"] == {
        "ApiId": {"Ref": "HttpApi"},
        "RouteKey": "$default",
        "Target": {"Fn::Sub": "integrations/${ReadersIntegration}"},
    }


def test_a_preflight_is_answered_with_what_may_be_sent_and_kept_for_a_day(resources: dict[str, Any]) -> None:
    http = resources["HttpApi"]["Properties"]["CorsConfiguration"]
    assert http["AllowOrigins"] == ["*"]
    assert {"Authorization", "Content-Type", "Idempotency-Key"} <= set(http["AllowHeaders"])
    assert http["MaxAge"] == 86_400
    assert http["ExposeHeaders"] == ["ETag", "Retry-After", "X-Request-Id"]
    swagger = resources["RestApi"]["Properties"]["DefinitionBody"]["paths"]["/v1/sites/{site}/comments"]
    answered = swagger["options"]["x-amazon-apigateway-integration"]["responses"]["default"]["responseParameters"]
    for name, value in CORS.get_access_control_headers().items():
        assert answered[f"method.response.header.{name}"] == f"'{value}'"


def test_the_rest_api_sends_all_else_to_the_readers(resources: dict[str, Any]) -> None:
    paths = resources["RestApi"]["Properties"]["DefinitionBody"]["paths"]
    for path in ("/", "/{proxy+}"):
        assert set(paths[path]) == {"delete", "get", "head", "patch", "post", "put"}
        assert all(
            "${ReadersAliaslive}" in one["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
            for one in paths[path].values()
        )


def test_what_the_rest_api_answers_by_itself_is_a_problem_too(resources: dict[str, Any]) -> None:
    body = resources["RestApi"]["Properties"]["DefinitionBody"]
    answers = body["x-amazon-apigateway-gateway-responses"]
    codes = {}
    for kind, answer in answers.items():
        problem = json.loads(answer["responseTemplates"]["application/json"])
        assert problem["status"] == int(answer["statusCode"])
        assert problem["request_id"] == "$context.requestId"
        assert answer["responseParameters"]["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
        assert answer["responseParameters"]["gatewayresponse.header.Access-Control-Allow-Origin"] == "'*'"
        assert all(value.strip("'").count("'") == 0 for value in answer["responseParameters"].values())
        codes[kind] = problem["code"]
    assert codes == {
        "DEFAULT_4XX": "not_found",
        "REQUEST_TOO_LARGE": "body_too_large",
        "UNSUPPORTED_MEDIA_TYPE": "unsupported_media_type",
        "THROTTLED": "unavailable",
        "DEFAULT_5XX": "unavailable",
    }


def test_the_default_is_an_http_api(template: dict[str, Any]) -> None:
    assert template["Parameters"]["ApiType"]["Default"] == "http"
    assert set(template["Outputs"]) == {"AlarmTopic", "ApiId", "FailuresQueue", "TableName", "Url"}
