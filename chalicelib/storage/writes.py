"""A write as a value: made by a repository, carried out alone or in a transaction by `Table`.

In expressions `#name` stands for the attribute `name` and needs no declaration; other stand-ins are given in `names`.
`:name` stands for `values["name"]`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from chalicelib.storage.keys import Key
from chalicelib.storage.values import Item, pack, packed

_NAME = re.compile(r"#(\w+)")
WITNESS = "write_id"
"""The attribute that tells a write which arrived twice from one that came too late."""


@dataclass(frozen=True)
class Write:
    """One put, update, delete or check.

    `is_repeatable` is false for the rare write that must not be sent again when its answer was lost.
    """

    kind: Literal["Put", "Update", "Delete", "ConditionCheck"]
    key: Key
    item: Mapping[str, Any] = field(default_factory=dict)
    update: str = ""
    condition: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    is_repeatable: bool = True

    @property
    def write_id(self) -> str | None:
        """The mark this write leaves in its item, if it leaves one."""
        mark: str | None = self.item.get(WITNESS) or self.values.get(WITNESS)
        return mark

    def parameters(self, table: str) -> dict[str, Any]:
        """Answer what botocore wants for this write, alone or as an action of a transaction."""
        wanted: dict[str, Any] = {"TableName": table, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        if self.kind == "Put":
            wanted["Item"] = keyed(self.key) | pack(self.item)
        else:
            wanted["Key"] = keyed(self.key)
        if self.update:
            wanted["UpdateExpression"] = self.update
        if self.condition:
            wanted["ConditionExpression"] = self.condition
        return wanted | self._stand_ins()

    def _stand_ins(self) -> dict[str, Any]:
        used = set(_NAME.findall(self.update + " " + self.condition))
        names = {f"#{name}": self.names.get(name, name) for name in used}
        values = {f":{name}": packed(value) for name, value in self.values.items()}
        stand_ins: dict[str, Any] = {}
        if names:
            stand_ins["ExpressionAttributeNames"] = names
        if values:
            stand_ins["ExpressionAttributeValues"] = values
        return stand_ins


def keyed(key: Key) -> Item:
    """Answer a key as DynamoDB writes it."""
    return {"pk": {"S": key[0]}, "sk": {"S": key[1]}}


def put_new(key: Key, item: Mapping[str, Any]) -> Write:
    """Write an item that must not be there yet."""
    return Write("Put", key, item=item, condition="attribute_not_exists(#pk)")


def check(key: Key, condition: str, **values: Any) -> Write:
    """In a transaction: have it fail unless `condition` holds for the item at `key`."""
    return Write("ConditionCheck", key, condition=condition, values=values)


def checked(writes: Sequence[Write], wanted: Write) -> list[Write]:
    """Answer `writes` with the check `wanted` added: to the write of the same item where there is one, else by itself.

    A transaction may touch each item only once.
    """
    if all(write.key != wanted.key for write in writes):
        return [*writes, wanted]
    return [_with_condition(write, wanted) if write.key == wanted.key else write for write in writes]


def _with_condition(write: Write, wanted: Write) -> Write:
    both = f"({write.condition}) AND ({wanted.condition})" if write.condition else wanted.condition
    return replace(write, condition=both, values={**write.values, **wanted.values})
