"""What keys are made of."""

import hashlib
from base64 import b32encode

Key = tuple[str, str]

GSI1 = "gsi1"

GSI2 = "gsi2"

GSI3 = "gsi3"


def page_id(page_key: str) -> str:
    """Answer the 26 letters and digits that stand for a page key in keys of the table."""
    return b32encode(hashlib.sha256(page_key.encode()).digest()[:16]).decode().rstrip("=").lower()


def named_in(partition: str) -> list[str]:
    """Answer what a partition is of, the site first."""
    return partition.split("#")[1:]


def page_partition(site: str, page: str) -> str:
    """All that lies with one page."""
    return f"PAGE#{site}#{page}"
