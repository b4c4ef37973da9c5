"""The two kinds of API, of which a stack has the one that its parameter `ApiType` names.

Both send what no route takes to the readers' function too, which answers it in our own form (`chalicelib/api/events.py`).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.api.endpoints import CORS
from chalicelib.api.responses import HEADERS, problem
from chalicelib.errors import BelowlineError, BodyTooLarge, NotFound, Unavailable, UnsupportedMediaType
from cli.deploy.functions import Resources, alias_of
from cli.deploy.routes import FUNCTIONS, Function, Route

REST_STAGE = "api"

_REFUSALS: dict[str, BelowlineError] = {
    "DEFAULT_4XX": NotFound(),
    "REQUEST_TOO_LARGE": BodyTooLarge(),
    "UNSUPPORTED_MEDIA_TYPE": UnsupportedMediaType(),
    "THROTTLED": Unavailable(),
    "DEFAULT_5XX": Unavailable(),
}
"""What a REST API answers by itself, in our form. An HTTP API's own few answers cannot be changed."""

_OTHER_METHODS = ("delete", "get", "head", "patch", "post", "put")


def http_api(routes: Iterable[Route]) -> Resources:
    """Answer an HTTP API with each route by itself, and one for all else."""
    found = {
        "HttpApi": _http("Api", Name={"Ref": "AWS::StackName"}, ProtocolType="HTTP", CorsConfiguration=_cors()),
        "HttpStage": _http("Stage", ApiId=_HTTP_API, StageName="$default", AutoDeploy=True),
        "DefaultRoute": _http_route("$default", "Readers"),
    }
    for function in FUNCTIONS:
        found[f"{function}Integration"] = _http(
            "Integration",
            ApiId=_HTTP_API,
            IntegrationType="AWS_PROXY",
            IntegrationUri={"Ref": alias_of(function)},
            PayloadFormatVersion="1.0",
        )
    found |= {route.name: _http_route(f"{route.method} {route.path}", route.function) for route in routes}
    return found | _permissions("Http", "HttpApi")


def rest_api(generated: Mapping[str, Any], routes: Iterable[Route]) -> Resources:
    """Answer the REST API that Chalice has made, each route with its own function, and with routes for all else."""
    properties = generated["RestAPI"]["Properties"]
    swagger = properties["DefinitionBody"]
    paths = {path: dict(operations) for path, operations in swagger["paths"].items()}
    for route in routes:
        operation = paths[route.path][route.method.lower()]
        paths[route.path][route.method.lower()] = _integrated(operation, route.function)
    paths |= {path: dict.fromkeys(_OTHER_METHODS, _integrated({}, "Readers")) for path in ("/", "/{proxy+}")}
    body = {
        **swagger,
        "info": {**swagger["info"], "title": {"Ref": "AWS::StackName"}},
        "paths": paths,
        "x-amazon-apigateway-gateway-responses": {kind: _gateway_response(error) for kind, error in _REFUSALS.items()},
    }
    settings = {**properties, "StageName": REST_STAGE, "DefinitionBody": body}
    settings["BinaryMediaTypes"] = [
        "*/*"
    ]  # or what is compressed is sent in base64 to who does not name its type in `Accept`
    settings["OpenApiVersion"] = swagger["swagger"]  # or SAM makes a second stage, named Stage
    settings["EndpointConfiguration"] = {"Type": properties["EndpointConfiguration"]}
    api = {**generated["RestAPI"], "Condition": "IsRestApi", "Properties": settings}
    return {"RestApi": api} | _permissions("Rest", "RestApi")


def addresses() -> dict[str, Any]:
    """Answer the outputs that say where the API is."""
    http = "https://${HttpApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"
    rest = "https://${RestApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/" + REST_STAGE
    return {
        "ApiId": {"Value": {"Fn::If": ["IsHttpApi", _HTTP_API, {"Ref": "RestApi"}]}},
        "Url": {"Value": {"Fn::If": ["IsHttpApi", {"Fn::Sub": http}, {"Fn::Sub": rest}]}},
    }


_HTTP_API = {"Ref": "HttpApi"}


def _http(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::ApiGatewayV2::{kind}", "Condition": "IsHttpApi", "Properties": properties}


def _http_route(key: str, function: Function) -> dict[str, Any]:
    return _http("Route", ApiId=_HTTP_API, RouteKey=key, Target={"Fn::Sub": f"integrations/${{{function}Integration}}"})


def _cors() -> dict[str, Any]:
    # The gateway puts its own headers of CORS in the place of ours, on every answer.
    ours = CORS.get_access_control_headers()
    return {
        "AllowOrigins": [ours["Access-Control-Allow-Origin"]],
        "AllowMethods": ["*"],
        "AllowHeaders": ours["Access-Control-Allow-Headers"].split(","),
        "ExposeHeaders": HEADERS["Access-Control-Expose-Headers"].split(", "),
        "MaxAge": int(ours["Access-Control-Max-Age"]),
    }


def _integrated(operation: Mapping[str, Any], function: Function) -> dict[str, Any]:
    arn = f"arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{{alias_of(function)}}}"
    integration = {"type": "aws_proxy", "httpMethod": "POST", "uri": {"Fn::Sub": f"{arn}/invocations"}}
    return {**operation, "x-amazon-apigateway-integration": integration}


def _gateway_response(error: BelowlineError) -> dict[str, Any]:
    response = problem(error, "$context.requestId")
    ours = {name: str(value) for name, value in (HEADERS | response.headers).items()}
    # A value stands in quotes there, and there is no way known to write quotes within.
    headers = {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in ours.items() if "'" not in value}
    return {
        "statusCode": str(response.status_code),
        "responseParameters": headers | {"gatewayresponse.header.X-Request-Id": "context.requestId"},
        "responseTemplates": {"application/json": response.body},
    }


def _permissions(prefix: str, api: str) -> Resources:
    source = f"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{api}}}/*"
    return {
        f"{prefix}Calls{function}": {
            "Type": "AWS::Lambda::Permission",
            "Condition": f"Is{api}",
            "Properties": {
                "FunctionName": {"Ref": alias_of(function)},
                "Action": "lambda:InvokeFunction",
                "Principal": "apigateway.amazonaws.com",
                "SourceArn": {"Fn::Sub": source},
            },
        }
        for function in FUNCTIONS
    }
