"""What a role may do: its policy as `.chalice` has it, asked as IAM would ask it.

DynamoDB asks IAM once for each action of a request, with all partitions that the request names for it (`dynamodb:LeadingKeys`), and
for a Query of an index with the index's partition. One statement must allow them all.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from cli.deploy.generated import CONFIGURATION
from tests.storage.charges import actions, keys_read

TABLE = "table"

_CONDITION = "ForAllValues:StringLike"
_INDEX = re.compile(r"\$\{Table\.Arn\}/index/(\w+)")


@dataclass(frozen=True)
class Asked:
    """One question to IAM: an action of DynamoDB, on the table or one of its indexes, and the partitions it is for."""

    action: str
    target: str
    partitions: frozenset[str]


def asked_by(operation: str, params: Mapping[str, Any]) -> Iterator[Asked]:
    """Answer the questions that a request raises."""
    target = params.get("IndexName", TABLE)
    if operation != "TransactWriteItems":
        written = [action.key for action in actions(operation, params)]
        yield Asked(operation, target, frozenset(key[0] for key in written or keys_read(operation, params)))
        return
    by_action: dict[str, set[str]] = {}
    for action in actions(operation, params):
        name = "ConditionCheckItem" if action.kind == "ConditionCheck" else f"{action.kind}Item"
        by_action.setdefault(name, set()).add(action.key[0])
    yield from (Asked(name, target, frozenset(keys)) for name, keys in by_action.items())


def statements(role: str) -> list[dict[str, Any]]:
    """Answer the statements of a role's policy."""
    found: list[dict[str, Any]] = json.loads((CONFIGURATION / f"policy-{role}.json").read_text())["Statement"]
    return found


def granted(role: str) -> dict[tuple[str, str], list[str]]:
    """Answer what a role may do with items: patterns of partitions, by target and action."""
    return {
        (target, action.removeprefix("dynamodb:")): statement["Condition"][_CONDITION]["dynamodb:LeadingKeys"]
        for statement in statements(role)
        if "Condition" in statement and (target := _target(statement["Resource"]))
        for action in statement["Action"]
    }


def is_allowed(role: str, asked: Asked) -> bool:
    """Say whether a role's policy allows it."""
    patterns = granted(role).get((asked.target, asked.action), [])
    return bool(patterns) and all(
        any(fnmatchcase(partition, pattern) for pattern in patterns) for partition in asked.partitions
    )


def _target(resource: Any) -> str | None:
    if resource == {"Fn::GetAtt": ["Table", "Arn"]}:
        return TABLE
    match = _INDEX.fullmatch(resource.get("Fn::Sub", "")) if isinstance(resource, dict) else None
    return match[1] if match else None
