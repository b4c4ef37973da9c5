"""DynamoDB's expressions, as far as views need them: read once, then carried out by the thousand."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from chalicelib.storage.values import Item

Values = Mapping[str, Any]
Names = Mapping[str, str]

_CLAUSE = re.compile(r"\b(SET|ADD|REMOVE) (.+?)(?= ADD | REMOVE |$)")
_GIVEN = re.compile(r"(?P<name>#\w+) = (?:if_not_exists\((?P<kept>#\w+), )?(?P<value>:\w+)\)?")
_ADDED = re.compile(r"(?P<name>#\w+) (?P<value>:\w+)")
_REMOVED = re.compile(r"(?P<name>#\w+)(?P<value>)")
_COMPARED = re.compile(r"(?P<name>#\w+) (?P<how><=|<|=) (?P<value>:\w+)")
_MISSING = re.compile(r"attribute_not_exists\((?P<name>#\w+)\)")
_FORMS = {"SET": _GIVEN, "ADD": _ADDED, "REMOVE": _REMOVED}
_HOW: Mapping[str, Callable[[Any, Any], bool]] = {
    "<=": lambda one, other: one <= other,
    "<": lambda one, other: one < other,
    "=": lambda one, other: one == other,
}
_Step = tuple[str, str, str]


def updated(expression: str, names: Names, values: Values, before: Item) -> tuple[Item, set[str]]:
    """Answer the item that an update makes of `before`, and the attributes that it is about."""
    item, touched = dict(before), set()
    for how, name, value in _steps(expression):
        attribute = names[name]
        touched.add(attribute)
        if how == "ADD":
            item[attribute] = {"N": str(int(item.get(attribute, {"N": "0"})["N"]) + int(values[value]["N"]))}
        elif how == "REMOVE":
            item.pop(attribute, None)
        elif how == "SET" or attribute not in item:
            item[attribute] = values[value]
    return item, touched


def holds(expression: str, names: Names, values: Values, item: Item) -> bool:
    """Tell whether a condition holds of an item, {} for none."""
    return any(
        all(_holds(part, names, values, item) for part in either.split(" AND ")) for either in expression.split(" OR ")
    )


def _holds(part: str, names: Names, values: Values, item: Item) -> bool:
    if missing := _MISSING.fullmatch(part):
        return names[missing["name"]] not in item
    compared = _COMPARED.fullmatch(part)
    assert compared, f"the simulation does not know the condition {part!r}"
    found = item.get(names[compared["name"]])
    return found is not None and _HOW[compared["how"]](_plain(found), _plain(values[compared["value"]]))


def _plain(value: Mapping[str, str]) -> Any:
    ((kind, content),) = value.items()
    return int(content) if kind == "N" else content


@cache
def _steps(expression: str) -> list[_Step]:
    steps: list[_Step] = []
    for clause, body in _CLAUSE.findall(expression):
        for part in re.split(r", (?=#)", body):
            found = _FORMS[clause].fullmatch(part)
            assert found, f"the simulation does not know the update {part!r}"
            kept = clause == "SET" and found["kept"]
            assert not kept or kept == found["name"], "what is kept is the attribute itself"
            steps.append(("KEEP" if kept else clause, found["name"], found["value"]))
    assert steps, f"the simulation does not know the update {expression!r}"
    return steps
