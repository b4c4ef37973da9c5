"""What is private of a comment, in an item of its own: who left it, from where, and what the checks found. Readers' calls never read it."""

from collections.abc import Sequence
from typing import Any

from chalicelib.comments.models import Finding, Private
from chalicelib.storage import keys
from chalicelib.storage.values import Item, text
from chalicelib.storage.writes import Write


def put_private(site: str, comment: str, private: Private) -> Write:
    """Store what is private of a new comment."""
    item: dict[str, Any] = {
        "type": "private",
        "email": private.email,
        "author": private.author,
        "address": private.address,
        "is_signed_in": private.is_signed_in or None,
        "findings": _findings(private.findings),
    }
    if private.author:
        item |= {"gsi3pk": keys.author_list(site, private.author), "gsi3sk": comment}
    return Write("Put", keys.private(site, comment), item=item)


def find_anew(site: str, comment: str, findings: Sequence[Finding]) -> Write:
    """Store what the checks found of a comment that they have judged again."""
    values = {"findings": _findings(findings)}
    condition = "attribute_exists(#pk)"
    return Write(
        "Update", keys.private(site, comment), update="SET #findings = :findings", condition=condition, values=values
    )


def private_from_item(item: Item) -> Private:
    """Answer what is private of a comment."""
    return Private(
        email=text(item, "email"),
        author=text(item, "author"),
        findings=tuple(_finding(entry["M"]) for entry in item["findings"]["L"]),
        address=text(item, "address"),
        is_signed_in="is_signed_in" in item,
    )


def _findings(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [vars(finding) for finding in findings]


def _finding(item: Item) -> Finding:
    return Finding(check=item["check"]["S"], verdict=item["verdict"]["S"], reason=item["reason"]["S"])
