"""A stack: the package and the template in S3, applied as a change set, and waited for."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from botocore.exceptions import ClientError

SECONDS_TO_APPLY = 1800
SECONDS_BETWEEN_LOOKS = 0.5
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]  # roles, and SAM

Done = Literal["created", "updated", "left as it was"]


class StackFailedError(Exception):
    """CloudFormation could not do it; the message has its reasons."""


class Bucket:
    """Where CloudFormation finds what it applies. What is there is not sent again: names are made of contents."""

    def __init__(self, s3: Any, name: str) -> None:
        self._s3 = s3
        self.name = name

    def ensure(self) -> None:
        """Make the bucket unless it is there."""
        try:
            self._s3.head_bucket(Bucket=self.name)
        except ClientError:
            place = {"LocationConstraint": self._s3.meta.region_name}
            self._s3.create_bucket(Bucket=self.name, CreateBucketConfiguration=place)

    def put(self, key: str, body: bytes) -> None:
        """Store a body under a key that tells its contents."""
        try:
            self._s3.head_object(Bucket=self.name, Key=key)
        except ClientError:
            self._s3.put_object(Bucket=self.name, Key=key, Body=body)

    def put_package(self, path: Path) -> dict[str, str]:
        """Store the package and answer where it is, as a template says it."""
        self.put(path.name, path.read_bytes())
        return {"Bucket": self.name, "Key": path.name}

    def put_template(self, template: Mapping[str, Any]) -> str:
        """Store a template, which is too long to be sent along, and answer its address."""
        body = json.dumps(template, sort_keys=True).encode()
        key = f"template-{hashlib.sha256(body).hexdigest()[:16]}.json"
        self.put(key, body)
        return f"{self._s3.meta.endpoint_url}/{self.name}/{key}"


@dataclass(frozen=True)
class Stack:
    """A stack of CloudFormation by its name, whether it is there or not yet."""

    cloudformation: Any
    name: str

    def apply(self, template_url: str, parameters: Mapping[str, str]) -> Done:
        """Create the stack or bring it up to a template. Raises `StackFailedError`."""
        if self._status() == "ROLLBACK_COMPLETE":  # what is left of a creation that failed cannot be updated
            self.delete()
        is_new = self._status() in {None, "REVIEW_IN_PROGRESS", "DELETE_COMPLETE"}
        change_set = f"at-{time.time_ns()}"
        self.cloudformation.create_change_set(
            StackName=self.name,
            ChangeSetName=change_set,
            ChangeSetType="CREATE" if is_new else "UPDATE",
            TemplateURL=template_url,
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=CAPABILITIES,
        )
        if not self._is_change(change_set):
            self.cloudformation.delete_change_set(StackName=self.name, ChangeSetName=change_set)
            return "left as it was"
        self.cloudformation.execute_change_set(StackName=self.name, ChangeSetName=change_set)
        self._wait_for("CREATE_COMPLETE" if is_new else "UPDATE_COMPLETE")
        return "created" if is_new else "updated"

    def outputs(self) -> dict[str, str]:
        """Answer what the stack says of itself."""
        (stack,) = self.cloudformation.describe_stacks(StackName=self.name)["Stacks"]
        return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}

    def name_of(self, resource: str) -> str:
        """Answer the name that a resource of the template was given."""
        answer = self.cloudformation.describe_stack_resource(StackName=self.name, LogicalResourceId=resource)
        return str(answer["StackResourceDetail"]["PhysicalResourceId"])

    def delete(self) -> bool:
        """Remove the stack, but for its table, which the template keeps; false where there was none."""
        if self._status() in {None, "DELETE_COMPLETE"}:
            return False
        self.cloudformation.delete_stack(StackName=self.name)
        self._wait_for("DELETE_COMPLETE", None)
        return True

    def _is_change(self, change_set: str) -> bool:
        deadline = time.monotonic() + SECONDS_TO_APPLY
        while time.monotonic() < deadline:
            found = self.cloudformation.describe_change_set(StackName=self.name, ChangeSetName=change_set)
            if found["Status"] == "CREATE_COMPLETE":
                return True
            if found["Status"] == "FAILED":
                reason = found.get("StatusReason", "")
                if "didn't contain changes" in reason or "No updates" in reason:
                    return False
                raise StackFailedError(reason)
            time.sleep(SECONDS_BETWEEN_LOOKS)
        raise StackFailedError("CloudFormation did not say what would change.")

    def _wait_for(self, *wanted: str | None) -> None:
        deadline = time.monotonic() + SECONDS_TO_APPLY
        while (status := self._status()) not in wanted:
            if status is None or status.endswith(("_COMPLETE", "_FAILED")) or time.monotonic() > deadline:
                raise StackFailedError(f"{self.name} is {status}.\n{self._reasons()}")
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def _status(self) -> str | None:
        try:
            (stack,) = self.cloudformation.describe_stacks(StackName=self.name)["Stacks"]
        except ClientError:
            return None
        return str(stack["StackStatus"])

    def _reasons(self) -> str:
        events = self.cloudformation.describe_stack_events(StackName=self.name)["StackEvents"]
        failed = [event for event in events if event["ResourceStatus"].endswith("FAILED")]
        return "\n".join(f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}" for event in failed)
