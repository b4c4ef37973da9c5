"""Alarms: what an engineer should hear of. All go to one topic, to which whoever is on duty subscribes."""

from collections.abc import Iterable
from typing import Any

from cli.deploy.functions import Resources

_FIVE_MINUTES = 300
_STREAM_MAY_LAG_MILLISECONDS = 3_600_000


def alarms(functions: Iterable[str], followers: Iterable[str]) -> Resources:
    """Answer the alarms of all functions, of those that follow the stream, of the API and of the queue of failures."""
    queue = {"Fn::GetAtt": ["Failures", "QueueName"]}
    http = _alarm("AWS/ApiGateway", "5xx", "Sum", ApiId={"Ref": "HttpApi"})
    rest = _alarm("AWS/ApiGateway", "5XXError", "Sum", ApiName={"Ref": "AWS::StackName"})
    found = {
        "FailuresAlarm": _alarm("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", QueueName=queue),
        "HttpErrorsAlarm": {**http, "Condition": "IsHttpApi"},
        "RestErrorsAlarm": {**rest, "Condition": "IsRestApi"},
    }
    for function in functions:
        for metric in ("Errors", "Throttles"):
            found[f"{function}{metric}Alarm"] = _alarm("AWS/Lambda", metric, "Sum", FunctionName={"Ref": function})
    for function in followers:
        found[f"{function}LagAlarm"] = _alarm(
            "AWS/Lambda", "IteratorAge", "Maximum", _STREAM_MAY_LAG_MILLISECONDS, FunctionName={"Ref": function}
        )
    return found


def _alarm(namespace: str, metric: str, statistic: str, above: int = 0, **dimension: Any) -> dict[str, Any]:
    (name, value), *_ = dimension.items()
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "Namespace": namespace,
            "MetricName": metric,
            "Dimensions": [{"Name": name, "Value": value}],
            "Statistic": statistic,
            "Period": _FIVE_MINUTES,
            "EvaluationPeriods": 1,
            "Threshold": above,
            "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "notBreaching",
            "AlarmActions": [{"Ref": "Alarms"}],
        },
    }
